package io.citylake.city.entity;

/**
 * A camera of the video cloud, which is a stream.
 *
 * @param code twenty digits by GB/T 28181: area and basic unit (8), trade (2), kind 132 for a
 *     network camera (3), network (1), serial (6)
 * @param lon in hundred-thousandths of a degree (WGS 84)
 * @param lat likewise
 */
public record Camera(int index, String code, String name, GridCell cell, int lon, int lat) {
  public static final int COUNT = 4_405;

  private static final int REACH = 280;

  public static Camera of(long seed, int index) {
    Dice dice = Dice.of(seed, "camera", index);
    GridCell cell = dice.pick(GridCell.ALL);
    return new Camera(
        index,
        cell.street().areaCode() + "01" + "00" + "132" + "0" + Amount.padded(index + 1, 6),
        cell.name() + Amount.padded(index + 1, 4) + "号枪机",
        cell,
        cell.lon() + dice.between(-REACH, REACH),
        cell.lat() + dice.between(-REACH, REACH));
  }

  public Street street() {
    return cell.street();
  }
}
