package io.citylake.run;

import io.citylake.model.JobName;
import io.citylake.run.batch.JobResult;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.StageProgress;
import java.util.concurrent.atomic.AtomicInteger;

/** Cancels once a batch is about to be published, the how many-th is said. */
public final class StoppingListener implements RunListener {
  private final Cancellation cancellation;
  private final int batch;
  private final AtomicInteger batches = new AtomicInteger();

  public StoppingListener(Cancellation cancellation, int batch) {
    this.cancellation = cancellation;
    this.batch = batch;
  }

  @Override
  public void stageStarted(JobName job, String stage) {
    if (stage.equals("audit") && batches.incrementAndGet() == batch) {
      cancellation.cancel();
    }
  }

  @Override
  public void jobStarted(int number, int of, JobName job) {}

  @Override
  public void progressed(StageProgress progress) {}

  @Override
  public void jobEnded(int number, int of, JobResult result) {}
}
