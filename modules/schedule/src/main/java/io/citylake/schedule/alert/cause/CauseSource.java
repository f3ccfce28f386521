package io.citylake.schedule.alert.cause;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Looks at one side of the lake for what is wrong. Called by one thread at a time. */
public interface CauseSource {
  /**
   * What a look found.
   *
   * @param causes that there are now
   * @param over the keys of those that had been there and have ended: what is in neither goes on
   */
  record Found(List<Cause> causes, Set<String> over) {
    public Found {
      causes = List.copyOf(causes);
      over = Set.copyOf(over);
    }
  }

  /** How the keys of its causes begin. */
  String prefix();

  /**
   * Looks once.
   *
   * @param open the keys with its prefix of which an alert is open
   */
  Found look(Collection<String> open, Instant now);

  /** For a source that always sees all there is: what it doesn't see is over. */
  static Found all(List<Cause> causes, Collection<String> open) {
    Set<String> over = new TreeSet<>(open);
    causes.forEach(each -> over.remove(each.key()));
    return new Found(causes, over);
  }
}
