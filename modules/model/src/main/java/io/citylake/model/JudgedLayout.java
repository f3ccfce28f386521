package io.citylake.model;

import java.util.List;

/**
 * How judged rows lie in columns between the scan that makes them and the write that takes them:
 * what became of the record, the accepted row, the refused one, labels of warnings, and whether the
 * run must publish nothing.
 *
 * <p>The fields of {@link #GOOD} are the dataset's columns in the contract's order and those that
 * say where a row came from; those of {@link #BAD} are {@link QuarantineColumn}s.
 */
public final class JudgedLayout {
  public static final String OUTCOME = "outcome";
  public static final String GOOD = "good";
  public static final String BAD = "bad";
  public static final String WARNINGS = "warnings";
  public static final String FATAL = "fatal";

  /** The columns in their order. */
  public static final List<String> COLUMNS = List.of(OUTCOME, GOOD, BAD, WARNINGS, FATAL);

  public static final String REASON_COLUMN = "column";
  public static final String REASON_VALUE = "value";
  public static final String REASON_RULE = "rule";
  public static final String REASON_MESSAGE = "message";

  /** The fields of a {@link Reason} in their order, all texts. */
  public static final List<String> REASON =
      List.of(REASON_COLUMN, REASON_VALUE, REASON_RULE, REASON_MESSAGE);

  private JudgedLayout() {}

  /** What became of a record; {@link #OUTCOME} holds the code. */
  public enum Outcome {
    /** It goes to the table. */
    ACCEPTED(0),
    /** It goes to the table's quarantine. */
    QUARANTINED(1),
    /** It is counted and goes nowhere: its key was seen before. */
    DUPLICATE(2),
    /** It is counted apart and goes nowhere: the job doesn't want it, so it was not judged. */
    SKIPPED(3);

    private static final List<Outcome> BY_CODE = List.of(ACCEPTED, QUARANTINED, DUPLICATE, SKIPPED);

    private final int code;

    Outcome(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }

    /**
     * The outcome with this code.
     *
     * @throws IllegalArgumentException for a number that is no code
     */
    public static Outcome of(int code) {
      if (code < 0 || code >= BY_CODE.size()) {
        throw new IllegalArgumentException(
            "Cannot read a judged row: its outcome must be 0 to %d (outcome=%d)"
                .formatted(BY_CODE.size() - 1, code));
      }
      return BY_CODE.get(code);
    }
  }
}
