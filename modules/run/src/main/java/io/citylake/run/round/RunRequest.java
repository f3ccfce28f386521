package io.citylake.run.round;

import java.time.LocalDate;

/**
 * How a set of jobs is to run.
 *
 * @param businessDate what {@code ${bizdate}} stands for and where code tables are looked up
 * @param mode whether to go on from the position, to load everything again, or only to look
 * @param onFailure whether the first failure ends the whole round
 * @param threads how many jobs may run at once
 */
public record RunRequest(LocalDate businessDate, Mode mode, FailurePolicy onFailure, int threads) {
  private static final int MOST_THREADS = 4;

  public RunRequest {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1 (threads=" + threads + ")");
    }
  }

  /** One job after the other. */
  public RunRequest(LocalDate businessDate, Mode mode, FailurePolicy onFailure) {
    this(businessDate, mode, onFailure, 1);
  }

  public RunRequest withThreads(int count) {
    return new RunRequest(businessDate, mode, onFailure, count);
  }

  /**
   * Two a core, because a job waits for the disk and for Spark half of its time, and at most four,
   * because each may hold a task's memory.
   */
  public static int standardThreads() {
    return Math.min(MOST_THREADS, 2 * Runtime.getRuntime().availableProcessors());
  }

  /** What is read and whether it is written. */
  public enum Mode {
    /** What is new since the job's position. */
    INCREMENTAL,
    /**
     * Everything that the source has; rows of earlier loads of the same sources are replaced.
     * Refused where files that were loaded are not there any more.
     */
    FULL_REFRESH,
    /** As {@link #FULL_REFRESH}; rows of files that are not there any more stay. */
    FULL_REFRESH_KEEPING,
    /** As {@link #FULL_REFRESH}; rows of files that are not there any more go. */
    FULL_REFRESH_WITHDRAWING,
    /** What is new, one batch of it: what is left is the next run's. */
    NEXT_BATCH,
    /** What is new, judged and counted, not written. */
    DRY_RUN;

    public boolean isFull() {
      return this == FULL_REFRESH
          || this == FULL_REFRESH_KEEPING
          || this == FULL_REFRESH_WITHDRAWING;
    }
  }

  /** What a failed job means for the others. */
  public enum FailurePolicy {
    GO_ON,
    STOP
  }
}
