package io.citylake.run.round;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.engine.JobGroups;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;

/**
 * Tells a round's listener how many tasks are done of the Spark stage that the round began last.
 * Spark's other users are not told of. Calls come from Spark's own thread, shortly after what they
 * tell of.
 */
final class TaskProgress extends SparkListener implements AutoCloseable {
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
      listener.progressed(0, tasks);
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    if (!closed && event.stageId() == stage && event.taskInfo().successful()) {
      done++;
      listener.progressed(done, tasks);
    }
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
