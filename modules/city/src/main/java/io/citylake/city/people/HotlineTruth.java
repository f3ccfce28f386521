package io.citylake.city.people;

import io.citylake.city.JobCount;
import io.citylake.city.MadeDays;
import io.citylake.city.file.Dirt;
import io.citylake.model.Sha256;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the table holds of each case once all exports that there are have been loaded, and what
 * follows from it. Of a case that came in on a day without an export, the closing may be known.
 */
final class HotlineTruth {
  static final Dirt DIRT =
      Dirt.none()
          .fault(3, "1381234", "caller_phone:phone")
          .fault(1, "昨天", "created_at:type")
          .fault(10, "9", "rating:range")
          .ragged()
          .again()
          .bad(100);
  private static final int CELLS = 12;
  private static final int COMPARED_DAYS = 7;
  private static final int REPEATED = 3;

  private final MadeDays made;
  private final JobCount count;
  private final SortedMap<LocalDate, Day> days = new TreeMap<>();

  /** How many cases of a day are known, by cell and by category. */
  private record Day(SortedMap<String, Integer> cells, SortedMap<String, Integer> categories) {
    int cases() {
      return categories.values().stream().mapToInt(Integer::intValue).sum();
    }

    double share(String category) {
      return categories.getOrDefault(category, 0) / (double) cases();
    }
  }

  HotlineTruth(MadeDays made, JobCount count) {
    this.made = made;
    this.count = count;
  }

  static Dirt dirt(HotlineCase each) {
    return each.planted() ? Dirt.none() : DIRT;
  }

  void find() {
    made.reachingBack(HotlineCase.MOST_DAYS).forEach(this::find);
  }

  /** Whether the export of its own day is loaded and has it as a good row. */
  private boolean knownAtFirst(HotlineCase each) {
    return made.days().contains(each.day()) && good(each, false);
  }

  private boolean knownAtLast(HotlineCase each) {
    return each.comesAgain() && made.days().contains(each.closedOn()) && good(each, true);
  }

  private boolean good(HotlineCase each, boolean again) {
    LocalDate export = again ? each.closedOn() : each.day();
    boolean mended = made.corrected().contains(export);
    return dirt(each)
        .soil(each.dice(made.city().seed(), again), new String[CELLS], !mended)
        .accepted();
  }

  private void find(LocalDate day) {
    SortedMap<String, Integer> callers = new TreeMap<>();
    for (HotlineCase each : HotlineDay.cases(made.city(), day)) {
      boolean first = knownAtFirst(each);
      boolean last = knownAtLast(each);
      if (first && last) {
        count.superseded(1);
      }
      if (first || last) {
        find(each, last || !each.comesAgain());
        callers.merge(each.phone(), 1, Integer::sum);
      }
    }
    // Nobody's number comes on two days but by luck, and luck has eight digits.
    callers.forEach(
        (phone, calls) -> {
          if (calls >= REPEATED) {
            count.find(
                "hotline_service.repeat_caller", Sha256.hex(phone), BigDecimal.valueOf(calls));
          }
        });
    if (day(day).cases() > 0) {
      hotSpots(day);
      rising(day);
    }
  }

  private void find(HotlineCase each, boolean whole) {
    LocalDateTime due = each.due();
    LocalDateTime closed = whole ? each.closed() : null;
    if (closed != null) {
      count.sum("rating", BigDecimal.valueOf(each.rating()));
    }
    if (due == null) {
      find("no_due", each.category());
    } else if (closed != null && !each.backwards()) {
      find(closed.isAfter(due) ? "late" : "on_time", each.category());
    } else if (due.toLocalDate().isBefore(made.days().last())) {
      find("overdue_open", each.category());
    }
  }

  private void find(String question, String subject) {
    count.find("hotline_service." + question, subject, BigDecimal.ONE);
  }

  /** Cells with six cases and three times the mean of those that have any. */
  private void hotSpots(LocalDate day) {
    SortedMap<String, Integer> cells = day(day).cells();
    double mean = day(day).cases() / (double) cells.size();
    cells.forEach(
        (cell, cases) -> {
          if (cases >= 6 && cases >= 3 * mean) {
            count.find("hotline_service.hot_spot", day + "/" + cell, BigDecimal.valueOf(cases));
          }
        });
  }

  /** Topics with five cases and twice the mean share of the seven days before. */
  private void rising(LocalDate day) {
    for (String category : HotlineDay.CATEGORIES) {
      double shares = 0;
      int compared = 0;
      for (int back = COMPARED_DAYS; back > 0; back--) {
        Day earlier = day(day.minusDays(back));
        if (earlier.cases() > 0) {
          shares += earlier.share(category);
          compared++;
        }
      }
      int cases = day(day).categories().getOrDefault(category, 0);
      if (compared > 0 && cases >= 5 && day(day).share(category) >= 2 * (shares / compared)) {
        count.find("hotline_service.rising", day + "/" + category, BigDecimal.valueOf(cases));
      }
    }
  }

  private Day day(LocalDate day) {
    Day known = days.get(day);
    if (known == null) {
      known = new Day(new TreeMap<>(), new TreeMap<>());
      List<HotlineCase> cases = HotlineDay.cases(made.city(), day);
      for (HotlineCase each : cases) {
        if (knownAtFirst(each) || knownAtLast(each)) {
          known.cells().merge(each.cell().code(), 1, Integer::sum);
          known.categories().merge(each.category(), 1, Integer::sum);
        }
      }
      days.put(day, known);
    }
    return known;
  }
}
