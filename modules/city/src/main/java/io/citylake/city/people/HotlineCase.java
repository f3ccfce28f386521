package io.citylake.city.people;

import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.GridCell;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * A case of the hotline and how it ends; fixed by seed, scale, day and number. The day's export has
 * it as it is at the day's end; closed later, it comes again in the export of that day.
 *
 * @param due null where nobody set a time limit
 * @param closed null where it never is
 * @param backwards whether it is said to be closed before it came in
 * @param planted whether its rows must be good
 */
record HotlineCase(
    LocalDate day,
    int number,
    LocalDateTime created,
    String caller,
    String phone,
    String category,
    GridCell cell,
    String content,
    @Nullable LocalDateTime due,
    @Nullable LocalDateTime closed,
    int rating,
    boolean backwards,
    boolean planted) {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/M/d H:mm");

  /** No case is closed more days after it came in. */
  static final int MOST_DAYS = 7;

  /** Whether its closing is told by the export of a later day. */
  boolean comesAgain() {
    return closed != null && closed.toLocalDate().isAfter(day);
  }

  /** The day whose export tells its closing; only of one that comes again. */
  LocalDate closedOn() {
    return closed == null ? LocalDate.MAX : closed.toLocalDate();
  }

  /** Of the dirt of a row; the second row of a case has its own. */
  Dice dice(long seed, boolean again) {
    return Dice.of(seed, "hotline-row", (day.toEpochDay() << 24) + 2L * number + (again ? 1 : 0));
  }

  /** Its row in the export of a day: nothing that comes after the day. */
  String[] cells(LocalDate export) {
    LocalDateTime told = closed != null && !closed.toLocalDate().isAfter(export) ? closed : null;
    LocalDateTime updated = told != null && told.isAfter(created) ? told : created;
    return new String[] {
      "HL" + DateTimeFormatter.BASIC_ISO_DATE.format(day) + Amount.padded(number, 6),
      TIME.format(created),
      caller,
      phone,
      category,
      cell.street().code(),
      cell.code(),
      content,
      due == null ? "" : TIME.format(due),
      told == null ? "" : TIME.format(told),
      told == null ? "" : Integer.toString(rating),
      TIME.format(updated)
    };
  }
}
