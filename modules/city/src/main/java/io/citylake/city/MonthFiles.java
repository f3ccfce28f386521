package io.citylake.city;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/** Which monthly files there are: a month's comes on the first of the next; six older ones too. */
final class MonthFiles {
  private static final int EARLIER = 6;

  private MonthFiles() {}

  static List<YearMonth> of(CityRequest request) {
    YearMonth last = YearMonth.from(request.until().minusDays(1)).minusMonths(1);
    LocalDate from = request.from();
    List<YearMonth> months = new ArrayList<>();
    for (YearMonth month = YearMonth.from(from).minusMonths(EARLIER + 1L);
        !month.isAfter(last);
        month = month.plusMonths(1)) {
      months.add(month);
    }
    return months;
  }

  /** {@code 2026年01月}. */
  static String chinese(YearMonth month) {
    return "%04d年%02d月".formatted(month.getYear(), month.getMonthValue());
  }

  /** {@code 202601}. */
  static String digits(YearMonth month) {
    return "%04d%02d".formatted(month.getYear(), month.getMonthValue());
  }

  static long index(YearMonth month) {
    return month.getYear() * 12L + month.getMonthValue();
  }
}
