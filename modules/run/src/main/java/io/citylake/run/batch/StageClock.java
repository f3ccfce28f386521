package io.citylake.run.batch;

import io.citylake.lake.history.StageRecord;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.run.round.RunListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Times the stages of one run and tells the listener of each. When a stage began is the clock's,
 * how long it took is not: a clock may be set meanwhile.
 */
final class StageClock {
  private final JobName job;
  private final Clock clock;
  private final RunListener listener;
  private final BooleanSupplier cancelled;
  private final List<StageRecord> stages = new ArrayList<>();

  StageClock(JobName job, Clock clock, RunListener listener, BooleanSupplier cancelled) {
    this.cancelled = cancelled;
    this.job = job;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Does a stage.
   *
   * @throws CityLakeException CANCELLED where the user stopped the round before it began
   */
  <T> T time(String stage, Supplier<T> work) {
    if (cancelled.getAsBoolean()) {
      throw new CityLakeException(
          ErrorCode.CANCELLED, "Cannot go on with %s: the round was cancelled".formatted(job));
    }
    listener.stageStarted(job, stage);
    Instant start = clock.instant();
    long began = System.nanoTime();
    try {
      return work.get();
    } finally {
      stages.add(new StageRecord(stage, start, Duration.ofNanos(System.nanoTime() - began)));
    }
  }

  List<StageRecord> stages() {
    return List.copyOf(stages);
  }
}
