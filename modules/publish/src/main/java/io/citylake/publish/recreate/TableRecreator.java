package io.citylake.publish.recreate;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.RunId;
import io.citylake.publish.plan.Recast;
import io.citylake.publish.plan.Recast.Conversion;
import io.citylake.publish.plan.TableDefinition;
import io.citylake.publish.stage.WriteFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.spark.FileRewriteCoordinator;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.SparkTableCache;
import org.apache.iceberg.types.Type;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes tables anew under their contract's types, of the rows that they have: one commit for each
 * table, which shows all rows under the new types or changes nothing. Whoever calls it has the
 * dataset reserved.
 */
public final class TableRecreator {
  private static final Logger LOG = LoggerFactory.getLogger(TableRecreator.class);

  private final Lake lake;
  private final Supplier<SparkSession> spark;

  /**
   * @param spark asked only where there is something to do
   */
  public TableRecreator(Lake lake, Supplier<SparkSession> spark) {
    this.lake = lake;
    this.spark = spark;
  }

  /**
   * What becomes of one column of a table.
   *
   * @param rows of the table
   * @param inexact values that would not come back the same from the new type
   */
  public record Line(Recast recast, Conversion conversion, long rows, long inexact) {}

  /** What stands between a dataset's tables and their contract's types; writes nothing. */
  public List<Line> plan(DatasetContract dataset, String workspace) {
    List<Line> lines = new ArrayList<>();
    for (TableDefinition definition : TableDefinition.listOf(dataset, workspace)) {
      if (lake.catalog().tableExists(Lake.identifier(definition.name()))) {
        Recast.find(lake.loadTable(definition.name()), definition, dataset)
            .ifPresent(recast -> lines.addAll(lines(recast)));
      }
    }
    return lines;
  }

  private List<Line> lines(Recast recast) {
    List<Column> counts = new ArrayList<>();
    counts.add(functions.count(functions.lit(1)));
    for (Conversion conversion : recast.conversions()) {
      counts.add(functions.count_if(isInexact(conversion)));
    }
    Row counted =
        rows(recast)
            .agg(counts.get(0), counts.subList(1, counts.size()).toArray(Column[]::new))
            .first();
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < recast.conversions().size(); i++) {
      lines.add(
          new Line(
              recast, recast.conversions().get(i), counted.getLong(0), counted.getLong(i + 1)));
    }
    return lines;
  }

  /** A value is the same in another type where it comes back the same from it. */
  private static Column isInexact(Conversion conversion) {
    Column value = column(conversion.was());
    return functions.not(
        value.eqNullSafe(value.try_cast(sql(conversion.to())).try_cast(sql(conversion.from()))));
  }

  /**
   * Makes one table anew.
   *
   * @throws CityLakeException COMMIT_CONFLICT where the table changed meanwhile; TALLY_UNBALANCED
   *     where not every row was written
   */
  public void apply(Recast recast) {
    Table table = lake.loadTable(recast.definition().name());
    TableMetadata base = TableRefs.refresh(table);
    long rows = rows(recast).count();
    Transaction change =
        Transactions.replaceTableTransaction(
            table.name(),
            new PinnedOperations(TableRefs.operations(table), base),
            recast.replaced(base));
    if (rows > 0) {
      Set<DataFile> files = write(recast, change.table());
      long written = files.stream().mapToLong(DataFile::recordCount).sum();
      if (written != rows) {
        files.forEach(file -> table.io().deleteFile(file.location()));
        throw new CityLakeException(
            ErrorCode.TALLY_UNBALANCED,
            "Cannot make table %s anew: %,d of its %,d rows were written; nothing was changed, run it again"
                .formatted(recast.definition().name(), written, rows));
      }
      AppendFiles append = change.newAppend();
      files.forEach(append::appendFile);
      append.commit();
    }
    change.commitTransaction();
    LOG.warn(
        "Made table {} anew with {} rows; before it was snapshot {}",
        recast.definition().name(),
        rows,
        TableRefs.head(base, TableRefs.MAIN));
  }

  /**
   * Empties a dataset's tables for its deliveries to be read again: the target, the tombstones and
   * the displaced rows, as the contract has them. What they held stays under a tag.
   *
   * @throws CityLakeException COMMIT_CONFLICT where a table changed meanwhile
   */
  public static void empty(Lake lake, DatasetContract dataset, String workspace, RunId run) {
    for (TableDefinition definition : TableDefinition.listOf(dataset, workspace)) {
      if (definition.kind() != TableDefinition.Kind.QUARANTINE
          && lake.catalog().tableExists(Lake.identifier(definition.name()))) {
        Table table = lake.loadTable(definition.name());
        TableMetadata base = TableRefs.refresh(table);
        TableMetadata.Builder emptied =
            TableMetadata.buildFrom(Recast.empty(table, definition, dataset).replaced(base));
        Long main = TableRefs.head(base, TableRefs.MAIN);
        if (main != null) {
          emptied.setRef("before_" + run.value(), SnapshotRef.tagBuilder(main).build());
        }
        if (definition.kind() == TableDefinition.Kind.DATASET) {
          emptied.setProperties(LakeProperties.rereading(run));
        }
        new PinnedOperations(TableRefs.operations(table), base).commit(base, emptied.build());
        LOG.warn("Emptied table {}; its rows are under tag before_{}", definition.name(), run);
      }
    }
  }

  /** Iceberg's way of having Spark write files of a table that no catalog shows. */
  private Set<DataFile> write(Recast recast, Table hidden) {
    String key = UUID.randomUUID().toString();
    SparkTableCache.get().add(key, hidden);
    try {
      Column[] values =
          hidden.schema().columns().stream()
              .map(field -> value(recast, field.name(), field.type()))
              .toArray(Column[]::new);
      WriteFailure.explained(
          hidden,
          () ->
              rows(recast)
                  .select(values)
                  .write()
                  .format("iceberg")
                  .mode("append")
                  .option("fanout-enabled", "true")
                  .save(key));
      return Set.copyOf(FileRewriteCoordinator.get().fetchNewFiles(hidden, key));
    } finally {
      SparkTableCache.get().remove(key);
      FileRewriteCoordinator.get().clearRewrite(hidden, key);
    }
  }

  private static Column value(Recast recast, String name, Type type) {
    String origin = recast.origins().get(name);
    if (origin == null) {
      return functions.lit(null).cast(sql(type)).as(name);
    }
    // What needs no cast is left alone: a nested type can't be named exactly.
    return (type.isPrimitiveType() ? column(origin).cast(sql(type)) : column(origin)).as(name);
  }

  private Dataset<Row> rows(Recast recast) {
    return spark.get().table(Lake.CATALOG + "." + recast.definition().name());
  }

  private static Column column(String name) {
    return functions.col("`" + name + "`");
  }

  private static String sql(Type type) {
    return SparkSchemaUtil.convert(type).sql();
  }
}
