package io.citylake.schedule;

import static io.citylake.schedule.ScheduleFixture.at;
import static io.citylake.schedule.ScheduleFixture.failed;
import static io.citylake.schedule.ScheduleFixture.passed;
import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.schedule.InputDates;
import io.citylake.model.ErrorCode;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.status.Standing;
import io.citylake.schedule.status.Standing.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each slot has three hours from its time. */
class TestStatusReport {
  private final ScheduleFixture lake =
      new ScheduleFixture()
          .job("cases", "0 2 * * *")
          .job("firms", "0 2 * * *")
          .step("day", "cases")
          .step("screen", "cases", "day", "firms");

  private static @Nullable String cause(Standing standing) {
    Slot cause = standing.cause();
    return cause == null ? null : cause.id().toString();
  }

  private Kind kind(String task) {
    return lake.status().get(task).kind();
  }

  @Test
  void saysWhereNobodyEverLooked() {
    assertThat(kind("cases")).isEqualTo(Kind.UNKNOWN);
  }

  @Test
  void allIsFreshOnceTheDayHasRun() {
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    lake.go("2026-04-29T02:00");
    lake.runAll(scheduler);
    assertThat(lake.status().values()).extracting(Standing::kind).containsOnly(Kind.FRESH);
  }

  @Test
  void namesTheOneFailureThatHoldsTheOthersBack() {
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    List<Slot> due = lake.look(scheduler, "2026-04-29T02:00");
    scheduler.ended(due.get(0), failed(ErrorCode.CONTRACT_INVALID));
    scheduler.ended(due.get(1), passed());
    scheduler.look(9);
    Map<String, Standing> status = lake.status();
    assertThat(status.get("cases").kind()).isEqualTo(Kind.FAILING);
    assertThat(status.get("firms").kind()).isEqualTo(Kind.FRESH);
    for (String held : List.of("day", "screen")) {
      assertThat(status.get(held).kind()).isEqualTo(Kind.BLOCKED);
      assertThat(cause(status.get(held))).isEqualTo("t.cases@2026-04-28");
      assertThat(status.get(held).since()).isEqualTo(at("2026-04-29T02:00"));
    }
    // A day that failed is not made good by the next one.
    lake.go("2026-04-30T02:00");
    lake.runAll(scheduler);
    assertThat(kind("cases")).isEqualTo(Kind.FAILING);
  }

  @Test
  void isLateAlsoWhereItNeverBegan() {
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    lake.go("2026-04-29T05:00");
    assertThat(kind("cases")).isEqualTo(Kind.UNKNOWN);
    lake.go("2026-04-29T05:01");
    Standing cases = lake.status().get("cases");
    assertThat(cases.kind()).isEqualTo(Kind.LATE);
    assertThat(cases.since()).isEqualTo(at("2026-04-29T05:00"));
  }

  @Test
  void isLateWhereItNeverEndsAndSoIsWhatNeedsIt() {
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    lake.look(scheduler, "2026-04-29T02:00");
    lake.go("2026-04-29T06:00");
    Map<String, Standing> status = lake.status();
    assertThat(status.get("cases").kind()).isEqualTo(Kind.LATE);
    assertThat(status.get("screen").kind()).isEqualTo(Kind.LATE);
    assertThat(cause(status.get("screen"))).isEqualTo("t.cases@2026-04-28");
  }

  /** Two hours are usual for each: begun at two, the second can't be there by five. */
  @Test
  void isAtRiskOnceThePathTakesTooLong() {
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    List<Slot> due = lake.look(scheduler, "2026-04-29T02:00");
    lake.go("2026-04-29T04:00");
    due.forEach(each -> scheduler.ended(each, passed()));
    Slot day = scheduler.look(9).claimed().get(0);
    lake.go("2026-04-29T06:00");
    scheduler.ended(day, passed());
    lake.runAll(scheduler);
    lake.go("2026-04-30T02:00");
    scheduler.look(9);
    Map<String, Standing> status = lake.status();
    assertThat(status.get("cases").kind()).isEqualTo(Kind.FRESH);
    assertThat(status.get("cases").expected()).isEqualTo(at("2026-04-30T04:00"));
    assertThat(status.get("day").kind()).isEqualTo(Kind.AT_RISK);
    assertThat(status.get("day").expected()).isEqualTo(at("2026-04-30T06:00"));
    assertThat(status.get("day").due()).isEqualTo(at("2026-04-30T05:00"));
    assertThat(cause(status.get("day"))).isEqualTo("t.cases@2026-04-29");
  }

  /** With a day's deadline the next day's slot is there when the first one's deadline passes. */
  @Test
  void aDayIsLateHoweverManyDaysCameAfterIt() {
    ScheduleFixture days =
        new ScheduleFixture()
            .deadline(Duration.ofDays(1))
            .arrivingJob("cases", "0 2 * * *")
            .step("day", "cases");
    Scheduler scheduler = days.scheduler("p");
    scheduler.look(9);
    days.lacking.put("cases", "the file");
    days.look(scheduler, "2026-04-29T02:00");
    assertThat(days.status().get("cases").kind()).isEqualTo(Kind.FRESH);
    for (String morning : List.of("2026-04-30T03:00", "2026-05-01T03:00", "2026-05-02T03:00")) {
      days.look(scheduler, morning);
    }
    for (String late : List.of("cases", "day")) {
      Standing standing = days.status().get(late);
      assertThat(standing.kind()).as(late).isEqualTo(Kind.LATE);
      assertThat(cause(standing)).isEqualTo("t.cases@2026-04-28");
      assertThat(standing.since()).isEqualTo(at("2026-04-30T02:00"));
    }
  }

