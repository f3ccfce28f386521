package io.citylake.check.expression;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.engine.SparkTypes;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** An empty frame with a contract's columns, on which conditions are tried before any row is. */
final class ContractFrame {
  private ContractFrame() {}

  static Dataset<Row> empty(SparkSession spark, DatasetContract dataset) {
    return spark.createDataFrame(List.of(), SparkTypes.columns(dataset));
  }
}
