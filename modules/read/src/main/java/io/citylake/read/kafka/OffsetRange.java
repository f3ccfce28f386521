package io.citylake.read.kafka;

import java.io.Serializable;

/** The offsets {@code [from, until)} of a partition; not each of them need hold a message. */
record OffsetRange(int partition, long from, long until) implements Serializable {
  long length() {
    return until - from;
  }
}
