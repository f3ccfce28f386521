package io.citylake.model;

import java.io.Serializable;

/**
 * How far a job has read its source. The text belongs to the reader that wrote it (a list of files
 * with fingerprints, a watermark, an offset map); everybody else only stores it and hands it back.
 * It moves in the same table commit as the rows that it covers.
 */
public record Position(String text) implements Serializable {
  private static final Position START = new Position("");

  /** Before the first row. */
  public static Position start() {
    return START;
  }

  public boolean isStart() {
    return text.isEmpty();
  }

  @Override
  public String toString() {
    return text;
  }
}
