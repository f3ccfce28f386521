package io.citylake.engine;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.model.JudgedLayout;
import io.citylake.model.QuarantineColumn;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** {@link JudgedLayout} as Spark's types. */
public final class JudgedSchema {
  private JudgedSchema() {}

  public static StructType of(DatasetContract dataset) {
    return new StructType()
        .add(JudgedLayout.OUTCOME, DataTypes.IntegerType, false)
        .add(JudgedLayout.GOOD, good(dataset), true)
        .add(JudgedLayout.BAD, bad(), true)
        .add(JudgedLayout.WARNINGS, DataTypes.createArrayType(DataTypes.StringType, false), true)
        .add(JudgedLayout.FATAL, DataTypes.BooleanType, false);
  }

  /** The columns that an accepted row has in its table. */
  public static StructType good(DatasetContract dataset) {
    return SparkTypes.with(SparkTypes.columns(dataset), ServiceColumns.ORIGIN);
  }

  /** The columns of a quarantine table. */
  public static StructType bad() {
    StructType schema = new StructType();
    for (QuarantineColumn column : QuarantineColumn.ALL) {
      schema = schema.add(column.column(), type(column.type()), true);
    }
    return schema;
  }

  private static DataType type(QuarantineColumn.Type type) {
    return switch (type) {
      case TEXT -> DataTypes.StringType;
      case INT -> DataTypes.IntegerType;
      case LONG -> DataTypes.LongType;
      case INSTANT -> DataTypes.TimestampType;
      case REASONS -> DataTypes.createArrayType(reason(), false);
    };
  }

  private static StructType reason() {
    StructType schema = new StructType();
    for (String field : JudgedLayout.REASON) {
      schema = schema.add(field, DataTypes.StringType, true);
    }
    return schema;
  }
}
