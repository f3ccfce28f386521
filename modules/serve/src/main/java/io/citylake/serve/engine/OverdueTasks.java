package io.citylake.serve.engine;

import io.citylake.engine.JobGroups;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks of stopped queries that Spark has killed and that go on: each holds a core until the row
 * that it is at is done. Safe for threads.
 */
final class OverdueTasks extends SparkListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OverdueTasks.class);

  /** A task that looks whether it is wanted ends long before. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Of those that run, by their groups of jobs. */
  private final Map<String, ServedQuery> queries = new ConcurrentHashMap<>();

  private final Map<Integer, ServedQuery> stages = new ConcurrentHashMap<>();
  private final Map<Long, ServedQuery> tasks = new ConcurrentHashMap<>();
  private final Set<ServedQuery> told = ConcurrentHashMap.newKeySet();
  private volatile @Nullable SparkContext context;

  /** A query is about to run. */
  void watch(ServedQuery query) {
    SparkContext its = query.context();
    synchronized (this) {
      if (context == null) {
        its.addSparkListener(this);
        context = its;
      }
    }
    queries.put(query.jobGroup(), query);
  }

  /** It is over; those of its tasks that go on stay known until they end. */
  void forget(ServedQuery query) {
    queries.remove(query.jobGroup());
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted stage) {
    ServedQuery query = queries.get(JobGroups.group(stage.properties()));
    if (query != null) {
      stages.put(stage.stageInfo().stageId(), query);
    }
  }

  @Override
  public void onStageCompleted(SparkListenerStageCompleted stage) {
    stages.remove(stage.stageInfo().stageId());
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart task) {
    ServedQuery query = stages.get(task.stageId());
    if (query != null) {
      tasks.put(task.taskInfo().taskId(), query);
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    tasks.remove(task.taskInfo().taskId());
  }

  /** How many there are; says so once of each query. */
  int overdue() {
    List<ServedQuery> late =
        tasks.values().stream().filter(each -> each.isStoppedSince(PATIENCE)).toList();
    for (ServedQuery each : late) {
      if (told.add(each)) {
        LOG.warn(
            "query={} of {} was stopped, and {} of its tasks go on; each holds a core",
            each.jobGroup(),
            each.caller().user(),
            late.stream().filter(each::equals).count());
      }
    }
    told.retainAll(late);
    return late.size();
  }

  @Override
  public void close() {
    SparkContext watched = context;
    if (watched != null && !watched.isStopped()) {
      watched.removeSparkListener(this);
    }
  }
}
