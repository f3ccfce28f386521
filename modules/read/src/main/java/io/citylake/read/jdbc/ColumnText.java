package io.citylake.read.jdbc;

import io.citylake.contract.job.SourceSpec.Product;
import io.citylake.read.record.RawText;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A column's values as text: timestamps {@code yyyy-MM-ddTHH:mm:ss.ffffff}, with a Z where they are
 * instants; numbers plain; booleans true and false; bytes hex; arrays JSON; all else as the
 * database prints it.
 */
enum ColumnText {
  PLAIN {
    @Override
    @Nullable String of(ResultSet row, int index) throws SQLException {
      return row.getString(index);
    }
  },
  BOOLEAN {
    @Override
    @Nullable String of(ResultSet row, int index) throws SQLException {
      boolean value = row.getBoolean(index);
      return row.wasNull() ? null : String.valueOf(value);
    }
  },
  NUMBER {
    @Override
    @Nullable String of(ResultSet row, int index) throws SQLException {
      String value = row.getString(index);
      return value == null ? null : plain(value);
    }
  },
  TIMESTAMP {
    @Override
    @Nullable String of(ResultSet row, int index) throws SQLException {
      LocalDateTime value = row.getObject(index, LocalDateTime.class);
      return value == null ? null : local(row, index, value);
    }
  },
  INSTANT {
    @Override
    @Nullable String of(ResultSet row, int index) throws SQLException {
      OffsetDateTime value = row.getObject(index, OffsetDateTime.class);
      if (value == null) {
        return null;
      }
      LocalDateTime utc =
          value.getYear() > LAST_YEAR
              ? LocalDateTime.MAX
              : value.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
      return utc.equals(LocalDateTime.MAX) ? row.getString(index) : MICROS.format(utc) + "Z";
    }
  },
  /** MySQL's TIMESTAMP, printed in the session's zone, which is UTC. */
  UTC {
    @Override
    @Nullable String of(ResultSet row, int index) throws SQLException {
      LocalDateTime value = row.getObject(index, LocalDateTime.class);
      return value == null ? null : local(row, index, value) + "Z";
    }
  },
  BYTES {
    @Override
    @Nullable String of(ResultSet row, int index) throws SQLException {
      byte[] value = row.getBytes(index);
      return value == null ? null : HexFormat.of().formatHex(value);
    }
  },
  ARRAY {
    @Override
    @Nullable String of(ResultSet row, int index) throws SQLException {
      Array value = row.getArray(index);
      return value == null ? null : json(value.getArray());
    }
  },
  /** SQLite types values, not columns. */
  DYNAMIC {
    @Override
    @Nullable String of(ResultSet row, int index) throws SQLException {
      Object value = row.getObject(index);
      if (value instanceof byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
      }
      return value == null
          ? null
          : value instanceof Number ? plain(value.toString()) : value.toString();
    }
  };

  private static final int LAST_YEAR = 9999;
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

  abstract @Nullable String of(ResultSet row, int index) throws SQLException;

  static ColumnText of(Product product, int type, String typeName) {
    String name = typeName.toLowerCase(Locale.ROOT);
    if (product == Product.SQLITE) {
      return DYNAMIC;
    }
    return switch (type) {
      case Types.BOOLEAN -> BOOLEAN;
      case Types.BIT -> name.equals("bit") && product == Product.POSTGRESQL ? PLAIN : BOOLEAN;
      case Types.NUMERIC, Types.DECIMAL, Types.REAL, Types.FLOAT, Types.DOUBLE -> NUMBER;
      case Types.TIMESTAMP_WITH_TIMEZONE -> INSTANT;
      case Types.TIMESTAMP -> timestamp(product, name);
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> BYTES;
      case Types.ARRAY -> ARRAY;
      default -> PLAIN;
    };
  }

  private static ColumnText timestamp(Product product, String name) {
    if (name.equals("timestamptz")) {
      return INSTANT;
    }
    return product != Product.POSTGRESQL && name.equals("timestamp") ? UTC : TIMESTAMP;
  }

  /** PostgreSQL's infinities have no date; they stay as it prints them. */
  private static String local(ResultSet row, int index, LocalDateTime value) throws SQLException {
    return value.getYear() > LAST_YEAR || value.getYear() < -LAST_YEAR
        ? String.valueOf(row.getString(index))
        : MICROS.format(value);
  }

  private static String plain(String number) {
    char last = number.charAt(number.length() - 1);
    return Character.isDigit(last) ? new BigDecimal(number).toPlainString() : number;
  }

  private static String json(Object array) {
    StringBuilder out = new StringBuilder();
    write(array, out);
    return out.toString();
  }

  private static void write(@Nullable Object value, StringBuilder out) {
    if (value instanceof Object[] items) {
      out.append('[');
      for (int i = 0; i < items.length; i++) {
        if (i > 0) {
          out.append(',');
        }
        write(items[i], out);
      }
      out.append(']');
    } else if (value == null || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Number) {
      out.append(plain(value.toString()));
    } else {
      RawText.quote(value.toString(), out);
    }
  }
}
