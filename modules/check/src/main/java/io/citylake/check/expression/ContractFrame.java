package io.citylake.check.expression;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** An empty frame with a contract's columns, on which conditions are tried before any row is. */
final class ContractFrame {
  private ContractFrame() {}

  static Dataset<Row> empty(
      SparkSession spark, io.citylake.contract.dataset.DatasetContract dataset) {
    StructType schema = new StructType();
    for (ColumnContract column : dataset.columns()) {
      schema = schema.add(column.name(), type(column.type()), true);
    }
    return spark.createDataFrame(List.of(), schema);
  }

  private static DataType type(ColumnType type) {
    if (type instanceof ColumnType.Decimal decimal) {
      return DataTypes.createDecimalType(decimal.precision(), decimal.scale());
    }
    return switch ((ColumnType.Simple) type) {
      case STRING -> DataTypes.StringType;
      case INT -> DataTypes.IntegerType;
      case LONG -> DataTypes.LongType;
      case DOUBLE -> DataTypes.DoubleType;
      case BOOLEAN -> DataTypes.BooleanType;
      case DATE -> DataTypes.DateType;
      case TIMESTAMP -> DataTypes.TimestampType;
    };
  }
}
