package io.citylake.check.audit;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a source says its records add up to, from a control file or query.
 *
 * @param sum of the column that the audit names; null where the source doesn't say
 * @param count of records; null where the source doesn't say
 */
public record ControlTotals(@Nullable BigDecimal sum, @Nullable Long count) {
  private static final ControlTotals NONE = new ControlTotals(null, null);

  /** A source that states nothing. */
  public static ControlTotals none() {
    return NONE;
  }

  /**
   * Reads lines {@code sum=…} and {@code count=…}; empty lines and those that begin with # don't
   * count.
   *
   * @throws IllegalArgumentException for any other line
   */
  public static ControlTotals parse(String text) {
    ControlTotals totals = NONE;
    for (String line : text.lines().map(String::strip).toList()) {
      int equals = line.indexOf('=');
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String key = equals < 0 ? line : line.substring(0, equals).strip();
      String value = line.substring(equals + 1).strip();
      try {
        totals =
            switch (key) {
              case "sum" -> new ControlTotals(new BigDecimal(value), totals.count());
              case "count" -> new ControlTotals(totals.sum(), Long.valueOf(value));
              default -> throw new NumberFormatException(key);
            };
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "Cannot read a control total: expected lines sum=<number> and count=<number>, found '%s'"
                .formatted(line),
            e);
      }
    }
    return totals;
  }

  /** Totals of two files together; what one of them doesn't say is unknown for both. */
  public ControlTotals plus(ControlTotals other) {
    BigDecimal sums = sum == null || other.sum == null ? null : sum.add(other.sum);
    Long counts = count == null || other.count == null ? null : count + other.count;
    return new ControlTotals(sums, counts);
  }
}
