package io.citylake.serve.http;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import io.citylake.model.CsvCell;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as CSV, over HTTP and on the command line: a null is nothing, an empty text two
 * quotes, and no text is a formula.
 */
public final class CsvRows {
  private final CsvWriter csv;

  /** Begins with the names of the columns. The writer stays its owner's to close. */
  public CsvRows(Writer out, List<String> columns) {
    this.csv = CsvWriter.builder().quoteStrategy(QuoteStrategies.EMPTY).build(out);
    write(columns);
  }

  public void write(List<? extends @Nullable Object> row) {
    List<@Nullable String> cells = new ArrayList<>();
    for (Object value : row) {
      cells.add(value == null ? null : CsvCell.of(value));
    }
    csv.writeRecord(cells);
  }

  public void flush() throws IOException {
    csv.flush();
  }
}
