package io.citylake.city.mobility;

import io.citylake.city.entity.Street;
import java.util.List;
import java.util.stream.IntStream;

/** A camera over the lanes of a road that reads plates: three places a road, both directions. */
record Checkpoint(int index, String code, Road road, Street street, String direction) {
  private static final int PER_ROAD = 6;

  static final List<Checkpoint> ALL =
      IntStream.range(0, Road.ALL.size() * PER_ROAD).mapToObj(Checkpoint::at).toList();

  private static Checkpoint at(int index) {
    Road road = Road.ALL.get(index / PER_ROAD);
    int place = index % PER_ROAD / 2;
    Street street = Street.ALL.get((road.index() + place * 3) % Street.ALL.size());
    return new Checkpoint(
        index, "KK%06d".formatted(index + 1), road, street, index % 2 == 0 ? "上行" : "下行");
  }

  int lon() {
    return street.lon() + road.index() * 60 - 480;
  }

  int lat() {
    return street.lat() + index % PER_ROAD * 80 - 200;
  }
}
