package io.citylake.contract.schedule;

import java.time.LocalDate;
import java.util.Locale;

/** Of which business dates a task needs an input, told by its own. */
public enum InputDates {
  /** The day before. */
  YESTERDAY,
  /** The seven days that end with it. */
  WEEK,
  /** From the first of its month to it. */
  MONTH,
  /** All of the month before its month. */
  LAST_MONTH;

  public LocalDate first(LocalDate date) {
    return switch (this) {
      case YESTERDAY -> date.minusDays(1);
      case WEEK -> date.minusDays(6);
      case MONTH -> date.withDayOfMonth(1);
      case LAST_MONTH -> date.withDayOfMonth(1).minusMonths(1);
    };
  }

  public LocalDate last(LocalDate date) {
    return switch (this) {
      case YESTERDAY -> date.minusDays(1);
      case WEEK, MONTH -> date;
      case LAST_MONTH -> date.withDayOfMonth(1).minusDays(1);
    };
  }

  /** Whether a date is one of its own. */
  public boolean isOfItsOwnToo() {
    return this == WEEK || this == MONTH;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
