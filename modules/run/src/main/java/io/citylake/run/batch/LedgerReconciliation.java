package io.citylake.run.batch;

import io.citylake.lake.history.RunLedger;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import java.time.Clock;
import java.util.Optional;

/**
 * Brings the ledger to what the table says: a run that died, or whose commit got no answer, was
 * published exactly where the table names it.
 */
final class LedgerReconciliation {
  private final RunLedger ledger;
  private final JobName job;
  private final Clock clock;

  LedgerReconciliation(RunLedger ledger, JobName job, Clock clock) {
    this.ledger = ledger;
    this.job = job;
    this.clock = clock;
  }

  /**
   * Settles every open entry of the job but the present run's own; called while the run holds the
   * table, and before it publishes: of the job's runs the table names the last one only.
   */
  void settle(RunId present, Optional<RunId> published) {
    for (RunRecord open : ledger.unsettled(job)) {
      if (open.run().equals(present)) {
        continue;
      }
      boolean shown = published.filter(open.run()::equals).isPresent();
      RunOutcome outcome = shown ? RunOutcome.PUBLISHED : RunOutcome.FAILED;
      String message =
          shown
              ? "Found published by run " + present
              : "Its process ended before it published; found by run " + present;
      ledger.record(
          new RunRecord(
              open.run(),
              open.job(),
              open.target(),
              open.kind(),
              open.businessDate(),
              open.started(),
              open.ended() == null ? clock.instant() : open.ended(),
              outcome,
              open.tally(),
              open.positionBefore(),
              open.positionAfter(),
              open.errorCode(),
              message));
    }
  }
}
