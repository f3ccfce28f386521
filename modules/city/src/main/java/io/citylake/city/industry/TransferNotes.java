package io.citylake.city.industry;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
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

/**
 * Transfer notes, a file a month that is over: UTF-8 with a byte-order mark. One part has all
 * months, because loops and shares follow from what was accepted of a whole year.
 */
final class TransferNotes implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int CHAINS_A_MONTH = 30_000;
  private static final List<String> MATERIALS =
      List.of("废金属", "废纸", "废塑料", "再生塑料", "废玻璃", "废橡胶", "废电池");
  private static final Dirt DIRT =
      Dirt.none()
          .fault(1, "建筑垃圾", "material:code")
          .fault(4, "", "to_code:required")
          .fault(6, "-1.50", "weight:range")
          .fault(7, "月底", "transferred_on:type")
          .sloppy(6)
          .again()
          .bad(60);

  @Override
  public String job() {
    return "circular_economy.transfers";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    LoopPlan plan = LoopPlan.of(part.seed());
    Flows flows = new Flows(plan);
    YearMonth current = YearMonth.from(part.lastDay());
    for (YearMonth month = part.month(); month.isBefore(current); month = month.plusMonths(1)) {
      write(part, month, landing, plan, flows, count);
      if (month.getMonthValue() == 12 || month.plusMonths(1).equals(current)) {
        flows.say(month.getYear(), count);
        flows.clear();
      }
    }
  }

  private static void write(
      Part part, YearMonth month, Landing landing, LoopPlan plan, Flows flows, JobCount count)
      throws IOException {
    String digits = MonthText.digits(month);
    String file = "circular_economy/transfers/转移联单_" + digits + ".csv";
    try (Sheet sheet = landing.sheet(file, SheetStyle.UTF_8_BOM, count)) {
      sheet.header("联单编号", "物料类别", "转出单位代码", "转出单位", "转入单位代码", "转入单位", "重量（吨）", "转移日期");
      Notes notes = new Notes(part.seed(), month, sheet, plan.chain(), flows);
      for (LoopPlan.Edge edge : plan.edges()) {
        if (edge.years().has(month.getYear()) && month.getMonthValue() >= edge.sinceMonth()) {
          notes.write(edge.material(), edge.from(), edge.to(), 100 * edge.tonnes());
        }
      }
      int chains = part.request().scaled(CHAINS_A_MONTH, 60);
      for (int i = 0; i < chains; i++) {
        notes.chain(i);
      }
      sheet.total("合计", "", "", "", "", "", notes.total().toPlainString());
    }
  }

  /** Writes the notes of a month and numbers them. */
  private static final class Notes {
    private final long seed;
    private final YearMonth month;
    private final Sheet sheet;
    private final List<Firm> chain;
    private final Flows flows;
    private int number;
    private BigDecimal total = BigDecimal.ZERO;

    Notes(long seed, YearMonth month, Sheet sheet, List<Firm> chain, Flows flows) {
      this.seed = seed;
      this.month = month;
      this.sheet = sheet;
      this.chain = chain;
      this.flows = flows;
    }

    BigDecimal total() {
      return total;
    }

    /** From a collector to a modifier or from a modifier to a maker: chains never close. */
    void chain(int index) throws IOException {
      Dice dice = Dice.of(seed, "chain", MonthText.index(month) << 24 | index);
      int tier = dice.below(2) * LoopPlan.TIER;
      Firm from = chain.get(tier + dice.below(LoopPlan.TIER));
      Firm to = chain.get(tier + LoopPlan.TIER + dice.below(LoopPlan.TIER));
      write(dice.pick(MATERIALS), from, to, dice.between(50, 2_000));
    }

    /** About so many hundredths of a tonne. */
    void write(String material, Firm from, Firm to, int weight) throws IOException {
      Dice dice = Dice.of(seed, "transfer", MonthText.index(month) << 24 | number);
      BigDecimal tonnes = BigDecimal.valueOf((long) weight * dice.between(85, 116) / 100, 2);
      int day = dice.between(1, 1 + month.lengthOfMonth());
      Row row =
          sheet.row(
              DIRT,
              dice,
              "ZY" + MonthText.digits(month) + "%06d".formatted(number),
              material,
              from.creditCode(),
              from.name(),
              to.creditCode(),
              to.name(),
              tonnes.toPlainString(),
              month.getYear() + "年" + month.getMonthValue() + "月" + day + "日");
      number++;
      total = total.add(tonnes);
      if (row.accepted()) {
        flows.add(material, from, to, tonnes);
      }
    }
  }
}