  /** Each hour's slot has an hour; a later one that has run makes good for it. */
  @Test
  void aMomentIsLateUntilALaterOneHasRun() {
    ScheduleFixture hours =
        new ScheduleFixture().deadline(Duration.ofHours(1)).hourlyJob("often").step("now", "often");
    Scheduler scheduler = hours.scheduler("p");
    scheduler.look(9);
    Slot first = hours.look(scheduler, "2026-04-28T13:00").get(0);
    List<Slot> later = hours.look(scheduler, "2026-04-28T14:00");
    hours.look(scheduler, "2026-04-28T14:30");
    Standing often = hours.status().get("often");
    assertThat(often.kind()).isEqualTo(Kind.LATE);
    assertThat(often.since()).isEqualTo(at("2026-04-28T14:00"));
    assertThat(cause(often)).isEqualTo(first.id().toString());
    assertThat(cause(hours.status().get("now"))).isEqualTo(first.id().toString());
    scheduler.ended(first, passed());
    assertThat(hours.status().get("often").kind())
        .as("the later one, by what the first took")
        .isEqualTo(Kind.AT_RISK);
    assertThat(later).as("one run of a table at a time").isEmpty();
  }

  /** Each step needs all before it, so that there are 2^40 ways from the last to the first. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void asksOfEachSlotOnce() {
    ScheduleFixture chain = new ScheduleFixture().job("s0", "0 2 * * *");
    List<String> before = new ArrayList<>(List.of("s0"));
    for (int i = 1; i <= 40; i++) {
      chain.step("s" + i, before.toArray(String[]::new));
      before.add("s" + i);
    }
    Scheduler scheduler = chain.scheduler("p");
    scheduler.look(9);
    chain.look(scheduler, "2026-04-29T02:00");
    assertThat(chain.status().get("s40").expected()).isEqualTo(at("2026-04-29T02:00"));
  }

  @Test
  void whatIsPausedIsNotLateForHavingNoSlot() {
    Scheduler scheduler = lake.scheduler("p");
    scheduler.look(9);
    lake.control().pause(List.of(ScheduleFixture.task("cases")));
    lake.go("2026-04-29T06:00");
    assertThat(kind("cases")).isEqualTo(Kind.UNKNOWN);
    assertThat(kind("firms")).isEqualTo(Kind.LATE);
  }

  /** A month's slot of the end of May needs its days, and thirty more came after the first. */
  /** The morning's failure is more than thirty quarters of an hour ago in the evening. */
  @Test
  void aDaysCauseIsFoundHoweverManyMomentsCameAfterIt() {
    ScheduleFixture quarters =
        new ScheduleFixture().job("often", "*/15 * * * *").timedStep("day", "0 2 * * *", "often");
    Scheduler scheduler = quarters.scheduler("p");
    quarters.clock.set(ScheduleFixture.at("2026-04-28T00:00"));
    scheduler.look(0);
    quarters.go("2026-04-29T02:00");
    Slot failing = null;
    for (boolean ran = true; ran; ) {
      ran = false;
      for (Slot slot : scheduler.look(200).claimed()) {
        ran = true;
        if (ScheduleFixture.names(List.of(slot)).contains("often@2026-04-28T16:00:00Z")) {
          failing = slot;
          scheduler.ended(slot, failed(ErrorCode.CONTRACT_INVALID));
        } else {
          scheduler.ended(slot, passed());
        }
      }
    }
    quarters.go("2026-04-29T23:30");
    quarters.runAll(scheduler);
    assertThat(failing).isNotNull();
    assertThat(quarters.state("day", "2026-04-28")).isEqualTo(SlotState.BLOCKED);
    assertThat(quarters.status().get("day").cause().id()).isEqualTo(failing.id());
  }

  @Test
  void aMonthsCauseIsFoundHoweverLongAgo() {
    ScheduleFixture months =
        new ScheduleFixture()
            .job("cases", "0 2 * * *")
            .datedJob("month", "0 6 5 * *", "cases", InputDates.MONTH);
    months.go("2026-06-01T12:00");
    Scheduler scheduler = months.scheduler("p");
    scheduler.look(9);
    List<Slot> first = months.look(scheduler, "2026-06-02T02:00");
    scheduler.ended(first.get(0), failed(ErrorCode.CONTRACT_INVALID));
    months.go("2026-06-05T06:00");
    months.runAll(scheduler);
    assertThat(cause(months.status().get("month"))).isEqualTo("t.cases@2026-06-01");
    months.go("2026-07-04T03:00");
    months.runAll(scheduler);
    assertThat(cause(months.status().get("month"))).isEqualTo("t.cases@2026-06-01");
  }
}
