package io.citylake.city.entity;

import java.util.List;

/**
 * A device of the sensing network.
 *
 * @param lon in hundred-thousandths of a degree (WGS 84)
 * @param lat likewise
 * @param stuck whether it always reports the same value, which of some kinds is no fault
 */
public record Device(
    int index, String id, Kind kind, Street street, int lon, int lat, boolean stuck) {
  public static final int COUNT = 12_000;
  private static final int STUCK_EVERY = 400;

  /**
   * What is measured; base, swing and most are in hundredths of the unit.
   *
   * @param still whether it may rightly be of one value for days
   */
  public record Kind(
      String code, String zh, String unit, int base, int swing, int most, boolean still) {
    Kind(String code, String zh, String unit, int base, int swing, int most) {
      this(code, zh, unit, base, swing, most, false);
    }
  }

  public static final List<Kind> KINDS =
      List.of(
          new Kind("temperature", "气温", "Cel", 1_800, 700, 6_000),
          new Kind("humidity", "相对湿度", "%", 6_500, 1_500, 10_000),
          new Kind("pm25", "细颗粒物", "ug/m3", 4_200, 2_500, 100_000),
          new Kind("noise", "噪声", "dB", 5_600, 1_200, 14_000),
          new Kind("water_level", "水位", "m", 240, 90, 2_000),
          new Kind("manhole_tilt", "井盖倾角", "deg", 100, 60, 9_000, true),
          new Kind("smoke", "烟雾浓度", "%/m", 40, 30, 2_000, true),
          new Kind("parking", "地磁车位", "1", 50, 50, 100, true),
          new Kind("lamp_current", "路灯电流", "A", 180, 150, 2_000),
          new Kind("gas", "可燃气体", "%LEL", 120, 80, 10_000, true));

  public static Device of(long seed, int index) {
    Dice dice = Dice.of(seed, "device", index);
    Kind kind = dice.pick(KINDS);
    Street street = dice.pick(Street.ALL);
    return new Device(
        index,
        "HT-" + Amount.padded(index, 6),
        kind,
        street,
        street.lon() + dice.between(-1_500, 1_500),
        street.lat() + dice.between(-1_500, 1_500),
        index % STUCK_EVERY == 3);
  }
}
