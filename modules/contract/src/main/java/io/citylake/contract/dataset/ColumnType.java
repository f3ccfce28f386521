package io.citylake.contract.dataset;

import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a column holds. Written as in SQL: {@code string, int, long, double, boolean, date,
 * timestamp, decimal(12,2)}.
 */
public sealed interface ColumnType extends Serializable {

  /** Types without parameters; TIMESTAMP is an instant in microseconds, stored in UTC. */
  enum Simple implements ColumnType {
    STRING,
    INT,
    LONG,
    DOUBLE,
    BOOLEAN,
    DATE,
    TIMESTAMP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Exact numbers, as SQL's {@code decimal(precision,scale)}; precision 1 to 38. */
  record Decimal(int precision, int scale) implements ColumnType {
    public Decimal {
      if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
        throw new IllegalArgumentException(
            "Cannot use decimal(%d,%d): precision must be 1 to 38 and scale 0 to precision"
                .formatted(precision, scale));
      }
    }

    @Override
    public String toString() {
      return "decimal(" + precision + "," + scale + ")";
    }
  }

  Pattern DECIMAL = Pattern.compile("decimal\\(\\s*(\\d{1,2})\\s*,\\s*(\\d{1,2})\\s*\\)");

  static ColumnType parse(String text) {
    Matcher decimal = DECIMAL.matcher(text);
    if (decimal.matches()) {
      return new Decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
    }
    for (Simple simple : Simple.values()) {
      if (simple.toString().equals(text)) {
        return simple;
      }
    }
    throw new IllegalArgumentException(
        "Cannot read '%s' as a column type: expected string, int, long, double, boolean, date, timestamp or decimal(p,s)"
            .formatted(text));
  }
}
