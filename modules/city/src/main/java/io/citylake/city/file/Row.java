package io.citylake.city.file;

/** What became of a row when the dirt had come over it. */
public final class Row {
  private final String[] cells;
  private final long nothing;
  private final String reason;
  private final boolean twice;

  /**
   * A row as it is written.
   *
   * @param nothing which cells lost their value, a bit a column
   * @param reason why it is bad; empty if it is good
   */
  Row(String[] cells, long nothing, String reason, boolean twice) {
    this.cells = cells;
    this.nothing = nothing;
    this.reason = reason;
    this.twice = twice;
  }

  /** The same as a record that was not written. */
  Row leftOut() {
    return new Row(cells, nothing, "left out", false);
  }

  /** Whether the table takes it. */
  public boolean accepted() {
    return reason.isEmpty();
  }

  /** Whether the cell has its value; false where the dirt made it nothing. */
  public boolean kept(int column) {
    return (nothing >>> column & 1) == 0;
  }

  String[] cells() {
    return cells;
  }

  String reason() {
    return reason;
  }

  boolean twice() {
    return twice;
  }
}
