package io.citylake.city.economy;

import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A project's application for land, with its environmental review. What the score must come to is
 * drawn first, and the measures then so that there is no doubt: a strong one has the full mark of
 * each measure, a weak one none, a middling one from 66 to 75 of 100.
 */
record Admission(Project project, LocalDate appliedOn, Strength strength, List<Opinion> opinions) {
  /**
   * What the score alone would decide, and within which bounds the measures lie: output, tax and
   * investment per mu, hundredths of a percent of research, kilograms of standard coal for ten
   * thousand yuan.
   */
  record Strength(String decision, List<Integer> bounds) {
    static final Strength ADMIT =
        new Strength("admit", List.of(820, 1_500, 42, 80, 520, 900, 550, 1_200, 20, 45));
    static final Strength CONDITION =
        new Strength("condition", List.of(600, 650, 30, 32, 400, 430, 300, 350, 150, 180));
    static final Strength REFUSE =
        new Strength("refuse", List.of(60, 190, 2, 9, 60, 190, 10, 90, 480, 900));

    private int draw(int measure, Dice dice) {
      return dice.between(bounds.get(2 * measure), bounds.get(2 * measure + 1));
    }
  }

  /** What the reviewer's database says of an item at a time. */
  record Opinion(String item, String result, LocalDateTime at) {}

  static final List<String> ITEMS =
      List.of("red_line", "emission_total", "banned_process", "environmental_risk");
  static final String PASS = "通过";
  static final String VETO = "否决";
  static final String OPEN = "待定";
  private static final int APPLY_PER_MYRIAD = 6_000;
  private static final int VETO_PER_MYRIAD = 1_200;

  /** Projects that want land apply on the day that they sign. */
  static Optional<Admission> find(long seed, Project project) {
    Dice dice = Dice.of(seed, "admission-" + project.id(), 0);
    boolean applies = dice.chance(APPLY_PER_MYRIAD);
    return project
        .findDay(Project.Stage.SIGNED)
        .filter(day -> applies)
        .map(day -> new Admission(project, day, strength(dice), opinions(day, dice)));
  }

  /** Those of a month. */
  static List<Admission> of(long seed, YearMonth month) {
    return Project.around(seed, month).stream()
        .flatMap(project -> find(seed, project).stream())
        .filter(admission -> YearMonth.from(admission.appliedOn()).equals(month))
        .toList();
  }

  private static Strength strength(Dice dice) {
    int kind = dice.below(100);
    return kind < 45 ? Strength.ADMIT : kind < 75 ? Strength.CONDITION : Strength.REFUSE;
  }

  /** Each item is opened first; some stay so, and some projects have one that vetoes. */
  private static List<Opinion> opinions(LocalDate day, Dice dice) {
    int veto = dice.chance(VETO_PER_MYRIAD) ? dice.below(ITEMS.size()) : -1;
    List<Opinion> opinions = new ArrayList<>();
    for (int i = 0; i < ITEMS.size(); i++) {
      LocalDateTime opened =
          day.plusDays(dice.between(1, 4)).atTime(9, 0).plusSeconds(dice.below(28_800));
      opinions.add(new Opinion(ITEMS.get(i), OPEN, opened));
      boolean decided = !dice.chance(200);
      LocalDateTime at = opened.plusDays(dice.between(2, 20));
      if (i == veto) {
        opinions.add(new Opinion(ITEMS.get(i), VETO, at));
      } else if (decided) {
        opinions.add(new Opinion(ITEMS.get(i), PASS, at));
      }
    }
    return List.copyOf(opinions);
  }

  /** The decision, as of a day whose opinions are known. */
  String decision(LocalDate known) {
    long decided = 0;
    for (Opinion opinion : opinions) {
      boolean seen = !opinion.at().toLocalDate().isAfter(known);
      if (seen && opinion.result().equals(VETO)) {
        return "veto";
      }
      decided += seen && opinion.result().equals(PASS) ? 1 : 0;
    }
    return decided < ITEMS.size() ? "pending" : strength.decision();
  }

  /**
   * What it states, in the units of the form: land, investment, output, tax, three energies,
   * research.
   */
  List<BigDecimal> measures(Dice dice) {
    int land = dice.between(20, 200);
    long output = (long) land * strength.draw(0, dice);
    // Thousandths of a tonne of standard coal for ten thousand yuan.
    long energy = output * strength.draw(4, dice);
    return List.of(
        BigDecimal.valueOf(land),
        BigDecimal.valueOf((long) land * strength.draw(2, dice)),
        BigDecimal.valueOf(output),
        BigDecimal.valueOf((long) land * strength.draw(1, dice)),
        // Seven tenths electricity, two gas, one heat; factors as in the contract of the answer.
        Amount.hundredths(energy * 70 / 1_229),
        Amount.hundredths(energy * 20 / 12_143),
        Amount.hundredths(energy * 1_000 / 3_412),
        Amount.hundredths(strength.draw(3, dice)));
  }
}
