package io.citylake.run.round;

import io.citylake.model.JobName;
import io.citylake.run.batch.JobResult;

/**
 * Hears how a round goes, to show it. Calls come from the round's threads and from Spark's, one at
 * a time; of several jobs at once they come mixed.
 */
public interface RunListener {
  void jobStarted(int number, int of, JobName job);

  /** A stage of a job began. */
  void stageStarted(JobName job, String stage);

  /**
   * How far the Spark stage is that began last: told when it begins, when a task ends, and while
   * tasks run as often as Spark hears of them.
   */
  void progressed(StageProgress progress);

  void jobEnded(int number, int of, JobResult result);

  /** Hears nothing. */
  static RunListener none() {
    return new RunListener() {
      @Override
      public void jobStarted(int number, int of, JobName job) {}

      @Override
      public void stageStarted(JobName job, String stage) {}

      @Override
      public void progressed(StageProgress progress) {}

      @Override
      public void jobEnded(int number, int of, JobResult result) {}
    };
  }
}
