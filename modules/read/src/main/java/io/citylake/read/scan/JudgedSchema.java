package io.citylake.read.scan;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The shape of judged rows: {@code outcome}, {@code good}, {@code bad}, {@code warnings}, {@code
 * fatal}. The fields of {@code good} are the dataset's columns and the four that tell where a row
 * came from; those of {@code bad} are the columns of a quarantine table.
 */
public final class JudgedSchema {
  public static final int ACCEPTED = 0;
  public static final int QUARANTINED = 1;
  public static final int DUPLICATE = 2;
  public static final int SKIPPED = 3;

  private JudgedSchema() {}

  public static StructType of(DatasetContract dataset) {
    return new StructType(
        new StructField[] {
          field("outcome", DataTypes.IntegerType, false),
          field("good", good(dataset), true),
          field("bad", bad(), true),
          field("warnings", DataTypes.createArrayType(DataTypes.StringType, false), true),
          field("fatal", DataTypes.BooleanType, false)
        });
  }

  /** The columns that an accepted row has in its table. */
  public static StructType good(DatasetContract dataset) {
    List<StructField> fields = new ArrayList<>();
    for (ColumnContract column : dataset.columns()) {
      fields.add(field(column.name(), type(column.type()), true));
    }
    fields.add(field("_source", DataTypes.StringType, true));
    fields.add(field("_place", DataTypes.LongType, true));
    fields.add(field("_run_id", DataTypes.StringType, true));
    fields.add(field("_ingested_at", DataTypes.TimestampType, true));
    return new StructType(fields.toArray(StructField[]::new));
  }

  /** The columns of a quarantine table. */
  public static StructType bad() {
    DataType text = DataTypes.StringType;
    DataType instant = DataTypes.TimestampType;
    return new StructType(
        new StructField[] {
          field("id", text, true),
          field("job", text, true),
          field("source", text, true),
          field("place", DataTypes.LongType, true),
          field("raw", text, true),
          field("reasons", DataTypes.createArrayType(reason(), false), true),
          field("run_id", text, true),
          field("refused_at", instant, true),
          field("status", text, true),
          field("attempt", DataTypes.IntegerType, true),
          field("replay_of", text, true),
          field("resolved_run_id", text, true),
          field("resolved_at", instant, true),
          field("resolved_by", text, true),
          field("note", text, true),
          field("fingerprint", text, true)
        });
  }

  private static StructType reason() {
    return new StructType(
        new StructField[] {
          field("column", DataTypes.StringType, true),
          field("value", DataTypes.StringType, true),
          field("rule", DataTypes.StringType, true),
          field("message", DataTypes.StringType, true)
        });
  }

  private static StructField field(String name, DataType type, boolean nullable) {
    return new StructField(name, type, nullable, Metadata.empty());
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
