package io.citylake.read.format;

import io.citylake.read.record.RecordLimits;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A CSV file in UTF-8 that lists files. */
public final class ControlFile {
  private static final RecordLimits LIMITS = new RecordLimits(1 << 16, 1000);
  private static final Dialect DIALECT = new Dialect(',', '"', '"', false);

  private ControlFile() {}

  /**
   * A file that was delivered.
   *
   * @param bytes how large it is; -1 where the list doesn't say it
   */
  public record Entry(String name, long bytes) {}

  /**
   * Reads the list.
   *
   * @param file the column with names
   * @param bytes the column with sizes; null for none
   * @throws IOException where it can't be read, lacks a column, or has no number as a size
   */
  public static List<Entry> read(InputStream in, String file, @Nullable String bytes)
      throws IOException {
    try (CsvParser rows = new CsvParser(StrictDecoder.open(in, "utf-8"), DIALECT, LIMITS, 1)) {
      if (!rows.next()) {
        throw new IOException("it is empty");
      }
      int names = column(rows, file);
      int sizes = bytes == null ? -1 : column(rows, bytes);
      List<Entry> entries = new ArrayList<>();
      while (rows.next()) {
        entries.add(new Entry(cell(rows, names), sizes < 0 ? -1 : size(rows, sizes)));
      }
      return entries;
    }
  }

  private static int column(CsvParser header, String name) throws IOException {
    for (int i = 0; i < header.width(); i++) {
      if (name.equals(String.valueOf(header.value(i)).strip())) {
        return i;
      }
    }
    throw new IOException("it has no column " + name);
  }

  private static String cell(CsvParser row, int index) throws IOException {
    String value = row.fault() != null || index >= row.width() ? null : row.value(index);
    if (value == null || value.isBlank()) {
      throw new IOException("line %d can't be read".formatted(row.place()));
    }
    return value.strip();
  }

  private static long size(CsvParser row, int index) throws IOException {
    String value = cell(row, index);
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IOException(
          "line %d has no number of bytes (found=%s)".formatted(row.place(), value), e);
    }
  }
}
