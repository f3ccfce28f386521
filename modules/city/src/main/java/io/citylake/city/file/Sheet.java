package io.citylake.city.file;

import io.citylake.city.JobCount;
import io.citylake.city.entity.Dice;
import java.io.IOException;
import java.util.Arrays;

/**
 * A table as a department sends it: lines above the header, a header that may repeat, rows with
 * dirt, a total and footnotes. Counts records, duplicates, bad rows and skipped lines of the job;
 * sums and findings of accepted rows are the source's.
 */
public final class Sheet implements AutoCloseable {

  private final SheetFile file;
  private final boolean first;
  private final JobCount count;
  private String[] header = {};
  private int repeatEvery = Integer.MAX_VALUE;
  private int rows;

  Sheet(SheetFile file, boolean first, JobCount count) {
    this.file = file;
    this.first = first;
    this.count = count;
  }

  /** A line above the header; the reader looks for the header, so it counts as nothing. */
  public void line(String... cells) throws IOException {
    file.row(cells, Dirt.none());
  }

  public void header(String... names) throws IOException {
    header = names.clone();
    file.row(header, Dirt.none());
  }

  /** From now on the header comes again after so many records, as if the sheet were printed. */
  public void repeatHeaderEvery(int records) {
    repeatEvery = records;
  }

  /** Writes a record, or the bad one that the dirt makes of it. */
  public Row row(Dirt dirt, Dice dice, String... cells) throws IOException {
    if (cells.length != header.length) {
      throw new IllegalArgumentException(
          "Cannot write a row: the header has another number of cells (cells=%d, header=%d)"
              .formatted(cells.length, header.length));
    }
    if (rows > 0 && rows % repeatEvery == 0) {
      file.row(header, Dirt.none());
      count.skip();
    }
    Row row = dirt.soil(dice, cells, first);
    if (!first && dirt.onlyBad()) {
      // A record that is nothing but a mistake is not mended but left out.
      return row.leftOut();
    }
    rows++;
    file.row(row.cells(), dirt);
    if (!row.accepted()) {
      count.bad(row.reason());
      return row;
    }
    count.accept();
    if (row.twice()) {
      file.row(row.cells(), dirt);
      count.duplicate();
    }
    return row;
  }

  /**
   * A good record of a key that an earlier file has brought, with a newer state of it; only for
   * targets that are upserted.
   */
  public void newerState(String... cells) throws IOException {
    rows++;
    file.row(cells.clone(), Dirt.none());
    count.upserted(1, 0, 0);
  }

  /** A line of totals, which is no record. */
  public void total(String... cells) throws IOException {
    skipped(cells);
  }

  /** A line of text below the records. */
  public void footnote(String text) throws IOException {
    skipped(text);
  }

  private void skipped(String... cells) throws IOException {
    String[] wide = Arrays.copyOf(cells, Math.max(cells.length, header.length));
    for (int i = cells.length; i < wide.length; i++) {
      wide[i] = "";
    }
    file.row(wide, Dirt.none());
    count.skip();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
