package io.citylake.transform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The one session of this module's tests, with an Iceberg catalog {@code lake} in a directory. */
public final class LocalLake {
  private static final String PROPERTIES =
      " USING iceberg TBLPROPERTIES ('format-version'='2', 'write.merge.mode'='merge-on-read',"
          + " 'write.distribution-mode'='none', 'write.merge.distribution-mode'='none')";
  private static final SparkSession SESSION = open();

  private LocalLake() {}

  public static SparkSession session() {
    return SESSION;
  }

  /** A merge-on-read table with an empty branch {@code run}; its branch's identifier. */
  static String branched(String table, String columns) {
    SESSION.sql("CREATE TABLE lake.t." + table + " (" + columns + ")" + PROPERTIES);
    SESSION.sql("ALTER TABLE lake.t." + table + " CREATE BRANCH run");
    return "lake.t." + table + ".branch_run";
  }

  /** A table that holds these rows and no others. */
  static String stage(String table, String columns, List<Row> rows) {
    String name = "lake.t." + table;
    SESSION.sql("DROP TABLE IF EXISTS " + name);
    SESSION.sql("CREATE TABLE " + name + " (" + columns + ")" + PROPERTIES);
    try {
      SESSION.createDataFrame(rows, SESSION.table(name).schema()).writeTo(name).append();
    } catch (org.apache.spark.sql.catalyst.analysis.NoSuchTableException e) {
      throw new AssertionError(e);
    }
    return name;
  }

  private static SparkSession open() {
    Path warehouse;
    try {
      warehouse = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "lake");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return SparkSession.builder()
        .master("local[2]")
        .appName("transform")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        // Plans of a few rows: compiling and re-planning them costs more than running them.
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.session.timeZone", "Asia/Shanghai")
        .config(
            "spark.sql.extensions",
            "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
        .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
        .config("spark.sql.catalog.lake.type", "hadoop")
        .config("spark.sql.catalog.lake.warehouse", warehouse.toString())
        .getOrCreate();
  }
}
