package io.citylake.city.environment;

import io.citylake.city.entity.Street;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A patrol route: ten points in a line to the east, a third of a kilometre apart.
 *
 * @param lon of the first point, in hundred-thousandths of a degree (WGS 84)
 * @param lat of all points, likewise
 */
record Route(int index, String code, String name, String carrier, Street street, int lon, int lat) {
  static final int POINTS = 10;
  static final int STEP = 350;

  private static final List<String> CARRIERS = List.of("无人机", "巡逻机器人", "无人船");
  static final List<Route> ALL = IntStream.range(0, 20).mapToObj(Route::at).toList();

  private static Route at(int index) {
    Street street = Street.ALL.get(index % Street.ALL.size());
    int line = index / Street.ALL.size() + 1;
    return new Route(
        index,
        "XL%02d".formatted(index + 1),
        street.zh().replace("街道", "") + line + "号线",
        CARRIERS.get(index % CARRIERS.size()),
        street,
        street.lon() - POINTS * STEP / 2,
        street.lat() + line * 400 - 800);
  }

  /** The longitude of a point, from 1. */
  int lon(int point) {
    return lon + (point - 1) * STEP;
  }
}
