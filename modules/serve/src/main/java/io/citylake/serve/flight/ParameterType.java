package io.citylake.serve.flight;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.vectorized.ArrowColumnVector;

/** How a parameter of one of Spark's types is read from a client's vector. */
final class ParameterType {
  private static final long MICROS = 1_000_000;

  private final Function<ArrowColumnVector, Object> reader;

  private ParameterType(Function<ArrowColumnVector, Object> reader) {
    this.reader = reader;
  }

  /** The first value, as one of Spark's external types. */
  Object value(ArrowColumnVector vector) {
    return reader.apply(vector);
  }

  static ParameterType of(DataType type) {
    if (type instanceof DecimalType decimal) {
      return new ParameterType(
          v -> v.getDecimal(0, decimal.precision(), decimal.scale()).toJavaBigDecimal());
    } else if (type.equals(DataTypes.StringType)) {
      return new ParameterType(v -> v.getUTF8String(0).toString());
    } else if (type.equals(DataTypes.BooleanType)) {
      return new ParameterType(v -> v.getBoolean(0));
    } else if (type.equals(DataTypes.DateType)) {
      return new ParameterType(v -> LocalDate.ofEpochDay(v.getInt(0)));
    } else if (type.equals(DataTypes.TimestampType)) {
      return new ParameterType(v -> instant(v.getLong(0)));
    } else if (type.equals(DataTypes.TimestampNTZType)) {
      return new ParameterType(v -> LocalDateTime.ofInstant(instant(v.getLong(0)), ZoneOffset.UTC));
    } else if (type.equals(DataTypes.BinaryType)) {
      return new ParameterType(v -> v.getBinary(0));
    }
    return number(type);
  }

  private static ParameterType number(DataType type) {
    if (type.equals(DataTypes.LongType)) {
      return new ParameterType(v -> v.getLong(0));
    } else if (type.equals(DataTypes.IntegerType)) {
      return new ParameterType(v -> v.getInt(0));
    } else if (type.equals(DataTypes.ShortType)) {
      return new ParameterType(v -> v.getShort(0));
    } else if (type.equals(DataTypes.ByteType)) {
      return new ParameterType(v -> v.getByte(0));
    } else if (type.equals(DataTypes.DoubleType)) {
      return new ParameterType(v -> v.getDouble(0));
    } else if (type.equals(DataTypes.FloatType)) {
      return new ParameterType(v -> v.getFloat(0));
    }
    throw new CityLakeException(
        ErrorCode.SQL_INVALID,
        "Cannot bind a parameter: values of its type can't be bound (type=%s)"
            .formatted(type.simpleString()));
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000);
  }
}
