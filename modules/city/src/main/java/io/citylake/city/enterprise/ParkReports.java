package io.citylake.city.enterprise;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.MonthText;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.List;

/** The parks' monthly reports: a workbook a year, with the months so far. */
final class ParkReports implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int PAGE = 120;
  private static final List<Integer> SEASON =
      List.of(88, 80, 102, 98, 101, 108, 97, 96, 106, 100, 104, 120);
  private static final Dirt DIRT =
      Dirt.none()
          .fault(3, "见附表", "output:type")
          .fault(5, "-8", "staff:range")
          .fault(1, "PARK1", "park_code:matches")
          .sloppy(3, 4)
          .nullable(3, 4, 5)
          .again();

  @Override
  public String job() {
    return "industrial_park.park_months";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    YearMonth end = YearMonth.from(part.lastDay());
    YearMonth month = YearMonth.of(part.day().getYear() - 1, 1);
    while (month.isBefore(end)) {
      YearMonth next = YearMonth.of(month.getYear() + 1, 1);
      String name = "industrial_park/park_months/园区经营月报_" + month.getYear() + ".xlsx";
      try (Sheet sheet = landing.sheet(name, SheetStyle.XLSX, count)) {
        sheet.line("园区经营情况月报", "", "", "", "", "");
        sheet.header("月份", "园区编号", "园区名称", "产值（万元）", "税收（万元）", "从业人数（人）");
        sheet.repeatHeaderEvery(PAGE);
        for (; month.isBefore(end) && month.isBefore(next); month = month.plusMonths(1)) {
          for (int i = 0; i < Park.COUNT; i++) {
            write(sheet, part, month, Park.of(part.seed(), i), count);
          }
        }
      }
    }
  }

  private static void write(Sheet sheet, Part part, YearMonth month, Park park, JobCount count)
      throws IOException {
    Dice dice = Dice.of(part.seed(), "park-" + park.code(), MonthText.index(month));
    long growth = 100 + 7L * (month.getYear() - 2024);
    // About 1,000 yuan of output a month and square metre that is let.
    long cents =
        park.floor()
            / 1_000
            * park.wanted()
            / 100
            * SEASON.get(month.getMonthValue() - 1)
            / 100
            * growth
            * dice.between(90, 111)
            / 1_000;
    BigDecimal output = Amount.hundredths(cents);
    String monthText = MonthText.chinese(month);
    Row row =
        sheet.row(
            DIRT,
            dice,
            dice.chance(500) ? Amount.fullWidth(monthText) : monthText,
            park.code(),
            park.name(),
            output.toPlainString(),
            Amount.hundredthsText(cents * dice.between(2, 6) / 100),
            Long.toString(park.floor() / 100 / 30));
    if (row.accepted() && row.kept(3)) {
      count.sum("output", output);
      count.find("industrial_park.output", month + "|" + park.topic(), output);
    }
  }
}
