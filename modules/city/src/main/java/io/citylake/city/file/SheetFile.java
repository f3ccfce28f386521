package io.citylake.city.file;

import java.io.IOException;

/** Where a sheet's rows go. */
interface SheetFile extends AutoCloseable {
  /**
   * Writes a row.
   *
   * @param dirt says which cells are numbers where the file knows the difference and the text is
   *     plain
   */
  void row(String[] cells, Dirt dirt) throws IOException;

  @Override
  void close() throws IOException;
}
