package io.citylake.schedule;

import static io.citylake.schedule.ScheduleFixture.failed;
import static io.citylake.schedule.ScheduleFixture.passed;
import static io.citylake.schedule.ScheduleFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.schedule.Cron;
import io.citylake.contract.schedule.InputDates;
import io.citylake.contract.schedule.Missed;
import io.citylake.contract.schedule.Pool;
import io.citylake.contract.schedule.Schedule;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import io.citylake.schedule.Backfill.Again;
import io.citylake.schedule.Backfill.LeftOut;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Reason;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TestBackfill {
  private static final LocalDate FROM = LocalDate.of(2026, 3, 1);
  private static final LocalDate BAD = LocalDate.of(2026, 3, 7);

  private final ScheduleFixture lake = new ScheduleFixture().job("cases", "0 2 * * *");
  private final ScheduledTasks tasks =
      new ScheduledTasks(
          List.of(
              new ScheduledTask(
                  task("cases"), 0, new TableName("t", "cases"), null, null, List.of(), null),
              new ScheduledTask(
                  task("day"),
                  1,
                  new TableName("t", "day"),
                  null,
                  null,
                  List.of(task("cases")),
                  null)),
          Map.of(),
          ScheduleFixture.ZONE);
  private final Backfill backfill =
      new Backfill(lake.store, tasks, lake.dates(FROM, FROM.plusDays(29)), lake.clock);

  private Scheduler scheduler(String process) {
    lake.store.enter(process, backfill.series());
    return new Scheduler(
        lake.store,
        tasks,
        new SchedulerSettings(backfill.series(), process, SchedulerSettings.ANY_JUMP),
        lake.clock);
  }

  private List<String> run(Scheduler scheduler, LocalDate bad) {
    List<String> ran = new ArrayList<>();
    while (true) {
      List<Slot> claimed = scheduler.look(2).claimed();
      if (claimed.isEmpty()) {
        return ran;
      }
      for (Slot slot : claimed) {
        ran.add(slot.id().task().job() + " " + slot.businessDate());
        boolean fails = slot.businessDate().equals(bad) && slot.id().task().equals(task("cases"));
        scheduler.ended(slot, fails ? failed(ErrorCode.SOURCE_UNREADABLE) : passed());
      }
    }
  }

  private long count(SlotState state) {
    return backfill.plan().stream().filter(each -> each.state() == state).count();
  }

  /** A month's table is made once a month, after all of its days. */
  @Test
  void whatHasFewerDatesIsRunForThose() {
    ScheduleFixture months =
        new ScheduleFixture()
            .job("cases", "0 2 * * *")
            .datedJob("month", "0 6 1 * *", "cases", InputDates.MONTH)
            .step("screen", "month");
    Backfill quarter =
        new Backfill(
            months.store,
            months.tasks(),
            months.dates(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 3, 31)),
            months.clock);
    assertThat(quarter.plan()).hasSize(96);
    List<String> planned =
        quarter.plan().stream()
            .filter(each -> !each.id().task().equals(task("cases")))
            .map(each -> each.id().toString())
            .toList();
    assertThat(planned)
        .containsExactly(
            "t.month@2026-01-31",
            "t.screen@2026-01-31",
            "t.month@2026-02-28",
            "t.screen@2026-02-28",
            "t.month@2026-03-31",
            "t.screen@2026-03-31");
    quarter.begin("wang", Again.FAILED_ONLY);
    months.store.enter("p");
    Scheduler scheduler =
        new Scheduler(
            months.store,
            months.tasks(),
            new SchedulerSettings(quarter.series(), "p", SchedulerSettings.ANY_JUMP),
            months.clock);
    List<String> ran = run(scheduler, LocalDate.of(2026, 2, 7));
    assertThat(ran).hasSize(94).contains("month 2026-01-31", "screen 2026-03-31");
    assertThat(ran.indexOf("month 2026-01-31")).isGreaterThan(ran.indexOf("cases 2026-01-31"));
    assertThat(quarter.plan().stream().filter(each -> Backfill.runs(each, Again.FAILED_ONLY)))
        .as("a day of February failed, and what needs it")
        .extracting(each -> each.id().toString())
        .containsExactly("t.cases@2026-02-07", "t.month@2026-02-28", "t.screen@2026-02-28");
    quarter.begin("wang", Again.FAILED_ONLY);
    assertThat(run(scheduler, LocalDate.EPOCH))
        .containsExactly("cases 2026-02-07", "month 2026-02-28", "screen 2026-02-28");
  }

  /** A holiday and a weekend have no business date of their own; the make-up day has. */
  @Test
  void runsOnlyTheDatesOfTheCalendarUnlessToldAllOfThem() {
    ScheduleFixture worked =
        new ScheduleFixture()
            .workedJob("cases", "0 2 * * *")
            .job("month", "0 6 1 * *")
            .step("day", "cases");
    BackfillDates dates = worked.dates(LocalDate.of(2026, 4, 29), LocalDate.of(2026, 5, 9));
    Backfill scheduled = new Backfill(worked.store, worked.tasks(), dates, worked.clock);
    List<String> cases =
        List.of("04-29", "05-03", "05-04", "05-05", "05-06", "05-07", "05-08").stream()
            .flatMap(each -> List.of("cases@2026-" + each, "day@2026-" + each).stream())
            .toList();
    assertThat(ScheduleFixture.names(scheduled.plan()))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(cases.stream(), Stream.of("month@2026-04-30")).toList());
    assertThat(scheduled.leftOut())
        .containsExactly(
            new LeftOut(task("cases"), 0, 4, "cn"), new LeftOut(task("month"), 10, 0, ""));

    Backfill each = new Backfill(worked.store, worked.tasks(), worked.eachOf(dates), worked.clock);
    assertThat(each.plan()).hasSize(33);
    assertThat(each.leftOut()).isEmpty();
    assertThat(each.series()).isNotEqualTo(scheduled.series());
  }

  /** Begun when the calendar was another, or before a backfill asked any. */
  @Test
  void leavesOutWhatItBeganWithAndHasNoMomentAnyMore() {
    ScheduleFixture worked = new ScheduleFixture().workedJob("cases", "0 2 * * *");
    BackfillDates dates = worked.dates(LocalDate.of(2026, 4, 29), LocalDate.of(2026, 5, 9));
    Backfill begun = new Backfill(worked.store, worked.tasks(), dates, worked.clock);
    Instant now = worked.clock.instant();
    Map<LocalDate, SlotState> before =
        Map.of(
            LocalDate.of(2026, 5, 1), SlotState.WAITING,
            LocalDate.of(2026, 5, 2), SlotState.FAILED,
            LocalDate.of(2026, 5, 9), SlotState.OK);
    before.forEach(
        (date, state) -> {
          SlotId id = new SlotId(begun.series(), task("cases"), date.toString());
          Slot old = Slot.waiting(id, date, now);
          if (state != SlotState.WAITING) {
            old = old.due(Reason.none(), now).running("p", now).to(state, Reason.none());
          }
          Slot added = old;
          worked.store.change(board -> board.add(added, "before", now));
        });
    begun.begin("wang", Again.FAILED_ONLY);
    List<Slot> found =
        worked.store.change(
            board -> board.ofDates(begun.series(), task("cases"), dates.from(), dates.to()));
    assertThat(found)
        .filteredOn(each -> before.containsKey(each.businessDate()))
        .extracting(each -> each.id().key() + " " + each.state())
        .containsExactlyInAnyOrder("2026-05-01 skipped", "2026-05-02 skipped", "2026-05-09 ok");
  }

  @Test
  void whatNeedsOtherDatesAloneHasThoseOfItsInputs() {
    ScheduleFixture worked =
        new ScheduleFixture()
            .workedJob("cases", "0 2 * * *")
            .datedStep("diff", "cases", InputDates.YESTERDAY);
    BackfillDates dates = worked.dates(LocalDate.of(2026, 4, 29), LocalDate.of(2026, 5, 3));
    assertThat(
            ScheduleFixture.names(
                new Backfill(worked.store, worked.tasks(), dates, worked.clock).plan()))
        .containsExactly(
            "cases@2026-04-29", "diff@2026-04-29", "cases@2026-05-03", "diff@2026-05-03");
  }

  @Test
  void guessesNoHolidaysOfAYear() {
    ScheduleFixture worked = new ScheduleFixture().workedJob("cases", "0 2 * * *");
    BackfillDates dates = worked.dates(LocalDate.of(2024, 5, 1), LocalDate.of(2024, 5, 2));
    Backfill unknown = new Backfill(worked.store, worked.tasks(), dates, worked.clock);
    assertThatThrownBy(unknown::plan)
        .hasMessageContaining("t.cases has 2024-05-01: calendar cn has no holidays")
        .hasMessageContaining("--all-dates")
        .extracting(e -> ((CityLakeException) e).code())
        .isEqualTo(ErrorCode.BACKFILL_DAY_UNKNOWN);
    assertThat(
            new Backfill(worked.store, worked.tasks(), worked.eachOf(dates), worked.clock).plan())
        .hasSize(2);
  }

  /** DolphinScheduler #15835: after one date fails the later ones are never made. */
  @Test
  void oneBadDayStopsNoOtherAndIsTheOnlyOneTriedAgain() {
    assertThat(backfill.plan()).hasSize(60);
    backfill.begin("wang", Again.FAILED_ONLY);
    assertThat(run(scheduler("p"), BAD)).hasSize(59);
    assertThat(count(SlotState.OK)).isEqualTo(58);
    assertThat(count(SlotState.FAILED)).isEqualTo(1);
    assertThat(count(SlotState.BLOCKED)).isEqualTo(1);
    assertThat(backfill.hasRun()).isFalse();

    backfill.begin("wang", Again.FAILED_ONLY);
    assertThat(run(scheduler("q"), FROM.minusDays(1)))
        .containsExactly("cases " + BAD, "day " + BAD);
    assertThat(backfill.hasRun()).isTrue();
    backfill.begin("wang", Again.FAILED_ONLY);
    assertThat(run(scheduler("r"), BAD)).isEmpty();
    backfill.begin("wang", Again.EVERYTHING);
    assertThat(run(scheduler("s"), FROM.minusDays(1))).hasSize(60);
  }

  @Test
  void goesOnWhereAKillLeftIt() {
    backfill.begin("wang", Again.FAILED_ONLY);
    Scheduler killed = scheduler("p");
    Slot passed = killed.look(1).claimed().get(0);
    killed.ended(passed, passed());
    Slot lost = killed.look(1).claimed().get(0);
    lake.store.lose("p");
    backfill.begin("wang", Again.FAILED_ONLY);
    List<String> ran = run(scheduler("q"), FROM.minusDays(1));
    assertThat(ran).hasSize(59).contains(lost.id().task().job() + " " + lost.businessDate());
    assertThat(ran).doesNotContain(passed.id().task().job() + " " + passed.businessDate());
    assertThat(backfill.hasRun()).isTrue();
  }

  /** A department's database bears so many connections, whoever asks. */
  @Test
  void keepsToThePoolsOfItsJobs() {
    Schedule pooled =
        new Schedule(
            Cron.parse("@daily"), ScheduleFixture.ZONE, null, Missed.ALL, null, 3, "department");
    List<ScheduledTask> both = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      both.add(
          new ScheduledTask(
              task(name), 0, new TableName("t", name), pooled, null, List.of(), null));
    }
    ScheduledTasks few =
        new ScheduledTasks(both, Map.of("department", new Pool(1, null)), ScheduleFixture.ZONE);
    Backfill other = new Backfill(lake.store, few, lake.dates(FROM, FROM), lake.clock);
    other.begin("wang", Again.FAILED_ONLY);
    lake.store.enter("p");
    SchedulerSettings settings =
        new SchedulerSettings(other.series(), "p", SchedulerSettings.ANY_JUMP);
    Scheduler scheduler = new Scheduler(lake.store, few, settings, lake.clock);
    assertThat(scheduler.look(9).claimed()).hasSize(1);
    assertThat(scheduler.look(9).claimed()).isEmpty();
  }

  @Test
  void theDaysOwnSlotsComeFirst() {
    Scheduler schedule = lake.scheduler("p");
    schedule.look(0);
    lake.go("2026-04-29T02:00");
    schedule.look(0);
    backfill.begin("wang", Again.FAILED_ONLY);
    assertThat(scheduler("q").look(9).claimed()).isEmpty();
    Slot own = schedule.look(9).claimed().get(0);
    assertThat(scheduler("q").look(9).claimed()).isEmpty();
    schedule.ended(own, passed());
    assertThat(scheduler("q").look(9).claimed()).hasSize(1);
  }

  /** What a killed backfill ran is given back by whoever looks, so that it holds no table. */
  @Test
  void oneThatWasKilledHoldsNoTableOfTheSchedule() {
    Scheduler schedule = lake.scheduler("p");
    schedule.look(9);
    backfill.begin("wang", Again.FAILED_ONLY);
    assertThat(scheduler("q").look(1).claimed()).hasSize(1);
    assertThat(lake.look(schedule, "2026-04-29T02:00")).as("its table is taken").isEmpty();
    lake.store.lose("q");
    assertThat(ScheduleFixture.names(schedule.look(9).claimed()))
        .containsExactly("cases@2026-04-28");
  }

  /** What is due by the schedule holds its table only while somebody may run it. */
  @Test
  void waitsForNoSlotThatNobodyRuns() {
    Scheduler schedule = lake.scheduler("p");
    schedule.look(9);
    lake.go("2026-04-29T02:00");
    schedule.look(0);
    assertThat(lake.state("cases", "2026-04-28")).isEqualTo(SlotState.DUE);
    backfill.begin("wang", Again.FAILED_ONLY);
    assertThat(scheduler("q").look(9).claimed()).isEmpty();
    lake.store.lose("p");
    assertThat(scheduler("q").look(9).claimed()).hasSize(1);
  }
}
