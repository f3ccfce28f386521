package io.citylake.serve.http;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.jspecify.annotations.Nullable;

/**
 * Cells as numbers, booleans, texts, lists and maps. Instants are ISO 8601 with the offset of the
 * answer's zone.
 */
final class CellValue {
  private static final long MICROS = 1_000_000;

  private CellValue() {}

  /** How numbers are given that a reader may take for a double, which has fewer digits. */
  enum Numbers {
    /** BIGINT and DECIMAL as texts, whatever their value. */
    TEXT,
    PLAIN
  }

  static @Nullable Object of(FieldVector vector, int row, Numbers numbers) {
    if (vector.isNull(row)) {
      return null;
    } else if (vector instanceof VarCharVector text) {
      return text.getObject(row).toString();
    } else if (vector instanceof TimeStampMicroTZVector instant) {
      ZoneId zone = ZoneId.of(instant.getTimeZone());
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant(instant.get(row)).atZone(zone));
    } else if (vector instanceof TimeStampMicroVector local) {
      return LocalDateTime.ofInstant(instant(local.get(row)), ZoneOffset.UTC).toString();
    } else if (vector instanceof DateDayVector date) {
      return LocalDate.ofEpochDay(date.get(row)).toString();
    } else if (vector instanceof VarBinaryVector bytes) {
      return Base64.getEncoder().encodeToString(bytes.get(row));
    } else if (vector instanceof MapVector map) {
      return map(map, row, numbers);
    } else if (vector instanceof ListVector list) {
      return list(list, row, numbers);
    } else if (vector instanceof StructVector struct) {
      return struct(struct, row, numbers);
    }
    return number(vector.getObject(row), numbers);
  }

  private static Object number(Object value, Numbers numbers) {
    if (numbers == Numbers.TEXT && value instanceof Long) {
      return value.toString();
    }
    if (numbers == Numbers.TEXT && value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof Double real && !Double.isFinite(real)) {
      // JSON has no number for it.
      return real.toString();
    }
    if (value instanceof Float real && !Float.isFinite(real)) {
      return real.toString();
    }
    return value instanceof Number || value instanceof Boolean ? value : value.toString();
  }

  // The vectors within are their parents' to close.
  @SuppressWarnings("resource")
  private static List<@Nullable Object> list(ListVector list, int row, Numbers numbers) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = list.getElementStartIndex(row); i < list.getElementEndIndex(row); i++) {
      values.add(of(list.getDataVector(), i, numbers));
    }
    return values;
  }

  @SuppressWarnings("resource")
  private static Map<String, @Nullable Object> map(MapVector map, int row, Numbers numbers) {
    StructVector entries = (StructVector) map.getDataVector();
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (int i = map.getElementStartIndex(row); i < map.getElementEndIndex(row); i++) {
      Object key = of(entries.getChildrenFromFields().get(0), i, numbers);
      values.put(String.valueOf(key), of(entries.getChildrenFromFields().get(1), i, numbers));
    }
    return values;
  }

  private static Map<String, @Nullable Object> struct(
      StructVector struct, int row, Numbers numbers) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (FieldVector child : struct.getChildrenFromFields()) {
      values.put(child.getName(), of(child, row, numbers));
    }
    return values;
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000);
  }
}
