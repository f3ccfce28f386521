package io.citylake.run.round;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.engine.JobGroups;
import io.citylake.read.scan.ReadBytes;
import io.citylake.read.scan.ReadRecords;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;

/**
 * Tells a round's listener how far the Spark stage is that the round began last. Spark's other
 * users are not told of. Calls come from Spark's own thread, shortly after what they tell of; what
 * running tasks have read comes with the heartbeats of the executors.
 */
final class TaskProgress extends SparkListener implements AutoCloseable {
  private static final List<String> ROWS =
      List.of("internal.metrics.input.recordsRead", "internal.metrics.shuffle.read.recordsRead");

  private final RunListener listener;
  private final String jobGroup;

  @GuardedBy("this")
  private @Nullable SparkContext context;

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private int stage = -1;

  @GuardedBy("this")
  private int tasks;

  @GuardedBy("this")
  private int done;

  @GuardedBy("this")
  private String job = "";

  @GuardedBy("this")
  private long bytesPlanned;

  /** What each task has read: rows and bytes. */
  @GuardedBy("this")
  private final Map<Long, Amount> read = new HashMap<>();

  private record Amount(long rows, long bytes) {}

  TaskProgress(RunListener listener, String jobGroup) {
    this.listener = listener;
    this.jobGroup = jobGroup;
  }

  /** From now on it listens, unless it was closed before Spark came. */
  synchronized void listenTo(SparkContext spark) {
    if (!closed) {
      context = spark;
      spark.addSparkListener(this);
    }
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
    if (!closed && JobGroups.isOf(jobGroup, event.properties())) {
      stage = event.stageInfo().stageId();
      tasks = event.stageInfo().numTasks();
      done = 0;
      job = JobGroups.reader(event.properties());
      bytesPlanned = JobGroups.bytes(event.properties());
      read.clear();
      tell();
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    if (closed || event.stageId() != stage) {
      return;
    }
    long task = event.taskInfo().taskId();
    if (event.taskInfo().successful()) {
      done++;
      read.put(task, amount(event.taskInfo().accumulables()));
      tell();
    } else {
      // Another attempt reads it again.
      read.remove(task);
    }
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate event) {
    boolean any = false;
    for (var update : asJava(event.accumUpdates())) {
      if (!closed && stage == (int) update._2()) {
        read.put((long) update._1(), amount(update._4()));
        any = true;
      }
    }
    if (any) {
      tell();
    }
  }

  private static Amount amount(scala.collection.Seq<AccumulableInfo> counters) {
    long records = 0;
    long rows = 0;
    long bytes = 0;
    for (AccumulableInfo counter : asJava(counters)) {
      if (counter.update().isEmpty() || !(counter.update().get() instanceof Number number)) {
        continue;
      }
      String name = counter.name().isEmpty() ? "" : counter.name().get();
      if (ROWS.contains(name)) {
        rows += number.longValue();
      } else if (name.equals(ReadRecords.DESCRIPTION)) {
        records += number.longValue();
      } else if (name.equals(ReadBytes.DESCRIPTION)) {
        bytes += number.longValue();
      }
    }
    // Spark counts what a source gives only once a partition of it is read.
    return new Amount(Math.max(rows, records), bytes);
  }

  @GuardedBy("this")
  private void tell() {
    long rows = read.values().stream().mapToLong(Amount::rows).sum();
    long bytes = read.values().stream().mapToLong(Amount::bytes).sum();
    listener.progressed(new StageProgress(job, done, tasks, rows, bytes, bytesPlanned));
  }

  /** The listener is not called any more. */
  @Override
  public void close() {
    SparkContext spark;
    synchronized (this) {
      closed = true;
      spark = context;
    }
    // Not under the lock: it may wait for an event that waits for the lock.
    if (spark != null) {
      spark.removeSparkListener(this);
    }
  }
}
