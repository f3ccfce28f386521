package io.citylake.read.format;

import io.citylake.read.format.JsonValue.Bare;
import io.citylake.read.format.JsonValue.Fields;
import io.citylake.read.format.JsonValue.Items;
import io.citylake.read.format.JsonValue.Nothing;
import io.citylake.read.format.JsonValue.Text;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Reads binary Avro as values: times as ISO texts, decimals as they would be printed, bytes as
 * {@code \x00ff}. Avro's own reader of generic data believes each length that stands in a message:
 * seven bytes make it ask for two gigabytes. Here none is greater than the message, and nothing is
 * nested deeper than JSON may be.
 */
final class AvroValues {
  /** Items that take no byte have no other bound. */
  private static final int MOST_EMPTY = 1000;

  private final MessageText texts = new MessageText();
  private final int length;
  private final BinaryDecoder in;
  private final InputStream rest;
  private final ValueBudget budget;

  private AvroValues(byte[] bytes, int from) {
    this.length = bytes.length - from;
    this.in = DecoderFactory.get().binaryDecoder(bytes, from, length, null);
    this.rest = in.inputStream();
    this.budget = new ValueBudget(length);
  }

  /**
   * The record that the bytes are.
   *
   * @throws IOException where they are none of this schema
   */
  static JsonValue read(Schema schema, byte[] bytes, int from) throws IOException {
    AvroValues values = new AvroValues(bytes, from);
    try {
      JsonValue value = values.value(schema, 0);
      int left = values.rest.available();
      if (left > 0) {
        throw new IOException("%d bytes are left after the record".formatted(left));
      }
      return value;
    } catch (AvroRuntimeException | DateTimeException | ArithmeticException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private JsonValue value(Schema schema, int depth) throws IOException {
    if (depth > JsonTree.DEEPEST) {
      throw new IOException("it is nested deeper than %d levels".formatted(JsonTree.DEEPEST));
    }
    budget.take();
    return switch (schema.getType()) {
      case RECORD -> record(schema, depth);
      case ENUM -> new Text(chosen(schema.getEnumSymbols(), in.readEnum()));
      case ARRAY -> array(schema.getElementType(), depth);
      case MAP -> map(schema.getValueType(), depth);
      case UNION -> value(chosen(schema.getTypes(), in.readIndex()), depth + 1);
      case FIXED -> bytes(schema, block(schema.getFixedSize()));
      case BYTES -> bytes(schema, block(in.readLong()));
      case STRING -> new Text(texts.of(block(in.readLong())));
      case INT -> whole(schema, in.readInt());
      case LONG -> whole(schema, in.readLong());
      case FLOAT -> floating(Float.toString(in.readFloat()));
      case DOUBLE -> floating(Double.toString(in.readDouble()));
      case BOOLEAN -> new Bare(Boolean.toString(in.readBoolean()));
      case NULL -> Nothing.NOTHING;
    };
  }

  private static <T> T chosen(List<T> all, int index) throws IOException {
    if (index < 0 || index >= all.size()) {
      throw new IOException("a choice is none of the %d there are".formatted(all.size()));
    }
    return all.get(index);
  }

  private byte[] block(long size) throws IOException {
    if (size < 0 || size > rest.available()) {
      throw new IOException("a length is greater than what is left (length=%d)".formatted(size));
    }
    byte[] block = new byte[(int) size];
    in.readFixed(block);
    return block;
  }

  private JsonValue record(Schema schema, int depth) throws IOException {
    Map<String, JsonValue> values = new LinkedHashMap<>();
    for (Schema.Field field : schema.getFields()) {
      values.put(field.name(), value(field.schema(), depth + 1));
    }
    return new Fields(values, null);
  }

  private JsonValue array(Schema item, int depth) throws IOException {
    List<JsonValue> values = new ArrayList<>();
    for (long count = in.readArrayStart(); count != 0; count = in.arrayNext()) {
      requireBounded(values.size() + count);
      for (long i = 0; i < count; i++) {
        values.add(value(item, depth + 1));
      }
    }
    return new Items(values);
  }

  private JsonValue map(Schema each, int depth) throws IOException {
    Map<String, JsonValue> values = new LinkedHashMap<>();
    String duplicate = null;
    for (long count = in.readMapStart(); count != 0; count = in.mapNext()) {
      requireBounded(values.size() + count);
      for (long i = 0; i < count; i++) {
        String key = texts.of(block(in.readLong()));
        if (values.put(key, value(each, depth + 1)) != null) {
          duplicate = key;
        }
      }
    }
    return new Fields(values, duplicate);
  }

  private void requireBounded(long items) throws IOException {
    if (items < 0 || items > Math.max(MOST_EMPTY, length)) {
      throw new IOException("a count is greater than the message (items=%d)".formatted(items));
    }
  }

  private static JsonValue bytes(Schema schema, byte[] block) {
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal && block.length > 0) {
      return new Bare(new BigDecimal(new BigInteger(block), decimal.getScale()).toPlainString());
    }
    return new Text("\\x" + HexFormat.of().formatHex(block));
  }

  private static JsonValue whole(Schema schema, long value) {
    LogicalType type = schema.getLogicalType();
    String name = type == null ? "" : type.getName();
    return switch (name) {
      case "date" -> new Text(LocalDate.ofEpochDay(value).toString());
      case "time-millis" -> new Text(time(value, ChronoUnit.MILLIS));
      case "time-micros" -> new Text(time(value, ChronoUnit.MICROS));
      case "timestamp-millis" -> new Text(instant(value, ChronoUnit.MILLIS).toString());
      case "timestamp-micros" -> new Text(instant(value, ChronoUnit.MICROS).toString());
      case "timestamp-nanos" -> new Text(instant(value, ChronoUnit.NANOS).toString());
      case "local-timestamp-millis" -> local(value, ChronoUnit.MILLIS);
      case "local-timestamp-micros" -> local(value, ChronoUnit.MICROS);
      case "local-timestamp-nanos" -> local(value, ChronoUnit.NANOS);
      default -> new Bare(Long.toString(value));
    };
  }

  private static String time(long value, ChronoUnit unit) {
    return LocalTime.ofNanoOfDay(Math.multiplyExact(value, unit.getDuration().toNanos()))
        .toString();
  }

  private static Instant instant(long value, ChronoUnit unit) {
    return Instant.EPOCH.plus(value, unit);
  }

  private static JsonValue local(long value, ChronoUnit unit) {
    return new Text(instant(value, unit).atOffset(ZoneOffset.UTC).toLocalDateTime().toString());
  }

  /** As it would be printed; what is no number is a text. */
  static JsonValue floating(String text) {
    boolean number = Character.isDigit(text.charAt(text.length() - 1));
    return number ? new Bare(new BigDecimal(text).toPlainString()) : new Text(text);
  }
}
