package io.citylake.schedule.alert.cause;

import io.citylake.contract.alert.AlertKind;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.store.SlotStore;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** That no scheduler has looked for a while: none runs, or one waits because its clock jumped. */
public final class SchedulerCauses implements CauseSource {
  private static final String KEY = "scheduler";

  private final SlotStore store;
  private final ScheduledTasks tasks;
  private final Duration away;
  private final ZoneId zone;

  /**
   * @param away for how long at least
   */
  public SchedulerCauses(SlotStore store, ScheduledTasks tasks, Duration away, ZoneId zone) {
    this.store = store;
    this.tasks = tasks;
    this.away = away;
    this.zone = zone;
  }

  @Override
  public String prefix() {
    return KEY;
  }

  @Override
  public Found look(Collection<String> open, Instant now) {
    Optional<Instant> last =
        store
            .change(board -> board.lastLook(SlotId.SCHEDULE))
            .filter(each -> !tasks.all().isEmpty())
            .filter(each -> Duration.between(each, now).abs().compareTo(away) >= 0);
    return CauseSource.all(last.map(this::cause).map(List::of).orElse(List.of()), open);
  }

  private Cause cause(Instant last) {
    String at = last.atZone(zone).toOffsetDateTime().toString();
    return new Cause(
        KEY,
        AlertKind.SCHEDULER,
        "",
        "",
        "",
        "",
        last,
        new Words(
            "no scheduler has begun anything since %s: start one, or, where its clock jumped, see citylake schedule resume --clock"
                .formatted(at),
            "自 %s 起没有调度器启动任何作业：请启动调度器；若其时钟跳变，见 citylake schedule resume --clock".formatted(at)),
        "citylake status");
  }
}
