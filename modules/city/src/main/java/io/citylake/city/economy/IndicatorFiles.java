package io.citylake.city.economy;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.MadeDays;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The development bureau's monthly indicators as an Excel workbook: title, unit line, header,
 * numbers that are partly text, a total line and a footnote. Plants months in which an indicator
 * leaves its band; what they are compared with is clean, so that each is found.
 */
final class IndicatorFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int PAGE = 50;
  private static final int VALUE = 4;
  private static final BigDecimal CORRECTION = new BigDecimal("0.10");
  private static final Dirt CLEAN = Dirt.none().sloppy(VALUE).numbers(5, 6);
  private static final Dirt DIRT =
      CLEAN
          .fault(VALUE, "约四百", "value:type")
          .fault(3, "万元", "unit:expression")
          .nullable(VALUE)
          .bad(150);

  /** The whole zone, or one street. */
  private record Area(String name, List<Street> streets) {
    static List<Area> all() {
      List<Area> all = new ArrayList<>(List.of(new Area("全区", Street.ALL)));
      Street.ALL.forEach(street -> all.add(new Area(street.zh(), List.of(street))));
      return all;
    }

    boolean whole() {
      return streets.size() > 1;
    }

    BigDecimal amount(Indicator indicator, long seed, YearMonth month) {
      return Amount.hundredths(
          streets.stream().mapToLong(street -> indicator.value(seed, month, street)).sum());
    }

    /** Of the year up to the month. */
    BigDecimal toDate(Indicator indicator, long seed, YearMonth month) {
      BigDecimal total = BigDecimal.ZERO;
      for (int i = 1; i <= month.getMonthValue(); i++) {
        total = total.add(amount(indicator, seed, month.withMonth(i)));
      }
      return total;
    }

    int shock(Indicator indicator, long seed, YearMonth month) {
      return whole() ? indicator.shock(seed, month) : indicator.shock(seed, month, streets.get(0));
    }

    /** Whether the month or one that it is compared with has a shock. */
    boolean touched(Indicator indicator, long seed, YearMonth month) {
      return LongStream.of(-1, 0, 1)
          .anyMatch(years -> shock(indicator, seed, month.plusYears(years)) != 100);
    }
  }

  @Override
  public String job() {
    return "economic_operation.monthly_indicator";
  }

  @Override
  public Cut cut() {
    return Cut.MONTH;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String month = MonthText.chinese(part.month());
    String name = "economic_operation/indicators/主要经济指标_" + month + ".xlsx";
    try (Sheet sheet = landing.sheet(name, SheetStyle.XLSX, count)) {
      sheet.line("成都高新区主要经济指标（" + month + "）");
      sheet.line("单位：见表");
      sheet.header("月份", "区域", "指标名称", "计量单位", "本月数", "本年累计", "同比增长（%）");
      sheet.repeatHeaderEvery(PAGE);
      int rows = 0;
      for (Area area : Area.all()) {
        for (Indicator indicator : Indicator.ALL) {
          write(sheet, part, area, indicator, count);
          rows++;
        }
      }
      sheet.total("合计", "", "", "", Integer.toString(rows));
      sheet.footnote("注：增速按现价计算。");
    }
  }

  private static void write(Sheet sheet, Part part, Area area, Indicator indicator, JobCount count)
      throws IOException {
    Report report = Report.of(part, area, indicator);
    Row row = sheet.row(report.dirt(), report.dice(), report.cells().toArray(new String[0]));
    if (row.accepted()) {
      count.sum("value_to_date", report.total());
    }
    if (row.accepted() && row.kept(VALUE)) {
      count.sum("value", report.value());
      findValue(part, area, indicator, report.value(), count);
    }
    if (report.touched() && part.month().getYear() > Indicator.FIRST_YEAR) {
      findWarning(part, area, indicator, count);
    }
  }

  /** What an area reports of an indicator; the dice are those of its row's dirt. */
  private record Report(
      Part part,
      Area area,
      boolean touched,
      Dice dice,
      List<String> cells,
      BigDecimal value,
      BigDecimal total) {
    static Report of(Part part, Area area, Indicator indicator) {
      YearMonth month = part.month();
      boolean mended = part.corrected() && area.whole() && indicator.equals(Indicator.ALL.get(0));
      BigDecimal value =
          area.amount(indicator, part.seed(), month).add(mended ? CORRECTION : BigDecimal.ZERO);
      BigDecimal total = area.toDate(indicator, part.seed(), month);
      BigDecimal past = area.amount(indicator, part.seed(), month.minusYears(1));
      List<String> cells =
          List.of(
              MonthText.chinese(month),
              area.name(),
              indicator.zh(),
              indicator.unit(),
              value.toPlainString(),
              total.toPlainString(),
              growth(value, past).toPlainString());
      return new Report(
          part,
          area,
          area.touched(indicator, part.seed(), month),
          part.dice("indicator-" + area.name(), Indicator.ALL.indexOf(indicator)),
          cells,
          value,
          total);
    }

    Dirt dirt() {
      return touched ? CLEAN : DIRT;
    }

    /** The value that the table has of it; none where the row was refused or came without. */
    static Optional<BigDecimal> told(Part part, Area area, Indicator indicator) {
      Report report = of(part, area, indicator);
      String[] cells = report.cells().toArray(new String[0]);
      Row row = report.dirt().soil(report.dice(), cells, !part.corrected());
      return row.accepted() && row.kept(VALUE) ? Optional.of(report.value()) : Optional.empty();
    }
  }

  /** Growth is that of the values that were told, whatever the sheet says of it. */
  @Override
  public void relate(MadeDays made, JobCount count) {
    made.eachWithYearBefore(
        (now, before) -> {
          for (Area area : Area.all()) {
            for (Indicator indicator : Indicator.ALL) {
              findGrowth(now, before, area, indicator, count);
            }
          }
        });
  }

  private static void findGrowth(
      Part now, Part before, Area area, Indicator indicator, JobCount count) {
    Optional<BigDecimal> value = Report.told(now, area, indicator);
    Optional<BigDecimal> past = Report.told(before, area, indicator);
    if (value.isPresent() && past.isPresent()) {
      String subject = String.join("/", now.month() + "-01", area.name(), indicator.code());
      count.find("economic_operation.indicator_growth", subject, growth(value.get(), past.get()));
    }
  }

  private static void findValue(
      Part part, Area area, Indicator indicator, BigDecimal value, JobCount count) {
    if (area.whole()) {
      String subject = part.month() + "-01/" + indicator.code();
      count.find("economic_operation.zone_indicator", subject, value);
    }
  }

  /** A shock now, or one a year ago, takes the growth out of its band. */
  private static void findWarning(Part part, Area area, Indicator indicator, JobCount count) {
    YearMonth month = part.month();
    int now = area.shock(indicator, part.seed(), month);
    int past = area.shock(indicator, part.seed(), month.minusYears(1));
    if (now != past) {
      String subject = month + "-01/" + area.name() + "/" + indicator.code();
      count.find("economic_operation.warning", subject, now < past ? "low" : "high");
    }
  }

  private static BigDecimal growth(BigDecimal value, BigDecimal past) {
    return value
        .subtract(past)
        .multiply(BigDecimal.valueOf(100))
        .divide(past, 2, RoundingMode.HALF_UP);
  }
}
