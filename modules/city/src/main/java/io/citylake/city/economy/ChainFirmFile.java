package io.citylake.city.economy;

import io.citylake.city.CityRequest;
import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which firms are on which links: GB18030, dates in three forms. Plants links that no firm is on,
 * some of which firms have left and others were struck off the register, and links with one, which
 * may have said that it will leave.
 */
final class ChainFirmFile implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int PAGE = 500;
  private static final int SMALL_EVERY = 40;
  private static final int LATER_DAYS = 400;
  private static final long LEADER = 1_000_000_000L;
  private static final List<String> DAYS = List.of("yyyy年M月d日", "yyyy-MM-dd", "yyyy/M/d");
  private static final Dirt CLEAN = Dirt.none().nullable(5);
  private static final Dirt DIRT =
      CLEAN
          .fault(1, "", "link_code:required")
          .fault(4, "龙头", "role:in")
          .fault(6, "2024年13月", "entered_on:type")
          .fault(0, "?", "chain_code:matches")
          .bad(60);

  /** Who is on what, as far as the table takes it. */
  private static final class Members {
    private final Map<String, Integer> links = new TreeMap<>();
    private final Map<String, Set<String>> chains = new TreeMap<>();

    void add(Chain chain, int link, Firm firm) {
      links.merge(chain.linkCode(link), 1, Integer::sum);
      chains.computeIfAbsent(chain.code(), code -> new TreeSet<>()).add(firm.creditCode());
    }

    void find(JobCount count) {
      for (Chain chain : Chain.ALL) {
        for (int i = 0; i < chain.size(); i++) {
          int firms = links.getOrDefault(chain.linkCode(i), 0);
          String subject = chain.linkCode(i);
          count.find("industry_chain.link_firms", subject, BigDecimal.valueOf(firms));
          if (firms == 0) {
            count.find("industry_chain.missing_link", subject, chain.links().get(i));
          }
        }
        int firms = chains.get(chain.code()).size();
        count.find("industry_chain.chain_firms", chain.code(), BigDecimal.valueOf(firms));
      }
    }
  }

  @Override
  public String job() {
    return "industry_chain.chain_firm";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    Members members = new Members();
    try (Sheet sheet = landing.sheet("industry_chain/产业链企业名录.csv", SheetStyle.GB18030, count)) {
      sheet.header("产业链代码", "环节代码", "统一社会信用代码", "企业名称", "企业角色", "主要产品", "入链日期", "退链日期");
      sheet.repeatHeaderEvery(PAGE);
      FirmRegister.Newest register = FirmRegister.newest(part);
      Writer writer = new Writer(sheet, part, register, register.struckOff(), members, count);
      for (int i = 0; i < Firm.COUNT; i++) {
        if (i % SMALL_EVERY == 0 || Firm.aboveScale(part.seed(), i)) {
          writer.usual(Firm.of(part.seed(), i));
        }
      }
      for (Chain chain : Chain.ALL) {
        writer.planted(chain);
      }
      sheet.footnote("注：退链企业保留备查。");
    }
    members.find(count);
  }

  /** Whether a firm has left its link, or is to leave it. */
  private enum Leave {
    NO,
    DONE,
    LATER
  }

  private record Writer(
      Sheet sheet,
      Part part,
      FirmRegister.Newest register,
      List<Firm> struck,
      Members members,
      JobCount count) {
    /** On one or two links of a chain; one in twenty has left. */
    void usual(Firm firm) throws IOException {
      Dice dice = Dice.of(part.seed(), "chain-firm", firm.index());
      Chain chain = Chain.pick(dice);
      List<Integer> links = chain.held(part.seed());
      int at = dice.below(links.size());
      row(DIRT, dice, chain, links.get(at), firm, dice.chance(500) ? Leave.DONE : Leave.NO);
      if (dice.chance(2_000)) {
        row(DIRT, dice, chain, links.get((at + 1) % links.size()), firm, Leave.NO);
      }
    }

    void planted(Chain chain) throws IOException {
      for (int i = 0; i < chain.size(); i++) {
        Dice dice = part.dice(chain.code(), i);
        int first = dice.below(Firm.COUNT - 2);
        switch (chain.holding(part.seed(), i)) {
          case WEAK ->
              row(CLEAN, dice, chain, i, living(first), i % 2 == 0 ? Leave.LATER : Leave.NO);
          case LEFT -> {
            row(CLEAN, dice, chain, i, Firm.of(part.seed(), first), Leave.DONE);
            Firm other = struck.isEmpty() ? null : struck.get(first % struck.size());
            row(
                CLEAN,
                dice,
                chain,
                i,
                other == null ? Firm.of(part.seed(), first + 1) : other,
                other == null ? Leave.DONE : Leave.NO);
          }
          case HELD, MISSING -> {
            // Usual firms are on the first; nobody is on the other.
          }
        }
      }
    }

    /** The first from a number on that the register holds. */
    private Firm living(int first) {
      for (int i = 0; i < Firm.COUNT; i++) {
        Firm firm = Firm.of(part.seed(), (first + i) % Firm.COUNT);
        if (register.holds(firm)) {
          return firm;
        }
      }
      throw new IllegalStateException("Cannot plant a link: the register holds no firm");
    }

    private void row(Dirt dirt, Dice dice, Chain chain, int link, Firm firm, Leave leave)
        throws IOException {
      LocalDate entered = CityRequest.FOUNDED.minusDays(dice.between(700, 3_000));
      DateTimeFormatter form = DateTimeFormatter.ofPattern(dice.pick(DAYS));
      String role = firm.revenue() >= LEADER ? "链主" : firm.aboveScale() ? "骨干" : "配套";
      Row row =
          sheet.row(
              dirt,
              dice,
              chain.code(),
              chain.linkCode(link),
              firm.creditCode(),
              firm.name(),
              role,
              chain.links().get(link),
              form.format(entered),
              switch (leave) {
                case NO -> "";
                case DONE -> form.format(entered.plusDays(dice.between(90, 600)));
                case LATER -> form.format(part.lastDay().plusDays(LATER_DAYS));
              });
      if (row.accepted()) {
        if (firm.spoiledCode()) {
          count.warn("credit_code:uscc");
        }
        if (leave != Leave.DONE && register.holds(firm)) {
          members.add(chain, link, firm);
        }
      }
    }
  }
}
