package io.citylake.run.round;

import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Tells a round's listener how many of the present Spark stage's tasks are done. */
final class TaskProgress extends SparkListener {
  private final RunListener listener;
  private int stage = -1;
  private int tasks;
  private int done;

  TaskProgress(RunListener listener) {
    this.listener = listener;
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
    stage = event.stageInfo().stageId();
    tasks = event.stageInfo().numTasks();
    done = 0;
    listener.progressed(0, tasks);
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    if (event.stageId() == stage && event.taskInfo().successful()) {
      done++;
      listener.progressed(done, tasks);
    }
  }
}
