package io.citylake.schedule.plan;

import io.citylake.contract.schedule.Arrival;
import io.citylake.contract.schedule.Priority;
import io.citylake.contract.schedule.Schedule;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.schedule.time.Timetable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task that has slots.
 *
 * @param order its place among all, after those that it needs
 * @param target its table, which one run at a time writes
 * @param declared what its contract says; null for nothing
 * @param timetable its moments; null for a step that follows its inputs, and in a backfill
 * @param upstream those of the tasks that it needs, near and far
 * @param dated tasks that it needs of other dates
 * @param deadline how long after its time a slot must have arrived; null for never
 */
public record ScheduledTask(
    JobName name,
    int order,
    TableName target,
    @Nullable Schedule declared,
    @Nullable Timetable timetable,
    List<JobName> upstream,
    List<DatedInput> dated,
    @Nullable Duration deadline) {
  /** What the lake does of itself, see {@code citylake maintain}. */
  public static final JobName UPKEEP = new JobName(TableName.SYSTEM, "maintain");

  public ScheduledTask {
    upstream = List.copyOf(upstream);
    dated = List.copyOf(dated);
  }

  /** One that needs nothing of another date. */
  public ScheduledTask(
      JobName name,
      int order,
      TableName target,
      @Nullable Schedule declared,
      @Nullable Timetable timetable,
      List<JobName> upstream,
      @Nullable Duration deadline) {
    this(name, order, target, declared, timetable, upstream, List.of(), deadline);
  }

  /** Whether it has a place of its own, so that nothing else ever waits for it. */
  public boolean isBeside() {
    return isBeside(name);
  }

  /** The same of a task by its name. */
  public static boolean isBeside(JobName task) {
    return task.equals(UPKEEP);
  }

  /** Which of several that are due begins first. */
  public Priority priority() {
    return declared == null ? Priority.MEDIUM : declared.priority();
  }

  /** What must have been delivered before it runs; null for nothing. */
  public @Nullable Arrival arrival() {
    return declared == null ? null : declared.needs().arrival();
  }

  /** Whether it has no moments of its own. */
  public boolean follows() {
    return timetable == null;
  }

  /** Whether the tasks that it needs are all of other dates, so that each day gives it a slot. */
  public boolean followsDays() {
    return follows() && upstream.isEmpty() && !dated.isEmpty();
  }

  /** How often it is tried again. */
  public int retries() {
    return declared == null ? Schedule.RETRIES : declared.retries();
  }

  /** Its pool; empty for none. */
  public String pool() {
    String pool = declared == null ? null : declared.pool();
    return pool == null ? "" : pool;
  }
}
