package io.citylake.city.enterprise;

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
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/**
 * The red and black lists of five departments, in GB18030, each whole and of the day before the
 * last. Of each list one listing expires on the last day, which a record tells of, and doesn't
 * count any more; another has a day left.
 */
final class CreditLists implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int MERIT_EVERY = 40;
  private static final LocalDate OLDEST = LocalDate.of(2022, 1, 1);
  private static final LocalDate LATEST = LocalDate.of(2027, 1, 1);
  private static final DateTimeFormatter CHINESE = DateTimeFormatter.ofPattern("yyyy年MM月dd日");
  private static final Dirt DIRT =
      Dirt.none()
          .fault(3, "", "credit_code:required")
          .fault(1, "灰名单", "list:in")
          .fault(6, "2001-01-01", "expires_on:after")
          .fault(5, "近日", "listed_on:type")
          .ragged()
          .bad(80)
          .again();

  /** What a listing says, empty for a day that it doesn't have. */
  private record Days(LocalDate listed, String expires, String removed) {}

  @Override
  public String job() {
    return "social_credit.listings";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    Map<String, Integer> black = new TreeMap<>();
    for (Office office : Office.ALL) {
      String name = "social_credit/listings/红黑名单_" + office.name() + ".csv";
      try (Sheet sheet = landing.sheet(name, SheetStyle.GB18030, count)) {
        sheet.header(office.header().toArray(new String[0]));
        Lists lists = new Lists(sheet, part, office, black, count);
        for (int i = 0; i < office.reds() + office.blacks(); i++) {
          lists.write(i);
        }
        sheet.footnote("注：以作出认定的部门公布为准。");
      }
    }
    black.forEach(
        (firm, listings) -> count.find("social_credit.blacklisted", firm, listings + "D"));
  }

  private record Lists(
      Sheet sheet, Part part, Office office, Map<String, Integer> black, JobCount count) {

    void write(int number) throws IOException {
      Dice dice = Dice.of(part.seed(), "listing-" + office.prefix(), number);
      boolean red = number < office.reds();
      int ofList = red ? number : number - office.reds();
      // Merit gathers in few firms: some are on three red lists and more.
      Firm firm =
          red
              ? Firm.of(part.seed(), dice.below(Firm.COUNT / MERIT_EVERY) * MERIT_EVERY)
              : FirmRow.any(part.seed(), dice);
      Days days = days(dice, red, ofList);
      LocalDate asOf = part.lastDay().minusDays(1);
      if (days.listed().isAfter(asOf)) {
        return;
      }
      Row row =
          sheet.row(
              DIRT,
              dice,
              "%s%08d".formatted(office.prefix(), number),
              red ? office.red() : office.black(),
              red ? office.redKind() : office.blackKind(),
              firm.creditCode(),
              firm.name(),
              dice.chance(3_000) ? days.listed().format(CHINESE) : days.listed().toString(),
              days.expires().isEmpty() ? "长期" : days.expires(),
              days.removed(),
              asOf.toString());
      if (FirmRow.accepted(row, firm, count)) {
        String state = state(days);
        String list = red ? "红名单" : "黑名单";
        count.find("social_credit.lists", office.name() + "|" + list + "|" + state, BigDecimal.ONE);
        if (!red && state.equals("active")) {
          black.merge(firm.creditCode(), 1, Integer::sum);
        }
      }
    }

    /** The first two of a list are planted at the border; the court's have no end. */
    private Days days(Dice dice, boolean red, int ofList) {
      LocalDate listed = OLDEST.plusDays(dice.below((int) ChronoUnit.DAYS.between(OLDEST, LATEST)));
      LocalDate expires = listed.plusYears(dice.between(1, 4));
      LocalDate removed = listed.plusDays(dice.between(60, 400));
      boolean repaired = !red && dice.chance(1_500) && !removed.isAfter(part.lastDay());
      if (ofList < 2) {
        return new Days(OLDEST, part.lastDay().plusDays(ofList).toString(), "");
      }
      boolean endless = office.redKind().isEmpty();
      return new Days(
          listed, endless ? "" : expires.toString(), repaired ? removed.toString() : "");
    }

    private String state(Days days) {
      if (!days.removed().isEmpty()) {
        return "removed";
      }
      boolean expired =
          !days.expires().isEmpty() && !LocalDate.parse(days.expires()).isAfter(part.lastDay());
      return expired ? "expired" : "active";
    }
  }
}
