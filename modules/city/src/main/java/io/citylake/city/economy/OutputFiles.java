package io.citylake.city.economy;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.MadeDays;
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
import java.math.RoundingMode;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The statistics office's monthly output by street and industry, exported from a spreadsheet: a
 * title, a unit line, the header again at each page, a total and footnotes; GB18030.
 */
final class OutputFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int PAGE = 40;
  private static final int REPORTS = Street.ALL.size() * Industry.ALL.size();
  private static final int CORRECTED_ROW = 5;
  private static final int ADDED = 6;
  private static final int POWER = 7;
  private static final Dirt DIRT =
      Dirt.none()
          .fault(5, "*", "output:type")
          .fault(4, "-3", "firms:range")
          .fault(3, "Z", "industry:code")
          .sloppy(5, ADDED, POWER)
          .nullable(ADDED, POWER)
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
      Ratios intensity = new Ratios("economic_operation.intensity", 10_000);
      for (int i = 0; i < REPORTS; i++) {
        Report report = Report.of(part, i);
        write(sheet, report, intensity, count);
        total = total.add(report.output());
      }
      intensity.find(part, count);
      sheet.total("合计", "", "", "", "", Amount.grouped(total));
      sheet.footnote("注：本表为快报数，以年报为准。");
    }
  }

  private static void write(Sheet sheet, Report report, Ratios intensity, JobCount count)
      throws IOException {
    Row row = sheet.row(DIRT, report.dice(), report.cells().toArray(new String[0]));
    if (row.accepted()) {
      count.sum("output", report.output());
      count.find("economic_operation.output", report.part().month() + "-01", report.output());
      if (row.kept(POWER)) {
        intensity.add(report.industry(), new Ratio(report.power(), report.output()));
      }
    }
    if (row.accepted() && row.kept(ADDED)) {
      count.sum("added_value", report.added());
    }
  }

  /** Growth is over those streets alone whose row was taken in both years. */
  @Override
  public void relate(MadeDays made, JobCount count) {
    made.eachWithYearBefore(
        (now, before) -> {
          Ratios growth = new Ratios("economic_operation.growth", 100);
          for (int i = 0; i < REPORTS; i++) {
            Optional<Report> report = Report.taken(now, i);
            Optional<Report> past = Report.taken(before, i);
            if (report.isPresent() && past.isPresent()) {
              BigDecimal more = report.get().output().subtract(past.get().output());
              growth.add(report.get().industry(), new Ratio(more, past.get().output()));
            }
          }
          growth.find(now, count);
        });
  }

  /** What a street reports of an industry; the dice are those of its row's dirt. */
  private record Report(
      Part part,
      Industry industry,
      int number,
      Dice dice,
      List<String> cells,
      BigDecimal output,
      BigDecimal added,
      BigDecimal power) {
    static Report of(Part part, int number) {
      Dice dice = part.dice("output", number);
      Street street = Street.ALL.get(number / Industry.ALL.size());
      Industry industry = Industry.ALL.get(number % Industry.ALL.size());
      int firms =
          1 + industry.weight() * Dice.of(part.seed(), "output-firms", number).between(3, 9);
      long usual = (long) firms * industry.output() * 100;
      BigDecimal output = Amount.hundredths(level(part, number, part.month()) * usual / 10_000);
      long last = level(part, number, part.month().minusYears(1));
      long growth = (level(part, number, part.month()) - last) * 10_000 / last;
      BigDecimal added = Amount.hundredths(output.unscaledValue().longValue() * 27 / 100);
      BigDecimal power =
          Amount.hundredths(output.unscaledValue().longValue() / dice.between(9, 40));
      if (number == CORRECTED_ROW && part.corrected()) {
        power = power.add(BigDecimal.ONE);
      }
      String month = MonthText.chinese(part.month());
      List<String> cells =
          List.of(
              dice.chance(1_000) ? Amount.fullWidth(month) : month,
              street.code(),
              street.zh(),
              industry.code(),
              Integer.toString(firms),
              output.toPlainString(),
              added.toPlainString(),
              power.toPlainString(),
              Amount.hundredthsText(growth) + "%");
      return new Report(part, industry, number, dice, cells, output, added, power);
    }

    /** The same where the table took its row. */
    static Optional<Report> taken(Part part, int number) {
      Report report = of(part, number);
      String[] cells = report.cells().toArray(new String[0]);
      return DIRT.soil(report.dice(), cells, !part.corrected()).accepted()
          ? Optional.of(report)
          : Optional.empty();
    }
  }

  /** Of a month by industry, over those streets alone that told both figures. */
  private static final class Ratios {
    private final String question;
    private final int factor;
    private final SortedMap<String, Ratio> ratios = new TreeMap<>();

    Ratios(String question, int factor) {
      this.question = question;
      this.factor = factor;
    }

    void add(Industry industry, Ratio ratio) {
      ratios.merge(industry.code(), ratio, Ratio::plus);
    }

    void find(Part part, JobCount count) {
      ratios.forEach(
          (industry, ratio) ->
              count.find(question, part.month() + "-01/" + industry, ratio.times(factor)));
    }
  }

  private record Ratio(BigDecimal part, BigDecimal whole) {
    Ratio plus(Ratio other) {
      return new Ratio(part.add(other.part), whole.add(other.whole));
    }

    /** With two decimals; first to six, as the quotient of two decimals is by SQL. */
    BigDecimal times(int factor) {
      return part.multiply(BigDecimal.valueOf(factor))
          .divide(whole, 6, RoundingMode.HALF_UP)
          .setScale(2, RoundingMode.HALF_UP);
    }
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
