package io.citylake.city.entity;

/**
 * A vehicle that the city knows; the same index is the same vehicle in every theme, and no two
 * share a plate. The first {@link #HYDROGEN_TRUCKS} are the hydrogen fleet.
 *
 * @param plate by GA 36-2018: of Sichuan A, with six characters for new energy and five for others;
 *     the letter of new energy stands before a small vehicle's serial and behind a large one's
 * @param owner the credit code of a firm, or the hash of a person's number
 */
public record Vehicle(int index, String plate, Kind kind, String owner) {
  public static final int COUNT = 20_000;
  public static final int HYDROGEN_TRUCKS = 500;

  /** Kinds as the register has them, with the share of each in a hundred private vehicles. */
  public enum Kind {
    HYDROGEN_TRUCK("氢能重卡", 0),
    CAR("小型汽车", 58),
    ELECTRIC_CAR("小型新能源汽车", 27),
    TRUCK("货车", 7),
    TAXI("出租车", 4),
    BUS("公交车", 2),
    MUCK_TRUCK("渣土车", 2);

    private final String zh;
    private final int share;

    Kind(String zh, int share) {
      this.zh = zh;
      this.share = share;
    }

    public String zh() {
      return zh;
    }

    private boolean ownedByFirm() {
      return this != CAR && this != ELECTRIC_CAR;
    }

    private static Kind draw(Dice dice) {
      int left = dice.below(100);
      for (Kind kind : values()) {
        left -= kind.share;
        if (left < 0) {
          return kind;
        }
      }
      throw new IllegalStateException("Cannot draw a kind: the shares don't add up");
    }
  }

  private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ";
  private static final int DIGITS_OF_SERIAL = 10_000;
  // Prime to 240,000, the serials of a letter and four digits, so that it permutes them.
  private static final long STRIDE = 7_919;

  public static Vehicle of(long seed, int index) {
    Dice dice = Dice.of(seed, "vehicle", index);
    Kind kind = index < HYDROGEN_TRUCKS ? Kind.HYDROGEN_TRUCK : Kind.draw(dice);
    String owner =
        kind.ownedByFirm()
            ? Firm.of(seed, dice.below(Firm.COUNT)).creditCode()
            : Person.of(seed, dice.below(Person.RESIDENTS)).idHash();
    return new Vehicle(index, plate(seed, index, kind), kind, owner);
  }

  /** Of one of the first {@link #HYDROGEN_TRUCKS}. */
  public static String hydrogenTruckPlate(int index) {
    return "川A" + Amount.padded(20_000 + index * 7L, 5) + "F";
  }

  /** New energy: D for batteries alone, F for others (fuel cells). */
  private static String plate(long seed, int index, Kind kind) {
    long serials = (long) LETTERS.length() * DIGITS_OF_SERIAL;
    long serial = (index * STRIDE + Math.floorMod(Dice.mix(seed), serials)) % serials;
    String end =
        LETTERS.charAt((int) (serial / DIGITS_OF_SERIAL))
            + Amount.padded(serial % DIGITS_OF_SERIAL, 4);
    return switch (kind) {
      case HYDROGEN_TRUCK -> hydrogenTruckPlate(index);
      case BUS -> "川A" + Amount.padded(index, 5) + "D";
      case ELECTRIC_CAR -> "川AD" + end;
      case CAR, TRUCK, TAXI, MUCK_TRUCK -> "川A" + end;
    };
  }
}
