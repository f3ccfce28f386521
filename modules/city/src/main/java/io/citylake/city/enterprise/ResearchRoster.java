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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The science office's yearly roster of above-scale firms and their R&amp;D institutions. A firm
 * that once has one keeps it, so the share grows towards full coverage.
 */
final class ResearchRoster implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int PAGE = 400;
  private static final int FIRST_SHARE = 4_600;
  private static final int GROWTH = 900;
  private static final List<String> LEVELS = List.of("国家级", "省级", "市级", "市级", "区级", "自建", "自建");
  private static final Dirt DIRT =
      Dirt.none()
          .fault(7, "约30", "rd_staff:type")
          .fault(1, "", "credit_code:required")
          .fault(8, "筹建", "has_institution:type")
          .fault(4, "510199999", "street_code:code")
          .fault(6, "-1", "rd_spend:range")
          .sloppy(5, 6)
          .nullable(5, 6, 7)
          .again();

  @Override
  public String job() {
    return "science_innovation.rd_firms";
  }

  @Override
  public Cut cut() {
    return Cut.YEAR;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    int year = part.day().getYear();
    String name = "science_innovation/rd_firms/规上企业研发机构_" + year + ".csv";
    Map<String, int[]> shares = new TreeMap<>();
    try (Sheet sheet = landing.sheet(name, SheetStyle.UTF_8_BOM, count)) {
      sheet.line(year + "年规上企业研发机构建设情况", "", "", "", "", "", "", "", "", "");
      sheet.header(
          "年度",
          "统一社会信用代码",
          "企业名称",
          "行业门类",
          "街道代码",
          "营业收入（万元）",
          "研发费用（万元）",
          "研发人员（人）",
          "是否建有研发机构",
          "研发机构级别");
      sheet.repeatHeaderEvery(PAGE);
      for (int i = 0; i < Firm.COUNT; i++) {
        if (Firm.aboveScale(part.seed(), i)) {
          write(sheet, part, Firm.of(part.seed(), i), count, shares);
        }
      }
      sheet.footnote("注：研发机构须有场所、设备、人员和经费。");
    }
    shares.forEach(
        (code, firms) ->
            count.find("science_innovation.coverage", year + "|" + code, percent(firms)));
  }

  private static void write(
      Sheet sheet, Part part, Firm firm, JobCount count, Map<String, int[]> shares)
      throws IOException {
    int year = part.day().getYear();
    Dice dice = part.dice("rd-firm", firm.index());
    boolean has = has(part, firm);
    long cents = firm.revenue() / 100 * dice.between(900, 1_100) / 1_000;
    BigDecimal spend =
        Amount.hundredths(cents * dice.between(has ? 25 : 2, has ? 120 : 30) / 1_000);
    Row row =
        sheet.row(
            DIRT,
            dice,
            dice.chance(5_000) ? year + "年" : Integer.toString(year),
            firm.creditCode(),
            firm.name(),
            firm.industry().code(),
            firm.street().code(),
            Amount.hundredthsText(cents),
            spend.toPlainString(),
            Integer.toString(dice.between(has ? 8 : 0, has ? 400 : 20)),
            has ? "是" : "否",
            has ? Dice.of(part.seed(), "rd-level", firm.index()).pick(LEVELS) : "");
    if (FirmRow.accepted(row, firm, count)) {
      for (String cut :
          List.of(
              "city|all", "street|" + firm.street().code(), "industry|" + firm.industry().code())) {
        int[] firms = shares.computeIfAbsent(cut, each -> new int[2]);
        firms[0]++;
        firms[1] += has ? 1 : 0;
      }
    }
  }

  private static boolean has(Part part, Firm firm) {
    int share = FIRST_SHARE + GROWTH * (part.day().getYear() - 2023);
    return Dice.of(part.seed(), "rd-institution", firm.index()).chance(share);
  }

  private static BigDecimal percent(int[] firms) {
    return BigDecimal.valueOf(100L * firms[1])
        .divide(BigDecimal.valueOf(firms[0]), 2, RoundingMode.HALF_UP);
  }
}
