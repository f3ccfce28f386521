package io.citylake.city.enterprise;

import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Street;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/**
 * A parcel of land: a rectangle with a fifth corner on one side.
 *
 * @param width of the rectangle from west to east, in metres
 * @param height from south to north, in metres
 */
record Parcel(
    int index,
    String code,
    String name,
    Street street,
    double lon,
    double lat,
    int width,
    int height,
    String use,
    LocalDate grantedOn) {
  static final int COUNT = 560;
  static final String INDUSTRY = "0601";

  private static final double METRES = Math.toRadians(1) * 6_371_008.8;
  private static final int COLUMNS = 10;
  private static final double STEP = 0.005;
  private static final List<String> OTHER_USES =
      List.of("0604", "0505", "0501", "0701", "0804", "0809");
  private static final LocalDate OLDEST = LocalDate.of(1998, 1, 1);
  private static final LocalDate NEWEST = LocalDate.of(2023, 1, 1);

  static Parcel of(long seed, int index) {
    Dice dice = Dice.of(seed, "parcel", index);
    Street street = Street.ALL.get(index % Street.ALL.size());
    int place = index / Street.ALL.size();
    boolean industrial = place % 10 < 7;
    return new Parcel(
        index,
        "ZD%s%04d".formatted(street.code(), place),
        street.zh().replace("街道", "") + (place + 1) + "号宗地",
        street,
        street.lon() / 100_000.0 + (place % COLUMNS - COLUMNS / 2) * STEP,
        street.lat() / 100_000.0 + (place / COLUMNS - 4) * STEP,
        dice.between(80, 400),
        dice.between(60, 300),
        industrial ? INDUSTRY : dice.pick(OTHER_USES),
        granted(dice, index));
  }

  /** Every third was granted in the middle of the years that are compared. */
  private static LocalDate granted(Dice dice, int index) {
    int days = dice.below(22 * 365);
    return index % 3 == 2 ? NEWEST.plusDays(days % 365) : OLDEST.plusDays(days);
  }

  /** Whether so long after its grant it may be taken back in a year. */
  boolean due(int year) {
    return grantedOn.getYear() + 2 <= year;
  }

  boolean industrial() {
    return use.equals(INDUSTRY);
  }

  /** No firm is on it. */
  boolean idle() {
    return industrial() && index % 41 == 5;
  }

  /** Its firms pay far less tax than 10,000 yuan per mu. */
  boolean low() {
    return industrial() && !idle() && index % 29 == 3;
  }

  /** Its deed says a quarter more than the polygon holds. */
  boolean overstated() {
    return index % 97 == 13;
  }

  /** In hundredths of a mu, 10,000/15 square metres. */
  long area() {
    return Math.round(width * height * 15 / 100.0);
  }

  /** In mu, as the deed says. */
  BigDecimal declared() {
    return BigDecimal.valueOf(overstated() ? area() * 5 / 4 : area(), 2);
  }

  /** The polygon as GeoJSON, coordinates to a centimetre, counter-clockwise. */
  String geometry() {
    double west = lon - width / 2.0 / METRES / Math.cos(Math.toRadians(lat));
    double east = lon + width / 2.0 / METRES / Math.cos(Math.toRadians(lat));
    double south = lat - height / 2.0 / METRES;
    double north = lat + height / 2.0 / METRES;
    return """
    {"type":"Polygon","coordinates":[[%s,%s,%s,%s,%s,%s]]}\
    """
        .formatted(
            point(west, south),
            point(lon, south),
            point(east, south),
            point(east, north),
            point(west, north),
            point(west, south));
  }

  private static String point(double lon, double lat) {
    return String.format(Locale.ROOT, "[%s,%s]", degrees(lon), degrees(lat));
  }

  static String degrees(double value) {
    return BigDecimal.valueOf(value).setScale(7, RoundingMode.HALF_UP).toPlainString();
  }
}
