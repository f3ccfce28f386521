package io.citylake.lake.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.history.HistoryPruning.Count;
import io.citylake.lake.history.HistoryPruning.Part;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.model.Tally;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is forgotten of the past, and what never is, on each database. */
abstract class HistoryPruningContract {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final JobName JOB = JobName.parse("water.levels");
  private static final TableName TABLE = TableName.parse("water.ods_level");

  @TempDir private Path directory;
  private final Random random = new Random(7);
  private CatalogDatabase database;
  private RunLedger ledger;
  private HistoryPruning pruning;

  abstract CatalogSettings catalog(Path directory);

  @BeforeEach
  void open() {
    database = new CatalogDatabase(catalog(directory));
    ledger = RunLedger.open(database);
    pruning = new HistoryPruning(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private RunId run(int daysAgo, RunOutcome outcome) {
    return run(NOW.minus(Duration.ofDays(daysAgo)), outcome, 0);
  }

  private RunId run(Instant at, RunOutcome outcome, long accepted) {
    RunId id = RunId.create(at, random);
    ledger.record(
        new RunRecord(
            id,
            JOB,
            TABLE,
            "load",
            LocalDate.ofInstant(at, ZoneOffset.UTC),
            at,
            at.plusSeconds(1),
            outcome,
            new Tally(accepted, accepted, 0, 0, 0, 0, 0, Map.of(), Map.of()),
            null,
            null,
            null,
            null));
    ledger.recordStages(id, List.of(new StageRecord("list", at, Duration.ofMillis(3))));
    return id;
  }

  private List<RunId> runs() {
    return ledger.list(Optional.of(JOB), 10_000).stream().map(RunRecord::run).sorted().toList();
  }

  /** Whose a row is, only the ledger says, and how long nothing has come. */
  @Test
  void forgetsOnlyRunsThatBroughtNothing() {
    List<RunId> kept = new ArrayList<>();
    kept.add(run(400, RunOutcome.NOTHING_NEW));
    kept.add(run(399, RunOutcome.PUBLISHED));
    RunId nothing = run(398, RunOutcome.NOTHING_NEW);
    RunId dry = run(397, RunOutcome.DRY_RUN);
    for (RunOutcome each :
        List.of(
            RunOutcome.FAILED,
            RunOutcome.UNKNOWN,
            RunOutcome.RUNNING,
            RunOutcome.BLOCKED,
            RunOutcome.REFUSED,
            RunOutcome.CANCELLED)) {
      kept.add(run(300, each));
    }
    kept.add(run(40, RunOutcome.NOTHING_NEW));
    Instant before = NOW.minus(Duration.ofDays(30));
    assertThat(pruning.count(Part.RUNS, before)).isEqualTo(new Count(11, 2));
    assertThat(runs()).contains(nothing, dry);

    assertThat(pruning.prune(Part.RUNS, before)).isEqualTo(2);
    assertThat(runs()).containsExactlyInAnyOrderElementsOf(kept);
    assertThat(ledger.stages(nothing)).as("with their stages").isEmpty();
    assertThat(ledger.stages(kept.get(1))).hasSize(1);
    assertThat(ledger.jobsOfRuns(TABLE)).containsKey(kept.get(1).value());
    assertThat(pruning.prune(Part.RUNS, before)).as("again").isZero();

    assertThat(pruning.prune(Part.STAGES, NOW.minus(Duration.ofDays(90)))).isEqualTo(8);
    assertThat(ledger.stages(kept.get(1))).isEmpty();
    assertThat(ledger.load(kept.get(1)).outcome()).isEqualTo(RunOutcome.PUBLISHED);
  }

  @Test
  void forgetsMoreThanOneTransactionHolds() {
    run(500, RunOutcome.NOTHING_NEW);
    database.inTransaction(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO citylake_runs (run_id, job, target, kind, business_date, started_at,"
                      + " outcome, accepted, tally) VALUES"
                      + " (?, 'water.levels', 'water.ods_level', 'load', '2025-01-01',"
                      + " '2025-01-01T00:00:00Z', 'nothing_new', 0, '{}')")) {
            for (int i = 0; i < 2_500; i++) {
              insert.setString(
                  1, RunId.create(NOW.minus(Duration.ofDays(100)).plusSeconds(i), random).value());
              insert.addBatch();
            }
            insert.executeBatch();
          }
          return null;
        });
    run(1, RunOutcome.PUBLISHED);
    assertThat(pruning.prune(Part.RUNS, NOW.minus(Duration.ofDays(30)))).isEqualTo(2_500);
    assertThat(runs()).hasSize(2);
  }

