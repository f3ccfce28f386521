package io.citylake.city.industry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class TestTruck {
  private static final LocalDate START = LocalDate.of(2026, 1, 1);

  @Test
  void fleetAvoidsWhatItPublishesInYear() {
    double km =
        IntStream.range(0, Truck.COUNT)
                .mapToObj(i -> Truck.of(42, i))
                .mapToLong(truck -> truck.driven(START.plusYears(1)) - truck.driven(START))
                .sum()
            / 10.0;
    assertThat(km * factor("diesel_truck_co2") / 1_000)
        .isCloseTo(35_000, Assertions.withinPercentage(3));
    assertThat(km * factor("diesel_truck_pollutants") / 1_000)
        .isCloseTo(768, Assertions.withinPercentage(3));
  }

  @Test
  void odometerFallsOnlyWhereItIsReset() {
    int resets = 0;
    for (int i = 0; i < Truck.COUNT; i++) {
      Truck truck = Truck.of(42, i);
      long before = truck.odometer(START, Truck.NOON - 1);
      long after = truck.odometer(START, Truck.NOON);
      if (truck.resetsOn(START)) {
        resets++;
        assertThat(after).isZero();
      } else {
        assertThat(after).isGreaterThanOrEqualTo(before);
      }
    }
    assertThat(resets).isEqualTo(1);
  }

  @Test
  void standsAtNight() {
    Truck truck = Truck.of(42, 7);
    long evening = truck.driven(START, Truck.EVENING + 60);
    assertThat(truck.driven(START.plusDays(1), Truck.MORNING - 60)).isEqualTo(evening);
    assertThat(truck.driven(START.plusDays(1))).isEqualTo(evening);
  }

  private static double factor(String code) {
    return Factor.of(code, START).value().doubleValue();
  }
}
