package io.citylake.lake.health;

/** How much is looked at. */
public enum Depth {
  /** Files are there, with the size that they were written with. */
  FILES,
  /** Every file is read to its end. */
  CONTENT
}
