package io.citylake.city.economy;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Industry;
import io.citylake.city.entity.MonthText;
import io.citylake.city.entity.Street;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.YearMonth;

/**
 * The statistics office's monthly output by street and industry, exported from a spreadsheet: a
 * title, a unit line, the header again at each page, a total and footnotes; GB18030.
 */
final class OutputFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int PAGE = 40;
  private static final int CORRECTED_ROW = 5;
  private static final Dirt DIRT =
      Dirt.none()
          .fault(5, "*", "output:type")
          .fault(4, "-3", "firms:range")
          .fault(3, "Z", "industry:code")
          .sloppy(5, 6, 7)
          .nullable(6, 7)
          .bad(120);

  @Override
  public String job() {
    return "economic_operation.industry_output";
  }

  @Override
  public Cut cut() {
    return Cut.MONTH;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String name =
        "economic_operation/industry_output/工业产值_" + MonthText.digits(part.month()) + ".csv";
    try (Sheet sheet = landing.sheet(name, SheetStyle.GB18030, count)) {
      String title = "成都高新区" + MonthText.chinese(part.month()) + "分街道分行业产值";
      sheet.line(title, "", "", "", "", "", "", "", "");
      sheet.line("制表：统计局", "", "", "", "", "", "", "", "密级：内部");
      sheet.header("月份", "街道代码", "街道", "行业门类", "企业数（户）", "总产值（万元）", "增加值（万元）", "用电量（万千瓦时）", "同比增速");
      sheet.repeatHeaderEvery(PAGE);
      BigDecimal total = BigDecimal.ZERO;
      for (int i = 0; i < Street.ALL.size() * Industry.ALL.size(); i++) {
        total = total.add(write(sheet, part, i, count));
      }
      sheet.total("合计", "", "", "", "", Amount.grouped(total));
      sheet.footnote("注：本表为快报数，以年报为准。");
    }
  }

  private static BigDecimal write(Sheet sheet, Part part, int number, JobCount count)
      throws IOException {
    Dice dice = part.dice("output", number);
    Street street = Street.ALL.get(number / Industry.ALL.size());
    Industry industry = Industry.ALL.get(number % Industry.ALL.size());
    int firms = 1 + industry.weight() * Dice.of(part.seed(), "output-firms", number).between(3, 9);
    long usual = (long) firms * industry.output() * 100;
    BigDecimal output = Amount.hundredths(level(part, number, part.month()) * usual / 10_000);
    long last = level(part, number, part.month().minusYears(1));
    long growth = (level(part, number, part.month()) - last) * 10_000 / last;
    BigDecimal added = Amount.hundredths(output.unscaledValue().longValue() * 27 / 100);
    BigDecimal power = Amount.hundredths(output.unscaledValue().longValue() / dice.between(9, 40));
    if (number == CORRECTED_ROW && part.corrected()) {
      power = power.add(BigDecimal.ONE);
    }
    String month = MonthText.chinese(part.month());
    Row row =
        sheet.row(
            DIRT,
            dice,
            dice.chance(1_000) ? Amount.fullWidth(month) : month,
            street.code(),
            street.zh(),
            industry.code(),
            Integer.toString(firms),
            output.toPlainString(),
            added.toPlainString(),
            power.toPlainString(),
            Amount.hundredths(growth).toPlainString() + "%");
    if (row.accepted()) {
      count.sum("output", output);
      count.find("economic_operation.output", part.month() + "-01", output);
    }
    if (row.accepted() && row.kept(6)) {
      count.sum("added_value", added);
    }
    return output;
  }

  /**
   * What a month is to a usual one: seasonal, growing by 6 percent a year, in hundredths of a
   * percent.
   */
  private static long level(Part part, int number, YearMonth month) {
    Dice dice = Dice.of(part.seed(), "output-level", MonthText.index(month) << 16 | number);
    int years = month.getYear() - Indicator.FIRST_YEAR;
    return Math.round(
        Indicator.Season.WORKS.percent(month)
            * StrictMath.pow(1.06, years)
            * dice.between(98, 103));
  }
}
