package io.citylake.city.enterprise;

import io.citylake.city.JobCount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import io.citylake.city.file.Row;

/** What is alike in all rows about a firm. */
final class FirmRow {
  private FirmRow() {}

  /** Counts the warning about the firm's code, if the table takes the row. */
  static boolean accepted(Row row, Firm firm, JobCount count) {
    if (row.accepted() && firm.spoiledCode()) {
      count.warn("credit_code:uscc");
    }
    return row.accepted();
  }

  static Firm any(long seed, Dice dice) {
    return Firm.of(seed, dice.below(Firm.COUNT));
  }
}
