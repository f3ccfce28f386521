package io.citylake.read.jdbc;

import io.citylake.contract.job.SourceSpec.Product;
import io.citylake.read.record.RawText;
import java.math.BigDecimal;
import java.math.BigInteger;
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
      LocalDateTime value = localTime(row, index);
      return value == null ? row.getString(index) : local(row, index, value);
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
      LocalDateTime value = localTime(row, index);
      return value == null ? row.getString(index) : local(row, index, value) + "Z";
    }
  },
  /** MySQL's BIT of several places, as the number that it is. */
  BITS {
    @Override
    @Nullable String of(ResultSet row, int index) throws SQLException {
      byte[] value = row.getBytes(index);
      return value == null ? null : new BigInteger(1, value).toString();
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

  /**
   * By the type that the driver tells.
   *
   * @param precision of the column, which tells one bit from several
   */
  static ColumnText of(Product product, int type, String typeName, int precision) {
    String name = typeName.toLowerCase(Locale.ROOT);
    if (product == Product.SQLITE) {
      return DYNAMIC;
    }
    return switch (type) {
      case Types.BOOLEAN -> BOOLEAN;
      case Types.BIT -> bit(product, name, precision);
      // PostgreSQL calls it a double and prints it with its currency.
      case Types.DOUBLE -> name.equals("money") ? PLAIN : NUMBER;
      case Types.NUMERIC, Types.DECIMAL, Types.REAL, Types.FLOAT -> NUMBER;
      case Types.TIMESTAMP_WITH_TIMEZONE -> INSTANT;
      case Types.TIMESTAMP -> timestamp(product, name);
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> BYTES;
      case Types.ARRAY -> ARRAY;
      default -> PLAIN;
    };
  }

  private static ColumnText bit(Product product, String name, int precision) {
    if (product == Product.POSTGRESQL) {
      return name.equals("bit") ? PLAIN : BOOLEAN;
    }
    return precision > 1 ? BITS : BOOLEAN;
  }

  /**
   * Null also for what MySQL takes for a date and nobody else: 0000-00-00, or the 15th of month 0.
   * Its text then says what it is, and the judge refuses the row alone.
   */
  private static @Nullable LocalDateTime localTime(ResultSet row, int index) throws SQLException {
    try {
      return row.getObject(index, LocalDateTime.class);
    } catch (SQLException e) {
      if (row.getString(index) == null) {
        throw e;
      }
      return null;
    }
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
    try {
      return new BigDecimal(number).toPlainString();
    } catch (NumberFormatException e) {
      // NaN, an infinity, or a form of the database's own.
      return number;
    }
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
