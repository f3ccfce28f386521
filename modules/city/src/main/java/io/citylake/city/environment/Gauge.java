package io.citylake.city.environment;

import io.citylake.city.entity.Street;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A gauge of water level and rain.
 *
 * @param lon in hundred-thousandths of a degree (WGS 84)
 * @param lat likewise
 * @param warning level in centimetres; the guarantee level is a metre above it
 */
record Gauge(
    int index,
    String code,
    String name,
    String river,
    Street street,
    int lon,
    int lat,
    int warning) {
  private static final List<String> RIVERS = List.of("府河", "江安河", "栏杆堰", "肖家河", "锦江", "摸底河");
  private static final int FLOOD_FROM = 480;
  private static final int FLOOD_TO = 900;
  static final List<Gauge> ALL = IntStream.range(0, 30).mapToObj(Gauge::at).toList();

  private static Gauge at(int index) {
    Street street = Street.ALL.get(index % Street.ALL.size());
    String river = RIVERS.get(index % RIVERS.size());
    return new Gauge(
        index,
        "SW%04d".formatted(index + 1),
        river + (index + 1) + "号站",
        river,
        street,
        street.lon() + index * 61 % 1_200 - 600,
        street.lat() + index * 97 % 1_200 - 600,
        48_000 + index * 37);
  }

  int guarantee() {
    return warning + 100;
  }

  /** One gauge a day is flooded, and from June to September two. */
  boolean flooded(LocalDate day) {
    long turn = day.toEpochDay() * 7;
    boolean wet = day.getMonthValue() >= 6 && day.getMonthValue() <= 9;
    return Math.floorMod(turn, ALL.size()) == index
        || (wet && Math.floorMod(turn + 13, ALL.size()) == index);
  }

  /** Whether the flood of the day stands above the line at this minute of it. */
  boolean high(LocalDate day, int minute) {
    return flooded(day) && minute >= FLOOD_FROM && minute <= FLOOD_TO;
  }

  /**
   * Level in centimetres: well below the warning level, or in a flood a triangle above it, whose
   * peak is above the guarantee level every third day.
   */
  int level(LocalDate day, int minute, int wobble) {
    if (!high(day, minute)) {
      return warning - 250 + wobble;
    }
    int peak = day.toEpochDay() % 3 == 0 ? 140 : 60;
    int half = (FLOOD_TO - FLOOD_FROM) / 2;
    return warning + peak * (half - Math.abs(minute - FLOOD_FROM - half)) / half;
  }
}
