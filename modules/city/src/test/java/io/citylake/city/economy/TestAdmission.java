package io.citylake.city.economy;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.city.entity.Dice;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestAdmission {
  private static final LocalDate DAY = LocalDate.of(2025, 3, 3);

  @Test
  void measuresScoreWhatTheyAreDrawnFor() {
    for (int i = 0; i < 300; i++) {
      assertThat(score(Admission.Strength.ADMIT, i)).isEqualTo(100);
      assertThat(score(Admission.Strength.CONDITION, i)).isBetween(62.0, 78.0);
      assertThat(score(Admission.Strength.REFUSE, i)).isBetween(0.0, 5.0);
    }
  }

  @Test
  void vetoOverridesTheScoreOnceItIsKnown() {
    Admission admission = admission(Admission.VETO);
    assertThat(admission.decision(DAY)).isEqualTo("pending");
    assertThat(admission.decision(DAY.plusDays(4))).isEqualTo("veto");
  }

  @Test
  void scoreDecidesWhenEveryItemPasses() {
    Admission admission = admission(Admission.PASS);
    assertThat(admission.decision(DAY.plusDays(3))).isEqualTo("pending");
    assertThat(admission.decision(DAY.plusDays(4))).isEqualTo("admit");
  }

  @Test
  void someAreRefusedByTheVetoAlone() {
    List<Admission> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      all.addAll(Admission.of(1, YearMonth.of(2025, 1).plusMonths(i)));
    }
    assertThat(all)
        .hasSizeGreaterThan(100)
        .anyMatch(
            each ->
                each.strength().equals(Admission.Strength.ADMIT)
                    && each.decision(LocalDate.of(2027, 1, 1)).equals("veto"));
  }

  /** Items are decided on the first to the fourth day after, the last with the opinion. */
  private static Admission admission(String last) {
    List<Admission.Opinion> opinions = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      LocalDateTime at = DAY.plusDays(i + 1L).atTime(9, 0);
      opinions.add(new Admission.Opinion(Admission.ITEMS.get(i), Admission.OPEN, at.minusDays(1)));
      opinions.add(
          new Admission.Opinion(Admission.ITEMS.get(i), i == 3 ? last : Admission.PASS, at));
    }
    Project project = Project.of(1, YearMonth.of(2025, 1), 0);
    return new Admission(project, DAY, Admission.Strength.ADMIT, opinions);
  }

  /** The scale of the contract investment_promotion.ads_admission, in doubles. */
  private static double score(Admission.Strength strength, int number) {
    Project project = Project.of(1, YearMonth.of(2025, 1), 0);
    double[] stated =
        new Admission(project, DAY, strength, List.of())
            .measures(Dice.of(1, "test", number)).stream()
                .mapToDouble(measure -> measure.doubleValue())
                .toArray();
    double energy = stated[4] * 1.229 + stated[5] * 12.143 + stated[6] * 0.03412;
    return 40 * share((0.45 - energy / stated[2]) / 0.40)
        + 20 * share((stated[2] / stated[0] - 200) / 600)
        + 20 * share((stated[3] / stated[0] - 10) / 30)
        + 10 * share((stated[1] / stated[0] - 200) / 300)
        + 10 * share(stated[7] / 5);
  }

  private static double share(double value) {
    return Math.max(0, Math.min(1, value));
  }
}
