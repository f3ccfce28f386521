package io.citylake.city.entity;

import java.time.YearMonth;

/** How departments write months, in rows and in names of files. */
public final class MonthText {
  private MonthText() {}

  /** {@code 2026年01月}. */
  public static String chinese(YearMonth month) {
    return month.getYear() + "年" + Amount.padded(month.getMonthValue(), 2) + "月";
  }

  /** {@code 202601}. */
  public static String digits(YearMonth month) {
    return month.getYear() + Amount.padded(month.getMonthValue(), 2);
  }

  /** Months since the year 0, for dice. */
  public static long index(YearMonth month) {
    return month.getYear() * 12L + month.getMonthValue();
  }
}
