package io.citylake.govern.bounds;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;

/** What a statement may have too much of, whoever asks it. */
enum StatementSize {
  LENGTH("it is too long", "characters", "ask in parts, or send values as parameters"),
  WORDS("it is too long", "words", "ask in parts"),
  DEPTH("it is nested too deeply", "levels", "name its inner parts in a WITH, or write it flatter"),
  ITEMS("a list in it is too long", "items", "put the values into a table and join it"),
  PLAN(
      "it comes to too large a plan, with each WITH counted wherever it is used",
      "parts",
      "ask in parts"),
  TABLES(
      "it reads too many tables, with each WITH counted wherever it is used",
      "reads",
      "ask in parts"),
  COLUMNS(
      "it comes to too many columns, or to a value of too many parts, with each * written out",
      "columns",
      "name the columns that you need"),
  GROUPINGS(
      "CUBE, ROLLUP and GROUPING SETS group in too many ways",
      "ways",
      "name the sets that you need in GROUPING SETS"),
  FORMULA(
      "a column of it comes to too long a formula, with each name replaced by what it stands for",
      "parts",
      "ask in parts");

  private final String why;
  private final String unit;
  private final String remedy;

  StatementSize(String why, String unit, String remedy) {
    this.why = why;
    this.unit = unit;
    this.remedy = remedy;
  }

  /**
   * @throws CityLakeException STATEMENT_TOO_LARGE
   */
  void require(long found, long most) {
    if (found > most) {
      throw new CityLakeException(
          ErrorCode.STATEMENT_TOO_LARGE,
          "Cannot run the statement: %s; %s (%s=%d, most=%d)"
              .formatted(why, remedy, unit, found, most));
    }
  }
}
