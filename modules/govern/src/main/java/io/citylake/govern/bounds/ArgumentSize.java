package io.citylake.govern.bounds;

import org.jspecify.annotations.Nullable;

/** How long one argument of a function may be, whatever the function makes of it. */
enum ArgumentSize implements Meaning {
  PATTERN(Bound.PATTERN, "this function of dates"),
  DELIMITER(Bound.PATTERN, "split_part"),
  /** As many parts as it has characters. */
  PARTS(Bound.CHARACTERS, "split_part");

  private final Bound bound;
  private final String function;

  ArgumentSize(Bound bound, String function) {
    this.bound = bound;
    this.function = function;
  }

  @Override
  public @Nullable Object of(@Nullable Object[] values, BoundedCall call) {
    bound.require(CallSize.length(values[0]), function);
    return values[0];
  }

  @Override
  public boolean isItsArgument() {
    return true;
  }
}
