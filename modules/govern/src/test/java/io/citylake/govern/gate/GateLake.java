package io.citylake.govern.gate;

import io.citylake.contract.Title;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.govern.state.StateStore;
import io.citylake.lake.filter.ExactFilters;
import io.citylake.model.Release;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;

/** The one session of this module's tests, and a small city in it. */
final class GateLake {
  static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  static final TableName PERSON = TableName.parse("civic.dwd_person");
  static final TableName STREET = TableName.parse("civic.dim_street");
  static final TableName RAW = TableName.parse("civic.ods_raw");
  static final TableName DAY = TableName.parse("civic.dws_day");
  static final TableName ASKED = TableName.parse("civic.dws_asked");

  static final Path STATE = directory("state");
  static final MaskKey MASK_KEY = MaskKey.open(StateStore.of(STATE));
  private static final SparkSession SESSION = open();

  private GateLake() {}

  static SparkSession session() {
    return SESSION;
  }

  /** As a deployment sets it up for queries that read little: all tables here are small. */
  static SparkSession small() {
    SparkSession small = SESSION.newSession();
    small.conf().set("spark.sql.codegen.wholeStage", "false");
    small.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    small.conf().set("spark.sql.shuffle.partitions", "1");
    small.conf().set("spark.sql.adaptive.enabled", "false");
    return small;
  }

  /** Grades: id 1, street 1, visits 1, score 2, born 3, income 3, phone 4. */
  static DatasetContract person() {
    return dataset(
        PERSON,
        "id string 1",
        "street_code string 1",
        "visits int 1",
        "score double 2",
        "born date 3",
        "income decimal(12,2) 3",
        "seen timestamp 3",
        "phone string 4");
  }

  static SortedMap<TableName, DatasetContract> datasets() {
    SortedMap<TableName, DatasetContract> datasets = new TreeMap<>();
    for (DatasetContract each :
        List.of(
            person(),
            dataset(STREET, "street_code string 1", "name string 1"),
            dataset(RAW, "id string 1", "payload string 2"),
            dataset(DAY, "day date 1", "visits long 1"),
            dataset(
                ASKED,
                "day date 1",
                "kind string 1",
                "n int 1",
                "big long 3",
                "amount decimal(10,2) 3",
                "score double 2",
                "note string 2",
                "at timestamp 2",
                "later int 1"))) {
      datasets.put(each.name(), each);
    }
    return datasets;
  }

  static void fill(String theme) {
    drop(theme);
    sql("CREATE TABLE lake.%s.dim_street (street_code string, name string)", theme);
    sql("CREATE TABLE lake.%s.ods_raw (id string, payload string)", theme);
    sql("CREATE TABLE lake.%s.dws_day (day date, visits bigint)", theme);
    sql(
        "CREATE TABLE lake.%s.dwd_person (id string NOT NULL, street_code string, visits int,"
            + " score double, born date, income decimal(12,2), seen timestamp, phone string,"
            + " _run_id string)",
        theme);
    sql("INSERT INTO lake.%s.dim_street VALUES ('s1', '一街'), ('s2', '二街'), ('s3', '三街')", theme);
    sql("INSERT INTO lake.%s.ods_raw VALUES ('p1', 'x'), ('p9', 'y')", theme);
    sql("INSERT INTO lake.%s.dws_day VALUES (date'2026-03-01', 7), (date'2026-03-02', 9)", theme);
    sql(
        "INSERT INTO lake.%s.dwd_person VALUES ('p1', 's1', 3, 0.5, date'1980-05-17', 1234.56,"
            + " timestamp'2026-03-01 10:11:12', '13800001111', 'r1'), ('p2', 's1', 0, 1.5,"
            + " date'1990-11-30', 987.65, timestamp'2026-03-02 00:00:01', '13900002222', 'r1'),"
            + " ('p3', 's2', 20, 2.5, date'2001-01-01', 99.99, timestamp'2026-02-11 23:59:59',"
            + " '110', 'r1'), ('p4', 's2', 5, NULL, NULL, NULL, NULL, NULL, 'r2'), ('p5', NULL, 7,"
            + " -0.0, date'1999-12-31', 0.01, timestamp'2025-12-31 23:00:00', '13700003333', 'r2'),"
            + " ('p6', 's3', 20, double('NaN'), date'1980-05-17', 5000000.00, timestamp'2026-03-01"
            + " 10:11:12', '13800001111', 'r2')",
        theme);
  }

  static void drop(String theme) {
    for (String table : List.of("dwd_person", "dim_street", "ods_raw", "dws_day")) {
      sql("DROP TABLE IF EXISTS lake.%s." + table, theme);
    }
  }

  private static void sql(String statement, String theme) {
    SESSION.sql(statement.formatted(theme));
  }

  /** What these tables hold now. */
  static Release release(long id, TableName... names) {
    SortedMap<TableName, TableSnapshot> tables = new TreeMap<>();
    for (TableName name : names) {
      tables.put(name, snapshot(name));
    }
    return new Release(id, Instant.parse("2026-03-03T00:00:00Z"), tables);
  }

  static TableSnapshot snapshot(TableName name) {
    Table table = table(name);
    return new TableSnapshot(table.uuid().toString(), table.currentSnapshot().snapshotId());
  }

  static Table table(TableName name) {
    try {
      return Spark3Util.loadIcebergTable(SESSION, "lake." + name);
    } catch (NoSuchTableException | ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static DatasetContract dataset(TableName name, String... columns) {
    return new DatasetContract(
        name,
        new Title("表", "Table"),
        name.table().substring(0, 3),
        "",
        "",
        List.of(),
        null,
        WriteMode.APPEND,
        null,
        List.of(columns).stream().map(GateLake::column).toList(),
        List.of(),
        List.of(),
        null,
        null,
        ZONE,
        List.of(),
        List.of(),
        List.of());
  }

  private static ColumnContract column(String text) {
    String[] parts = text.split(" ");
    return new ColumnContract(
        parts[0],
        ColumnType.parse(parts[1]),
        new Title(parts[0], parts[0]),
        null,
        false,
        Integer.parseInt(parts[2]),
        null,
        List.of(),
        List.of());
  }

  private static Path directory(String name) {
    try {
      return Files.createTempDirectory(Path.of("target").toAbsolutePath(), name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SparkSession open() {
    Path warehouse = directory("lake");
    SparkSession session =
        SparkSession.builder()
            .master("local[2]")
            .appName("govern")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            // Plans of a few rows: compiling and re-planning them costs more than running them.
            .config("spark.sql.adaptive.enabled", "false")
            .config("spark.sql.codegen.wholeStage", "false")
            .config(
                "spark.sql.extensions",
                "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions,"
                    + ExactFilters.class.getName())
            .getOrCreate();
    session.conf().set("spark.sql.session.timeZone", ZONE.getId());
    session.conf().set("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog");
    session.conf().set("spark.sql.catalog.lake.type", "hadoop");
    session.conf().set("spark.sql.catalog.lake.warehouse", warehouse.toString());
    return session;
  }
}
