package io.citylake.city.enterprise;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import io.citylake.city.entity.Industry;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The economy office's yearly sheet of industrial firms and their land. On a parcel are up to four
 * firms of its street; ten of them pay by far the most tax per mu, in a known order.
 */
final class LandFirms implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int PAGE = 300;
  private static final int LEADERS = 10;
  private static final int HIDDEN_AMONG = 3;
  // Of the parcel's land, in hundredths, by the number of firms on it.
  private static final int[][] SHARES = {{100}, {70, 30}, {60, 25, 15}, {60, 20, 12, 8}};
  private static final List<String> DIVISIONS =
      List.of("39", "39", "39", "27", "35", "38", "36", "37", "40", "34", "29", "33", "14");
  private static final String[] HEADER = {
    "年度",
    "统一社会信用代码",
    "企业名称",
    "行业大类",
    "宗地编号",
    "用地面积（亩）",
    "营业收入（万元）",
    "增加值（万元）",
    "实缴税金（万元）",
    "综合能耗（吨标准煤）",
    "研发费用（万元）",
    "年平均职工人数（人）"
  };

  // The first firm of a parcel is never bad: without it a parcel would look idle that isn't.
  private static final Dirt FIRST = Dirt.none().sloppy(5, 6, 7, 8, 9, 10).nullable(9, 10).again();
  private static final Dirt OTHERS =
      FIRST
          .fault(3, "99", "division:code")
          .fault(5, "0", "land_mu:range")
          .fault(11, "若干", "staff:type")
          .fault(4, "ZD1", "parcel_code:matches")
          .fault(6, "", "revenue:required")
          .ragged()
          .bad(90);

  @Override
  public String job() {
    return "land_efficiency.land_firms";
  }

  @Override
  public Cut cut() {
    return Cut.YEAR;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    int year = part.day().getYear();
    String name = "land_efficiency/land_firms/工业企业亩均评价_" + year + ".csv";
    Map<String, Deque<Firm>> firms = industrialFirms(part.seed());
    try (Sheet sheet = landing.sheet(name, SheetStyle.GB18030, count)) {
      sheet.header(HEADER);
      sheet.repeatHeaderEvery(PAGE);
      int leader = 0;
      for (int i = 0; i < Parcel.COUNT; i++) {
        Parcel parcel = Parcel.of(part.seed(), i);
        if (parcel.due(year) && (parcel.idle() || parcel.low())) {
          count.find(
              "land_efficiency.clear", year + "|" + parcel.code(), parcel.idle() ? "idle" : "low");
        }
        if (parcel.industrial() && !parcel.idle()) {
          boolean leads = !parcel.low() && leader < LEADERS && (i + year) % 4 == 0;
          leader += leads ? 1 : 0;
          new Site(sheet, part, parcel, leads ? leader : 0, count)
              .write(firms.get(parcel.street().code()));
        }
      }
      sheet.footnote("注：用地面积含租赁用地。");
    }
  }

  private static Map<String, Deque<Firm>> industrialFirms(long seed) {
    Map<String, Deque<Firm>> firms = new HashMap<>();
    for (int i = 0; i < Firm.COUNT; i++) {
      Firm firm = Firm.of(seed, i);
      if (firm.industry().equals(Industry.MANUFACTURING)) {
        firms.computeIfAbsent(firm.street().code(), each -> new ArrayDeque<>()).add(firm);
      }
    }
    return firms;
  }

  /** A parcel's firms in one year. */
  private static final class Site {
    private final Sheet sheet;
    private final Part part;
    private final Parcel parcel;
    private final int leader;
    private final JobCount count;
    private final Dice dice;
    private BigDecimal paid = BigDecimal.ZERO;
    private int accepted;

    /**
     * @param leader the place of its first firm by tax per mu, 1 the highest; 0 if it is none
     */
    Site(Sheet sheet, Part part, Parcel parcel, int leader, JobCount count) {
      this.sheet = sheet;
      this.part = part;
      this.parcel = parcel;
      this.leader = leader;
      this.count = count;
      this.dice = part.dice("land-firms", parcel.index());
    }

    void write(Deque<Firm> firms) throws IOException {
      int[] shares = SHARES[Dice.of(part.seed(), "firms-of-parcel", parcel.index()).below(4)];
      for (int i = 0; i < shares.length; i++) {
        row(firms.remove(), parcel.area() * shares[i] / 100, i);
      }
      if (accepted >= HIDDEN_AMONG) {
        String subject = part.day().getYear() + "|" + parcel.code();
        count.find("land_efficiency.parcel_tax", subject, paid);
      }
    }

    /**
     * @param land in hundredths of a mu
     */
    private void row(Firm firm, long land, int number) throws IOException {
      // Yuan of tax per mu: a leader's is 20,000 below that of the one before.
      long perMu =
          leader > 0 && number == 0
              ? 4_200_000 - 200_000L * leader
              : parcel.low() ? dice.between(1_000, 6_000) : dice.between(60_000, 600_000);
      long tax = land * perMu / 10_000;
      long revenue = tax * dice.between(12, 30);
      BigDecimal taxPaid = Amount.hundredths(tax);
      BigDecimal sales = Amount.hundredths(revenue);
      Row row =
          sheet.row(
              number == 0 ? FIRST : OTHERS,
              dice,
              Integer.toString(part.day().getYear()),
              firm.creditCode(),
              firm.name(),
              Dice.of(part.seed(), "division", firm.index()).pick(DIVISIONS),
              parcel.code(),
              Amount.hundredthsText(land),
              sales.toPlainString(),
              Amount.hundredthsText(revenue * dice.between(18, 32) / 100),
              taxPaid.toPlainString(),
              Amount.hundredthsText(revenue * dice.between(2, 25) / 1_000),
              Amount.hundredthsText(revenue * dice.between(5, 90) / 1_000),
              Long.toString(4 + revenue / 100 / dice.between(60, 160)));
      if (FirmRow.accepted(row, firm, count)) {
        plant(firm, number, taxPaid, sales);
      }
    }

    private void plant(Firm firm, int number, BigDecimal tax, BigDecimal sales) {
      String year = part.day().getYear() + "|";
      if (leader > 0 && number == 0) {
        count.find("land_efficiency.leaders", year + leader, firm.creditCode());
      }
      accepted++;
      paid = paid.add(tax);
      String street = year + parcel.street().code();
      count.find("land_efficiency.output", street + "|tax", tax);
      count.find("land_efficiency.output", street + "|revenue", sales);
    }
  }
}
