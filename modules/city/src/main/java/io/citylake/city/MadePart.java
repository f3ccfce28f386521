package io.citylake.city;

import java.io.Serializable;
import java.time.LocalDateTime;

/**
 * A part that was made, {@code [from, until)}, and what it counted.
 *
 * @param corrected whether it came again with its mistakes mended
 */
record MadePart(LocalDateTime from, LocalDateTime until, boolean corrected, JobCount count)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of one key there is one part: what was made last. */
  record Key(String job, LocalDateTime from) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byJob = job.compareTo(other.job);
      return byJob != 0 ? byJob : from.compareTo(other.from);
    }
  }

  Key key() {
    return new Key(count.job(), from);
  }
}
