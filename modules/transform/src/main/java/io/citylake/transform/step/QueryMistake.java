package io.citylake.transform.step;

import java.util.Optional;

/** Why a query isn't SQL, and where in its text that shows; the cause of what is thrown. */
public final class QueryMistake extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  /**
   * @param line and column counted from one
   */
  QueryMistake(int line, int column, String why) {
    super("line %d, column %d: %s".formatted(line, column, why));
    this.line = line;
    this.column = column;
  }

  /** What a failure has at its cause; empty where it is another. */
  public static Optional<QueryMistake> of(RuntimeException failure) {
    return failure.getCause() instanceof QueryMistake mistake
        ? Optional.of(mistake)
        : Optional.empty();
  }

  public int line() {
    return line;
  }

  public int column() {
    return column;
  }
}
