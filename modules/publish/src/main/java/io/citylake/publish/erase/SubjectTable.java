package io.citylake.publish.erase;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.Erasure;
import io.citylake.contract.dataset.Personal;
import io.citylake.engine.SparkTypes;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.hold.SnapshotHold;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.SnapshotRemoval;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.QuarantineColumn;
import io.citylake.model.QuarantineStatus;
import io.citylake.model.Reason;
import io.citylake.model.TableName;
import io.citylake.publish.erase.SubjectSearch.Found;
import io.citylake.publish.plan.TableDefinition;
import io.citylake.publish.stage.WriteFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.FileRewriteCoordinator;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.SparkTableCache;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.ContentFileUtil;
import org.apache.iceberg.util.DataFileSet;
import org.apache.iceberg.util.DeleteFileSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * One table from which a person is taken. Files are looked at, not rows: what a deletion only hides
 * is found, and so is what an earlier snapshot still has. Whoever erases has the dataset reserved.
 */
public final class SubjectTable {
  /** So many hexadecimal digits are a positive long. */
  private static final int HEX_OF_LONG = 15;

  private final Lake lake;
  private final DatasetContract dataset;
  private final TableDefinition definition;
  private final SubjectTest test;
  private final SubjectSearch search;

  public SubjectTable(
      Lake lake,
      Supplier<SparkSession> spark,
      DatasetContract dataset,
      TableDefinition definition,
      SubjectTest test) {
    this.lake = lake;
    this.dataset = dataset;
    this.definition = definition;
    this.test = test;
    this.search = SubjectSearch.of(spark, schema -> test.rows(dataset, definition.kind(), schema));
  }

  /**
   * A snapshot that still has the person, and what keeps it.
   *
   * @param by at least one: a hold with its end, a branch or a tag
   */
  public record Kept(long snapshot, List<String> by) {
    public Kept {
      by = List.copyOf(by);
    }
  }

  public TableName name() {
    return definition.name();
  }

  /** Whether it is there and could name the person. */
  public boolean canName() {
    return lake.catalog().tableExists(Lake.identifier(name()))
        && search.canName(lake.loadTable(name()));
  }

  /** Looks everywhere; writes nothing. */
  public Found find() {
    return search.find(lake.loadTable(name()));
  }

  /**
   * Takes the person out of what queries answer, in one commit that is refused where the table was
   * changed meanwhile. Files in which deletions hide the person are written anew too. Whoever calls
   * it has seen that main was not moved back.
   *
   * @param erasure noted with the snapshot
   * @return how many files were written anew
   */
  public int erase(String erasure) {
    Table table = lake.loadTable(name());
    TableMetadata base = TableRefs.refresh(table);
    Long main = TableRefs.head(base, TableRefs.MAIN);
    if (main == null) {
      return 0;
    }
    Set<String> held =
        search.held(table, SubjectSearch.files(table, table.snapshot(main))).keySet();
    if (held.isEmpty()) {
      return 0;
    }
    List<FileScanTask> tasks = tasks(table, main, held);
    DataFileSet replaced = DataFileSet.create();
    DeleteFileSet marks = DeleteFileSet.create();
    for (FileScanTask task : tasks) {
      replaced.add(task.file());
      for (DeleteFile mark : task.deletes()) {
        CharSequence of = ContentFileUtil.referencedDataFileLocation(mark);
        if (of != null && held.contains(of.toString())) {
          marks.add(mark);
        }
      }
    }
    Transaction change = table.newTransaction();
    OverwriteFiles commit =
        change
            .newOverwrite()
            .validateFromSnapshot(main)
            .conflictDetectionFilter(Expressions.alwaysTrue())
            .validateNoConflictingData()
            .validateNoConflictingDeletes()
            .deleteFiles(replaced, marks)
            .set("citylake.erasure", erasure);
    rewritten(table, tasks).forEach(commit::addFile);
    commit.commit();
    if (LakeProperties.lastPublished(base).isPresent()) {
      // The snapshot that it names may go with the person, and no rollback would be noticed.
      LakeProperties.setLastPublished(change);
    }
    change.commitTransaction();
    return replaced.size();
  }

