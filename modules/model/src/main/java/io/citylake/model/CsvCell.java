package io.citylake.model;

import org.jspecify.annotations.Nullable;

/** What a value is in CSV that people open in a spreadsheet. */
public final class CsvCell {
  /** As they are and as they are typed in Chinese, which spreadsheets take for the same. */
  private static final String FORMULA_STARTS = "=+-@\t\r\n＝＋－＠";

  private CsvCell() {}

  /**
   * Its text, empty for null. One that a spreadsheet would run as a formula gets an apostrophe, as
   * OWASP advises for CSV injection; a number is none.
   */
  public static String of(@Nullable Object value) {
    String text = value == null ? "" : value.toString();
    boolean risky =
        value instanceof CharSequence
            && !text.isEmpty()
            && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
    return risky ? "'" + text : text;
  }
}
