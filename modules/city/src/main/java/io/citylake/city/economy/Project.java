package io.citylake.city.economy;

import io.citylake.city.CityRequest;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import io.citylake.city.entity.Street;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A project that the zone tries to win, from first talks to production; some end on the way. The
 * month in which talks begin and a number name it.
 *
 * @param investment in ten thousand yuan
 */
record Project(
    String id,
    Chain chain,
    int link,
    String origin,
    long investment,
    Street street,
    Firm firm,
    List<Step> steps) {
  static final int PER_MONTH = 40;

  /** A stage that it reached, as departments call it. */
  record Step(Stage stage, LocalDate day) {}

  enum Stage {
    TALKED("洽谈", 0, 0, 2_500),
    SIGNED("签约", 20, 90, 1_000),
    REGISTERED("注册", 10, 40, 300),
    STARTED("开工", 30, 120, 0),
    COMPLETED("竣工", 90, 240, 0),
    PRODUCING("投产", 20, 60, 0),
    ENDED("终止", 60, 120, 0);

    private final String zh;
    private final int least;
    private final int most;
    private final int endsPerMyriad;

    Stage(String zh, int least, int most, int endsPerMyriad) {
      this.zh = zh;
      this.least = least;
      this.most = most;
      this.endsPerMyriad = endsPerMyriad;
    }

    String zh() {
      return zh;
    }

    private LocalDate after(LocalDate day, Dice dice) {
      return day.plusDays(dice.between(least, most + 1));
    }
  }

  private static final List<String> ORIGINS =
      List.of("深圳", "上海", "北京", "杭州", "苏州", "重庆", "香港", "新加坡", "德国", "日本");
  private static final YearMonth FIRST = YearMonth.from(CityRequest.FOUNDED.minusYears(1));
  private static final int LONGEST_MONTHS = 24;

  static Project of(long seed, YearMonth month, int number) {
    Dice dice =
        Dice.of(
            seed, "project", month.getYear() * 100_000L + month.getMonthValue() * 1_000L + number);
    Chain chain = Chain.pick(dice);
    return new Project(
        "ZS%04d%02d%03d".formatted(month.getYear(), month.getMonthValue(), number + 1),
        chain,
        dice.below(chain.size()),
        dice.pick(ORIGINS),
        dice.between(20, 5_000) * 100L,
        dice.pick(Street.ALL),
        Firm.of(seed, dice.below(Firm.COUNT)),
        steps(month.atDay(dice.between(1, 29)), dice));
  }

  private static List<Step> steps(LocalDate talked, Dice dice) {
    List<Step> steps = new ArrayList<>();
    LocalDate day = talked;
    for (Stage stage : Stage.values()) {
      if (stage == Stage.ENDED) {
        break;
      }
      day = stage.after(day, dice);
      steps.add(new Step(stage, day));
      if (dice.chance(stage.endsPerMyriad)) {
        steps.add(new Step(Stage.ENDED, Stage.ENDED.after(day, dice)));
        break;
      }
    }
    return List.copyOf(steps);
  }

  /** Those that can do anything in a month. */
  static List<Project> around(long seed, YearMonth month) {
    List<Project> projects = new ArrayList<>();
    YearMonth oldest = month.minusMonths(LONGEST_MONTHS);
    for (YearMonth each = oldest.isBefore(FIRST) ? FIRST : oldest;
        !each.isAfter(month);
        each = each.plusMonths(1)) {
      for (int i = 0; i < PER_MONTH; i++) {
        projects.add(of(seed, each, i));
      }
    }
    return projects;
  }

  String name() {
    return origin + chain.links().get(link) + "项目";
  }

  Optional<LocalDate> findDay(Stage stage) {
    return steps.stream().filter(step -> step.stage() == stage).map(Step::day).findFirst();
  }
}
