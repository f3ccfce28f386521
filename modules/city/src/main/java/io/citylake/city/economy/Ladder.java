package io.citylake.city.economy;

import io.citylake.city.entity.Dice;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * A firm's way up and down the ladder: technology-based small firm, high-tech enterprise, gazelle,
 * hidden champion. A level brings the certificates of the rungs from the second up to it; high-tech
 * and champion certificates hold for three years, so a firm that falls may keep one for a while.
 */
final class Ladder {
  static final int FIRST_YEAR = 2021;
  static final List<String> RUNGS = List.of("科技型中小企业", "高新技术企业", "瞪羚企业", "单项冠军企业");
  private static final int CLIMBS_EVERY = 6;
  private static final int[] UP_PERCENT = {35, 25, 12, 10, 0};
  private static final int[] DOWN_PERCENT = {0, 10, 6, 8, 5};

  /**
   * A certificate.
   *
   * @param rung from 1
   * @param until its last day
   */
  record Certificate(int rung, LocalDate from, LocalDate until) {
    /** Whether it is valid on the last day of the year. */
    boolean counts(int year) {
      LocalDate end = LocalDate.of(year, 12, 31);
      return !from.isAfter(end) && !until.isBefore(end);
    }
  }

  private Ladder() {}

  static boolean climbs(int firm) {
    return firm % CLIMBS_EVERY == 2;
  }

  /** All that a firm gets up to a year, in the order of years. */
  static List<Certificate> certificates(long seed, int firm, int lastYear) {
    List<Certificate> all = new ArrayList<>();
    int level = 0;
    int highTechUntil = 0;
    int championUntil = 0;
    for (int year = FIRST_YEAR; year <= lastYear; year++) {
      level = next(level, Dice.of(seed, "ladder", (long) year << 32 | firm));
      if (level == 1) {
        all.add(of(1, LocalDate.of(year, 5, 20), LocalDate.of(year + 1, 3, 31)));
      }
      if (level >= 2 && year > highTechUntil) {
        all.add(of(2, LocalDate.of(year, 12, 2), LocalDate.of(year + 3, 12, 1)));
        highTechUntil = year + 2;
      }
      if (level >= 3) {
        all.add(of(3, LocalDate.of(year, 10, 15), LocalDate.of(year + 1, 10, 14)));
      }
      if (level == 4 && year > championUntil) {
        all.add(of(4, LocalDate.of(year, 11, 1), LocalDate.of(year + 3, 10, 31)));
        championUntil = year + 2;
      }
    }
    return all;
  }

  private static Certificate of(int rung, LocalDate from, LocalDate until) {
    return new Certificate(rung, from, until);
  }

  private static int next(int level, Dice dice) {
    int fate = dice.below(100);
    return fate < UP_PERCENT[level]
        ? level + 1
        : fate >= 100 - DOWN_PERCENT[level] ? level - 1 : level;
  }
}
