package io.citylake.lake.backup;

/** What becomes of a restore that would bring back rows of persons who were erased since. */
public enum Returning {
  REFUSED,
  /** Loads keep them out, and somebody erases what came back. */
  ERASED_AGAIN_LATER
}
