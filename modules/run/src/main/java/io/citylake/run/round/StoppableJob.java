package io.citylake.run.round;

import io.citylake.model.ErrorCode;
import io.citylake.model.ShortDuration;
import io.citylake.run.Cancellation;
import io.citylake.run.batch.PipelineServices;
import io.citylake.run.session.SparkSessions;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One job of a round, or what else one call runs, as what can be stopped without the others: with
 * the round, or once its time is over. It is opened and closed by the thread that runs the job.
 */
public final class StoppableJob implements AutoCloseable {
  private final PipelineServices services;
  private final Cancellation cancellation;
  private final SparkSessions.Group group;
  private final @Nullable ScheduledExecutorService timer;

  /**
   * @param timeout null for none
   */
  public StoppableJob(PipelineServices round, @Nullable Duration timeout) {
    this.cancellation = round.cancellation().child();
    this.group = round.sessions().enterGroup();
    cancellation.onCancel(group::cancel);
    this.services = round.withCancellation(cancellation);
    this.timer = timeout == null ? null : timer(timeout);
  }

  private ScheduledExecutorService timer(Duration timeout) {
    ScheduledExecutorService made =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "citylake-timeout");
              thread.setDaemon(true);
              return thread;
            });
    // It ends with its executor, and what a hook throws is of no use to anybody.
    Future<?> unused =
        made.schedule(
            () ->
                cancellation.cancel(
                    new Cancellation.Cause(
                        ErrorCode.RUN_TIMED_OUT,
                        "Stopped after %s, its timeout, before anything of it was published; see which stage took so long by citylake runs, or give it more time"
                            .formatted(ShortDuration.text(timeout)))),
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    return made;
  }

  public PipelineServices services() {
    return services;
  }

  @Override
  public void close() {
    if (timer != null) {
      timer.shutdownNow();
    }
    group.close();
    cancellation.close();
  }
}
