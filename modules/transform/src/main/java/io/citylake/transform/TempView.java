package io.citylake.transform;

import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows that a MERGE takes as its source: computed once and kept until closed, under a name that no
 * other merge of the session has.
 */
final class TempView implements AutoCloseable {
  private final SparkSession spark;
  private final String name;
  private final Dataset<Row> rows;

  private TempView(SparkSession spark, String name, Dataset<Row> rows) {
    this.spark = spark;
    this.name = name;
    this.rows = rows;
  }

  static TempView open(Dataset<Row> rows) {
    String name = "citylake_merge_" + UUID.randomUUID().toString().replace('-', '_');
    Dataset<Row> kept = rows.persist(StorageLevel.MEMORY_AND_DISK());
    kept.createOrReplaceTempView(name);
    return new TempView(rows.sparkSession(), name, kept);
  }

  String name() {
    return name;
  }

  Dataset<Row> rows() {
    return rows;
  }

  @Override
  public void close() {
    spark.catalog().dropTempView(name);
    rows.unpersist();
  }
}
