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
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Yearly green assessments of each twelfth firm. Some firms with high points have a red card, which
 * overrides them.
 */
final class GreenRatings implements CitySource {
  static final int EVERY = 12;
  static final int ASSESSED = 3;
  private static final long serialVersionUID = 1L;
  private static final int RED_EVERY = 67;
  private static final LocalDate FIRST = LocalDate.of(2023, 1, 1);
  private static final List<String> AGENCIES = List.of("成都绿色评价中心", "西南环境交易所", "天府绿金研究院");
  private static final List<Integer> MONTHS = List.of(1, 1, 6, 10, 12, 10, 8, 6, 4, 2, 1, 1);
  private static final Dirt DIRT =
      Dirt.none()
          .fault(4, "105", "environment:range")
          .fault(5, "优", "energy:type")
          .fault(8, "黑", "card:in")
          .fault(0, "", "credit_code:required")
          .nullable(7)
          .again();

  /** What a firm's newest assessment says. */
  private record Verdict(String rating, boolean overridden) {}

  @Override
  public String job() {
    return "green_finance.green_ratings";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    Map<String, Verdict> newest = new TreeMap<>();
    for (int year = FIRST.getYear(); year <= part.lastDay().getYear(); year++) {
      int firms = Firm.COUNT / EVERY;
      YearPace pace = new YearPace(year, firms, MONTHS);
      int until = pace.until(part.lastDay());
      if (until == 0) {
        continue;
      }
      String name = "green_finance/ratings/企业绿色评价_" + year + ".csv";
      try (Sheet sheet = landing.sheet(name, SheetStyle.UTF_8, count)) {
        sheet.header("统一社会信用代码", "企业名称", "评价日期", "评价机构", "环境得分", "能效得分", "治理得分", "产品得分", "环境信用等级");
        Assessments assessments = new Assessments(sheet, part, newest, count);
        for (int i = 0; i < until; i++) {
          assessments.write(i, pace.day(i));
        }
        sheet.footnote("注：环境信用等级由生态环境局评定。");
      }
    }
    newest.forEach(
        (firm, verdict) -> {
          count.find("green_finance.rating", verdict.rating(), BigDecimal.ONE);
          if (verdict.overridden()) {
            count.find("green_finance.overridden", firm, verdict.rating());
          }
        });
  }

  private record Assessments(Sheet sheet, Part part, Map<String, Verdict> newest, JobCount count) {

    void write(int number, LocalDate day) throws IOException {
      Firm firm = Firm.of(part.seed(), number * EVERY + ASSESSED);
      int level = Dice.of(part.seed(), "green-firm", firm.index()).between(40, 88);
      Dice dice = Dice.of(part.seed(), "green-" + day.getYear(), firm.index());
      // In hundredths: environment, energy, governance, products.
      int[] points = new int[4];
      for (int i = 0; i < points.length; i++) {
        points[i] =
            Math.min(
                10_000, 100 * (level + 2 * (day.getYear() - 2023)) + dice.between(-900, 1_400));
      }
      boolean red = number % RED_EVERY == 5;
      String card = red ? "红" : dice.chance(900) ? "黄" : dice.chance(5_000) ? "绿" : "蓝";
      Row row =
          sheet.row(
              DIRT,
              dice,
              firm.creditCode(),
              firm.name(),
              dice.chance(3_000) ? loose(day) : day.toString(),
              dice.pick(AGENCIES),
              Amount.hundredthsText(points[0]),
              Amount.hundredthsText(points[1]),
              Amount.hundredthsText(points[2]),
              Amount.hundredthsText(points[3]),
              dice.chance(5_000) ? card + "牌" : card);
      if (FirmRow.accepted(row, firm, count)) {
        newest.put(firm.creditCode(), verdict(points, row.kept(7), card));
      }
    }
  }

  private static Verdict verdict(int[] points, boolean withProducts, String card) {
    int weighed = 40 * points[0] + 30 * points[1] + 20 * points[2];
    BigDecimal score =
        BigDecimal.valueOf(withProducts ? weighed + 10L * points[3] : weighed, 2)
            .divide(BigDecimal.valueOf(withProducts ? 100 : 90), 2, RoundingMode.HALF_UP);
    int earned =
        score.intValue() >= 85 ? 3 : score.intValue() >= 70 ? 2 : score.intValue() >= 60 ? 1 : 0;
    int allowed = card.equals("红") ? 0 : card.equals("黄") ? 1 : 3;
    List<String> ratings = List.of("非绿", "浅绿", "中绿", "深绿");
    return new Verdict(ratings.get(Math.min(earned, allowed)), earned > allowed);
  }

  private static String loose(LocalDate day) {
    return day.getYear() + "/" + day.getMonthValue() + "/" + day.getDayOfMonth();
  }
}
