package io.citylake.city.economy;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.city.entity.Street;
import java.time.YearMonth;
import org.junit.jupiter.api.Test;

class TestIndicator {
  private static final YearMonth FIRST = YearMonth.of(2025, 1);

  @Test
  void growthLeavesTheBandWhereAShockIsAndNowhereElse() {
    int outside = 0;
    for (long seed = 1; seed <= 3; seed++) {
      for (Indicator indicator : Indicator.ALL) {
        for (int i = 0; i < 48; i++) {
          YearMonth month = FIRST.plusMonths(i);
          for (Street street : Street.ALL) {
            int now = indicator.shock(seed, month, street);
            int past = indicator.shock(seed, month.minusYears(1), street);
            double growth = growth(indicator, seed, month, street);
            assertThat(side(indicator, growth))
                .as("%s in %s of %s", indicator.code(), month, street.zh())
                .isEqualTo(Integer.compare(now, past));
            outside += now == past ? 0 : 1;
          }
        }
      }
    }
    assertThat(outside).isGreaterThan(200);
  }

  @Test
  void zoneFollowsNoSingleStreet() {
    for (Indicator indicator : Indicator.ALL) {
      for (int i = 0; i < 48; i++) {
        YearMonth month = FIRST.plusMonths(i);
        int now = indicator.shock(1, month);
        int past = indicator.shock(1, month.minusYears(1));
        double growth = 100.0 * (zone(indicator, month) / zone(indicator, month.minusYears(1)) - 1);
        assertThat(side(indicator, growth))
            .as("%s in %s", indicator.code(), month)
            .isEqualTo(Integer.compare(now, past));
      }
    }
  }

  private static double zone(Indicator indicator, YearMonth month) {
    return Street.ALL.stream().mapToLong(street -> indicator.value(1, month, street)).sum();
  }

  private static double growth(Indicator indicator, long seed, YearMonth month, Street street) {
    double past = indicator.value(seed, month.minusYears(1), street);
    return 100.0 * (indicator.value(seed, month, street) / past - 1);
  }

  private static int side(Indicator indicator, double growth) {
    return growth < indicator.growth() - Indicator.BAND
        ? -1
        : growth > indicator.growth() + Indicator.BAND ? 1 : 0;
  }
}
