package io.citylake.check.rule;

import org.jspecify.annotations.Nullable;

/** One rule made ready for one column. Used by one thread, because matchers are. */
interface RuleTest {
  /**
   * Null where the value obeys, else one sentence that says what was expected and never holds a
   * value.
   *
   * @param value null only for rules that ask for it
   * @param row all values of the row, for rules that compare columns
   */
  @Nullable String broken(@Nullable Object value, @Nullable Object[] row);
}
