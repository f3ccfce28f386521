package io.citylake.run.batch;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.publish.Staging;
import io.citylake.publish.TableHold;
import io.citylake.publish.plan.AppliedCheck;
import org.jspecify.annotations.Nullable;

/**
 * The table of one task, reserved by its first batch and kept to its last: the look at its
 * contract, the reservation, the recovery and the ledger's reconciliation are paid once. Used by
 * one thread.
 */
final class HeldTable implements AutoCloseable {
  private final PipelineServices services;
  private final JobName task;
  private final DatasetContract dataset;
  private final boolean rereads;
  private @Nullable TableHold hold;
  private boolean reconciled;

  /**
   * @param rereads whether everything is read again, which is what an emptied table waits for
   */
  HeldTable(PipelineServices services, JobName task, DatasetContract dataset, boolean rereads) {
    this.services = services;
    this.task = task;
    this.dataset = dataset;
    this.rereads = rereads;
  }

  /** Begins the next batch. */
  Staging begin(RunId run) {
    TableHold held = hold;
    if (held == null) {
      new AppliedCheck(services.lake()).require(dataset);
      held = services.publisher().hold(dataset, run);
      hold = held;
    }
    Staging staging = held.begin(task, run);
    try {
      if (!rereads && staging.awaitsDeliveries()) {
        throw new CityLakeException(
            ErrorCode.PLAN_PENDING,
            "Cannot write to %1$s: it was emptied for its deliveries to be read again, and not all of them were; run citylake table recreate --from-deliveries %1$s"
                .formatted(dataset.name()));
      }
      if (!reconciled) {
        new LedgerReconciliation(services.ledger(), task, services.clock())
            .settle(run, staging.publishedRun());
        reconciled = true;
      }
      return staging;
    } catch (RuntimeException e) {
      staging.close();
      throw e;
    }
  }

  @Override
  public void close() {
    if (hold != null) {
      hold.close();
    }
  }
}
