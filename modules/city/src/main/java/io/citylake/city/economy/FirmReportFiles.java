package io.citylake.city.economy;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import io.citylake.city.entity.Industry;
import io.citylake.city.entity.Street;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The yearly reports that firms file with the market regulator: GB18030, a note at the end. Large
 * firms and those of the town have theirs checked before they are published, so those are clean;
 * before 2024 there are no others.
 */
final class FirmReportFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int FIRST_YEAR = 2024;
  private static final int REVENUE = 5;
  private static final int PAGE = 5_000;
  private static final long LEADER = 10_000_000_000L;
  private static final long TOWN_LARGE = 100_000_000L;
  private static final Dirt CLEAN = Dirt.none().sloppy(REVENUE, 6).nullable(6, 7);
  private static final Dirt DIRT =
      CLEAN
          .fault(REVENUE, "不详", "revenue:type")
          .fault(1, "", "credit_code:required")
          .fault(3, "X", "industry:code")
          .fault(4, "510199999", "street_code:code")
          .ragged();

  @Override
  public String job() {
    return "enterprise.firm_report";
  }

  @Override
  public Cut cut() {
    return Cut.YEAR;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String year = Integer.toString(part.day().getYear());
    String name = "enterprise/firm_report/企业年报_" + year + ".csv";
    try (Sheet sheet = landing.sheet(name, SheetStyle.GB18030, count)) {
      sheet.header(
          "报告年度",
          "统一社会信用代码",
          "企业名称",
          "行业门类",
          "街道代码",
          "营业收入（万元）",
          "资产总额（万元）",
          "从业人数",
          "是否上市",
          "股票代码");
      sheet.repeatHeaderEvery(PAGE);
      for (int i = 0; i < Firm.COUNT; i++) {
        Firm firm = Firm.of(part.seed(), i);
        if (part.day().getYear() >= FIRST_YEAR || checked(firm)) {
          write(sheet, part, firm, count);
        }
      }
      sheet.footnote("注：数据由企业自行申报并公示。");
    }
  }

  private static boolean checked(Firm firm) {
    return firm.aboveScale() || firm.inTown();
  }

  private static void write(Sheet sheet, Part part, Firm firm, JobCount count) throws IOException {
    int year = part.day().getYear();
    Dice dice = part.dice("firm-report", firm.index());
    long yuan = revenue(firm, year);
    BigDecimal revenue = Amount.hundredths(yuan / 100);
    BigDecimal assets = revenue.multiply(BigDecimal.valueOf(dice.between(60, 300), 2));
    Row row =
        sheet.row(
            checked(firm) ? CLEAN : DIRT,
            dice,
            dice.chance(500) ? Amount.fullWidth(year + "年") : Integer.toString(year),
            firm.creditCode(),
            firm.name(),
            firm.industry().code(),
            firm.street().code(),
            revenue.toPlainString(),
            assets.setScale(2, RoundingMode.HALF_UP).toPlainString(),
            Integer.toString(1 + Math.toIntExact(yuan / 900_000)),
            firm.listed() ? "是" : "否",
            firm.listed() ? Integer.toString(300_000 + firm.index()) : "");
    if (row.accepted()) {
      count.sum("revenue", revenue);
      if (firm.spoiledCode()) {
        count.warn("credit_code:uscc");
      }
      findTown(firm, yuan, year, count);
    }
    if (yuan >= LEADER) {
      count.find("enterprise.leader", year + "/" + firm.creditCode(), revenue);
    }
  }

  private static void findTown(Firm firm, long yuan, int year, JobCount count) {
    if (!firm.street().equals(Street.TOWN) || !firm.industry().equals(Industry.MANUFACTURING)) {
      return;
    }
    String question = "enterprise.town";
    count.find(question, year + "/industrial_firms", BigDecimal.ONE);
    count.find(question, year + "/above_20m", one(yuan >= Firm.ABOVE_SCALE));
    count.find(question, year + "/above_100m", one(yuan >= TOWN_LARGE));
    count.find(question, year + "/listed", one(firm.listed()));
  }

  private static BigDecimal one(boolean counted) {
    return counted ? BigDecimal.ONE : BigDecimal.ZERO;
  }

  /** Odd years are better ones; no firm is so near a threshold that it crosses one. */
  private static long revenue(Firm firm, int year) {
    return year % 2 == 0 ? firm.revenue() / 100 * 96 : firm.revenue();
  }
}
