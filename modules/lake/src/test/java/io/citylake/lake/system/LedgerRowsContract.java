package io.citylake.lake.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.contract.system.SystemDatasets;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.history.LedgerRows;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.lake.history.StageRecord;
import io.citylake.lake.system.SystemRows.Comparison;
import io.citylake.lake.system.SystemRows.Condition;
import io.citylake.lake.system.SystemRows.Request;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.model.Tally;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the ledger's tables tell, whichever database keeps it. */
abstract class LedgerRowsContract {
  private static final long SEED = Long.getLong("citylake.seed", 20261130L);

  /** More than a page of them. */
  private static final int RUNS = 5_300;

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir protected Path home;
  private CatalogDatabase database;

  /** A database of its own for each directory. */
  abstract CatalogSettings catalog(Path directory);

  @BeforeEach
  void open() {
    database = new CatalogDatabase(catalog(home));
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** With whole seconds, tenths and micros, as instants are written out. */
  private static List<RunRecord> draw(Random random, int runs) {
    int[] nanos = {0, 0, 100_000_000, 120_000_000, 123_456_000};
    List<RunRecord> drawn = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      Instant at =
          START
              .plusSeconds(random.nextInt(runs / 4))
              .plusNanos(nanos[random.nextInt(nanos.length)]);
      drawn.add(run(RunId.create(at, random), "t.j" + random.nextInt(3), at, random.nextBoolean()));
    }
    return drawn;
  }

  private static RunRecord run(RunId id, String target, Instant at, boolean ended) {
    return new RunRecord(
        id,
        JobName.parse(target),
        TableName.parse(target),
        "load",
        LocalDate.ofInstant(at, ZoneOffset.UTC),
        at,
        ended ? at.plusMillis(1_500) : null,
        ended ? RunOutcome.PUBLISHED : RunOutcome.RUNNING,
        new Tally(9, 5, 3, 1, 0, 2, 0, Map.of("a:type", 3L), Map.of()),
        null,
        null,
        null,
        null);
  }

  private void record(List<RunRecord> runs) {
    RunLedger ledger = RunLedger.open(database);
    // As one transaction of the test's: a thousand of them would take a minute of syncing.
    database.inTransaction(
        connection -> {
          try (var insert =
              connection.prepareStatement(
                  "INSERT INTO citylake_runs (run_id, job, target, kind, business_date, started_at,"
                      + " ended_at, outcome, accepted, tally) VALUES (?,?,?,?,?,?,?,?,?,?)")) {
            for (RunRecord run : runs.subList(1, runs.size())) {
              insert.setString(1, run.run().value());
              insert.setString(2, run.job().toString());
              insert.setString(3, run.target().toString());
              insert.setString(4, run.kind());
              insert.setString(5, run.businessDate().toString());
              insert.setString(6, run.started().toString());
              insert.setString(7, run.ended() == null ? null : run.ended().toString());
              insert.setString(8, run.outcome().toString());
              insert.setLong(9, run.tally().accepted());
              insert.setString(10, "{\"read\": 9}");
              insert.addBatch();
            }
            insert.executeBatch();
          }
          return null;
        });
    ledger.record(runs.get(0));
  }

  private static List<List<@Nullable Object>> all(Iterator<@Nullable Object[]> rows) {
    List<List<@Nullable Object>> all = new ArrayList<>();
    rows.forEachRemaining(row -> all.add(new ArrayList<>(java.util.Arrays.asList(row))));
    return all;
  }

  private static Request request(Condition... conditions) {
    return new Request(List.of("run_id", "started_at"), Optional.empty(), List.of(conditions));
  }

  @Test
  void pagesHaveEachRunOnceInTheOrderOfTheirIds() {
    System.out.println("seed " + SEED);
    List<RunRecord> runs = draw(new Random(SEED), RUNS);
    record(runs);
    List<List<@Nullable Object>> read = all(LedgerRows.runs(database).read(request()));
    assertThat(read)
        .extracting(row -> row.get(0))
        .hasSize(RUNS)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            runs.stream().map(run -> (Object) run.run().value()).toList());
  }

  /** What a window leaves out is outside of it, to the microsecond; it leaves out nearly all. */
  @Test
  void windowsLoseNoRun() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    List<RunRecord> runs = draw(random, 400);
    record(runs);
    for (int i = 0; i < 200; i++) {
      Instant from = runs.get(random.nextInt(runs.size())).started();
      Instant until = from.plus(Duration.ofMillis(random.nextInt(5_000)));
      List<List<@Nullable Object>> read =
          all(
              LedgerRows.runs(database)
                  .read(
                      request(
                          new Condition("started_at", Comparison.AT_LEAST, List.of(from)),
                          new Condition("started_at", Comparison.AT_MOST, List.of(until)))));
      assertThat(read)
          .extracting(row -> row.get(0))
          .containsAll(
              runs.stream()
                  .filter(run -> !run.started().isBefore(from) && !run.started().isAfter(until))
                  .map(run -> (Object) run.run().value())
                  .toList());
      assertThat(read)
          .allSatisfy(
              row ->
                  assertThat((Instant) row.get(1))
                      .isBetween(from.minusSeconds(1), until.plusSeconds(1)));
    }
  }

  @Test
  void onlyRowsAboutVisibleTablesAreRead() {
    record(draw(new Random(SEED), 50));
    SortedSet<TableName> visible = new TreeSet<>(Set.of(TableName.parse("t.j1")));
    Request one = new Request(List.of("target"), Optional.of(visible), List.of());
    assertThat(all(LedgerRows.runs(database).read(one)))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row).containsExactly("t.j1"));
    Request none = new Request(List.of("target"), Optional.of(new TreeSet<>()), List.of());
    assertThat(all(LedgerRows.runs(database).read(none))).isEmpty();
    assertThat(all(LedgerRows.stages(database).read(none))).isEmpty();
  }

  /** Each column of the contract has a place in the database. */
  @Test
  void rowsHaveWhatTheContractSays() {
    RunRecord run = run(RunId.create(START, new Random(1)), "t.j1", START, true);
    RunLedger ledger = RunLedger.open(database);
    ledger.record(run);
    ledger.recordStages(
        run.run(), List.of(new StageRecord("begin", START, Duration.ofMillis(1_200))));
    assertThat(all(LedgerRows.runs(database).read(whole(SystemDatasets.RUNS))))
        .containsExactly(
            java.util.Arrays.asList(
                run.run().value(),
                "t.j1",
                "t.j1",
                "load",
                LocalDate.parse("2026-01-01"),
                START,
                START.plusMillis(1_500),
                "published",
                9L,
                5L,
                3L,
                1L,
                0L,
                2L,
                null,
                null));
    assertThat(all(LedgerRows.stages(database).read(whole(SystemDatasets.STAGES))))
        .containsExactly(List.of(run.run().value(), 0, "begin", START, 1_200L, "t.j1", "t.j1"));
  }

  private static Request whole(TableName table) {
    return new Request(
        SystemDatasets.all().get(table).columns().stream().map(each -> each.name()).toList(),
        Optional.empty(),
        List.of());
  }
}
