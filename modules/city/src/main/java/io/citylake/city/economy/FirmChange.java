package io.citylake.city.economy;

import io.citylake.city.CityRequest;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import java.time.LocalDate;
import java.time.LocalDateTime;

/**
 * One row of the register's change table: what became of a firm, and when.
 *
 * @param operation I, U or D
 * @param capital in yuan
 * @param fault the label of the rule that the row breaks; empty for a good row
 */
record FirmChange(
    Firm firm,
    String operation,
    long capital,
    String street,
    String status,
    LocalDateTime updatedAt,
    String fault) {
  private static final int OFFICE_MILLIS = 9 * 3_600_000;
  private static final int NUMBER_BITS = 24;

  /** How the register starts: every firm once, some time in the year before. */
  static FirmChange founding(long seed, int index) {
    Dice dice = Dice.of(seed, "firm-founding", index);
    LocalDateTime at =
        CityRequest.FOUNDED
            .minusDays(1 + dice.below(365))
            .atTime(9, 0)
            .plusSeconds(dice.below(32_400));
    return of(Firm.of(seed, index), "I", at);
  }

  private static FirmChange of(Firm firm, String operation, LocalDateTime at) {
    return new FirmChange(firm, operation, firm.capital(), firm.street().code(), "存续", at, "");
  }

  /**
   * The change with this number among the {@code perDay} of a day. One in ten founds a firm, one in
   * ten deletes one, and one in ten is an older version that arrives after its successor.
   */
  static FirmChange of(long seed, LocalDate day, int number, int perDay) {
    Dice dice = Dice.of(seed, "firm-change", (day.toEpochDay() << NUMBER_BITS) + number);
    int kind = dice.below(100);
    // Each number has its own millisecond, so that no two changes of a day tie.
    long millis = number * 7919L % perDay * OFFICE_MILLIS / perDay;
    LocalDateTime at = day.atTime(9, 0).plusNanos(millis * 1_000_000L);
    if (kind < 10) {
      int days = Math.toIntExact(day.toEpochDay() - CityRequest.FOUNDED.toEpochDay());
      return of(Firm.of(seed, Firm.COUNT + days * perDay + number).foundedOn(day), "I", at);
    }
    if (kind < 20 && number > 0) {
      FirmChange newer = of(seed, day, number - 1, perDay);
      if (newer.fault().isEmpty()) {
        return newer.older(dice);
      }
    }
    FirmChange change = changed(Firm.of(seed, dice.below(Firm.COUNT)), dice, at);
    return kind >= 20 && kind < 30 && !change.firm().inTown()
        ? change.with("D", change.capital(), change.status(), "")
        : kind >= 30 && kind < 34 ? change.spoiled(dice) : change;
  }

  private static FirmChange changed(Firm firm, Dice dice, LocalDateTime at) {
    FirmChange now = of(firm, "U", at);
    if (firm.inTown()) {
      return now.with("U", now.capital() * dice.between(2, 6), "存续", "");
    }
    return switch (dice.below(3)) {
      case 0 ->
          new FirmChange(
              firm, "U", now.capital(), Firm.street(firm.industry(), dice).code(), "存续", at, "");
      case 1 -> now.with("U", now.capital() * dice.between(2, 6), "存续", "");
      default -> now.with("U", now.capital(), dice.chance(2_000) ? "迁出" : "在业", "");
    };
  }

  /** What the register said half an hour to a day before; half seconds are its own, so no ties. */
  private FirmChange older(Dice dice) {
    LocalDateTime before = updatedAt.minusSeconds(dice.between(1_801, 80_000)).plusNanos(500_000);
    return new FirmChange(firm, "U", firm.capital(), firm.street().code(), "存续", before, "");
  }

  private FirmChange spoiled(Dice dice) {
    return switch (dice.below(3)) {
      case 0 -> with(operation, -1, status, "registered_capital:range");
      case 1 -> with(operation, capital, "未知", "status:in");
      default -> with("X", capital, status, "op:in");
    };
  }

  private FirmChange with(String newOperation, long newCapital, String newStatus, String newFault) {
    return new FirmChange(firm, newOperation, newCapital, street, newStatus, updatedAt, newFault);
  }
}
