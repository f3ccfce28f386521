package io.citylake.city.enterprise;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/** The credit office's records of all departments: UTF-16, a sheet a year with the days so far. */
final class CreditRecords implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int FIRST_YEAR = 2022;
  private static final int YEARS_SHOWN = 3;
  private static final List<Integer> MONTHS = List.of(8, 6, 9, 9, 9, 9, 8, 8, 9, 8, 9, 8);
  private static final int NEWEST = 99_999_999;
  private static final List<String> DEPARTMENTS =
      List.of("税务局", "应急管理局", "市场监管局", "生态环境局", "住房建设局", "人力资源和社会保障局");
  private static final Dirt DIRT =
      Dirt.none()
          .fault(0, "XY1", "record_no:matches")
          .fault(4, "未定", "decided_on:type")
          .fault(3, "", "credit_code:required")
          .fault(6, "免于罚款", "amount:type")
          .ragged()
          .sloppy(6)
          .nullable(6)
          .again();

  @Override
  public String job() {
    return "social_credit.credit_records";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    // Both are there even where none is shown.
    count.find("social_credit.penalties", "all", BigDecimal.ZERO);
    count.find("social_credit.penalties", "serious", BigDecimal.ZERO);
    for (int year = FIRST_YEAR; year <= part.lastDay().getYear(); year++) {
      YearPace pace = new YearPace(year, part.request().scaled(200_000, 200), MONTHS);
      String name = "social_credit/records/公共信用信息_" + year + ".csv";
      try (Sheet sheet = landing.sheet(name, SheetStyle.UTF_16, count)) {
        sheet.header("决定书文号", "信息类别", "作出部门", "统一社会信用代码", "决定日期", "处罚程度", "罚款金额（元）");
        for (int i = 0; i < pace.until(part.lastDay()); i++) {
          write(sheet, part, i, pace.day(i), count);
        }
        if (year == part.lastDay().getYear()) {
          newest(sheet, part, count);
        }
      }
    }
  }

  /** A permit of the last day itself, a day newer than any list: everything is judged on it. */
  private static void newest(Sheet sheet, Part part, JobCount count) throws IOException {
    Dice dice = part.dice("newest-record", 0);
    Firm firm = FirmRow.any(part.seed(), dice);
    Row row =
        sheet.row(
            Dirt.none(),
            dice,
            "XY%d%08d".formatted(part.lastDay().getYear(), NEWEST),
            "行政许可",
            DEPARTMENTS.get(0),
            firm.creditCode(),
            part.lastDay().toString(),
            "",
            "");
    FirmRow.accepted(row, firm, count);
  }

  private static void write(Sheet sheet, Part part, int number, LocalDate day, JobCount count)
      throws IOException {
    Dice dice = Dice.of(part.seed(), "credit-record-" + day.getYear(), number);
    Firm firm = FirmRow.any(part.seed(), dice);
    int kind = dice.below(20);
    boolean penalty = kind < 4;
    boolean serious = penalty && dice.chance(2_000);
    long fine = dice.between(500, 50_000) * (serious ? 2_000L : 100L);
    Row row =
        sheet.row(
            DIRT,
            dice,
            "XY%d%08d".formatted(day.getYear(), number),
            penalty ? "行政处罚" : kind < 6 ? "表彰奖励" : kind < 15 ? "行政许可" : "行政检查",
            dice.pick(DEPARTMENTS),
            firm.creditCode(),
            dice.chance(3_000) ? loose(day) : day.toString(),
            penalty ? serious ? "严重" : "一般" : "",
            penalty ? Amount.hundredthsText(fine) : "");
    boolean shown = day.isAfter(part.lastDay().minusYears(YEARS_SHOWN));
    if (FirmRow.accepted(row, firm, count) && penalty && shown) {
      count.find("social_credit.penalties", "all", BigDecimal.ONE);
      if (serious) {
        count.find("social_credit.penalties", "serious", BigDecimal.ONE);
      }
    }
  }

  private static String loose(LocalDate day) {
    return day.getYear() + "/" + day.getMonthValue() + "/" + day.getDayOfMonth();
  }
}
