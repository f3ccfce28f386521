package io.citylake.city.mobility;

import io.citylake.city.CityRequest;
import io.citylake.city.entity.Device;
import io.citylake.city.entity.Dice;

/**
 * When a device sends, and what is wrong with it. Devices send on a fixed schedule at every scale,
 * so that a gap is a fact and not chance: one in {@link #WATCHED_EVERY} at least hourly, the others
 * at least daily. All that is wrong is planted in the first.
 */
final class Sensing {
  static final int SECONDS_A_DAY = 86_400;

  private static final double MESSAGES_A_DAY = 205.5;
  private static final int WATCHED_EVERY = 40;
  private static final int WATCHED_A_DAY = 24;
  private static final int SILENT_FROM = 10 * 3_600;
  private static final int SILENT_UNTIL = 16 * 3_600;
  private static final int HOURS_FAST = 10;
  private static final int A_DAY_FAST = 20;

  /** A device has at most one fault; its name is the fault that must be found. */
  enum Condition {
    HEALTHY(""),
    DISABLED(""),
    /** Always of one value, and rightly so. */
    STILL(""),
    STUCK("stuck"),
    GAPPY("gap"),
    SKEWED("skew"),
    /** Its clock stands at 1970, so that all it sends is refused. */
    OLD_CLOCK("silent"),
    DEAD("silent");

    private final String fault;

    Condition(String fault) {
      this.fault = fault;
    }

    String fault() {
      return fault;
    }

    static Condition of(Device device) {
      int index = device.index();
      if (index % 97 == 0) {
        return DISABLED;
      }
      if (device.stuck()) {
        return device.kind().still() ? STILL : STUCK;
      }
      return index % 400 == 123
          ? SKEWED
          : index % 400 == 203
              ? GAPPY
              : index % 4_000 == 243 ? OLD_CLOCK : index % 1_200 == 283 ? DEAD : HEALTHY;
    }

    boolean reports() {
      return this != DISABLED && this != OLD_CLOCK && this != DEAD;
    }
  }

  private Sensing() {}

  static int perDay(CityRequest request, int device) {
    int each = (int) Math.max(1, Math.round(MESSAGES_A_DAY * request.scale()));
    return device % WATCHED_EVERY == 3 ? Math.max(WATCHED_A_DAY, each) : each;
  }

  /** Seconds between two messages. */
  static int interval(int perDay) {
    return SECONDS_A_DAY / perDay;
  }

  /** The second of the day of its first message: away from midnight by a quarter of an interval. */
  static int offset(int device, int perDay) {
    int interval = interval(perDay);
    int half = Math.max(1, interval / 2);
    return interval / 4 + (int) Long.remainderUnsigned(Dice.mix(device), half);
  }

  static boolean silentAt(Condition condition, int second) {
    return condition == Condition.GAPPY && second >= SILENT_FROM && second < SILENT_UNTIL;
  }

  /**
   * How many minutes its clock is fast: 4 to 9, or as many slow; one is three hours fast and one
   * more than a day, which must not make the others late or the day another. 0 for a right clock.
   */
  static int skewMinutes(Device device, Condition condition) {
    if (condition != Condition.SKEWED) {
      return 0;
    }
    int number = device.index() / 400;
    int minutes = 4 + number % 6;
    return number == HOURS_FAST
        ? 3 * 60
        : number == A_DAY_FAST ? 26 * 60 : number % 2 == 0 ? minutes : -minutes;
  }
}
