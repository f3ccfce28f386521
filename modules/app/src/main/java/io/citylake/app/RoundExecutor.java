package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.lake.history.RunOutcome;
import io.citylake.model.ErrorCode;
import io.citylake.model.Tally;
import io.citylake.run.Cancellation;
import io.citylake.run.batch.JobResult;
import io.citylake.run.round.Round;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import io.citylake.schedule.SlotExecutor;
import io.citylake.schedule.SlotOutcome;
import io.citylake.schedule.SlotOutcome.Kind;
import io.citylake.schedule.SlotStop;
import io.citylake.schedule.slot.Slot;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import org.slf4j.MDC;

/** Runs each slot as a round of one job, with the workspace as it reads for the slot's date. */
final class RoundExecutor implements SlotExecutor {
  /** What lines of the log name the slot by. */
  static final String SLOT = "slot";

  private final EmbeddedLake lake;
  private final RunListener listener;
  private final Function<LocalDate, Workspace> workspaces;

  RoundExecutor(
      EmbeddedLake lake, RunListener listener, Function<LocalDate, Workspace> workspaces) {
    this.lake = lake;
    this.listener = listener;
    this.workspaces = workspaces;
  }

  @Override
  public SlotOutcome run(Slot slot, SlotStop stop) {
    RunRequest request = new RunRequest(slot.businessDate(), Mode.INCREMENTAL, FailurePolicy.GO_ON);
    // A round of one job runs on this thread, and so do its lines in the log.
    MDC.put(SLOT, slot.id().toString());
    try (Cancellation cancellation = lake.cancellation().child()) {
      stop.onStop(cancellation::cancel);
      Round round = round(slot.businessDate(), cancellation);
      SlotOutcome outcome = outcome(round.run(List.of(slot.id().task()), request).jobs().get(0));
      lake.releaseFeeds();
      return outcome;
    } finally {
      MDC.remove(SLOT);
    }
  }

  private synchronized Round round(LocalDate date, Cancellation cancellation) {
    return lake.round(workspaces.apply(date), listener, cancellation);
  }

  private static SlotOutcome outcome(JobResult job) {
    String run = job.run() == null ? "" : job.run().toString();
    ErrorCode code = ErrorCode.find(job.errorCode()).orElse(null);
    return switch (job.status()) {
      case PASS -> new SlotOutcome(Kind.PASSED, run, null, counts(job));
      case WARN -> new SlotOutcome(Kind.WARNED, run, null, counts(job));
      case ERROR ->
          new SlotOutcome(
              job.outcome() == RunOutcome.CANCELLED ? Kind.STOPPED : Kind.FAILED,
              run,
              code,
              job.message());
      // A round of one job leaves it out only where it is cancelled.
      case SKIP -> new SlotOutcome(Kind.STOPPED, run, code, job.message());
    };
  }

  private static String counts(JobResult job) {
    Tally tally = job.tally();
    return tally.read() == 0
        ? String.valueOf(job.outcome())
        : "%s: read %d accepted %d quarantined %d duplicates %d"
            .formatted(
                job.outcome(),
                tally.read(),
                tally.accepted(),
                tally.quarantined(),
                tally.duplicates());
  }
}
