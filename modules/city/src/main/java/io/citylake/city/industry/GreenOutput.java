package io.citylake.city.industry;

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
import java.util.Arrays;

/**
 * The green firms' monthly output, GB18030, each month that is over. One part has all months,
 * because who leads follows from what was accepted of a whole year.
 */
final class GreenOutput implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final BigDecimal BILLION = BigDecimal.valueOf(100_000);
  private static final int PAGE = 60;
  private static final Dirt DIRT =
      Dirt.none()
          .fault(1, "", "credit_code:required")
          .fault(3, "保密", "output:type")
          .fault(4, "130%", "green_share:range")
          .sloppy(3)
          .nullable(3)
          .again()
          .bad(60);

  @Override
  public String job() {
    return "green_industry.green_output";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    BigDecimal[] year = new BigDecimal[GreenFirm.COUNT];
    Arrays.fill(year, BigDecimal.ZERO);
    YearMonth current = YearMonth.from(part.lastDay());
    for (YearMonth month = part.month(); month.isBefore(current); month = month.plusMonths(1)) {
      write(part, month, landing, year, count);
      if (month.getMonthValue() == 12) {
        say(part, month.getYear(), year, count);
        Arrays.fill(year, BigDecimal.ZERO);
      }
    }
    say(part, current.getYear(), year, count);
  }

  private static void write(
      Part part, YearMonth month, Landing landing, BigDecimal[] year, JobCount count)
      throws IOException {
    String file = "green_industry/output/绿色产业产值_" + MonthText.digits(month) + ".csv";
    BigDecimal total = BigDecimal.ZERO;
    try (Sheet sheet = landing.sheet(file, SheetStyle.GB18030, count)) {
      sheet.line("成都高新区绿色产业企业产值", "", "", "", "");
      sheet.header("月份", "统一社会信用代码", "企业名称", "总产值（万元）", "绿色产品占比");
      sheet.repeatHeaderEvery(PAGE);
      for (int i = 0; i < GreenFirm.COUNT; i++) {
        GreenFirm green = GreenFirm.of(part.seed(), i);
        Dice dice = Dice.of(part.seed(), "green-output", MonthText.index(month) << 16 | i);
        BigDecimal output = Amount.hundredths(green.monthly(month) * dice.between(90, 111) / 100);
        total = total.add(output);
        Row row = sheet.row(DIRT, dice, cells(month, green, output, dice));
        if (row.accepted() && row.kept(3)) {
          count.sum("output", output);
          year[i] = year[i].add(output);
        }
      }
      sheet.total("合计", "", "", Amount.grouped(total));
    }
  }

  private static String[] cells(YearMonth month, GreenFirm green, BigDecimal output, Dice dice) {
    return new String[] {
      MonthText.chinese(month),
      green.firm().creditCode(),
      green.firm().name(),
      output.toPlainString(),
      Amount.hundredthsText(dice.between(3_000, 9_900)) + "%"
    };
  }

  private static void say(Part part, int year, BigDecimal[] outputs, JobCount count) {
    BigDecimal output = BigDecimal.ZERO;
    int firms = 0;
    int leaders = 0;
    for (int i = 0; i < GreenFirm.COUNT; i++) {
      if (GreenFirm.of(part.seed(), i).aboveScale()) {
        firms++;
        output = output.add(outputs[i]);
        leaders += outputs[i].compareTo(BILLION) >= 0 ? 1 : 0;
      }
    }
    String question = "green_industry.headline";
    count.find(question, year + " above_scale_firms", BigDecimal.valueOf(firms));
    count.find(question, year + " output", output);
    count.find(question, year + " leaders", BigDecimal.valueOf(leaders));
  }
}
