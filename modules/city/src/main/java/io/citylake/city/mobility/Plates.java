package io.citylake.city.mobility;

import io.citylake.city.entity.Vehicle;
import io.citylake.city.file.ByteLine;

/** Plates of the city's vehicles, and behind them of visitors. */
final class Plates {
  private static final int PER_LETTER = 100_000;

  private static volatile Plates last = new Plates(0, 0);

  private final long seed;
  private final byte[][] plates;

  private Plates(long seed, int vehicles) {
    this.seed = seed;
    this.plates = new byte[vehicles][];
    for (int i = 0; i < vehicles; i++) {
      plates[i] = ByteLine.bytes(Vehicle.of(seed, i).plate());
    }
  }

  /** Kept between parts, because vehicles take longer to make than a small day's passages. */
  static Plates of(long seed) {
    Plates known = last;
    if (known.seed != seed || known.plates.length == 0) {
      known = new Plates(seed, Vehicle.COUNT);
      last = known;
    }
    return known;
  }

  void put(ByteLine line, int vehicle) {
    if (vehicle < plates.length) {
      line.text(plates[vehicle]);
    } else {
      int visitor = vehicle - plates.length;
      line.text("渝").put((char) ('A' + visitor / PER_LETTER % 8)).digits(visitor % PER_LETTER, 5);
    }
  }
}
