package io.citylake.read.format;

import io.citylake.read.format.JsonValue.Bare;
import io.citylake.read.format.JsonValue.Fields;
import io.citylake.read.format.JsonValue.Items;
import io.citylake.read.format.JsonValue.Nothing;
import io.citylake.read.format.JsonValue.Text;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapKeyValueTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Parquet's values as text and JSON, by the logical types of the format's specification
 * (LogicalTypes.md): instants end in Z, local timestamps do not; INT96 counts as an instant; binary
 * that is no text is hex.
 */
final class ParquetValue {
  private static final long JULIAN_EPOCH = 2_440_588;
  private static final long NANOS_A_SECOND = 1_000_000_000L;
  private static final long SECONDS_A_DAY = 86_400;

  private ParquetValue() {}

  /** The value of a field of a row. */
  static JsonValue of(Group group, int field) {
    Type type = group.getType().getType(field);
    int count = group.getFieldRepetitionCount(field);
    if (type.isRepetition(Type.Repetition.REPEATED)) {
      List<JsonValue> values = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        values.add(one(group, field, i, type));
      }
      return new Items(values);
    }
    return count == 0 ? Nothing.NOTHING : one(group, field, 0, type);
  }

  private static JsonValue one(Group group, int field, int index, Type type) {
    if (type.isPrimitive()) {
      return primitive(group, field, index, type.asPrimitiveType());
    }
    Group nested = group.getGroup(field, index);
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (logical instanceof ListLogicalTypeAnnotation) {
      return list(nested);
    }
    if (logical instanceof MapLogicalTypeAnnotation
        || logical instanceof MapKeyValueTypeAnnotation) {
      return map(nested);
    }
    return struct(nested);
  }

  private static JsonValue struct(Group group) {
    Map<String, JsonValue> values = new LinkedHashMap<>();
    for (int i = 0; i < group.getType().getFieldCount(); i++) {
      values.put(group.getType().getFieldName(i), of(group, i));
    }
    return new Fields(values, null);
  }

  /** Of three levels, and of two as older writers have them. */
  private static JsonValue list(Group group) {
    Type repeated = group.getType().getType(0);
    boolean wrapped =
        !repeated.isPrimitive()
            && repeated.asGroupType().getFieldCount() == 1
            && !repeated.getName().equals("array")
            && !repeated.getName().endsWith("_tuple");
    if (!wrapped) {
      return of(group, 0);
    }
    List<JsonValue> values = new ArrayList<>();
    for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
      values.add(of(group.getGroup(0, i), 0));
    }
    return new Items(values);
  }

  private static JsonValue map(Group group) {
    Map<String, JsonValue> values = new LinkedHashMap<>();
    for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
      Group pair = group.getGroup(0, i);
      GroupType shape = pair.getType();
      JsonValue value = shape.getFieldCount() > 1 ? of(pair, 1) : Nothing.NOTHING;
      values.put(String.valueOf(of(pair, 0).text()), value);
    }
    return new Fields(values, null);
  }

  private static JsonValue primitive(Group group, int field, int index, PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> new Bare(String.valueOf(group.getBoolean(field, index)));
      case INT32 -> int32(group.getInteger(field, index), logical);
      case INT64 -> int64(group.getLong(field, index), logical);
      case FLOAT -> real(Float.toString(group.getFloat(field, index)));
      case DOUBLE -> real(Double.toString(group.getDouble(field, index)));
      case INT96 -> int96(group.getInt96(field, index).getBytes());
      case BINARY, FIXED_LEN_BYTE_ARRAY -> bytes(group.getBinary(field, index).getBytes(), type);
    };
  }

  private static JsonValue int32(int value, @Nullable LogicalTypeAnnotation logical) {
    if (logical instanceof DateLogicalTypeAnnotation) {
      return new Text(LocalDate.ofEpochDay(value).toString());
    }
    if (logical instanceof IntLogicalTypeAnnotation number && !number.isSigned()) {
      return new Bare(Integer.toUnsignedString(value));
    }
    return int64(value, logical);
  }

  private static JsonValue int64(long value, @Nullable LogicalTypeAnnotation logical) {
    if (logical instanceof TimestampLogicalTypeAnnotation stamp) {
      return new Text(timestamp(value, stamp));
    }
    if (logical instanceof TimeLogicalTypeAnnotation time) {
      long units = aSecond(time.getUnit());
      if (value < 0 || value >= SECONDS_A_DAY * units) {
        // No time of any day: the rules see the number and refuse the row, not the file.
        return new Bare(Long.toString(value));
      }
      long nanos = value * (NANOS_A_SECOND / units);
      return new Text(DateTimeFormatter.ISO_LOCAL_TIME.format(LocalTime.ofNanoOfDay(nanos)));
    }
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return new Bare(BigDecimal.valueOf(value, decimal.getScale()).toPlainString());
    }
    if (logical instanceof IntLogicalTypeAnnotation number && !number.isSigned()) {
      return new Bare(Long.toUnsignedString(value));
    }
    return new Bare(Long.toString(value));
  }

  private static String timestamp(long value, TimestampLogicalTypeAnnotation stamp) {
    long units = aSecond(stamp.getUnit());
    long nanos = Math.floorMod(value, units) * (NANOS_A_SECOND / units);
    Instant instant = Instant.ofEpochSecond(Math.floorDiv(value, units), nanos);
    return stamp.isAdjustedToUTC()
        ? instant.toString()
        : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
            LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
  }

  private static long aSecond(TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> 1_000L;
      case MICROS -> 1_000_000L;
      case NANOS -> NANOS_A_SECOND;
    };
  }

  /** Nanoseconds of the day, then the Julian day, both little-endian. */
  private static JsonValue int96(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long nanos = buffer.getLong();
    long seconds = (buffer.getInt() - JULIAN_EPOCH) * SECONDS_A_DAY;
    return new Text(Instant.ofEpochSecond(seconds, nanos).toString());
  }

  private static JsonValue real(String number) {
    boolean finite = Character.isDigit(number.charAt(number.length() - 1));
    return finite ? new Bare(new BigDecimal(number).toPlainString()) : new Text(number);
  }

  private static JsonValue bytes(byte[] bytes, PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return new Bare(new BigDecimal(new BigInteger(bytes), decimal.getScale()).toPlainString());
    }
    if (logical instanceof UUIDLogicalTypeAnnotation) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return new Text(new UUID(buffer.getLong(), buffer.getLong()).toString());
    }
    if (logical instanceof Float16LogicalTypeAnnotation) {
      return real(type.stringifier().stringify(Binary.fromConstantByteArray(bytes)));
    }
    try {
      return new Text(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      // Declared to be text it is a fault of the record; otherwise it is binary.
      return logical == null ? new Text(HexFormat.of().formatHex(bytes)) : new Text(escaped(bytes));
    }
  }

  private static String escaped(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte each : bytes) {
      text.append((char) (each < 0 ? 0xDC00 + (each & 0xFF) : each));
    }
    return text.toString();
  }
}
