package io.citylake.city.environment;

import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Street;
import java.util.List;

/**
 * Something that can be sent to an incident.
 *
 * @param lon in hundred-thousandths of a degree (WGS 84)
 * @param lat likewise
 */
record Resource(
    int index, String kind, Street street, int lon, int lat, int capacity, boolean available) {
  static final int COUNT = 300;
  static final List<String> KINDS = List.of("消防站", "急救站", "物资库", "抢险队伍", "避难场所");
  private static final double EARTH_RADIUS = 6_371_008.8;

  static Resource of(long seed, int index) {
    Dice dice = Dice.of(seed, "resource", index);
    Street street = Street.ALL.get(index / KINDS.size() % Street.ALL.size());
    return new Resource(
        index,
        KINDS.get(index % KINDS.size()),
        street,
        street.lon() + dice.between(-1_500, 1_500),
        street.lat() + dice.between(-1_500, 1_500),
        dice.between(5, 2_000),
        index % 17 != 0);
  }

  String code() {
    return code(index);
  }

  static String code(int index) {
    return "YJ%04d".formatted(index + 1);
  }

  String name() {
    return street.zh().replace("街道", "") + kind + (index + 1);
  }

  /** Whole metres to a point as the crow flies, on the mean Earth radius of IUGG. */
  long metres(int otherLon, int otherLat) {
    double from = Math.toRadians(lat / 1e5);
    double to = Math.toRadians(otherLat / 1e5);
    double rise = Math.sin((to - from) / 2);
    double side = Math.sin(Math.toRadians((otherLon - lon) / 1e5) / 2);
    double share = rise * rise + Math.cos(from) * Math.cos(to) * side * side;
    return Math.round(2 * EARTH_RADIUS * Math.asin(Math.sqrt(share)));
  }
}
