package io.citylake.serve.engine;

import io.citylake.engine.JobGroups;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queries that are over for whoever asked and of which tasks go on: they were told to end, and
 * don't listen. Each keeps its place until the last of them has ended, so that a user has no more
 * of them than he may have queries. Safe for threads.
 */
final class LeavingTasks {
  private static final Logger LOG = LoggerFactory.getLogger(LeavingTasks.class);

  /** A task that looks whether it is wanted ends long before. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Map<String, Leaving> leaving = new ConcurrentHashMap<>();

  private record Leaving(ServedQuery query, long since, Runnable end, AtomicBoolean told) {
    boolean isLate() {
      return System.nanoTime() - since >= PATIENCE.toNanos();
    }
  }

  /**
   * A query is over, and what runs of it was told so.
   *
   * @param end called once, when nothing of it runs
   */
  void leave(ServedQuery query, Runnable end) {
    if (running(query) == 0) {
      end.run();
    } else {
      leaving.put(
          query.jobGroup(), new Leaving(query, System.nanoTime(), end, new AtomicBoolean()));
    }
  }

  /** Lets those go of which nothing runs any more; called every now and then. */
  void look() {
    for (Map.Entry<String, Leaving> each : List.copyOf(leaving.entrySet())) {
      Leaving one = each.getValue();
      int running = running(one.query());
      if (running == 0) {
        if (leaving.remove(each.getKey(), one)) {
          one.end().run();
        }
      } else if (one.isLate() && one.told().compareAndSet(false, true)) {
        LOG.warn(
            "query={} of {} is over, and {} of its tasks go on; it keeps its place until they end",
            each.getKey(),
            one.query().caller().user(),
            running);
      }
    }
  }

  /** Tasks that go on though nobody stopped their query: it had all that it wanted. */
  int overdue() {
    return leaving.values().stream()
        .filter(each -> each.query().stopped() == null && each.isLate())
        .mapToInt(each -> running(each.query()))
        .sum();
  }

  /** As Spark's scheduler knows it now; what it tells its listeners may come late, or be lost. */
  private static int running(ServedQuery query) {
    SparkContext context = query.context();
    return !context.isStopped() && context.taskScheduler() instanceof TaskSchedulerImpl scheduler
        ? (int)
            scheduler.taskIdToTaskSetManager().values().stream()
                .filter(set -> JobGroups.isOf(query.jobGroup(), set.taskSet().properties()))
                .count()
        : 0;
  }
}
