package io.citylake.run.batch;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Job;
import io.citylake.model.AuditFinding;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.publish.Staging;
import io.citylake.publish.TableHold;
import io.citylake.publish.plan.AppliedCheck;
import io.citylake.publish.plan.UndeclaredJobs;
import io.citylake.read.SourceHold;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table of one task, reserved by its first batch and kept to its last: the look at its
 * contract, the reservation and the recovery are paid once. Used by one thread.
 */
final class HeldTable implements AutoCloseable {
  private final PipelineServices services;
  private final JobName task;
  private final DatasetContract dataset;
  private final boolean rereads;
  private final boolean looks;
  // Whose rows the batches go on from.
  private JobName as;
  private @Nullable TableHold hold;
  private @Nullable SourceHold source;
  private boolean looked;
  private List<AuditFinding> remarks = List.of();

  /**
   * @param rereads whether everything is read again, which is what an emptied table waits for
   * @param looks whether nothing is written
   */
  HeldTable(
      PipelineServices services,
      JobName task,
      DatasetContract dataset,
      boolean rereads,
      boolean looks) {
    this.services = services;
    this.task = task;
    this.dataset = dataset;
    this.rereads = rereads;
    this.looks = looks;
    this.as = task;
  }

  /** Begins the next batch. */
  Staging begin(RunId run) {
    TableHold held = hold;
    if (held == null) {
      keepSource();
      new AppliedCheck(services.lake()).require(dataset);
      held = services.publisher().hold(dataset, run, services.cancellation()::isCancelled);
      hold = held;
      takeOver(held);
    }
    Staging staging = held.begin(as, run);
    try {
      if (!rereads && staging.awaitsDeliveries()) {
        throw new CityLakeException(
            ErrorCode.PLAN_PENDING,
            "Cannot write to %1$s: it was emptied for its deliveries to be read again, and not all of them were; run citylake table recreate --from-deliveries %1$s"
                .formatted(dataset.name()));
      }
      if (!bringsAllAgain(held)) {
        held.requireMain();
      }
      if (!looked) {
        lookForUndeclared(held, staging);
        looked = true;
      }
      // Before each batch: afterwards the table names that one, and none before it.
      new LedgerReconciliation(services.ledger(), as, services.clock())
          .settle(run, staging.publishedRun());
      return staging;
    } catch (RuntimeException e) {
      staging.close();
      throw e;
    }
  }

  /** What is read again in several batches is let go by none of them. */
  private void keepSource() {
    Job job = services.workspace().jobs().get(task);
    if (rereads && job != null && source == null) {
      source = SourceHold.of(job, services.workspace().settings());
    }
  }

  /**
   * Whether rows are gone that the task has loaded: the table was emptied for its deliveries to be
   * read again, and not all of them were, or its main was moved back.
   */
  boolean lacksRows(Staging staging) {
    TableHold held = hold;
    return staging.awaitsDeliveries() || (held != null && held.movedBackFrom().isPresent());
  }

  /**
   * Whether what was loaded comes again as far as it can be read: of a task that is alone, since
   * another's rows would stay away and nobody would know, and of no history, which is not in the
   * deliveries.
   */
  private boolean bringsAllAgain(TableHold held) {
    return rereads
        && !dataset.writeMode().keepsHistory()
        && held.jobs().stream().allMatch(as::equals);
  }

  /** What the job loaded under an earlier name, as long as it has loaded nothing under its own. */
  private void takeOver(TableHold held) {
    Job job = services.workspace().jobs().get(task);
    Optional<JobName> earlier =
        job == null ? Optional.empty() : services.workspace().earlierName(job, held.jobs());
    if (earlier.isPresent() && looks) {
      as = earlier.get();
    } else if (earlier.isPresent()) {
      held.rename(earlier.get(), task);
    }
  }

  private void lookForUndeclared(TableHold held, Staging staging) {
    if (!services.workspace().jobs().containsKey(task)) {
      // A step that is new makes the rows of its table anew.
      return;
    }
    Set<JobName> undeclared = services.workspace().undeclared(dataset.name(), held.jobs());
    undeclared.remove(as);
    if (undeclared.isEmpty()) {
      return;
    }
    String sentence = UndeclaredJobs.sentence(dataset.name(), undeclared);
    if (staging.publishedRun().isEmpty()) {
      throw new CityLakeException(
          ErrorCode.ROWS_OF_UNDECLARED_JOB,
          "Cannot load %s by %s for the first time: %s".formatted(dataset.name(), task, sentence));
    }
    remarks =
        List.of(new AuditFinding("undeclared jobs", AuditFinding.Verdict.ATTENTION, sentence));
  }

  /** What was seen of the table when it was taken. */
  List<AuditFinding> remarks() {
    return remarks;
  }

  @Override
  public void close() {
    try {
      if (hold != null) {
        hold.close();
      }
    } finally {
      if (source != null) {
        source.close();
      }
    }
  }
}
