package io.citylake.run;

import java.time.LocalDate;

/**
 * How a set of jobs is to run.
 *
 * @param businessDate what {@code ${bizdate}} stands for and where code tables are looked up
 * @param mode whether to go on from the position, to load everything again, or only to look
 * @param onFailure whether the first failure ends the whole round
 */
public record RunRequest(LocalDate businessDate, Mode mode, FailurePolicy onFailure) {
  /** What is read and whether it is written. */
  public enum Mode {
    /** What is new since the job's position. */
    INCREMENTAL,
    /** Everything that the source has; rows of earlier loads of the same sources are replaced. */
    FULL_REFRESH,
    /** What is new, judged and counted, not written. */
    DRY_RUN
  }

  /** What a failed job means for the others. */
  public enum FailurePolicy {
    GO_ON,
    STOP
  }
}
