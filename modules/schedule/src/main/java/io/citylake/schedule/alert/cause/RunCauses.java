package io.citylake.schedule.alert.cause;

import io.citylake.contract.Workspace;
import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.Task;
import io.citylake.contract.job.Thresholds;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.model.JobName;
import io.citylake.model.Tally;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.store.SlotStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Jobs whose latest run failed, or published with more refused than is borne without a warning. Of
 * runs that a slot of the schedule made, a failure is the slot's.
 */
public final class RunCauses implements CauseSource {
  private static final String PREFIX = "run:";
  private static final String REFUSALS = ":refused";
  private static final Set<RunOutcome> DECISIVE =
      EnumSet.of(
          RunOutcome.PUBLISHED,
          RunOutcome.NOTHING_NEW,
          RunOutcome.REFUSED,
          RunOutcome.BLOCKED,
          RunOutcome.FAILED);

  /** What failed longer ago and was never tried again is nobody's news. */
  private static final Duration RECENT = Duration.ofDays(7);

  private static final int SLOTS = 30;

  private final SlotStore store;
  private final Workspace workspace;
  private final RunLedger ledger;

  public RunCauses(SlotStore store, Workspace workspace, RunLedger ledger) {
    this.store = store;
    this.workspace = workspace;
    this.ledger = ledger;
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  private record Slots(Set<String> runs, boolean running) {}

  @Override
  public Found look(Collection<String> open, Instant now) {
    Map<JobName, RunRecord> latest = ledger.latest(now.minus(RECENT), DECISIVE);
    Map<JobName, RunRecord> published =
        ledger.latest(now.minus(RECENT), EnumSet.of(RunOutcome.PUBLISHED));
    List<Cause> causes = new ArrayList<>();
    Set<String> over = new TreeSet<>(open);
    for (Task task : workspace.tasks().values()) {
      RunRecord run = latest.get(task.name());
      if (run != null && !run.outcome().passed()) {
        Slots slots = slots(task.name());
        if (slots.running()) {
          // Which slot its run is of is known once it has ended.
          over.remove(PREFIX + task.name());
        } else if (!slots.runs().contains(run.run().value())) {
          causes.add(failure(task, run));
        }
      }
      Optional.ofNullable(published.get(task.name()))
          .flatMap(each -> refusals(task, each))
          .ifPresent(causes::add);
    }
    causes.forEach(each -> over.remove(each.key()));
    return new Found(causes, over);
  }

  private Slots slots(JobName task) {
    Set<String> runs = new HashSet<>();
    boolean running = false;
    for (Slot slot :
        store.change(board -> board.latest(SlotId.SCHEDULE, Optional.of(task), SLOTS))) {
      runs.add(slot.run());
      running |= slot.state() == SlotState.RUNNING;
    }
    return new Slots(runs, running);
  }

  private static Cause failure(Task task, RunRecord run) {
    Words words =
        new Words(
            "run of %s %s: %s".formatted(run.businessDate(), run.outcome(), said(run)),
            "%s 的运行 %s：%s".formatted(run.businessDate(), run.outcome(), said(run)));
    return cause(PREFIX + task.name(), task, run, SlotCauses.kindOf(run.outcome()), words);
  }

  private static Optional<Cause> refusals(Task task, RunRecord run) {
    Tally tally = run.tally();
    if (!(task instanceof Job job) || !isHigh(tally, job.quarantine())) {
      return Optional.empty();
    }
    Words words =
        new Words(
            "%d of %d records of %s were refused"
                .formatted(tally.quarantined(), tally.read(), run.businessDate()),
            "%s 的 %d 条记录中有 %d 条被隔离"
                .formatted(run.businessDate(), tally.read(), tally.quarantined()));
    return Optional.of(
        cause(PREFIX + task.name() + REFUSALS, task, run, AlertKind.QUARANTINE, words));
  }

  private static String said(RunRecord run) {
    String message = run.message();
    return message == null ? "" : message;
  }

  private static boolean isHigh(Tally tally, Thresholds thresholds) {
    return BigDecimal.valueOf(tally.quarantined())
            .compareTo(
                thresholds
                    .warnRatioOf(tally.quarantined())
                    .multiply(BigDecimal.valueOf(tally.read())))
        > 0;
  }

  private static Cause cause(String key, Task task, RunRecord run, AlertKind kind, Words words) {
    Instant ended = run.ended();
    return new Cause(
        key,
        kind,
        task.target().theme(),
        task.name().toString(),
        run.businessDate().toString(),
        task.owner(),
        ended == null ? run.started() : ended,
        words,
        "citylake logs " + run.run());
  }
}
