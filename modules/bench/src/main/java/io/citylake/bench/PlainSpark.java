package io.citylake.bench;

import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.functions;

/**
 * What a Spark engineer writes first: read.csv with a schema, append to an Iceberg table like ours.
 * Values that don't parse become null without a word, as Spark's permissive mode does.
 */
final class PlainSpark implements Contestant {
  private static final String SCHEMA =
      "device_id string, event_time timestamp, kind string, street string, lon double, lat double, value double,"
          + " battery int, quality string";
  private static final String TABLE = "lake.bench.plain_spark";

  private final SparkSession spark;
  private final Path landing;

  PlainSpark(SparkSession spark, Path landing) {
    this.spark = spark;
    this.landing = landing;
  }

  @Override
  public String name() {
    return "plain Spark read.csv, append to Iceberg, no rules";
  }

  @Override
  public void prepare() {
    spark.sql("DROP TABLE IF EXISTS " + TABLE + " PURGE");
    spark.sql(
        "CREATE TABLE "
            + TABLE
            + " ("
            + SCHEMA
            + ") USING iceberg PARTITIONED BY (days(event_time)) TBLPROPERTIES ('format-version'='2',"
            + " 'write.parquet.compression-codec'='zstd', 'write.distribution-mode'='none',"
            + " 'write.spark.fanout.enabled'='true')");
  }

  @Override
  public void run() {
    Dataset<Row> readings =
        spark
            .read()
            .schema(SCHEMA)
            .option("header", "true")
            .option("timestampFormat", "yyyy-MM-dd HH:mm:ss")
            .csv(landing.toString());
    try {
      readings.writeTo(TABLE).option("fanout-enabled", "true").append();
    } catch (NoSuchTableException e) {
      throw new IllegalStateException("Cannot append: prepare() makes the table", e);
    }
  }

  @Override
  public long rows() {
    return spark.table(TABLE).agg(functions.count("*")).first().getLong(0);
  }
}
