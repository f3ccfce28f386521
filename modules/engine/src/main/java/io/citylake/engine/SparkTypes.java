package io.citylake.engine;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns.ServiceColumn;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A contract's types as Spark's. Every column may be null: rules see to what must not be. */
public final class SparkTypes {
  private SparkTypes() {}

  public static DataType of(ColumnType type) {
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

  /** The contract's columns alone. */
  public static StructType columns(DatasetContract dataset) {
    StructType schema = new StructType();
    for (ColumnContract column : dataset.columns()) {
      schema = schema.add(column.name(), of(column.type()), true);
    }
    return schema;
  }

  /** A schema with these columns after its own. */
  public static StructType with(StructType schema, List<ServiceColumn> columns) {
    StructType longer = schema;
    for (ServiceColumn column : columns) {
      longer = longer.add(column.name(), of(column.type()), true);
    }
    return longer;
  }
}
