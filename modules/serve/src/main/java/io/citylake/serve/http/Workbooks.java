package io.citylake.serve.http;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/** Writes rows as a workbook of one sheet, some rows at a time. */
final class Workbooks implements AutoCloseable {
  /** Of the format, below the heading. */
  static final int MOST_ROWS = 1_048_575;

  /** Of the format. */
  private static final int LONGEST_TEXT = 32_767;

  /** Digits that a spreadsheet keeps. */
  private static final int DIGITS = 15;

  private static final int FLUSHED = 1000;

  private final Workbook book;
  private final Worksheet sheet;
  private int row;

  /** Begins with headings. The stream stays its owner's to close. */
  Workbooks(OutputStream out, List<String> headings) {
    this.book = new Workbook(out, "CityLake", "1.0");
    this.sheet = book.newWorksheet("1");
    for (int i = 0; i < headings.size(); i++) {
      sheet.value(0, i, cut(headings.get(i)));
      sheet.style(0, i).bold().set();
    }
    sheet.freezePane(0, 1);
  }

  /**
   * Puts a row below.
   *
   * @throws CityLakeException WORKBOOK_TOO_LONG
   */
  void write(List<? extends @Nullable Object> cells) throws IOException {
    if (++row > MOST_ROWS) {
      throw new CityLakeException(
          ErrorCode.WORKBOOK_TOO_LONG,
          "Cannot write a workbook: a sheet holds %d rows".formatted(MOST_ROWS));
    }
    for (int i = 0; i < cells.size(); i++) {
      put(i, cells.get(i));
    }
    if (row % FLUSHED == 0) {
      sheet.flush();
    }
  }

  /** A number with more digits than a spreadsheet keeps stays a text, and no text is a formula. */
  private void put(int column, @Nullable Object cell) {
    if (cell instanceof Boolean truth) {
      sheet.value(row, column, truth);
    } else if (cell instanceof LocalDate date) {
      sheet.value(row, column, date);
      sheet.style(row, column).format("yyyy-mm-dd").set();
    } else if (cell instanceof Number number && fits(number)) {
      sheet.value(row, column, number);
    } else if (cell != null) {
      // Not among the book's shared texts, which stay in memory until the end.
      sheet.inlineString(row, column, cut(cell.toString()));
    }
  }

  private static boolean fits(Number number) {
    return number instanceof Double
        || number instanceof Float
        || new BigDecimal(number.toString()).stripTrailingZeros().precision() <= DIGITS;
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
  }

  @Override
  public void close() throws IOException {
    book.finish();
  }
}
