package io.citylake.serve.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.citylake.engine.JobGroups;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of stopped queries goes on: tasks that Spark has killed, each of which holds a core until
 * the row that it is at is done; and stages that adaptive execution submits by threads of its own,
 * after Spark was told to end the query's jobs and even after its engine was closed, which are
 * ended here. Safe for threads.
 */
final class OverdueTasks extends SparkListener {
  private static final Logger LOG = LoggerFactory.getLogger(OverdueTasks.class);

  /** A task that looks whether it is wanted ends long before. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A stage comes no later than that many other queries. */
  private static final int REMEMBERED = 10_000;

  /** Of those that run, by their groups of jobs. */
  private final Map<String, ServedQuery> queries = new ConcurrentHashMap<>();

  /** Groups of jobs of those that were stopped and are over. */
  private final Cache<String, Boolean> over = Caffeine.newBuilder().maximumSize(REMEMBERED).build();

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
    if (query.stopped() != null) {
      over.put(query.jobGroup(), true);
    }
    queries.remove(query.jobGroup());
  }

  @Override
  public void onJobStart(SparkListenerJobStart job) {
    String group = JobGroups.group(job.properties());
    ServedQuery query = queries.get(group);
    SparkContext its = context;
    if (its != null && (over.getIfPresent(group) != null || isStopped(query))) {
      its.cancelJob(job.jobId(), "its query was stopped before");
    }
  }

  private static boolean isStopped(@Nullable ServedQuery query) {
    return query != null && query.stopped() != null;
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
}
