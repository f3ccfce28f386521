package io.citylake.schedule.alert.cause;

import io.citylake.contract.Workspace;
import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.job.Job;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.history.RunOutcome;
import io.citylake.schedule.plan.ScheduledTasks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Jobs that run and find nothing, for longer than some update cycles of their table. One that
 * doesn't run, or fails, is not quiet: that is another cause.
 */
public final class QuietSources implements CauseSource {
  private static final String PREFIX = "quiet:";

  private final Workspace workspace;
  private final RunLedger ledger;
  private final int cycles;

  public QuietSources(Workspace workspace, RunLedger ledger, int cycles) {
    this.workspace = workspace;
    this.ledger = ledger;
    this.cycles = cycles;
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public Found look(Collection<String> open, Instant now) {
    List<Cause> causes = new ArrayList<>();
    for (Job job : workspace.jobs().values()) {
      Optional<Duration> cycle =
          ScheduledTasks.cycle(workspace.loadDataset(job.target()).updateCycle());
      cycle.flatMap(each -> cause(job, each, now)).ifPresent(causes::add);
    }
    return CauseSource.all(causes, open);
  }

  private Optional<Cause> cause(Job job, Duration cycle, Instant now) {
    boolean isIdle =
        ledger.list(Optional.of(job.name()), 1).stream()
            .anyMatch(each -> each.outcome() == RunOutcome.NOTHING_NEW);
    if (!isIdle) {
      return Optional.empty();
    }
    Optional<Instant> since = ledger.lastDelivery(job.name());
    return since
        .filter(each -> each.plus(cycle.multipliedBy(cycles)).isBefore(now))
        .map(
            each ->
                new Cause(
                    PREFIX + job.name(),
                    AlertKind.SOURCE_QUIET,
                    job.target().theme(),
                    job.name().toString(),
                    "",
                    job.owner(),
                    each,
                    words(each),
                    "citylake runs " + job.name()));
  }

  private Words words(Instant since) {
    String day = since.atZone(workspace.settings().zone()).toLocalDate().toString();
    return new Words(
        "nothing new since %s, for more than %d update cycles".formatted(day, cycles),
        "自 %s 起没有新数据，已超过 %d 个更新周期".formatted(day, cycles));
  }
}
