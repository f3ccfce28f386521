package io.citylake.city.entity;

/**
 * A firm's place in an order of size that is another one for each seed. Numbers that must be exact
 * are ranges of ranks, so no luck is in them: of the {@link Firm#COUNT} firms the first 1,809 are
 * the town's industry; of the others each twelfth is above scale, and the first nine of those sell
 * for more than ten billion yuan.
 *
 * @param place from 0; a firm founded later has the last
 */
record FirmRank(int place) {
  private static final int TOWN = 1_809;
  private static final int TOWN_ABOVE_20_MILLION = 205;
  private static final int TOWN_ABOVE_100_MILLION = 53;
  private static final int TOWN_LISTED = 5;
  private static final int ABOVE_SCALE_EVERY = 12;
  private static final int LEADERS = 9;
  private static final int LISTED = 43;
  // Prime to the number of firms, so that multiplying by it permutes them.
  private static final long STRIDE = 7_919;

  static FirmRank of(long seed, int index) {
    return index >= Firm.COUNT
        ? new FirmRank(Firm.COUNT)
        : new FirmRank(
            (int) ((index * STRIDE + Math.floorMod(Dice.mix(seed), Firm.COUNT)) % Firm.COUNT));
  }

  boolean inTown() {
    return place < TOWN;
  }

  boolean aboveScale() {
    return inTown() ? place < TOWN_ABOVE_20_MILLION : large();
  }

  boolean listed() {
    return place < TOWN_LISTED || (!inTown() && large() && number() < LISTED);
  }

  /** Of a year, in yuan; at least a quarter away from each threshold. */
  long revenue(Dice dice) {
    if (inTown()) {
      return place < TOWN_ABOVE_100_MILLION
          ? thousand(dice, 130_000, 2_000_000)
          : place < TOWN_ABOVE_20_MILLION
              ? thousand(dice, 26_000, 75_000)
              : thousand(dice, 200, 15_000);
    }
    if (!large()) {
      return thousand(dice, 200, 15_000);
    }
    return number() < LEADERS
        ? thousand(dice, 13_000_000, 40_000_000)
        : dice.chance(3_000) ? thousand(dice, 130_000, 4_000_000) : thousand(dice, 26_000, 75_000);
  }

  private boolean large() {
    return place < Firm.COUNT && (place - TOWN) % ABOVE_SCALE_EVERY == 0;
  }

  private int number() {
    return (place - TOWN) / ABOVE_SCALE_EVERY;
  }

  private static long thousand(Dice dice, int from, int until) {
    return 1_000L * dice.between(from, until);
  }
}
