package io.citylake.schedule;

import io.citylake.model.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * How a run of a slot ended.
 *
 * @param run its last run; empty where none began
 * @param code of a failure; null where it has none
 */
public record SlotOutcome(Kind kind, String run, @Nullable ErrorCode code, String message) {
  /** What became of it. */
  public enum Kind {
    PASSED,
    WARNED,
    FAILED,
    /** It, or the scheduler, is being stopped. */
    STOPPED
  }

  /** How many more tries a failure of its kind is worth, where so many are allowed. */
  int worth(int allowed) {
    if (code == null) {
      return Math.min(1, allowed);
    }
    return switch (code.kind()) {
      case EXTERNAL -> allowed;
      case INTERNAL -> code == ErrorCode.CANCELLED ? allowed : Math.min(1, allowed);
      // The same rows and the same words would fail the same way.
      case USER, DATA -> 0;
    };
  }
}
