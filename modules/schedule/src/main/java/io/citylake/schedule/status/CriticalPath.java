package io.citylake.schedule.status;

import io.citylake.model.JobName;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Slot;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The slots that say when a business date was done: the one that ended last, before it the one of
 * its inputs that ended last, and so on.
 */
public final class CriticalPath {
  private CriticalPath() {}

  /**
   * Finds them.
   *
   * @param slots of one business date
   * @param now until when what runs has run
   * @return the first one first; empty where none has begun
   */
  public static List<Slot> of(Collection<Slot> slots, ScheduledTasks tasks, Instant now) {
    Deque<Slot> path = new ArrayDeque<>();
    Optional<Slot> next = last(slots, now);
    while (next.isPresent()) {
      Slot slot = next.get();
      path.addFirst(slot);
      Instant began = slot.began();
      Set<JobName> inputs =
          tasks
              .find(slot.id().task())
              .map(ScheduledTask::upstream)
              .<Set<JobName>>map(HashSet::new)
              .orElse(Set.of());
      next =
          last(
              slots.stream()
                  .filter(each -> inputs.contains(each.id().task()))
                  .filter(each -> began != null && !end(each, now).isAfter(began))
                  .toList(),
              now);
    }
    return List.copyOf(path);
  }

  private static Optional<Slot> last(Collection<Slot> slots, Instant now) {
    return slots.stream()
        .filter(each -> each.began() != null)
        .max(
            Comparator.comparing((Slot each) -> end(each, now))
                .thenComparing(each -> each.id(), Comparator.reverseOrder()));
  }

  private static Instant end(Slot slot, Instant now) {
    Instant ended = slot.ended();
    // Of what hasn't begun nobody asks.
    return ended != null ? ended : slot.began() == null ? Instant.MAX : now;
  }
}