  private void slot(String task, String key, int daysAgo, String state) {
    long at = NOW.minus(Duration.ofDays(daysAgo)).toEpochMilli();
    database.inTransaction(
        connection -> {
          try (PreparedStatement slot =
                  connection.prepareStatement(
                      "INSERT INTO citylake_slots (series, task, slot, business_date, scheduled_at,"
                          + " state, reason, tries, not_before, claim, run_id) VALUES"
                          + " ('schedule', ?, ?, '2026-01-01', ?, ?, '', 0, 0, '', '')");
              PreparedStatement change =
                  connection.prepareStatement(
                      "INSERT INTO citylake_slot_changes (series, task, slot, ordinal, changed_at,"
                          + " from_state, to_state, reason, changed_by) VALUES"
                          + " ('schedule', ?, ?, 0, ?, '', ?, '', 'scheduler')")) {
            slot.setString(1, task);
            slot.setString(2, key);
            slot.setLong(3, at);
            slot.setString(4, state);
            slot.executeUpdate();
            change.setString(1, task);
            change.setString(2, key);
            change.setLong(3, at);
            change.setString(4, state);
            change.executeUpdate();
          }
          return null;
        });
  }

  private List<String> keys(String table) {
    return database.call(
        connection -> {
          List<String> keys = new ArrayList<>();
          try (PreparedStatement query =
                  connection.prepareStatement(
                      "SELECT task, slot FROM " + table + " ORDER BY task, slot");
              ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
              keys.add(rows.getString(1) + "@" + rows.getString(2));
            }
          }
          return keys;
        });
  }

  /** What isn't at rest is work, and the latest says how a task stands. */
  @Test
  void forgetsSlotsAtRestButTheLatest() {
    slot("a.day", "2026-01-01", 150, "ok");
    slot("a.day", "2026-01-02", 149, "waiting");
    slot("a.day", "2026-01-03", 148, "failed");
    slot("a.day", "2026-01-04", 147, "blocked");
    slot("a.day", "2026-05-30", 2, "ok");
    slot("a.month", "2026-01-31", 120, "warned");
    slot("a.often", "2026-01-01T00:15:00Z", 151, "ok");
    slot("a.often", "2026-01-01T00:30:00Z", 150, "skipped");
    Instant before = NOW.minus(Duration.ofDays(62));
    assertThat(pruning.prune(Part.SLOTS, before)).isEqualTo(2);
    List<String> left =
        List.of(
            "a.day@2026-01-02",
            "a.day@2026-01-04",
            "a.day@2026-05-30",
            "a.month@2026-01-31",
            "a.often@2026-01-01T00:15:00Z",
            "a.often@2026-01-01T00:30:00Z");
    assertThat(keys("citylake_slots")).isEqualTo(left);
    assertThat(keys("citylake_slot_changes")).isEqualTo(left);
    assertThat(pruning.prune(Part.MOMENTS, before)).isEqualTo(1);
    assertThat(keys("citylake_slots")).contains("a.often@2026-01-01T00:30:00Z").hasSize(5);
  }

  /** By the days of a zone, the present one left out; asked once a day, by its first run. */
  @Test
  void addsUpTheDaysOfWhatComesInBatches() {
    ZoneId shanghai = ZoneId.of("Asia/Shanghai");
    Instant noon = Instant.parse("2026-06-01T04:00:00Z");
    assertThat(ledger.earlierDays(JOB, noon, shanghai, 30)).isEmpty();
    run(Instant.parse("2026-05-25T04:00:00Z"), RunOutcome.PUBLISHED, 7);
    run(Instant.parse("2026-05-27T15:59:59Z"), RunOutcome.PUBLISHED, 3);
    run(Instant.parse("2026-05-30T16:00:01Z"), RunOutcome.PUBLISHED, 10);
    run(Instant.parse("2026-05-31T15:00:00Z"), RunOutcome.PUBLISHED, 20);
    run(Instant.parse("2026-05-31T15:10:00Z"), RunOutcome.FAILED, 100);
    // The first day may have begun before its first rows; a day without any counts as 0.
    assertThat(ledger.earlierDays(JOB, noon, shanghai, 30))
        .containsExactly(30L, 0L, 0L, 0L, 3L, 0L);
    assertThat(ledger.earlierDays(JOB, noon, shanghai, 2)).containsExactly(30L, 0L);
    Instant later = noon.plus(Duration.ofDays(2));
    assertThat(ledger.earlierDays(JOB, later, shanghai, 3)).containsExactly(0L, 0L, 30L);
    run(Instant.parse("2026-05-31T16:00:00Z"), RunOutcome.PUBLISHED, 0);
    assertThat(ledger.earlierDays(JOB, noon, shanghai, 30)).isEmpty();
  }
}
