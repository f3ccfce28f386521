package io.citylake.schedule.alert.cause;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Workspace;
import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.alert.Alerts;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.model.Tally;
import io.citylake.schedule.alert.cause.CauseSource.Found;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Reason;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.store.CatalogSlotStore;
import io.citylake.schedule.store.SlotStore;
import io.citylake.testkit.LocalLake;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen in runs, sources, disks, certificates, grants and schedulers. */
class TestCauses {
  private static final Instant NOW = Instant.parse("2026-03-02T02:00:00Z");
  private static final JobName LEVELS = JobName.parse("water.levels");
  private static final Alerts.Thresholds THRESHOLDS =
      new Alerts.Thresholds(
          3,
          new BigDecimal("0.1"),
          Duration.ofDays(21),
          Duration.ofDays(14),
          Duration.ofMinutes(15));

  @TempDir private Path home;
  private CatalogDatabase database;
  private RunLedger ledger;
  private SlotStore slots;
  private final Random random = new Random(1);

  @BeforeEach
  void open() throws IOException {
    write("conf/themes/water.yaml", "title: {zh: 水务, en: Water}\nowner: 水务局\n");
    write(
        "conf/themes/water/ods_level.yaml",
        """
        title: {zh: 水位, en: Level}
        layer: ods
        grain: one level
        update-cycle: daily
        columns: [{name: station, type: string}]
        """);
    write(
        "jobs/water/levels.yaml",
        """
        title: {zh: 水位, en: Levels}
        target: water.ods_level
        source: {files: {path: x, format: csv}}
        columns: {station: s}
        """);
    database = new CatalogDatabase(LocalLake.settings(home).catalog());
    ledger = RunLedger.open(database);
    slots = new CatalogSlotStore(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(home.resolve(file).getParent());
    Files.writeString(home.resolve(file), text);
  }

  private Workspace workspace() {
    return WorkspaceLoader.loadOrThrow(home, Environment.of(Map.of()), LocalDate.of(2026, 3, 1));
  }

  private RunId run(Instant at, RunOutcome outcome, long read, long quarantined) {
    RunId run = RunId.create(at, random);
    ledger.record(
        new RunRecord(
            run,
            LEVELS,
            new TableName("water", "ods_level"),
            "load",
            LocalDate.ofInstant(at, ZoneOffset.UTC),
            at,
            at.plusSeconds(5),
            outcome,
            new Tally(read, read - quarantined, quarantined, 0, 0, 0, 0, Map.of(), Map.of()),
            null,
            null,
            null,
            outcome.passed() ? null : "the id 110101199003078515 is none"));
    return run;
  }

  private Found runs(String... open) {
    return new RunCauses(slots, workspace(), ledger).look(List.of(open), NOW);
  }

  @Test
  void aRunByHandThatFailsIsOverOnceOnePasses() {
    assertThat(runs().causes()).isEmpty();
    run(NOW.minusSeconds(600), RunOutcome.FAILED, 0, 0);
    run(NOW.minusSeconds(500), RunOutcome.CANCELLED, 0, 0);
    Cause cause = runs().causes().get(0);
    assertThat(cause.key()).isEqualTo("run:water.levels");
    assertThat(cause.kind()).isEqualTo(AlertKind.FAILED);
    assertThat(cause.owner()).isEqualTo("水务局");
    assertThat(cause.words().en())
        .isEqualTo("run of 2026-03-02 failed: the id 11**************15 is none");
    assertThat(runs("run:water.levels").over()).isEmpty();
    run(NOW.minusSeconds(400), RunOutcome.PUBLISHED, 10, 0);
    assertThat(runs("run:water.levels").causes()).isEmpty();
    assertThat(runs("run:water.levels").over()).containsExactly("run:water.levels");
  }

  @Test
  void aFailureOfASlotIsTheSlots() {
    RunId run = run(NOW.minusSeconds(600), RunOutcome.BLOCKED, 0, 0);
    assertThat(runs().causes()).extracting(Cause::kind).containsExactly(AlertKind.AUDIT_BLOCKED);
    Slot due =
        Slot.waiting(
                new SlotId(SlotId.SCHEDULE, LEVELS, "2026-03-01"),
                LocalDate.of(2026, 3, 1),
                NOW.minusSeconds(700))
            .to(SlotState.DUE, Reason.none());
    Slot running = due.running("p/1", NOW.minusSeconds(600));
    put(due, running);
    // Which slot the run is of isn't known yet, so it is neither there nor over.
    assertThat(runs().causes()).isEmpty();
    assertThat(runs("run:water.levels").over()).isEmpty();
    put(running, running.ended(SlotState.FAILED, Reason.none(), run.value(), NOW));
    assertThat(runs().causes()).isEmpty();
  }

  private void put(Slot before, Slot after) {
    slots.change(
        board -> {
          board.add(before, "x", NOW);
          board.replace(before, after, "x", NOW);
          return null;
        });
  }

  /** That the source had nothing since does not make good what was refused. */
  @Test
  void muchQuarantineIsOverOnceADeliveryHasLittle() {
    run(NOW.minusSeconds(600), RunOutcome.PUBLISHED, 100, 30);
    String key = "run:water.levels:refused";
    assertThat(runs().causes())
        .singleElement()
        .satisfies(
            cause -> {
              assertThat(cause.key()).isEqualTo(key);
              assertThat(cause.kind()).isEqualTo(AlertKind.QUARANTINE);
              assertThat(cause.words().en())
                  .isEqualTo("30 of 100 records of 2026-03-02 were refused");
            });
    run(NOW.minusSeconds(500), RunOutcome.NOTHING_NEW, 0, 0);
    assertThat(runs(key).over()).isEmpty();
    run(NOW.minusSeconds(400), RunOutcome.PUBLISHED, 100, 20);
    assertThat(runs(key).over()).containsExactly(key);
  }

  @Test
  void aSourceIsQuietWhereItIsReadAndHasNothing() {
    QuietSources quiet = new QuietSources(workspace(), ledger, 3);
    Instant delivered = NOW.minus(Duration.ofDays(4));
    run(delivered, RunOutcome.PUBLISHED, 10, 0);
    assertThat(quiet.look(List.of(), NOW).causes()).isEmpty();
    run(NOW.minusSeconds(600), RunOutcome.NOTHING_NEW, 0, 0);
    Cause cause = quiet.look(List.of(), NOW).causes().get(0);
    assertThat(cause.key()).isEqualTo("quiet:water.levels");
    assertThat(cause.since()).isEqualTo(delivered);
    assertThat(cause.words().en())
        .isEqualTo("nothing new since 2026-02-26, for more than 3 update cycles");
    assertThat(new QuietSources(workspace(), ledger, 5).look(List.of(), NOW).causes()).isEmpty();
    run(NOW.minusSeconds(300), RunOutcome.PUBLISHED, 1, 0);
    assertThat(quiet.look(List.of("quiet:water.levels"), NOW).over())
        .containsExactly("quiet:water.levels");
  }

  @Test
  void aDiskIsAlmostFullByItsShare() {
    Workspace workspace = workspace();
    Found full = new DiskCauses(workspace.settings(), new BigDecimal("2")).look(List.of(), NOW);
    assertThat(full.causes())
        .singleElement()
        .satisfies(each -> assertThat(each.words().en()).contains("of the disk of ", "is free"));
    String key = full.causes().get(0).key();
    assertThat(new DiskCauses(workspace.settings(), BigDecimal.ZERO).look(List.of(key), NOW).over())
        .containsExactly(key);
  }

  @Test
  void grantsAndCertificatesAreToldOfBeforeTheyEnd() throws IOException {
    write(
        "conf/policies.yaml",
        """
        roles:
          reader:
            title: {zh: 读, en: R}
            grants:
              - {themes: water, expires: 2026-03-16}
              - {themes: water, expires: 2026-03-17}
              - {themes: water, expires: 2026-01-01}
              - {themes: water}
        """);
    write("conf/citylake.yaml", "serve: {tls: {certificate: server.crt, key: server.key}}\n");
    List<Cause> causes = new ExpiryCauses(workspace(), THRESHOLDS).look(List.of(), NOW).causes();
    assertThat(causes)
        .extracting(each -> each.words().en())
        .containsExactly(
            // The directory's own name may have digits like a card's.
            new Words("the certificate server.crt can't be read: " + home.resolve("server.crt"), "")
                .en(),
            "grant 1 of role reader (water) ends on 2026-03-16",
            "grant 3 of role reader (water) ends on 2026-01-01");
  }

  @Test
  void aSchedulerStandsStillWhereNoneLooks() {
    ScheduledTasks tasks =
        new ScheduledTasks(
            List.of(
                new ScheduledTask(
                    LEVELS, 0, new TableName("water", "ods_level"), null, null, List.of(), null)),
            Map.of(),
            ZoneId.of("Asia/Shanghai"));
    SchedulerCauses causes =
        new SchedulerCauses(slots, tasks, Duration.ofMinutes(15), ZoneOffset.UTC);
    assertThat(causes.look(List.of(), NOW).causes()).isEmpty();
    look(NOW.minus(Duration.ofMinutes(14)));
    assertThat(causes.look(List.of(), NOW).causes()).isEmpty();
    look(NOW.minus(Duration.ofMinutes(15)));
    assertThat(causes.look(List.of(), NOW).causes())
        .singleElement()
        .satisfies(
            each ->
                assertThat(each.words().en())
                    .startsWith("no scheduler has begun anything since 2026-03-02T01:45Z"));
    // A clock that was set back.
    look(NOW.plus(Duration.ofHours(7)));
    assertThat(causes.look(List.of(), NOW).causes()).hasSize(1);
    look(NOW);
    assertThat(causes.look(List.of("scheduler"), NOW).over()).containsExactly("scheduler");
  }

  private void look(Instant at) {
    slots.change(
        board -> {
          board.looked(SlotId.SCHEDULE, at);
          return null;
        });
  }
}
