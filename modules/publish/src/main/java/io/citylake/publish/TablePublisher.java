package io.citylake.publish;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.model.CityLakeException;
import io.citylake.model.CommitOutcome;
import io.citylake.model.PassedAudit;
import io.citylake.model.RunId;
import io.citylake.model.StagedTable;
import java.util.function.BooleanSupplier;

/**
 * Brings rows and the progress that they stand for into a table together. Rows are staged on a
 * branch that nobody else reads; publishing moves {@code main} and the job's position in one
 * commit.
 *
 * <p>Any number of threads may use it. Two runs of one table wait for each other; should both run
 * all the same, the second to publish is refused.
 */
public interface TablePublisher {
  /**
   * Reserves a table, and finishes or discards what dead runs left on it.
   *
   * @param dataset the contract of the target, whose tables exist
   * @param holder a run that is named as the holder; that of the first batch will do
   * @throws CityLakeException TABLE_NOT_FOUND, TABLE_BUSY where another run holds the table for too
   *     long, CATALOG_UNAVAILABLE, METADATA_CORRUPT
   */
  default TableHold hold(DatasetContract dataset, RunId holder) {
    return hold(dataset, holder, () -> false);
  }

  /**
   * The same, for who may give up waiting.
   *
   * @param givenUp asked while it waits
   * @throws CityLakeException CANCELLED where it was given up, beside the above
   */
  TableHold hold(DatasetContract dataset, RunId holder, BooleanSupplier givenUp);

  /**
   * Shows a run's rows and moves its position, in one commit; then those of its quarantine. Calling
   * it again for a run that is published changes nothing. It ends the run's reservation.
   *
   * @return what is known of the commit; nothing is deleted whichever it is
   */
  CommitOutcome publish(PassedAudit passed);

  /** Gives a run up; {@code main} and the position stay. */
  void discard(StagedTable staged, BranchDisposition keep);
}
