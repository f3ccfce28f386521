package io.citylake.publish.stage;

/** Names of the columns of judged rows; module {@code read} makes them. */
public final class JudgedColumns {
  static final String OUTCOME = "outcome";
  public static final String GOOD = "good";
  static final String BAD = "bad";
  static final String WARNINGS = "warnings";
  static final String FATAL = "fatal";

  static final int ACCEPTED = 0;
  static final int QUARANTINED = 1;
  static final int DUPLICATE = 2;
  static final int SKIPPED = 3;

  private JudgedColumns() {}
}
