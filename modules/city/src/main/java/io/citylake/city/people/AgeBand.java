package io.citylake.city.people;

import java.time.LocalDate;
import java.time.Period;

/** The age bands of the population statistics. */
final class AgeBand {
  private static final int[] UNTIL = {7, 15, 35, 60, 65, 80};
  private static final String[] NAMES = {
    "00-06", "07-14", "15-34", "35-59", "60-64", "65-79", "80+"
  };

  private AgeBand() {}

  /** By completed years on the day. */
  static String of(LocalDate birth, LocalDate day) {
    int age = Period.between(birth, day).getYears();
    int band = 0;
    while (band < UNTIL.length && age >= UNTIL[band]) {
      band++;
    }
    return NAMES[band];
  }
}
