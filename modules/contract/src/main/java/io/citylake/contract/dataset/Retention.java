package io.citylake.contract.dataset;

import java.io.Serializable;
import java.time.LocalDate;
import java.time.Period;

/**
 * How long a table keeps its rows, by business time: by the day that a column of theirs tells.
 *
 * @param keep so long at least
 * @param by a date or timestamp, or a whole number that is a year; a row without a value stays
 */
public record Retention(Period keep, String by) implements Serializable {
  public Retention {
    requirePositive(keep);
  }

  /** Reads {@code 30d}, {@code 6m}, {@code 3y} or {@code P3Y}. */
  public static Period parsePeriod(String text) {
    boolean written = text.matches("\\d{1,5}[dmy]");
    Period period = Period.parse(written ? "P" + text : text);
    requirePositive(period);
    return period;
  }

  private static void requirePositive(Period period) {
    if (period.isZero() || period.isNegative()) {
      throw new IllegalArgumentException("it is not positive");
    }
  }

  /** The first day whose rows stay. */
  public LocalDate keptFrom(LocalDate today) {
    return today.minus(keep);
  }
}
