package io.citylake.read.record;

import java.io.IOException;
import java.io.Serializable;

/**
 * A piece of a source that one thread reads from end to end: a file, a split of one, a range of a
 * table. It travels to the executors.
 */
public interface RecordTask extends Serializable {
  /** What it weighs, so that small ones are packed into one Spark task. */
  long bytes();

  /** Opens the source; the caller closes the cursor. */
  RecordCursor open() throws IOException;
}
