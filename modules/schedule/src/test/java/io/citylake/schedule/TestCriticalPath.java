package io.citylake.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.model.JobName;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Reason;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.status.CriticalPath;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestCriticalPath {
  private static final LocalDate DAY = LocalDate.of(2026, 4, 28);
  private static final Instant START = ScheduleFixture.at("2026-04-29T02:00");

  private final ScheduledTasks tasks =
      new ScheduleFixture()
          .job("cases", "0 2 * * *")
          .job("firms", "0 2 * * *")
          .job("cameras", "0 2 * * *")
          .step("day", "cases")
          .step("screen", "cases", "day", "firms")
          .tasks();

  private static Slot waiting(String task) {
    return Slot.waiting(
        new SlotId(SlotId.SCHEDULE, new JobName("t", task), DAY.toString()), DAY, START);
  }

  private static Slot running(String task, int from) {
    return waiting(task).due(Reason.none(), START).running("p/1", START.plusSeconds(from));
  }

  private static Slot ran(String task, int from, int until) {
    return running(task, from).ended(SlotState.OK, Reason.none(), "r", START.plusSeconds(until));
  }

  private List<String> path(int now, Slot... slots) {
    return CriticalPath.of(List.of(slots), tasks, START.plusSeconds(now)).stream()
        .map(each -> each.id().task().toString())
        .toList();
  }

  @Test
  void goesByWhatEndedLastOfTheInputs() {
    assertThat(
            path(
                100,
                ran("cases", 0, 10),
                ran("firms", 0, 30),
                ran("day", 10, 40),
                ran("screen", 41, 50)))
        .containsExactly("t.cases", "t.day", "t.screen");
    assertThat(
            path(
                100,
                ran("cases", 0, 10),
                ran("firms", 0, 45),
                ran("day", 10, 40),
                ran("screen", 46, 50)))
        .containsExactly("t.firms", "t.screen");
  }

  /** Nothing hangs on it, and it is what the day waited for. */
  @Test
  void isOneSlotWhereThatEndedLast() {
    assertThat(path(100, ran("cases", 0, 10), ran("day", 10, 12), ran("cameras", 0, 60)))
        .containsExactly("t.cameras");
  }

  @Test
  void endsWithWhatRunsNow() {
    assertThat(path(100, ran("cases", 0, 10), running("day", 10), waiting("screen")))
        .containsExactly("t.cases", "t.day");
    assertThat(path(100, waiting("cases"))).isEmpty();
  }

  /** It ran again since: what came after went by what was there before. */
  @Test
  void leavesOutWhatRanAfterwards() {
    assertThat(path(100, ran("cases", 60, 70), ran("day", 10, 80))).containsExactly("t.day");
  }
}
