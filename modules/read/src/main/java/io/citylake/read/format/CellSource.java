package io.citylake.read.format;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Rows of cells, before anybody knows which of them is the header. */
interface CellSource extends Closeable {
  boolean next() throws IOException;

  int width();

  /** The text of a cell, null where there is none. */
  @Nullable String value(int index);

  /** How many cells of the row can be part of a header. */
  default int headings() {
    return width();
  }

  /** What a cell says as part of a header: a merged one says it in each of its columns, once. */
  default @Nullable String heading(int index) {
    return value(index);
  }

  /** Whether headings tell merged cells from empty ones; text doesn't. */
  default boolean knowsMerged() {
    return false;
  }

  /** Whether a cell holds exactly that text. */
  default boolean holds(int index, String text) {
    return text.equals(value(index));
  }

  /** Whether every cell is empty. */
  boolean blank();

  /** Line or row from 1. */
  long place();

  /** Why one cell cannot be taken for what it seems to say, or null; asked of mapped cells only. */
  default @Nullable String fault(int index) {
    return null;
  }

  /** Why the row cannot be split into cells or not be decoded, or null. */
  @Nullable String fault();

  /** The row as it stands, where it could not be split. */
  String text();
}
