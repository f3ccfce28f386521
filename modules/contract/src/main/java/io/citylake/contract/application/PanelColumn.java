package io.citylake.contract.application;

import io.citylake.contract.Title;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How a column of a panel's answer is told. Null stands for what the contracts of the panel's
 * tables say of a column of that name, and for no threshold.
 *
 * @param unit that its values are in
 * @param warn from here on a value is coloured as a warning
 * @param alarm from here on it is coloured as an alarm
 * @param bad which side of the thresholds it is
 */
public record PanelColumn(
    @Nullable Title title,
    @Nullable Title unit,
    @Nullable BigDecimal warn,
    @Nullable BigDecimal alarm,
    @Nullable Bad bad) {

  /** Which values are bad. */
  public enum Bad {
    HIGH,
    LOW;

    private boolean reaches(BigDecimal value, BigDecimal threshold) {
      int order = value.compareTo(threshold);
      return this == HIGH ? order >= 0 : order <= 0;
    }
  }

  /** What a value comes to. */
  public enum State {
    GOOD,
    WARN,
    ALARM
  }

  /** How bad a value is; without thresholds none is. */
  public State state(BigDecimal value) {
    Bad side = bad == null ? Bad.HIGH : bad;
    if (alarm != null && side.reaches(value, alarm)) {
      return State.ALARM;
    }
    return warn != null && side.reaches(value, warn) ? State.WARN : State.GOOD;
  }
}
