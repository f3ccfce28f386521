package io.citylake.cli.print;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.serve.http.CsvRows;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jline.utils.WCWidth;
import org.jspecify.annotations.Nullable;

/**
 * Prints rows under named columns as a table for people, as CSV or as a JSON array of objects. A
 * table needs all rows at once to find its widths; CSV and JSON are written as the rows come.
 */
public final class Listing {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WIDEST_CELL = 60;

  private final List<String> columns;
  private final int widest;

  public Listing(String... columns) {
    this(List.of(columns));
  }

  public Listing(List<String> columns) {
    this(columns, WIDEST_CELL);
  }

  private Listing(List<String> columns, int widest) {
    this.columns = List.copyOf(columns);
    this.widest = widest;
  }

  /** The same, of which a table cuts no cell: paths, of which the end is what matters. */
  public Listing withWholeCells() {
    return new Listing(columns, Integer.MAX_VALUE);
  }

  /**
   * Cells are text, numbers, booleans, lists or maps; null is shown as an empty cell, in JSON as
   * null. In CSV an empty text is two quotes.
   */
  public void print(
      PrintWriter out,
      OutputFormat format,
      Iterator<? extends List<? extends @Nullable Object>> rows) {
    try {
      switch (format) {
        case table -> printTable(out, rows);
        case csv -> printCsv(out, rows);
        case json -> printJson(out, rows);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the result", e);
    }
    out.flush();
  }

  private void printTable(
      PrintWriter out, Iterator<? extends List<? extends @Nullable Object>> rows) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(columns);
    List<Boolean> numeric = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      numeric.add(true);
    }
    while (rows.hasNext()) {
      List<? extends @Nullable Object> row = rows.next();
      List<String> line = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        Object value = row.get(i);
        if (value != null && !(value instanceof Number)) {
          numeric.set(i, false);
        }
        line.add(fit(text(value)));
      }
      cells.add(line);
    }
    int[] widths = new int[columns.size()];
    for (List<String> line : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(line.get(i)));
      }
    }
    for (int r = 0; r < cells.size(); r++) {
      printLine(out, cells.get(r), widths, numeric);
      if (r == 0) {
        printRule(out, widths);
      }
    }
  }

  private static void printLine(
      PrintWriter out, List<String> line, int[] widths, List<Boolean> numeric) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String pad = " ".repeat(widths[i] - width(line.get(i)));
      text.append(i == 0 ? "" : "  ");
      text.append(numeric.get(i) ? pad + line.get(i) : line.get(i) + pad);
    }
    out.println(text.toString().stripTrailing());
  }

  private static void printRule(PrintWriter out, int[] widths) {
    StringBuilder rule = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      rule.append(i == 0 ? "" : "  ").append("─".repeat(widths[i]));
    }
    out.println(rule);
  }

  private void printCsv(PrintWriter out, Iterator<? extends List<? extends @Nullable Object>> rows)
      throws IOException {
    CsvRows csv = new CsvRows(out, columns);
    while (rows.hasNext()) {
      csv.write(rows.next());
    }
    csv.flush();
  }

  private void printJson(PrintWriter out, Iterator<? extends List<? extends @Nullable Object>> rows)
      throws IOException {
    JsonGenerator json = JSON.createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    writeRows(json, rows);
    json.flush();
    out.println();
  }

  /** The rows as an array of objects, a line each. */
  void writeRows(JsonGenerator json, Iterator<? extends List<? extends @Nullable Object>> rows)
      throws IOException {
    json.writeStartArray();
    while (rows.hasNext()) {
      List<? extends @Nullable Object> row = rows.next();
      json.writeRaw(System.lineSeparator());
      json.writeStartObject();
      for (int i = 0; i < columns.size(); i++) {
        json.writePOJOField(columns.get(i), row.get(i));
      }
      json.writeEndObject();
    }
    json.writeRaw(System.lineSeparator());
    json.writeEndArray();
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  /** A text without what would steer the terminal. */
  public static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .forEach(point -> plain.appendCodePoint(Character.isISOControl(point) ? ' ' : point));
    return plain.toString();
  }

  private String fit(String text) {
    StringBuilder plain = new StringBuilder();
    int used = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      // Control characters from data must not steer the terminal.
      int shown = Character.isISOControl(point) ? ' ' : point;
      used += Math.max(0, WCWidth.wcwidth(shown));
      if (used > widest) {
        return plain.append('…').toString();
      }
      plain.appendCodePoint(shown);
    }
    return plain.toString();
  }

  private static int width(String text) {
    return text.codePoints().map(WCWidth::wcwidth).map(each -> Math.max(0, each)).sum();
  }
}
