package io.citylake.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** The one session of this module's tests, with an Iceberg catalog {@code lake} in a directory. */
public final class LocalLake {
  private static final SparkSession SESSION = open();

  private LocalLake() {}

  public static SparkSession session() {
    return SESSION;
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
        .appName("check")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
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
