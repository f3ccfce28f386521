package io.citylake.city.environment;

import io.citylake.city.entity.Street;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A station that measures the air; every street has two.
 *
 * @param lon in hundred-thousandths of a degree (WGS 84)
 * @param lat likewise
 */
record AirStation(
    int index, String code, String name, String control, Street street, int lon, int lat) {
  static final List<AirStation> ALL =
      IntStream.range(0, 2 * Street.ALL.size()).mapToObj(AirStation::at).toList();

  private static AirStation at(int index) {
    Street street = Street.ALL.get(index / 2);
    boolean east = index % 2 == 0;
    return new AirStation(
        index,
        "HT%02dA".formatted(index + 1),
        street.zh().replace("街道", "") + (east ? "东站" : "西站"),
        index == 0 ? "国控" : east ? "省控" : "市控",
        street,
        street.lon() + (east ? 700 : -700),
        street.lat() + (east ? 400 : -400));
  }
}
