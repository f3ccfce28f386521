package io.citylake.schedule;

import static io.citylake.schedule.ScheduleFixture.at;
import static io.citylake.schedule.ScheduleFixture.failed;
import static io.citylake.schedule.ScheduleFixture.passed;
import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.model.ErrorCode;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.status.Standing;
import io.citylake.schedule.status.Standing.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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
}
