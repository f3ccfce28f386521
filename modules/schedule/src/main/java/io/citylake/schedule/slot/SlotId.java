package io.citylake.schedule.slot;

import io.citylake.model.JobName;
import java.util.Comparator;

/**
 * Which slot: a task and the day or the moment that it stands for, and never the time at which it
 * happens to run.
 *
 * @param series {@link #SCHEDULE}, or the name of a backfill
 * @param key a business date for what runs at most once a day, else the moment in UTC
 */
public record SlotId(String series, JobName task, String key) implements Comparable<SlotId> {
  /** The slots that the schedules make. */
  public static final String SCHEDULE = "schedule";

  private static final Comparator<SlotId> ORDER =
      Comparator.comparing(SlotId::series).thenComparing(SlotId::key).thenComparing(SlotId::task);

  @Override
  public int compareTo(SlotId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return task + "@" + key;
  }
}
