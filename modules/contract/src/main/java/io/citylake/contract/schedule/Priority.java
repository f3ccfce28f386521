package io.citylake.contract.schedule;

import java.time.Duration;
import java.util.List;

/** Which of several slots that are due begins first, from the last to the first. */
public enum Priority {
  LOWEST,
  LOW,
  MEDIUM,
  HIGH,
  HIGHEST;

  /**
   * As long a slot has to be due to count as one step higher. After four of these it counts as the
   * highest, among which the earlier goes first: so nothing is passed over for ever.
   */
  public static final Duration STEP = Duration.ofMinutes(30);

  /** As what a slot counts that has been due for so long. */
  public Priority after(Duration due) {
    long steps = due.isNegative() ? 0 : due.dividedBy(STEP);
    List<Priority> all = List.of(values());
    return all.get((int) Math.min(all.size() - 1L, all.indexOf(this) + steps));
  }
}
