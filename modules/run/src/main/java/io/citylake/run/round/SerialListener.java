package io.citylake.run.round;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.model.JobName;
import io.citylake.run.batch.JobResult;

/** Lets one call through at a time, whichever of a round's threads it comes from. */
final class SerialListener implements RunListener {
  @GuardedBy("this")
  private final RunListener listener;

  SerialListener(RunListener listener) {
    this.listener = listener;
  }

  @Override
  public synchronized void jobStarted(int number, int of, JobName job) {
    listener.jobStarted(number, of, job);
  }

  @Override
  public synchronized void stageStarted(JobName job, String stage) {
    listener.stageStarted(job, stage);
  }

  @Override
  public synchronized void progressed(StageProgress progress) {
    listener.progressed(progress);
  }

  @Override
  public synchronized void jobEnded(int number, int of, JobResult result) {
    listener.jobEnded(number, of, result);
  }
}
