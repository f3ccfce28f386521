package io.citylake.transform.step;

import java.util.Optional;
import org.apache.spark.QueryContext;
import org.apache.spark.QueryContextType;
import org.apache.spark.SparkThrowable;

/**
 * A value of a row that an expression can't take: a text that is no date, a division by zero.
 * Spark's own sentence shows the value, and is told to nobody.
 *
 * @param condition Spark's name of what is wrong: {@code CAST_INVALID_INPUT}
 * @param fragment the expression as it is written; empty where Spark doesn't say
 */
record RowFailure(String condition, String fragment) {
  /** SQL's class of errors in data. */
  private static final String DATA = "22";

  /** Empty where something else went wrong. */
  static Optional<RowFailure> find(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SparkThrowable said
          && said.getSqlState() != null
          && said.getSqlState().startsWith(DATA)) {
        return Optional.of(new RowFailure(said.getCondition(), fragment(said)));
      }
    }
    return Optional.empty();
  }

  private static String fragment(SparkThrowable said) {
    QueryContext[] contexts = said.getQueryContext();
    return contexts == null
            || contexts.length == 0
            || contexts[0].contextType() != QueryContextType.SQL
        ? ""
        : contexts[0].fragment().strip();
  }

  /** Whether it may be about an expression. */
  boolean isIn(String expression) {
    return !fragment.isEmpty() && expression.contains(fragment);
  }

  @Override
  public String toString() {
    return fragment.isEmpty() ? condition : condition + " in " + fragment;
  }
}
