package io.citylake.publish;

import io.citylake.model.JobName;
import io.citylake.model.RunId;
import java.util.OptionalLong;
import java.util.SortedSet;

/**
 * A reserved table, put in order after dead runs, for one batch after the other. What a table costs
 * once, such as the reservation and the look for leftovers, is paid when it is taken; a batch costs
 * its writes and its commit. Used by one thread; closing it ends the reservation.
 */
public interface TableHold extends AutoCloseable {
  /**
   * Begins a batch, once the one before it was published, discarded or closed.
   *
   * @param job whose position moves with the rows
   * @param run new for every batch
   * @throws io.citylake.model.CityLakeException RESERVATION_LOST, CATALOG_UNAVAILABLE,
   *     METADATA_CORRUPT
   */
  Staging begin(JobName job, RunId run);

  /**
   * Makes what a job has loaded into the table another's: its position, its runs and its refused
   * rows. Called before a batch begins; again changes nothing.
   *
   * @throws io.citylake.model.CityLakeException RESERVATION_LOST, CATALOG_UNAVAILABLE
   */
  void rename(JobName from, JobName to);

  /** The snapshot that the last publish left and that main was moved back from; empty else. */
  OptionalLong movedBackFrom();

  /**
   * Called before rows are written that build upon those that are there.
   *
   * @throws io.citylake.model.CityLakeException MAIN_MOVED_BACK
   */
  void requireMain();

  /** The jobs that have published into the table. */
  SortedSet<JobName> jobs();

  @Override
  void close();
}
