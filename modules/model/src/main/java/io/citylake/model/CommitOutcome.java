package io.citylake.model;

/** The three ends of a commit. Only a {@link NotCommitted} allows the run's files to be deleted. */
public sealed interface CommitOutcome {
  /** {@code main} shows the run's rows. */
  record Committed(long snapshot) implements CommitOutcome {}

  /** {@code main} is as before, proven. */
  record NotCommitted(String reason) implements CommitOutcome {}

  /**
   * The reply was lost. Nothing is deleted and nothing retried; the next run reads the table and
   * finds out.
   */
  record Unknown(String reason) implements CommitOutcome {}
}
