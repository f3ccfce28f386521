package io.citylake.read.kafka;

import java.io.Serializable;

/**
 * The offsets {@code [from, until)} of a partition; not each of them need hold a message.
 *
 * @param cuts how often the partition's log had been cut before
 */
record OffsetRange(int partition, long from, long until, int cuts) implements Serializable {
  /** Of a log that was never cut. */
  OffsetRange(int partition, long from, long until) {
    this(partition, from, until, 0);
  }

  long length() {
    return until - from;
  }
}