  private static List<FileScanTask> tasks(Table table, long main, Set<String> held) {
    List<FileScanTask> tasks = new ArrayList<>();
    try (CloseableIterable<FileScanTask> all = table.newScan().useSnapshot(main).planFiles()) {
      for (FileScanTask task : all) {
        if (held.contains(task.file().location())) {
          tasks.add(task);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tasks;
  }

  private Set<DataFile> rewritten(Table table, List<FileScanTask> tasks) {
    Set<DataFile> files = new HashSet<>();
    search.reading(
        table,
        tasks,
        (read, rows) -> {
          // Written as the table is now, so that what a lost column held goes with the old files.
          String key = UUID.randomUUID().toString();
          SparkTableCache.get().add(key, table);
          try {
            Dataset<Row> kept = kept(table, rows);
            WriteFailure.explained(
                table,
                () ->
                    kept.write()
                        .format("iceberg")
                        .mode("append")
                        .option("fanout-enabled", "true")
                        .save(key));
            files.addAll(FileRewriteCoordinator.get().fetchNewFiles(table, key));
          } finally {
            FileRewriteCoordinator.get().clearRewrite(table, key);
            SparkTableCache.get().remove(key);
          }
        });
    return files;
  }

  private Dataset<Row> kept(Table table, Dataset<Row> rows) {
    Column person = search.condition(table);
    if (definition.kind() == TableDefinition.Kind.QUARANTINE) {
      return replacing(table, rows, person, refused());
    }
    boolean stays =
        definition.kind() == TableDefinition.Kind.DATASET
            && dataset.erasure().action() == Erasure.Action.PSEUDONYMISE;
    return stays
        ? replacing(table, rows, person, pseudonyms(table.schema()))
        : rows.where(not(person)).drop(WholeTable.lost(table));
  }

  private static Dataset<Row> replacing(
      Table table, Dataset<Row> rows, Column person, Map<String, Column> values) {
    Column[] columns =
        table.schema().columns().stream()
            .map(
                field -> {
                  Column old = col("`" + field.name() + "`");
                  Column other = values.get(field.name());
                  return (other == null ? old : when(person, other).otherwise(old))
                      .as(field.name());
                })
            .toArray(Column[]::new);
    return rows.select(columns);
  }

  /** The refused record goes, and that it was refused stays. */
  private static Map<String, Column> refused() {
    Reason reason = Reason.withheld();
    Map<String, Column> values = new LinkedHashMap<>();
    values.put(QuarantineColumn.RAW.column(), lit(Reason.WITHHELD_RAW));
    values.put(
        QuarantineColumn.REASONS.column(),
        array(
            struct(
                lit(reason.column()).as("column"),
                lit(null).cast(DataTypes.StringType).as("value"),
                lit(reason.rule()).as("rule"),
                lit(reason.message()).as("message"))));
    values.put(QuarantineColumn.NOTE.column(), lit(null).cast(DataTypes.StringType));
    values.put(
        QuarantineColumn.STATUS.column(),
        when(
                col(QuarantineColumn.STATUS.column()).equalTo(QuarantineStatus.OPEN.toString()),
                QuarantineStatus.DISCARDED.toString())
            .otherwise(col(QuarantineColumn.STATUS.column())));
    return values;
  }

  /** Of what tells of the person; a number that can't be missing becomes a word of no meaning. */
  private Map<String, Column> pseudonyms(Schema schema) {
    Map<String, Column> values = new LinkedHashMap<>();
    for (ColumnContract column : dataset.columns()) {
      if (column.personal().isEmpty()) {
        continue;
      }
      boolean needed = column.required() || dataset.key().contains(column.name());
      boolean number =
          column.personal().stream().map(Personal::kind).anyMatch(Personal.Kind::isNumber);
      values.put(
          column.name(),
          !needed
              ? lit(null).cast(SparkTypes.of(column.type()))
              : number ? pseudonym(column) : lit("***"));
    }
    // What a contract doesn't name any more tells of nobody's rows afterwards, where it may.
    for (NestedField field : SubjectTest.unknown(dataset, schema)) {
      if (field.isOptional()) {
        values.put(field.name(), lit(null).cast(SparkSchemaUtil.convert(field.type())));
      }
    }
    return values;
  }

  /** Equal numbers stay equal within the table, so that keys stay keys. */
  private Column pseudonym(ColumnContract column) {
    Column text =
        udf(new PseudonymTask(test.forms()), DataTypes.StringType)
            .apply(col("`" + column.name() + "`").cast(DataTypes.StringType));
    return column.type() == ColumnType.Simple.LONG
        ? conv(substring(text, 2, HEX_OF_LONG), 16, 10).cast(DataTypes.LongType)
        : text;
  }

  /**
   * Expires the snapshots that still have the person and that nobody needs, with their files.
   *
   * @param holds of this table
   * @return what could not go
   */
  public List<Kept> expire(List<SnapshotHold> holds) {
    Table table = lake.loadTable(name());
    Map<Long, Map<String, DataFile>> bySnapshot = new LinkedHashMap<>();
    Map<String, DataFile> all = new TreeMap<>();
    for (Snapshot snapshot : table.snapshots()) {
      Map<String, DataFile> files = SubjectSearch.files(table, snapshot);
      bySnapshot.put(snapshot.snapshotId(), files);
      all.putAll(files);
    }
    Set<String> held = search.held(table, all).keySet();
    List<Kept> kept = new ArrayList<>();
    List<Long> free = new ArrayList<>();
    bySnapshot.forEach(
        (snapshot, files) -> {
          if (files.keySet().stream().anyMatch(held::contains)) {
            List<String> keepers = keepers(table, snapshot, holds);
            if (keepers.isEmpty()) {
              free.add(snapshot);
            } else {
              kept.add(new Kept(snapshot, keepers));
            }
          }
        });
    if (!free.isEmpty()) {
      SnapshotRemoval.expire(table, free);
    }
    return kept;
  }

  private static List<String> keepers(Table table, long snapshot, List<SnapshotHold> holds) {
    TableMetadata metadata = TableRefs.operations(table).current();
    List<String> keepers = new ArrayList<>();
    for (SnapshotHold hold : holds) {
      if (hold.covers(metadata, snapshot)) {
        keepers.add(
            "%s %s%s"
                .formatted(
                    hold.kind(),
                    hold.owner(),
                    hold.until() == null ? "" : " until " + hold.until()));
      }
    }
    keepers.addAll(TableRefs.named(metadata, snapshot));
    return keepers;
  }
}
