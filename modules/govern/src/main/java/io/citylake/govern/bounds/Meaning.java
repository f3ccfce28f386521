package io.citylake.govern.bounds;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** What a call comes to in the place of what Spark makes of it: the same, or an error. */
interface Meaning extends Serializable {
  /**
   * Of one row.
   *
   * @param values what the call is called with
   */
  @Nullable Object of(@Nullable Object[] values, BoundedCall call);

  /** Whether it is what it is called with, bounded, and nothing of its own. */
  default boolean isItsArgument() {
    return false;
  }
}
