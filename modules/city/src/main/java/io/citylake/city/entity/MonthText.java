package io.citylake.city.entity;

import java.time.YearMonth;

/** How departments write months, in rows and in names of files. */
public final class MonthText {
  private MonthText() {}

  /** {@code 2026年01月}. */
  public static String chinese(YearMonth month) {
    return "%04d年%02d月".formatted(month.getYear(), month.getMonthValue());
  }

  /** {@code 202601}. */
  public static String digits(YearMonth month) {
    return "%04d%02d".formatted(month.getYear(), month.getMonthValue());
  }

  /** Months since the year 0, for dice. */
  public static long index(YearMonth month) {
    return month.getYear() * 12L + month.getMonthValue();
  }
}
