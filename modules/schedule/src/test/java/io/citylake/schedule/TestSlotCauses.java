package io.citylake.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.BrokenFiles;
import io.citylake.contract.Workspace;
import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.map.CityMap;
import io.citylake.contract.policy.Policies;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.model.ErrorCode;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.model.Tally;
import io.citylake.schedule.alert.cause.Cause;
import io.citylake.schedule.alert.cause.CauseSource.Found;
import io.citylake.schedule.alert.cause.SlotCauses;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotState;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of many tasks that suffer one slot is told of, from when it is seen until it has arrived. */
class TestSlotCauses {
  private static final String LEVELS = "slot:t.levels@2026-04-28";

  @TempDir private Path home;
  private final ScheduleFixture lake =
      new ScheduleFixture()
          .job("levels", "30 2 * * *")
          .step("areas", "levels")
          .step("screen", "levels", "areas")
          .hourlyJob("often");
  private CatalogDatabase database;
  private RunLedger ledger;

  @BeforeEach
  void open() {
    database = new CatalogDatabase(LocalLake.settings(home).catalog());
    ledger = RunLedger.open(database);
    lake.look(lake.scheduler("p"), "2026-04-28T12:00");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Found look(String... open) {
    Workspace workspace =
        new Workspace(
            home,
            LocalLake.settings(home),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            CityMap.none(),
            Policies.none(),
            BrokenFiles.none());
    return new SlotCauses(lake.store, lake.tasks(), workspace, ledger)
        .look(List.of(open), lake.clock.instant());
  }

  /** The cause of levels, which the hourly job is not part of. */
  private Optional<Cause> levels(Found found) {
    return found.causes().stream().filter(each -> each.task().equals("t.levels")).findFirst();
  }

  private Slot claim(Scheduler scheduler, String name, String local) {
    return lake.look(scheduler, local).stream()
        .filter(each -> each.id().task().job().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatAFailureHoldsBackIsItsOwn() {
    Scheduler scheduler = lake.scheduler("p");
    Slot slot = claim(scheduler, "levels", "2026-04-29T02:31");
    scheduler.ended(slot, ScheduleFixture.failed(ErrorCode.AUDIT_BLOCKED));
    lake.look(scheduler, "2026-04-29T02:32");
    Cause cause = levels(look()).orElseThrow();
    assertThat(cause.key()).isEqualTo(LEVELS);
    assertThat(cause.kind()).isEqualTo(AlertKind.FAILED);
    assertThat(cause.words().en()).contains("failed: no", "holds back t.areas, t.screen");
    assertThat(cause.words().zh()).contains("失败", "影响 t.areas, t.screen");
    assertThat(cause.look()).isEqualTo("citylake logs r2");
    assertThat(look().causes()).extracting(Cause::task).doesNotContain("t.areas", "t.screen");
  }

  /** Being run again is no recovery. */
  @Test
  void isOverOnceItHasArrivedAndNotBefore() {
    Scheduler scheduler = lake.scheduler("p");
    Slot slot = claim(scheduler, "levels", "2026-04-29T02:31");
    scheduler.ended(slot, ScheduleFixture.failed(ErrorCode.AUDIT_BLOCKED));
    lake.control().retry("schedule", List.of(ScheduleFixture.task("levels")), SlotChoice.all());
    assertThat(levels(look(LEVELS))).isEmpty();
    assertThat(look(LEVELS).over()).isEmpty();
    Slot again = claim(scheduler, "levels", "2026-04-29T02:40");
    assertThat(look(LEVELS).over()).isEmpty();
    scheduler.ended(again, ScheduleFixture.passed());
    assertThat(look(LEVELS).over()).containsExactly(LEVELS);
  }

  /** No scheduler looks any more, and what should have begun is told of all the same. */
  @Test
  void isLateAlsoWhereNothingEverBegan() {
    lake.clock.set(ScheduleFixture.at("2026-04-29T05:29"));
    assertThat(levels(look())).isEmpty();
    lake.clock.set(ScheduleFixture.at("2026-04-29T05:31"));
    Cause cause = levels(look()).orElseThrow();
    assertThat(cause.key()).isEqualTo(LEVELS);
    assertThat(cause.kind()).isEqualTo(AlertKind.LATE);
    assertThat(cause.words().en()).startsWith("it never began: no scheduler has planned it; due ");
    // Once one has, it is the same.
    Scheduler scheduler = lake.scheduler("p");
    Slot slot = claim(scheduler, "levels", "2026-04-29T05:40");
    Cause running = levels(look(LEVELS)).orElseThrow();
    assertThat(running.key()).isEqualTo(LEVELS);
    assertThat(running.kind()).isEqualTo(AlertKind.LATE);
    assertThat(running.words().en()).startsWith("running; due 2026-04-29T05:30+08:00");
    scheduler.ended(slot, ScheduleFixture.passed());
    assertThat(look(LEVELS).over()).containsExactly(LEVELS);
  }

  /** Four hours each time, and three are allowed: the first day says so for the second. */
  @Test
  void isAtRiskByWhatEarlierRunsTook() {
    Scheduler scheduler = lake.scheduler("p");
    Slot first = claim(scheduler, "levels", "2026-04-29T02:31");
    lake.go("2026-04-29T06:31");
    scheduler.ended(first, ScheduleFixture.passed());
    assertThat(levels(look())).isEmpty();
    claim(scheduler, "levels", "2026-04-30T02:31");
    Cause cause = levels(look()).orElseThrow();
    assertThat(cause.key()).isEqualTo("slot:t.levels@2026-04-29");
    assertThat(cause.kind()).isEqualTo(AlertKind.AT_RISK);
  }

  @Test
  void aLaterMomentMakesGoodForAnEarlierAndNotForAnEarlierDay() {
    Scheduler scheduler = lake.scheduler("p");
    Slot slot = claim(scheduler, "often", "2026-04-28T13:00");
    scheduler.ended(slot, ScheduleFixture.failed(ErrorCode.AUDIT_BLOCKED));
    String key = "slot:" + slot.id();
    assertThat(look().causes()).extracting(Cause::key).containsExactly(key);
    Slot next = claim(scheduler, "often", "2026-04-28T14:00");
    assertThat(look(key).over()).isEmpty();
    scheduler.ended(next, ScheduleFixture.passed());
    assertThat(look(key).over()).containsExactly(key);

    Slot day = claim(scheduler, "levels", "2026-04-29T02:31");
    scheduler.ended(day, ScheduleFixture.failed(ErrorCode.AUDIT_BLOCKED));
    Slot later = claim(scheduler, "levels", "2026-04-30T02:31");
    scheduler.ended(later, ScheduleFixture.passed());
    assertThat(levels(look(LEVELS)).orElseThrow().key()).isEqualTo(LEVELS);
    assertThat(look(LEVELS).over()).doesNotContain(LEVELS);
  }

  @Test
  void isOfTheKindThatItsRunSays() {
    Map<RunOutcome, AlertKind> kinds =
        Map.of(
            RunOutcome.BLOCKED, AlertKind.AUDIT_BLOCKED,
            RunOutcome.REFUSED, AlertKind.QUARANTINE);
    Scheduler scheduler = lake.scheduler("p");
    int day = 29;
    for (Map.Entry<RunOutcome, AlertKind> each : kinds.entrySet()) {
      String run = "r202604%dt023100000_aaaaaa".formatted(day);
      ledger.record(
          new RunRecord(
              new RunId(run),
              ScheduleFixture.task("levels"),
              new TableName("t", "levels"),
              "load",
              LocalDate.of(2026, 4, day - 1),
              lake.clock.instant(),
              lake.clock.instant(),
              each.getKey(),
              new Tally(0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of()),
              null,
              null,
              null,
              null));
      Slot slot = claim(scheduler, "levels", "2026-04-%dT02:31".formatted(day));
      scheduler.ended(
          slot,
          new SlotOutcome(
              SlotOutcome.Kind.FAILED, run, ErrorCode.AUDIT_BLOCKED, "id 110101199003078515"));
      String key = "slot:" + slot.id();
      assertThat(look().causes())
          .filteredOn(cause -> cause.key().equals(key))
          .singleElement()
          .satisfies(
              cause -> {
                assertThat(cause.kind()).isEqualTo(each.getValue());
                assertThat(cause.words().en()).contains("id 11**************15");
              });
      lake.control().mark(slot.id().task(), slot.id().key(), SlotState.OK);
      day++;
    }
  }

  /** By default a day's deadline is a day, after which the next day's slot is there. */
  @Test
  void isLateHoweverManyDaysCameAfterIt() {
    lake.deadline(Duration.ofDays(1)).arrivingJob("files", "0 2 * * *").step("sums", "files");
    Scheduler scheduler = lake.scheduler("p");
    lake.lacking.put("files", "the file");
    scheduler.look(9);
    for (String morning : List.of("2026-04-29T03:00", "2026-04-30T03:00", "2026-05-01T03:00")) {
      lake.look(scheduler, morning);
    }
    lake.look(scheduler, "2026-05-02T03:00");
    List<Cause> late = files(look());
    assertThat(late)
        .extracting(Cause::key)
        .as("each day that has not arrived")
        .containsExactly(
            "slot:t.files@2026-04-28", "slot:t.files@2026-04-29", "slot:t.files@2026-04-30");
    assertThat(late).extracting(Cause::kind).containsOnly(AlertKind.LATE);
    assertThat(late.get(0).words().en())
        .contains("waiting: inputs (the file)", "due 2026-04-30T02:00+08:00", "holds back t.sums");
    // It arrives, and the others' failure hides none of them.
    lake.control().mark(ScheduleFixture.task("files"), "2026-04-29", SlotState.OK);
    Found found = look("slot:t.files@2026-04-28", "slot:t.files@2026-04-29");
    assertThat(found.over()).containsExactly("slot:t.files@2026-04-29");
  }

  private static List<Cause> files(Found found) {
    return found.causes().stream().filter(each -> each.task().equals("t.files")).toList();
  }
}
