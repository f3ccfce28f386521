package io.citylake.schedule;

import static io.citylake.schedule.ScheduleFixture.failed;
import static io.citylake.schedule.ScheduleFixture.passed;
import static io.citylake.schedule.ScheduleFixture.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.schedule.InputDates;
import io.citylake.contract.schedule.Missed;
import io.citylake.model.ErrorCode;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.status.Standing;
import io.citylake.schedule.status.Standing.Kind;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Faults of a night, each with several tables that suffer by it: status names the slot that it
 * comes from and why, and not one of those that only wait for it.
 */
class TestPlantedFaults {
  private static final String DATE = "2026-04-28";

  private final ScheduleFixture lake = new ScheduleFixture();

  @BeforeEach
  void city() {
    lake.pool("night", 1, "22:00-06:00")
        .job("cases", "0 2 * * *")
        .arrivingJob("firms", "0 2 * * *")
        .pooledJob("register", "0 7 * * *", "night")
        .workedJob("worked", "0 2 * * *")
        .job("late", "0 2 * * *", Missed.NONE)
        .datedJob("diff", "30 2 * * *", "cases", InputDates.YESTERDAY)
        .step("case_day", "cases")
        .step("firm_day", "firms")
        .step("register_day", "register")
        .step("worked_day", "worked")
        .step("screen", "cases", "firms", "case_day", "firm_day");
  }

  /** Every moment until then was seen in time. */
  private Scheduler night() {
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(0);
    lake.go("2026-04-29T02:05");
    scheduler.look(0);
    lake.go("2026-04-29T02:30");
    return scheduler;
  }

  private void run(Scheduler scheduler) {
    run(scheduler, "", ErrorCode.INTERNAL);
  }

  /** Runs what can run; one of the tasks fails so. */
  private void run(Scheduler scheduler, String bad, ErrorCode code) {
    for (List<Slot> claimed = scheduler.look(99).claimed();
        !claimed.isEmpty();
        claimed = scheduler.look(99).claimed()) {
      for (Slot slot : claimed) {
        boolean fails = slot.id().task().job().equals(bad);
        scheduler.ended(slot, fails ? failed(code) : passed());
      }
    }
  }

  private void expect(String sufferer, Kind kind, String cause, SlotState state, String reason) {
    Standing standing = lake.status().get(sufferer);
    assertThat(standing.kind()).as(sufferer).isEqualTo(kind);
    Slot slot = standing.cause();
    assertThat(slot).as("%s has a cause", sufferer).isNotNull();
    assertThat(slot.id().task().job() + "@" + slot.id().key()).as(sufferer).isEqualTo(cause);
    assertThat(slot.state()).isEqualTo(state);
    assertThat(slot.reason().text(Locale.ENGLISH)).contains(reason);
  }

  private void expectFresh(String task) {
    assertThat(lake.status().get(task).kind()).as(task).isEqualTo(Kind.FRESH);
  }

  @Test
  void aBrokenFile() {
    run(night(), "cases", ErrorCode.SOURCE_UNREADABLE);
    expect("screen", Kind.BLOCKED, "cases@" + DATE, SlotState.FAILED, "no");
    expect("case_day", Kind.BLOCKED, "cases@" + DATE, SlotState.FAILED, "no");
    expect("cases", Kind.FAILING, "cases@" + DATE, SlotState.FAILED, "no");
    expectFresh("firm_day");
  }

  @Test
  void aStepWithAMistake() {
    run(night(), "case_day", ErrorCode.SQL_INVALID);
    expect("screen", Kind.BLOCKED, "case_day@" + DATE, SlotState.FAILED, "no");
    expectFresh("cases");
  }

  @Test
  void aSourceThatDeliversNothing() {
    lake.lacking.put("firms", "0 of 1 files landing/firms.csv");
    run(night());
    lake.go("2026-04-29T05:31");
    for (String sufferer : List.of("screen", "firm_day", "firms")) {
      expect(sufferer, Kind.LATE, "firms@" + DATE, SlotState.WAITING, "0 of 1 files landing");
    }
    expectFresh("case_day");
  }

  @Test
  void aDatabaseThatIsAwayAndTriedAgain() {
    run(night(), "cases", ErrorCode.SOURCE_UNAVAILABLE);
    lake.go("2026-04-29T05:31");
    expect("screen", Kind.LATE, "cases@" + DATE, SlotState.RETRYING, "no");
  }

  @Test
  void aRunThatNeverEnds() {
    Scheduler scheduler = night();
    scheduler.look(99).claimed().stream()
        .filter(each -> !each.id().task().equals(task("cases")))
        .forEach(each -> scheduler.ended(each, passed()));
    run(scheduler);
    lake.go("2026-04-29T05:31");
    expect("screen", Kind.LATE, "cases@" + DATE, SlotState.RUNNING, "");
    expectFresh("firm_day");
  }

  @Test
  void aRunThatSomebodyCancelled() {
    Scheduler scheduler = night();
    List<Slot> claimed = scheduler.look(99).claimed();
    lake.control().cancel(SlotId.SCHEDULE, task("cases"), SlotChoice.all());
    SlotOutcome stopped = new SlotOutcome(SlotOutcome.Kind.STOPPED, "r", ErrorCode.CANCELLED, "");
    claimed.forEach(
        each -> scheduler.ended(each, each.id().task().equals(task("cases")) ? stopped : passed()));
    run(scheduler);
    expect("screen", Kind.BLOCKED, "cases@" + DATE, SlotState.FAILED, "cancelled by wang");
  }

  @Test
  void aJobThatSomebodyPaused() {
    Scheduler scheduler = night();
    lake.control().pause(List.of(task("case_day")));
    run(scheduler);
    lake.go("2026-04-29T05:31");
    expect("screen", Kind.LATE, "case_day@" + DATE, SlotState.WAITING, "paused by wang");
    expectFresh("firm_day");
  }

  @Test
  void aPoolThatIsClosed() {
    Scheduler scheduler = night();
    run(scheduler);
    lake.go("2026-04-29T07:00");
    run(scheduler);
    lake.go("2026-04-29T10:01");
    expect("register_day", Kind.LATE, "register@" + DATE, SlotState.DUE, "pool night 22:00-06:00");
  }

  @Test
  void aNightWithoutAScheduler() {
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(0);
    lake.go("2026-04-29T02:45");
    run(scheduler);
    expect("late", Kind.LATE, "late@" + DATE, SlotState.MISSED, "no scheduler ran at its time");
    expectFresh("cases");
  }

  @Test
  void aBadDayBefore() {
    Scheduler scheduler = night();
    run(scheduler, "cases", ErrorCode.SOURCE_UNREADABLE);
    lake.go("2026-04-30T02:30");
    run(scheduler);
    expect("diff", Kind.BLOCKED, "cases@" + DATE, SlotState.FAILED, "no");
  }

  @Test
  void aCalendarWithoutItsYear() {
    lake.go("2027-01-03T12:00");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(0);
    lake.go("2027-01-04T02:30");
    run(scheduler);
    lake.go("2027-01-04T05:31");
    expect("worked_day", Kind.LATE, "worked@2027-01-03", SlotState.WAITING, "calendar cn 2027");
    expectFresh("case_day");
  }
}
