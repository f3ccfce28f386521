package io.citylake.city.economy;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.city.entity.Firm;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TestLadder {
  @Test
  void certificateCountsForYearsWhoseLastDayItCovers() {
    Ladder.Certificate certificate =
        new Ladder.Certificate(2, LocalDate.of(2023, 12, 31), LocalDate.of(2025, 12, 30));
    assertThat(List.of(certificate.counts(2022), certificate.counts(2025))).containsOnly(false);
    assertThat(List.of(certificate.counts(2023), certificate.counts(2024))).containsOnly(true);
  }

  @Test
  void laterYearsChangeNothingOfEarlierOnes() {
    for (int firm = 2; firm < 3_000; firm += 6) {
      List<Ladder.Certificate> all = Ladder.certificates(1, firm, 2026);
      List<Ladder.Certificate> early = Ladder.certificates(1, firm, 2023);
      assertThat(all.subList(0, early.size())).isEqualTo(early);
    }
  }

  @Test
  void everyRungIsReached() {
    TreeSet<Integer> rungs = new TreeSet<>();
    for (int firm = 0; firm < Firm.COUNT; firm++) {
      if (Ladder.climbs(firm)) {
        Ladder.certificates(1, firm, 2025).forEach(each -> rungs.add(each.rung()));
      }
    }
    assertThat(rungs).containsExactly(1, 2, 3, 4);
  }
}
