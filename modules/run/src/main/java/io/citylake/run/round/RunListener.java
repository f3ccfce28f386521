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

  /** Tasks that are done of the Spark stage that began last, of those that it has. */
  void progressed(int tasksDone, int tasks);

  void jobEnded(int number, int of, JobResult result);

  /** Hears nothing. */
  static RunListener none() {
    return new RunListener() {
      @Override
      public void jobStarted(int number, int of, JobName job) {}

      @Override
      public void stageStarted(JobName job, String stage) {}

      @Override
      public void progressed(int tasksDone, int tasks) {}

      @Override
      public void jobEnded(int number, int of, JobResult result) {}
    };
  }
}
