package io.citylake.schedule;

import static io.citylake.schedule.ScheduleFixture.at;
import static io.citylake.schedule.ScheduleFixture.failed;
import static io.citylake.schedule.ScheduleFixture.names;
import static io.citylake.schedule.ScheduleFixture.passed;
import static io.citylake.schedule.ScheduleFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.schedule.DayRule;
import io.citylake.contract.schedule.InputDates;
import io.citylake.contract.schedule.Missed;
import io.citylake.contract.schedule.Pool;
import io.citylake.contract.schedule.Priority;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Change;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.store.SlotBoard;
import io.citylake.schedule.store.SlotStore;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TestScheduler {
  private final ScheduleFixture lake = new ScheduleFixture();

  @Test
  void runsWhatIsDueAndThenWhatReadsIt() {
    lake.job("cases", "30 2 * * *").step("day", "cases").step("screen", "cases", "day");
    Scheduler scheduler = lake.scheduler("p");
    assertThat(lake.look(scheduler, "2026-04-28T12:00")).as("what is new has no past").isEmpty();
    assertThat(lake.look(scheduler, "2026-04-29T02:29")).isEmpty();
    List<Slot> due = lake.look(scheduler, "2026-04-29T02:30");
    assertThat(names(due)).containsExactly("cases@2026-04-28");
    assertThat(due.get(0).businessDate()).isEqualTo(LocalDate.of(2026, 4, 28));
    assertThat(lake.slot("day", "2026-04-28").reason().text(Locale.ENGLISH))
        .isEqualTo("waits for t.cases");
    scheduler.ended(due.get(0), passed());
    assertThat(lake.runAll(scheduler)).containsExactly("day@2026-04-28", "screen@2026-04-28");
  }

  /** The step reads both, so its day is not over with the first of them. */
  @Test
  void aStepWaitsForAnInputWhoseTimeIsStillToCome() {
    lake.job("early", "0 2 * * *").job("late", "0 5 * * *").step("both", "early", "late");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    lake.go("2026-04-29T02:00");
    assertThat(lake.runAll(scheduler)).containsExactly("early@2026-04-28");
    assertThat(lake.slot("both", "2026-04-28").reason().text(Locale.ENGLISH))
        .isEqualTo("waits for t.late");
    lake.go("2026-04-29T05:00");
    assertThat(lake.runAll(scheduler)).containsExactly("late@2026-04-28", "both@2026-04-28");
  }

  @Test
  void aFailureHoldsBackOnlyWhatNeedsIt() {
    lake.job("cases", "0 2 * * *")
        .job("firms", "0 2 * * *")
        .step("case_day", "cases")
        .step("firm_day", "firms")
        .step("screen", "cases", "case_day");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    List<Slot> due = lake.look(scheduler, "2026-04-29T02:00");
    scheduler.ended(due.get(0), failed(ErrorCode.CONTRACT_INVALID));
    scheduler.ended(due.get(1), passed());
    assertThat(lake.runAll(scheduler)).containsExactly("firm_day@2026-04-28");
    assertThat(lake.state("cases", "2026-04-28")).isEqualTo(SlotState.FAILED);
    Slot screen = lake.slot("screen", "2026-04-28");
    assertThat(screen.state()).isEqualTo(SlotState.BLOCKED);
    assertThat(screen.reason().text(Locale.ENGLISH)).isEqualTo("needs t.cases, which failed");
    assertThat(screen.reason().text(Locale.CHINESE)).isEqualTo("依赖 t.cases，其已失败");

    assertThat(lake.control().retry(SlotId.SCHEDULE, List.of(task("cases")), SlotChoice.all()))
        .hasSize(1);
    assertThat(lake.runAll(scheduler))
        .containsExactly("cases@2026-04-28", "case_day@2026-04-28", "screen@2026-04-28");
  }

  @Test
  void triesAgainWhatMayPassAndNothingElse() {
    lake.job("cases", "0 2 * * *");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    Slot first = lake.look(scheduler, "2026-04-29T02:00").get(0);
    scheduler.ended(first, failed(ErrorCode.TABLE_BUSY));
    assertThat(lake.state("cases", "2026-04-28")).isEqualTo(SlotState.RETRYING);
    assertThat(lake.look(scheduler, "2026-04-29T02:00")).isEmpty();
    Slot second = lake.look(scheduler, "2026-04-29T02:01").get(0);
    scheduler.ended(second, failed(ErrorCode.TABLE_BUSY));
    assertThat(lake.look(scheduler, "2026-04-29T02:03")).isEmpty();
    Slot third = lake.look(scheduler, "2026-04-29T02:04").get(0);
    // Two more tries are declared.
    scheduler.ended(third, failed(ErrorCode.TABLE_BUSY));
    assertThat(lake.state("cases", "2026-04-28")).isEqualTo(SlotState.FAILED);

    Slot next = lake.look(scheduler, "2026-04-30T02:00").get(0);
    scheduler.ended(next, failed(ErrorCode.SOURCE_UNREADABLE));
    assertThat(lake.state("cases", "2026-04-29")).isEqualTo(SlotState.FAILED);
    assertThat(Scheduler.pause(1)).isEqualTo(Duration.ofMinutes(1));
    assertThat(Scheduler.pause(9)).isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void whatWasMissedIsDeclared() {
    lake.job("all", "0 2 * * *", Missed.ALL)
        .job("latest", "0 2 * * *", Missed.LATEST)
        .job("none", "0 2 * * *", Missed.NONE);
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    lake.go("2026-05-01T12:00");
    assertThat(names(scheduler.look(9).claimed()))
        .as("three nights without a scheduler")
        .containsExactly("all@2026-04-28", "latest@2026-04-30");
    for (String night : List.of("2026-04-28", "2026-04-29", "2026-04-30")) {
      assertThat(lake.state("none", night)).isEqualTo(SlotState.MISSED);
    }
    Slot missed = lake.slot("latest", "2026-04-28");
    assertThat(missed.state()).isEqualTo(SlotState.MISSED);
    assertThat(missed.reason().text(Locale.ENGLISH))
        .isEqualTo("no scheduler ran at its time (missed: latest)");
  }

  /** From Friday morning to Sunday: the month's last working day is among the days. */
  @Test
  void aDayOffIsNeverMissedAndNeverTheLatest() {
    lake.workedJob("month", "0 6 * * *", DayRule.parse("last-working-day"), Missed.LATEST)
        .workedJob("days", "0 6 * * *", DayRule.WORKING_DAYS, Missed.LATEST)
        .workedJob("none", "0 6 * * *", DayRule.WORKING_DAYS, Missed.NONE);
    lake.go("2026-01-30T05:00");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    assertThat(names(lake.look(scheduler, "2026-02-01T09:00")))
        .containsExactly("month@2026-01-29", "days@2026-01-29");
    assertThat(lake.state("none", "2026-01-29")).isEqualTo(SlotState.MISSED);
    for (String job : List.of("month", "days", "none")) {
      for (String weekend : List.of("2026-01-30", "2026-01-31")) {
        assertThat(lake.slot(job, weekend).state()).as(job).isEqualTo(SlotState.SKIPPED);
        assertThat(lake.slot(job, weekend).reason().text(Locale.ENGLISH))
            .isEqualTo("no day of calendar cn");
      }
    }
  }

  @Test
  void aClockThatJumpsWaitsForAPerson() {
    lake.job("cases", "0 2 * * *");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    assertThat(lake.held(scheduler, "2026-04-28T18:00")).isEmpty();
    assertThat(lake.held(scheduler, "2030-01-01T00:00")).contains(at("2026-04-28T18:00"));
    assertThat(lake.held(scheduler, "2026-04-28T11:00")).as("backwards too").isPresent();
    assertThat(lake.held(scheduler, "2026-04-28T18:01")).as("it came back").isEmpty();
    assertThat(lake.held(scheduler, "2026-04-29T03:00")).isPresent();
    lake.control().approveClock();
    assertThat(names(scheduler.look(9).claimed())).containsExactly("cases@2026-04-28");
  }

  @Test
  void skipsDaysOffAndWaitsForAYearWithoutHolidays() {
    lake.workedJob("cases", "0 2 * * *");
    lake.go("2026-04-30T12:00");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    assertThat(lake.look(scheduler, "2026-05-01T02:00")).isEmpty();
    Slot off = lake.slot("cases", "2026-04-30");
    assertThat(off.state()).isEqualTo(SlotState.SKIPPED);
    assertThat(off.reason().text(Locale.ENGLISH)).isEqualTo("no day of calendar cn");
    lake.go("2026-05-09T02:00");
    scheduler.look(9);
    assertThat(lake.state("cases", "2026-05-08"))
        .as("a worked Saturday")
        .isIn(SlotState.DUE, SlotState.RUNNING);
    assertThat(lake.state("cases", "2026-05-02")).as("a Sunday").isEqualTo(SlotState.SKIPPED);
    lake.go("2027-01-04T02:00");
    scheduler.look(0);
    Slot unknown = lake.slot("cases", "2027-01-03");
    assertThat(unknown.state()).isEqualTo(SlotState.WAITING);
    assertThat(unknown.reason().text(Locale.ENGLISH))
        .isEqualTo("calendar cn 2027: add the year's holidays to its file");
  }

  @Test
  void aPoolLetsOnlySoManyGo() {
    lake.pool("department", 2)
        .pooledJob("a", "0 2 * * *", "department")
        .pooledJob("b", "0 2 * * *", "department")
        .pooledJob("c", "0 2 * * *", "department")
        .job("d", "0 2 * * *");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    List<Slot> due = lake.look(scheduler, "2026-04-29T02:00");
    assertThat(names(due)).containsExactly("a@2026-04-28", "b@2026-04-28", "d@2026-04-28");
    scheduler.ended(due.get(0), passed());
    assertThat(names(scheduler.look(9).claimed())).containsExactly("c@2026-04-28");
  }

  @Test
  void oneRunOfAJobAtATime() {
    lake.job("cases", "0 2 * * *");
    Scheduler scheduler = lake.scheduler("p");
    Scheduler other = lake.scheduler("q");
    scheduler.look(9);
    List<Slot> first = lake.look(scheduler, "2026-04-29T02:00");
    lake.go("2026-04-30T02:00");
    assertThat(other.look(9).claimed()).isEmpty();
    scheduler.ended(first.get(0), passed());
    assertThat(names(other.look(9).claimed())).containsExactly("cases@2026-04-29");
  }

  @Test
  void givesBackWhatADeadProcessHadAndRefusesItsLateWord() {
    lake.job("cases", "0 2 * * *");
    Scheduler dead = lake.scheduler("p");
    Scheduler other = lake.scheduler("q");
    dead.look(9);
    Slot lost = lake.look(dead, "2026-04-29T02:00").get(0);
    assertThat(other.look(9).claimed()).isEmpty();
    lake.store.lose("p");
    Slot again = other.look(9).claimed().get(0);
    assertThat(again.id()).isEqualTo(lost.id());
    assertThat(dead.ended(lost, passed())).as("it was taken for dead").isEmpty();
    assertThat(lake.state("cases", "2026-04-28")).isEqualTo(SlotState.RUNNING);
    other.ended(again, passed());
    List<Change> changes = lake.store.change(board -> board.changes(lost.id()));
    assertThat(changes)
        .extracting(Change::to)
        .containsExactly(
            SlotState.WAITING,
            SlotState.DUE,
            SlotState.RUNNING,
            SlotState.DUE,
            SlotState.RUNNING,
            SlotState.OK);
  }

  /** A run that takes its process with it must not take every process, for ever. */
  @Test
  void aSlotThatKillsItsProcessesFailsInTheEnd() {
    lake.job("cases", "0 2 * * *");
    lake.scheduler("p0").look(9);
    lake.go("2026-04-29T02:00");
    for (int i = 0; i < 5; i++) {
      assertThat(lake.scheduler("p" + i).look(9).claimed()).hasSize(1);
      lake.store.lose("p" + i);
    }
    assertThat(lake.scheduler("q").look(9).claimed()).isEmpty();
    assertThat(lake.slot("cases", "2026-04-28").reason().text(Locale.ENGLISH))
        .isEqualTo("its process died, time 5");
  }

  @Test
  void aPausedJobHasNoSlotsUntilItIsResumed() {
    lake.job("cases", "0 2 * * *", Missed.LATEST).step("day", "cases");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    lake.control().pause(List.of(task("cases")));
    lake.go("2026-04-30T03:00");
    assertThat(scheduler.look(9).claimed()).isEmpty();
    lake.control().resume(List.of(task("cases")));
    assertThat(lake.runAll(scheduler)).containsExactly("cases@2026-04-29", "day@2026-04-29");
    assertThat(lake.state("cases", "2026-04-28")).isEqualTo(SlotState.MISSED);
  }

  @Test
  void peopleTriggerAndMarkSlotsAndAreNamed() {
    lake.job("cases", "0 2 * * *").step("day", "cases");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    lake.control().trigger(lake.tasks(), task("cases"), LocalDate.of(2026, 3, 31));
    assertThat(lake.runAll(scheduler)).containsExactly("cases@2026-03-31");
    Slot failed = lake.look(scheduler, "2026-04-29T02:00").get(0);
    scheduler.ended(failed, failed(ErrorCode.CONTRACT_INVALID));
    lake.control().mark(task("cases"), "2026-04-28", SlotState.SKIPPED);
    scheduler.look(9);
    assertThat(lake.state("day", "2026-04-28")).isEqualTo(SlotState.SKIPPED);
    List<Change> changes =
        lake.store.change(
            board -> board.changes(new SlotId(SlotId.SCHEDULE, task("cases"), "2026-04-28")));
    Change last = changes.get(changes.size() - 1);
    assertThat(last.by()).isEqualTo("wang");
    assertThat(last.reason().text(Locale.ENGLISH)).isEqualTo("by wang: for a reason");
    assertThatThrownBy(() -> lake.control().mark(task("cases"), "2020-01-01", SlotState.OK))
        .isInstanceOf(CityLakeException.class)
        .hasMessage(
            "Cannot find a slot of t.cases for 2020-01-01; see citylake schedule history t.cases");
    Slot running = lake.look(scheduler, "2026-04-30T02:00").get(0);
    assertThatThrownBy(
            () -> lake.control().trigger(lake.tasks(), task("cases"), running.businessDate()))
        .hasMessageContaining("Cannot make slot 2026-04-29 of t.cases due: it is running");
  }

  @Test
  void whatIsCancelledHasFailedWithoutAnotherTry() {
    lake.job("cases", "0 2 * * *").step("day", "cases");
    Scheduler scheduler = lake.scheduler("p");
    Scheduler other = lake.scheduler("q");
    scheduler.look(9);
    Slot running = lake.look(scheduler, "2026-04-29T02:00").get(0);
    lake.control().cancel(SlotId.SCHEDULE, task("cases"), SlotChoice.all());
    assertThat(other.look(9).cancelled()).as("it is another's").isEmpty();
    assertThat(scheduler.look(9).cancelled()).containsExactly(running.claim());
    assertThat(lake.slot("cases", "2026-04-28").reason().text(Locale.ENGLISH))
        .isEqualTo("being cancelled by wang: for a reason");
    // What it did ended with something that may pass; it is not tried again all the same.
    scheduler.ended(running, failed(ErrorCode.TABLE_BUSY));
    Slot cancelled = lake.slot("cases", "2026-04-28");
    assertThat(cancelled.state()).isEqualTo(SlotState.FAILED);
    assertThat(cancelled.reason().text(Locale.ENGLISH))
        .isEqualTo("cancelled by wang: for a reason");
    scheduler.look(9);
    assertThat(lake.state("day", "2026-04-28")).isEqualTo(SlotState.BLOCKED);
    assertThatThrownBy(
            () -> lake.control().cancel(SlotId.SCHEDULE, task("cases"), SlotChoice.all()))
        .hasMessage(
            "Cannot cancel t.cases: none of its slots runs or is about to; see citylake schedule"
                + " history t.cases");
    lake.control().retry(SlotId.SCHEDULE, List.of(task("cases")), SlotChoice.all());
    assertThat(lake.runAll(scheduler)).containsExactly("cases@2026-04-28", "day@2026-04-28");
  }

  @Test
  void whatIsDoneBeforeItIsStoppedIsDone() {
    lake.job("cases", "0 2 * * *");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    Slot running = lake.look(scheduler, "2026-04-29T02:00").get(0);
    lake.control().cancel(SlotId.SCHEDULE, task("cases"), SlotChoice.all());
    scheduler.ended(running, passed());
    assertThat(lake.state("cases", "2026-04-28")).isEqualTo(SlotState.OK);
  }

  @Test
  void whatWaitsForAnotherTryIsCancelledAtOnceAndWhatDiesMeanwhileToo() {
    lake.job("cases", "0 2 * * *").job("firms", "0 2 * * *");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    List<Slot> due = lake.look(scheduler, "2026-04-29T02:00");
    scheduler.ended(due.get(0), failed(ErrorCode.TABLE_BUSY));
    lake.control()
        .cancel(
            SlotId.SCHEDULE,
            task("cases"),
            new SlotChoice(Optional.of(LocalDate.of(2026, 4, 28)), Optional.empty()));
    assertThat(lake.state("cases", "2026-04-28")).isEqualTo(SlotState.FAILED);
    lake.control().cancel(SlotId.SCHEDULE, task("firms"), SlotChoice.all());
    lake.store.lose("p");
    assertThat(lake.scheduler("q").look(9).claimed()).isEmpty();
    assertThat(lake.slot("firms", "2026-04-28").reason().text(Locale.ENGLISH))
        .isEqualTo("cancelled by wang: for a reason");
  }

  @Test
  void whatIsUrgentBeginsFirstAndNothingIsPassedOverForEver() {
    lake.pool("department", 1)
        .urgentJob("low", "0 2 * * *", "department", Priority.LOWEST)
        .urgentJob("often", "*/10 2-5 * * *", "department", Priority.HIGHEST);
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    List<String> ran = new ArrayList<>();
    for (int minute = 0; minute <= 120; minute += 10) {
      String at = "2026-04-29T%02d:%02d".formatted(2 + minute / 60, minute % 60);
      List<Slot> claimed = lake.look(scheduler, at);
      assertThat(claimed).as("one place").hasSize(1);
      ran.add(claimed.get(0).id().task().job());
      scheduler.ended(claimed.get(0), passed());
    }
    assertThat(ran.subList(0, 12)).as("it waits for what is urgent").containsOnly("often");
    assertThat(ran.get(12)).as("but for two hours at most").isEqualTo("low");
  }

  @Test
  void aPoolWithHoursBeginsNothingOutsideThem() {
    lake.pool("night", 2, "22:00-06:00").pooledJob("a", "0 21 * * *", "night");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    assertThat(lake.look(scheduler, "2026-04-28T21:00")).isEmpty();
    Slot waiting = lake.slot("a", "2026-04-27");
    assertThat(waiting.state()).isEqualTo(SlotState.DUE);
    assertThat(waiting.reason().text(Locale.ENGLISH)).isEqualTo("waits for pool night 22:00-06:00");
    assertThat(scheduler.next()).as("it opens").contains(at("2026-04-28T22:00"));
    assertThat(lake.look(scheduler, "2026-04-28T21:59")).isEmpty();
    assertThat(names(lake.look(scheduler, "2026-04-28T22:00"))).containsExactly("a@2026-04-27");
    Pool.Hours day = Pool.Hours.parse("06:00-22:00");
    assertThat(day.contains(LocalTime.of(6, 0))).isTrue();
    assertThat(day.contains(LocalTime.of(22, 0))).isFalse();
    assertThat(Pool.Hours.parse("22:00-06:00").contains(LocalTime.of(5, 59))).isTrue();
  }

  @Test
  void aSlotWaitsForWhatHasToBeDelivered() {
    lake.arrivingJob("cases", "0 0 * * *").step("day", "cases");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    lake.lacking.put("cases", "1 of 3 files");
    assertThat(lake.look(scheduler, "2026-04-29T00:00")).isEmpty();
    Slot waiting = lake.slot("cases", "2026-04-28");
    assertThat(waiting.state()).isEqualTo(SlotState.WAITING);
    assertThat(waiting.reason().text(Locale.ENGLISH)).isEqualTo("waiting: inputs (1 of 3 files)");
    lake.lacking.put("cases", "landing/_SUCCESS");
    assertThat(lake.look(scheduler, "2026-04-29T03:00")).isEmpty();
    assertThat(lake.slot("cases", "2026-04-28").reason().detail()).isEqualTo("landing/_SUCCESS");
    List<Change> changes =
        lake.store.change(
            board -> board.changes(new SlotId(SlotId.SCHEDULE, task("cases"), "2026-04-28")));
    assertThat(changes).as("a look alone is no change").hasSize(1);
    lake.lacking.clear();
    assertThat(lake.runAll(scheduler)).containsExactly("cases@2026-04-28", "day@2026-04-28");
  }

  @Test
  void inputsOfOtherDatesAreWaitedForAndNamed() {
    lake.job("cases", "0 2 * * *")
        .datedJob("diff", "0 1 * * *", "cases", InputDates.YESTERDAY)
        .datedJob("month", "0 3 * * *", "cases", InputDates.MONTH);
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    lake.go("2026-04-29T03:00");
    Slot first = scheduler.look(1).claimed().get(0);
    assertThat(first.id().task()).as("what is new has no yesterday").isEqualTo(task("diff"));
    scheduler.ended(first, passed());
    Slot cases = scheduler.look(9).claimed().get(0);
    scheduler.ended(cases, failed(ErrorCode.CONTRACT_INVALID));
    scheduler.look(9);
    assertThat(lake.slot("month", "2026-04-28").reason().text(Locale.ENGLISH))
        .isEqualTo("needs t.cases of 2026-04-28, which failed");
    lake.go("2026-04-30T01:00");
    scheduler.look(9);
    assertThat(lake.slot("diff", "2026-04-29").reason().text(Locale.ENGLISH))
        .isEqualTo("needs t.cases of 2026-04-28, which failed");
    assertThat(lake.status().get("diff").cause().id().toString()).isEqualTo("t.cases@2026-04-28");
    lake.go("2026-04-30T03:00");
    lake.runAll(scheduler);
    assertThat(lake.state("month", "2026-04-29"))
        .as("a day of it lacks")
        .isEqualTo(SlotState.BLOCKED);
    lake.control().retry(SlotId.SCHEDULE, List.of(task("cases")), SlotChoice.all());
    assertThat(lake.runAll(scheduler))
        .containsExactlyInAnyOrder(
            "cases@2026-04-28", "diff@2026-04-29", "month@2026-04-28", "month@2026-04-29");
  }

  /** Else it would never run, and nobody would hear of it. */
  @Test
  void whatNeedsOtherDatesAloneHasASlotForEachOfTheirs() {
    lake.job("cases", "0 2 * * *")
        .datedStep("diff", "cases", InputDates.YESTERDAY)
        .datedStep("month", "cases", InputDates.MONTH)
        .step("screen", "diff");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    lake.go("2026-04-29T02:00");
    Slot cases = null;
    for (Slot slot : scheduler.look(9).claimed()) {
      cases = slot.id().task().equals(task("cases")) ? slot : cases;
      if (!slot.equals(cases)) {
        scheduler.ended(slot, passed());
      }
    }
    assertThat(lake.state("month", "2026-04-28"))
        .as("its date is one of them")
        .isEqualTo(SlotState.WAITING);
    scheduler.ended(cases, failed(ErrorCode.CONTRACT_INVALID));
    lake.go("2026-04-30T02:00");
    assertThat(lake.runAll(scheduler))
        .containsExactlyInAnyOrder("screen@2026-04-28", "cases@2026-04-29");
    assertThat(lake.slot("diff", "2026-04-29").reason().text(Locale.ENGLISH))
        .isEqualTo("needs t.cases of 2026-04-28, which failed");
    lake.control().retry(SlotId.SCHEDULE, List.of(task("cases")), SlotChoice.all());
    assertThat(lake.runAll(scheduler))
        .containsExactlyInAnyOrder(
            "cases@2026-04-28",
            "month@2026-04-28",
            "diff@2026-04-29",
            "month@2026-04-29",
            "screen@2026-04-29");
  }

  /** The hours of its date are part of the month. */
  @Test
  void whatNeedsTheMonthOfMomentsHasOneSlotForADayAfterAllOfIts() {
    lake.hourlyJob("often").datedStep("month", "often", InputDates.MONTH).step("screen", "month");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    lake.go("2026-04-28T23:00");
    assertThat(lake.runAll(scheduler)).hasSize(11).allMatch(each -> each.startsWith("often@"));
    lake.go("2026-04-29T00:00");
    assertThat(lake.runAll(scheduler)).endsWith("month@2026-04-28", "screen@2026-04-28").hasSize(3);
  }

  /** It ran without the day that the later input had yet to bring. */
  @Test
  void aStepWaitsForTheLatestOfItsInputsAlsoOfThoseOfTheMonth() {
    lake.job("early", "0 1 * * *")
        .job("late", "0 5 * * *")
        .datedStep("month", "late", InputDates.MONTH, "early")
        .step("screen", "month");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    lake.go("2026-04-29T01:00");
    assertThat(lake.runAll(scheduler)).containsExactly("early@2026-04-28");
    lake.go("2026-04-29T05:00");
    assertThat(lake.runAll(scheduler))
        .containsExactly("late@2026-04-28", "month@2026-04-28", "screen@2026-04-28");
  }

  @Test
  void aStepWaitsForWhatTheStepsOfItsMonthAreMadeOf() {
    lake.job("early", "0 1 * * *")
        .job("late", "0 5 * * *")
        .step("between", "late")
        .datedStep("month", "between", InputDates.MONTH, "early");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    lake.go("2026-04-29T01:00");
    assertThat(lake.runAll(scheduler)).containsExactly("early@2026-04-28");
    lake.go("2026-04-29T05:00");
    assertThat(lake.runAll(scheduler))
        .containsExactly("late@2026-04-28", "between@2026-04-28", "month@2026-04-28");
  }

  /** Each hour has its slot, and a later one makes good for an earlier that failed. */
  @Test
  void whatRunsHourlyHasASlotForEachHour() {
    lake.hourlyJob("hours").step("now", "hours");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    Slot first = lake.look(scheduler, "2026-04-28T13:00").get(0);
    assertThat(first.id().key()).isEqualTo("2026-04-28T05:00:00Z");
    scheduler.ended(first, failed(ErrorCode.CONTRACT_INVALID));
    Slot second = lake.look(scheduler, "2026-04-28T14:00").get(0);
    assertThat(lake.state("now", first.id().key())).isEqualTo(SlotState.BLOCKED);
    scheduler.ended(second, passed());
    assertThat(lake.runAll(scheduler)).containsExactly("now@2026-04-28T06:00:00Z");
  }

  /** Upkeep of half an hour must not have a load wait for a thread, nor wait for one itself. */
  @Test
  void upkeepHasAPlaceOfItsOwn() {
    lake.job("one", "0 2 * * *").job("two", "0 2 * * *").upkeep("0 2 * * *", "01:00-06:00");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    lake.go("2026-04-29T02:00");
    List<Slot> first = scheduler.look(1).claimed();
    assertThat(names(first)).containsExactlyInAnyOrder("one@2026-04-28", "maintain@2026-04-28");
    assertThat(scheduler.look(0).claimed()).isEmpty();
    assertThat(names(scheduler.look(1).claimed())).containsExactly("two@2026-04-28");
    for (Slot each : first) {
      scheduler.ended(each, passed());
    }
    lake.go("2026-04-30T02:00");
    assertThat(names(scheduler.look(0).claimed())).containsExactly("maintain@2026-04-29");
  }

  @Test
  void upkeepBeginsInItsHours() {
    lake.upkeep("0 12 * * *", "22:00-06:00");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    assertThat(lake.look(scheduler, "2026-04-29T12:00")).isEmpty();
    assertThat(scheduler.next()).contains(ScheduleFixture.at("2026-04-29T22:00"));
    assertThat(names(lake.look(scheduler, "2026-04-29T22:00")))
        .containsExactly("maintain@2026-04-28");
  }

  /** The slots that are there stay, and go by what is declared now. */
  @Test
  void takesOtherTasksBetweenTwoLooks() {
    ScheduleFixture before = lake.job("stays", "0 2 * * *").job("goes", "0 2 * * *");
    ScheduledTasks first = before.tasks();
    ScheduledTasks next =
        new ScheduleFixture().job("stays", "0 5 * * *").job("comes", "0 2 * * *").tasks();
    AtomicReference<ScheduledTasks> tasks = new AtomicReference<>(first);
    lake.store.enter("p");
    Scheduler scheduler =
        new Scheduler(
            lake.store, tasks::get, SchedulerSettings.ofSchedule("p"), lake.clock, Arrivals.none());
    scheduler.look(9);
    assertThat(lake.look(scheduler, "2026-04-29T01:00")).isEmpty();
    lake.go("2026-04-29T02:00");
    // All are due, and one runs.
    List<Slot> running = scheduler.look(1).claimed();
    assertThat(names(running)).containsExactly("stays@2026-04-28");
    assertThat(lake.state("goes", "2026-04-28")).isEqualTo(SlotState.DUE);

    tasks.set(next);
    assertThat(scheduler.look(9).claimed()).as("what is new has no past").isEmpty();
    assertThat(lake.slot("goes", "2026-04-28").reason().text(Locale.ENGLISH))
        .isEqualTo("the workspace doesn't schedule it any more");
    assertThat(lake.state("goes", "2026-04-28")).isEqualTo(SlotState.SKIPPED);
    scheduler.ended(running.get(0), passed());
    assertThat(lake.state("stays", "2026-04-28")).isEqualTo(SlotState.OK);

    assertThat(names(lake.look(scheduler, "2026-04-30T02:00"))).containsExactly("comes@2026-04-29");
    assertThat(names(lake.look(scheduler, "2026-04-30T05:00"))).containsExactly("stays@2026-04-29");
  }

  /** As where the database goes away between the two, or its answer is lost. */
  private static final class Breaking implements SlotStore {
    private final SlotStore store;

    /** After how many changes one fails; none before. */
    private int breaksAfter = -1;

    /** Whether the one that fails is kept all the same. */
    private boolean keeps;

    Breaking(SlotStore store) {
      this.store = store;
    }

    @Override
    public <T> T change(Function<SlotBoard, T> work) {
      boolean breaks = breaksAfter-- == 0;
      if (breaks && !keeps) {
        throw away();
      }
      T result = store.change(work);
      if (breaks) {
        throw away();
      }
      return result;
    }

    @Override
    public <T> T read(Function<SlotBoard, T> work) {
      return store.read(work);
    }

    private static CityLakeException away() {
      return new CityLakeException(ErrorCode.CATALOG_UNAVAILABLE, "away");
    }
  }

  private Scheduler breaking(Breaking store) {
    lake.store.enter("p");
    return new Scheduler(
        store,
        lake.tasks(),
        SchedulerSettings.ofSchedule("p"),
        lake.clock,
        slot -> Optional.ofNullable(lake.lacking.get(slot.id().task().job())));
  }

  @Test
  void whatWasClaimedAndNeverHandedOutIsClaimedAgain() {
    lake.job("cases", "0 2 * * *").arrivingJob("files", "0 2 * * *");
    Breaking store = new Breaking(lake.store);
    Scheduler scheduler = breaking(store);
    lake.lacking.put("files", "the file");
    scheduler.look(9);
    lake.go("2026-04-29T02:00");
    store.breaksAfter = 1;
    assertThatThrownBy(() -> scheduler.look(9)).hasMessage("away");
    assertThat(lake.state("cases", "2026-04-28")).isEqualTo(SlotState.RUNNING);
    List<Slot> again = scheduler.look(9).claimed();
    assertThat(names(again)).containsExactly("cases@2026-04-28");
    assertThat(scheduler.look(9).claimed()).as("it runs now").isEmpty();
    scheduler.ended(again.get(0), passed());
    assertThat(lake.state("cases", "2026-04-28")).isEqualTo(SlotState.OK);
  }

  @Test
  void whatWasClaimedByAChangeWhoseAnswerWasLostIsClaimedAgain() {
    lake.job("cases", "0 2 * * *");
    Breaking store = new Breaking(lake.store);
    Scheduler scheduler = breaking(store);
    scheduler.look(9);
    lake.go("2026-04-29T02:00");
    store.breaksAfter = 0;
    store.keeps = true;
    assertThatThrownBy(() -> scheduler.look(9)).hasMessage("away");
    assertThat(lake.state("cases", "2026-04-28")).isEqualTo(SlotState.RUNNING);
    assertThat(names(scheduler.look(9).claimed())).containsExactly("cases@2026-04-28");
  }

  /** As in a rolling restart: the scheduler that has the new job and the one that hasn't. */
  @Test
  void oneWhoseWorkspaceIsOlderLeavesANewJobAlone() {
    ScheduleFixture before = new ScheduleFixture().job("stays", "0 2 * * *");
    lake.job("stays", "0 2 * * *").arrivingJob("comes", "0 2 * * *");
    lake.store.enter("old");
    Scheduler old =
        new Scheduler(lake.store, before.tasks(), SchedulerSettings.ofSchedule("old"), lake.clock);
    Scheduler young = lake.scheduler("young");
    young.look(9);
    lake.lacking.put("comes", "the file");
    lake.go("2026-04-29T02:00");
    assertThat(names(young.look(9).claimed())).containsExactly("stays@2026-04-28");
    Slot waiting = lake.slot("comes", "2026-04-28");
    old.look(9);
    assertThat(lake.slot("comes", "2026-04-28")).isEqualTo(waiting);
    lake.lacking.clear();
    List<Slot> comes = young.look(9).claimed();
    assertThat(names(comes)).containsExactly("comes@2026-04-28");
    young.ended(comes.get(0), failed(ErrorCode.TABLE_BUSY));
    old.look(9);
    assertThat(lake.state("comes", "2026-04-28")).isEqualTo(SlotState.RETRYING);
    lake.store.lose("young");
    old.look(9);
    assertThat(lake.state("comes", "2026-04-28"))
        .as("nobody is left who has it")
        .isEqualTo(SlotState.SKIPPED);
  }

  /** Two that lack it for good say so once a day has passed. */
  @Test
  void whatNobodyDeclaresIsNotWaitedForForEver() {
    lake.arrivingJob("goes", "0 2 * * *");
    lake.lacking.put("goes", "the file");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    lake.look(scheduler, "2026-04-29T02:00");
    ScheduledTasks without = new ScheduleFixture().job("stays", "0 2 * * *").tasks();
    lake.store.enter("q");
    Scheduler other =
        new Scheduler(lake.store, without, SchedulerSettings.ofSchedule("q"), lake.clock);
    lake.look(other, "2026-04-30T02:00");
    assertThat(lake.state("goes", "2026-04-28")).isEqualTo(SlotState.WAITING);
    lake.look(other, "2026-04-30T02:01");
    assertThat(lake.state("goes", "2026-04-28")).isEqualTo(SlotState.SKIPPED);
  }

  @Test
  void aJobWithoutAScheduleIsNotTriggered() {
    lake.job("cases", "0 2 * * *");
    LocalDate day = LocalDate.of(2026, 3, 31);
    assertThatThrownBy(() -> lake.control().trigger(lake.tasks(), task("byhand"), day))
        .isInstanceOf(CityLakeException.class)
        .hasMessage(
            "Cannot trigger t.byhand: the workspace doesn't schedule it, so that no scheduler would"
                + " run it; run it by citylake run t.byhand --date 2026-03-31, or give it a"
                + " schedule");
  }

  /** Who asked for a day off, or for a step none of whose inputs ran, asks again for the same. */
  @Test
  void aRetryAsksForNoCalendarAndNoDelivery() {
    lake.workedJob("cases", "0 2 * * *").step("day", "cases").arrivingJob("files", "0 2 1 * *");
    lake.go("2026-04-30T12:00");
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    lake.lacking.put("files", "the file");
    lake.look(scheduler, "2026-05-01T02:00");
    LocalDate off = LocalDate.of(2026, 4, 30);
    assertThat(lake.state("cases", "2026-04-30")).isEqualTo(SlotState.SKIPPED);
    assertThat(lake.state("day", "2026-04-30")).isEqualTo(SlotState.SKIPPED);
    for (String name : List.of("cases", "day", "files")) {
      lake.control().trigger(lake.tasks(), task(name), off);
      Slot slot = scheduler.look(9).claimed().get(0);
      scheduler.ended(slot, failed(ErrorCode.CONTRACT_INVALID));
      lake.control().retry(SlotId.SCHEDULE, List.of(task(name)), SlotChoice.all());
      List<Slot> again = scheduler.look(9).claimed();
      assertThat(names(again)).containsExactly(name + "@2026-04-30");
      scheduler.ended(again.get(0), failed(ErrorCode.CONTRACT_INVALID));
      lake.control().mark(task(name), "2026-04-30", SlotState.SKIPPED);
    }
  }
}
