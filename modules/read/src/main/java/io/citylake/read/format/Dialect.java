package io.citylake.read.format;

import io.citylake.contract.job.SourceSpec.Csv;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;

/**
 * The characters that structure a text file.
 *
 * @param quote {@link #NONE} where there is no quoting
 * @param escape same as the quote where a quote is doubled
 */
record Dialect(int delimiter, int quote, int escape, boolean multiLine) {
  static final int NONE = -1;

  /** Whole lines: nothing delimits and nothing quotes. */
  static final Dialect LINES = new Dialect(NONE, NONE, NONE, false);

  static Dialect of(Csv csv) {
    int quote = one("quote", csv.quote());
    int escape = one("escape", csv.escape());
    int delimiter = one("delimiter", csv.delimiter());
    if (delimiter == NONE || delimiter == quote) {
      throw new CityLakeException(
          ErrorCode.SETTING_INVALID,
          "Cannot read csv: the delimiter must be one character other than the quote (delimiter=%s)"
              .formatted(csv.delimiter()));
    }
    return new Dialect(delimiter, quote, escape == NONE ? quote : escape, csv.multiLine());
  }

  boolean doublesQuotes() {
    return escape == quote;
  }

  private static int one(String what, String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    if (text.length() > 1) {
      throw new CityLakeException(
          ErrorCode.SETTING_INVALID,
          "Cannot read csv: the %s must be one character (%s=%s)".formatted(what, what, text));
    }
    return text.charAt(0);
  }
}
