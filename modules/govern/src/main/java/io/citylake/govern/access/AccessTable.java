package io.citylake.govern.access;

import io.citylake.govern.state.StateLock;
import io.citylake.lake.io.StorageFault;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

/**
 * {@code _sys.access_log}: the logs of all servers of a lake as one table, to ask it in SQL. Rows
 * and how far they go are committed together, for each log by its name, so each line is in it once,
 * whatever dies when. It follows the files; the files are what counts. Safe for threads, and for
 * processes; those of one machine have one log.
 */
public final class AccessTable {
  /** Where it is in the catalog. */
  public static final TableIdentifier NAME = TableIdentifier.of(Namespace.of("_sys"), "access_log");

  private static final int MOST_ROWS = 100_000;

  /** Of lines that wait for their commit, in characters: one may hold a statement of a million. */
  private static final long MOST_CHARACTERS = 64L << 20;

  private static final Types.StructType TABLE =
      Types.StructType.of(
          Types.NestedField.required(18, "table", Types.StringType.get()),
          Types.NestedField.required(
              19, "columns", Types.ListType.ofRequired(20, Types.StringType.get())),
          Types.NestedField.required(21, "grade", Types.IntegerType.get()),
          Types.NestedField.required(22, "snapshot", Types.LongType.get()));

  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "sequence", Types.LongType.get()),
          Types.NestedField.required(2, "at", Types.TimestampType.withZone()),
          Types.NestedField.required(3, "user", Types.StringType.get()),
          Types.NestedField.required(
              4, "roles", Types.ListType.ofRequired(16, Types.StringType.get())),
          Types.NestedField.optional(5, "purpose", Types.StringType.get()),
          Types.NestedField.required(6, "lane", Types.StringType.get()),
          Types.NestedField.required(7, "address", Types.StringType.get()),
          Types.NestedField.required(8, "statement", Types.StringType.get()),
          Types.NestedField.required(
              9, "subjects", Types.ListType.ofRequired(17, Types.StringType.get())),
          Types.NestedField.required(10, "tables", Types.ListType.ofRequired(23, TABLE)),
          Types.NestedField.required(11, "rows", Types.LongType.get()),
          Types.NestedField.required(12, "outcome", Types.StringType.get()),
          Types.NestedField.required(13, "reason", Types.StringType.get()),
          Types.NestedField.required(14, "release", Types.LongType.get()),
          Types.NestedField.required(15, "policy", Types.StringType.get()),
          Types.NestedField.optional(24, "action", Types.StringType.get()),
          Types.NestedField.optional(25, "log", Types.StringType.get()));

  private final Catalog catalog;
  private final Path directory;
  private final StateLock turns;
  private final long mostCharacters;

  /**
   * The table of one lake.
   *
   * @param catalog that makes namespaces too
   */
  public AccessTable(Catalog catalog, Path stateDir) {
    this(catalog, stateDir, MOST_CHARACTERS);
  }

  /** The same that takes other numbers of characters at once. */
  AccessTable(Catalog catalog, Path stateDir, long mostCharacters) {
    this.mostCharacters = mostCharacters;
    this.catalog = catalog;
    this.directory = HashChainedLog.directory(stateDir);
    this.turns = new StateLock(directory.resolve("sync.lock"));
  }

  /** The last line that the table has, and the file where it stands. */
  private record Loaded(long sequence, String file) {
    static Loaded parse(String text) {
      int space = text.indexOf(' ');
      return new Loaded(Long.parseLong(text.substring(0, space)), text.substring(space + 1));
    }

    @Override
    public String toString() {
      return sequence + " " + file;
    }
  }

  /**
   * Brings the table up to the log's head.
   *
   * @return how many rows came
   * @throws CityLakeException STORAGE_FAILED; the next call goes on where the table is
   */
  public long sync() {
    // Two that bring the same lines at once would both commit: Iceberg joins appends.
    return turns.holding(
        () -> {
          long all = 0;
          for (long some = append(); some > 0; some = append()) {
            all += some;
          }
          return all;
        });
  }

  private long append() {
    Optional<ChainHead> head = ChainHead.find(directory);
    if (head.isEmpty() || head.get().sequence() == 0) {
      return 0;
    }
    Table table = table();
    String log = HashChainedLog.mask(directory).log();
    Loaded before =
        LakeProperties.accessPosition(table, log)
            .map(Loaded::parse)
            .or(() -> earlier(table))
            .orElse(new Loaded(0, ""));
    if (before.sequence() >= head.get().sequence()) {
      return 0;
    }
    List<LoggedAccess> lines = new ArrayList<>();
    Loaded after = read(before, head.get().sequence(), lines);
    if (lines.isEmpty()) {
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot bring %s up to date: lines after %d are missing; citylake audit verify shows where"
              .formatted(NAME, before.sequence()));
    }
    Transaction transaction = table.newTransaction();
    transaction.newAppend().appendFile(write(table, log, lines)).commit();
    LakeProperties.setAccessPosition(transaction, log, after.toString());
    transaction.commitTransaction();
    return lines.size();
  }

  /**
   * What an earlier program brought of this log. It didn't say of which: so its last row must be
   * this log's line of that number.
   */
  private Optional<Loaded> earlier(Table table) {
    Optional<Loaded> said = LakeProperties.onlyAccessPosition(table).map(Loaded::parse);
    return said.filter(
        loaded -> {
          List<LoggedAccess> own = new ArrayList<>();
          read(new Loaded(loaded.sequence() - 1, loaded.file()), loaded.sequence(), own);
          return own.size() == 1 && has(table, own.get(0));
        });
  }

  private static boolean has(Table table, LoggedAccess line) {
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table)
            .where(
                Expressions.and(
                    Expressions.equal("sequence", line.sequence()), Expressions.isNull("log")))
            .build()) {
      for (Record row : rows) {
        if (row.getField("at").equals(line.entry().at().atOffset(ZoneOffset.UTC))
            && row.getField("user").equals(line.entry().caller().user())
            && row.getField("statement").equals(line.entry().statement())) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED,
          "Cannot read rows of %s: %s".formatted(NAME, StorageFault.reason(e)),
          e);
    }
  }

  private Loaded read(Loaded before, long until, List<LoggedAccess> lines) {
    Loaded[] last = {before};
    long[] characters = {0};
    LogFiles.readFrom(
        directory,
        before.file(),
        (file, number, line) -> {
          LoggedAccess access = LogLine.read(line);
          if (access.sequence() > before.sequence()) {
            lines.add(access);
            characters[0] += line.length();
            last[0] = new Loaded(access.sequence(), String.valueOf(file.getFileName()));
          }
          return access.sequence() < until
              && lines.size() < MOST_ROWS
              && characters[0] < mostCharacters;
        });
    return last[0];
  }

  private Table table() {
    if (catalog.tableExists(NAME)) {
      return withNewColumns(catalog.loadTable(NAME));
    }
    try {
      if (catalog instanceof SupportsNamespaces namespaces
          && !namespaces.namespaceExists(NAME.namespace())) {
        namespaces.createNamespace(NAME.namespace());
      }
      // No partitions: lines come in the order of time, so files can be skipped by their bounds.
      return catalog.createTable(NAME, SCHEMA, PartitionSpec.unpartitioned());
    } catch (AlreadyExistsException e) {
      return catalog.loadTable(NAME);
    }
  }

  /** One that an earlier program made lacks them. */
  private static Table withNewColumns(Table table) {
    for (String each : List.of("action", "log")) {
      if (table.schema().findField(each) == null) {
        table.updateSchema().addColumn(each, Types.StringType.get()).commit();
      }
    }
    return table;
  }

  private static DataFile write(Table table, String log, List<LoggedAccess> lines) {
    String name = "access-" + UUID.randomUUID() + ".parquet";
    OutputFile file = table.io().newOutputFile(table.locationProvider().newDataLocation(name));
    try {
      DataWriter<Record> writer =
          Parquet.writeData(file)
              .forTable(table)
              .createWriterFunc(GenericParquetWriter::create)
              .build();
      try (writer) {
        for (LoggedAccess line : lines) {
          writer.write(row(table.schema(), log, line));
        }
      }
      return writer.toDataFile();
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED,
          "Cannot write rows of %s: %s".formatted(NAME, StorageFault.reason(e)),
          e);
    }
  }

  private static Record row(Schema schema, String log, LoggedAccess line) {
    AccessEntry entry = line.entry();
    Record row = GenericRecord.create(schema);
    row.setField("sequence", line.sequence());
    row.setField("at", entry.at().atOffset(ZoneOffset.UTC));
    row.setField("user", entry.caller().user());
    row.setField("roles", entry.caller().roles());
    row.setField("purpose", entry.caller().purpose());
    row.setField("lane", entry.caller().lane().name());
    row.setField("address", entry.caller().address());
    row.setField("statement", entry.statement());
    row.setField("subjects", line.subjects());
    row.setField("tables", entry.tables().stream().map(AccessTable::table).toList());
    row.setField("rows", entry.rows());
    row.setField("outcome", entry.outcome());
    row.setField("reason", entry.reason());
    row.setField("release", entry.releaseId());
    row.setField("policy", entry.policyVersion());
    row.setField("action", entry.action().name());
    row.setField("log", log);
    return row;
  }

  private static Record table(TableAccess access) {
    Record table = GenericRecord.create(TABLE);
    table.setField("table", access.table().toString());
    table.setField("columns", access.columns());
    table.setField("grade", access.highestGrade());
    table.setField("snapshot", access.snapshotId());
    return table;
  }
}
