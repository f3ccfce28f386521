package io.citylake.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.citylake.lake.io.LocalPaths;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.lake.retry.Retry;
import io.citylake.model.CityLakeException;
import io.citylake.model.CommitOutcome;
import io.citylake.model.CommitOutcome.Committed;
import io.citylake.model.CommitOutcome.NotCommitted;
import io.citylake.model.ErrorCode;
import io.citylake.model.Fence;
import io.citylake.model.JobName;
import io.citylake.model.Position;
import io.citylake.model.QuarantineStatus;
import io.citylake.model.RunId;
import io.citylake.model.StagedTable;
import io.citylake.model.Tally;
import io.citylake.publish.commit.PublishCommit;
import io.citylake.publish.commit.RunBranches;
import io.citylake.publish.commit.SideTables;
import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.publish.quarantine.QuarantineReader;
import io.citylake.publish.quarantine.QuarantineResolution;
import io.citylake.publish.quarantine.QuarantineSummary;
import io.citylake.publish.quarantine.QuarantinedRow;
import io.citylake.publish.stage.WriteFailure;
import io.citylake.testkit.Contracts;
import io.citylake.testkit.Faults;
import io.citylake.testkit.Faults.StatementFault;
import io.citylake.testkit.JudgedRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPublishSpark {
  private static final String SWAP = "UPDATE iceberg_tables";
  private static final Position P1 = new Position("p1");

  @TempDir private Path home;
  private PublisherFixture lake;

  @BeforeEach
  void open() {
    lake = PublisherFixture.open(home, Contracts.readings());
  }

  @AfterEach
  void close() {
    Faults.reset();
    lake.close();
  }

  /** R02. */
  @Test
  void findsOutThatItPublishedWhenTheReplyIsLost() {
    StagedTable staged = stage(P1, lake.newRun());
    Faults.failStatements(SWAP, StatementFault.REPLY_LOST, 1);

    assertThat(publish(staged)).isInstanceOf(Committed.class);

    assertPublishedOnce();
  }

  /** R03. */
  @Test
  void publishesWhenTheServerRefusedAtFirst() {
    StagedTable staged = stage(P1, lake.newRun());
    Faults.failStatements(SWAP, StatementFault.REFUSED_BEFORE, 2);

    assertThat(publish(staged)).isInstanceOf(Committed.class);

    assertPublishedOnce();
  }

  @Test
  void deletesNothingWhileTheOutcomeIsUnknownAndTheNextRunFindsOut() {
    StagedTable staged = stage(P1, lake.newRun());
    Faults.reset();
    Faults.failStatements(SWAP, StatementFault.REFUSED_BEFORE, Integer.MAX_VALUE);

    assertThat(publish(staged)).isInstanceOf(CommitOutcome.Unknown.class);

    assertThat(Faults.count("delete")).isZero();
    Faults.reset();
    assertThat(lake.position()).isEqualTo(Position.start());
    assertThat(lake.rows()).isZero();
    lake.run(P1, TestPublishSpark::rows);
    assertPublishedOnce();
  }

  @Test
  void publishesARunOnlyOnce() {
    StagedTable staged = stage(P1, lake.newRun());
    CommitOutcome first = publish(staged);
    Faults.reset();

    assertThat(publish(staged)).isEqualTo(first);

    assertThat(Faults.count("create")).isZero();
    assertPublishedOnce();
  }

  @Test
  void refusesARunWhenMainHasMoved() {
    RunId run = lake.newRun();
    StagedTable staged = stage(P1, run);
    lake.spark.sql("INSERT INTO lake.air.ods_reading (station, value) VALUES ('other', 9)");

    CommitOutcome outcome = publish(staged);

    assertThat(outcome).isInstanceOf(NotCommitted.class);
    assertThat(((NotCommitted) outcome).reason()).contains("main moved since the run began");
    assertThat(lake.rows()).isEqualTo(1);
    lake.publisher.discard(staged, BranchDisposition.KEEP_BRANCH);
    assertThat(lake.target().refs()).containsOnlyKeys("main", "blocked_" + run);
    assertThat(lake.quarantine().refs()).containsOnlyKeys("blocked_" + run);
    assertThat(lake.position()).isEqualTo(Position.start());
    assertThat(lake.target().refs()).containsKey("blocked_" + run);
    assertThat(lake.count("SELECT count(*) FROM lake.air.ods_reading.branch_blocked_" + run))
        .isEqualTo(2);
  }

  /** A compaction writes the same rows into other files. */
  @Test
  void putsItsRowsOnAMainThatWasCompacted() {
    lake.run(new Position("p0"), TestPublishSpark::rows);
    StagedTable staged = stage(P1, lake.newRun());
    lake.compact(lake.dataset.name());
    lake.compact(lake.dataset.name().quarantine());
    long compacted = lake.target().currentSnapshot().snapshotId();

    assertThat(publish(staged)).isInstanceOf(Committed.class);

    assertThat(lake.target().currentSnapshot().parentId()).isEqualTo(compacted);
    assertThat(lake.rows()).isEqualTo(4);
    assertThat(lake.quarantined()).isEqualTo(2);
    assertThat(lake.position()).isEqualTo(P1);
    assertThat(lake.target().refs()).containsOnlyKeys("main");
    assertThat(lake.quarantine().refs()).containsOnlyKeys("main");
  }

  @Test
  void refusesARunWhenAFileThatItDeletesFromWasCompacted() {
    lake.spark.sql(
        "INSERT INTO lake.air.ods_reading (station, value)"
            + " SELECT /*+ COALESCE(1) */ * FROM VALUES ('s1', 1), ('s2', 2)");
    RunId run = lake.newRun();
    Staging staging = lake.begin(run);
    lake.spark.sql("DELETE FROM %s WHERE station = 's1'".formatted(staging.branchIdentifier()));
    StagedTable staged = staging.finish(P1, Tally.none());
    lake.compact(lake.dataset.name());

    CommitOutcome outcome = publish(staged);

    assertThat(((NotCommitted) outcome).reason())
        .startsWith(
            "main moved since the run began, and a compaction rewrote a file that the run deletes rows from");
    assertThat(lake.rows()).isEqualTo(2);
  }

  @Test
  void refusesARunWhenMainWasCompactedAndMore() {
    lake.run(new Position("p0"), TestPublishSpark::rows);
    StagedTable staged = stage(P1, lake.newRun());
    lake.spark.sql("INSERT INTO lake.air.ods_reading (station, value) VALUES ('other', 9)");
    lake.compact(lake.dataset.name());

    assertThat(publish(staged)).isInstanceOf(NotCommitted.class);

    assertThat(lake.rows()).isEqualTo(3);
  }

  @Test
  void refusesARunWhenMainWentBack() {
    lake.run(new Position("p0"), TestPublishSpark::rows);
    long before = lake.target().currentSnapshot().snapshotId();
    lake.run(new Position("p1"), TestPublishSpark::rows);
    StagedTable staged = stage(P1, lake.newRun());
    lake.target().manageSnapshots().rollbackTo(before).commit();

    assertThat(publish(staged)).isInstanceOf(NotCommitted.class);
  }

  @Test
  void saysHowOftenOtherCommitsWereFirst() {
    StagedTable staged = stage(P1, lake.newRun());
    TableOperations real = TableRefs.operations(lake.target());
    Table beaten = new BaseTable(new AlwaysBeaten(real), "lake.air.ods_reading");
    List<Duration> pauses = new ArrayList<>();
    Retry retry =
        new Retry(
            new Retry.Limits(3, Duration.ofMinutes(1), Duration.ofMillis(8), Duration.ofMillis(64)),
            () -> 0L,
            pauses::add);

    CommitOutcome outcome =
        new PublishCommit(beaten, staged, "p1", new SideTables(lake.lake), retry).commit();

    assertThat(outcome)
        .isEqualTo(new NotCommitted("other commits were first, tried 3 times in 0.000 s"));
    assertThat(pauses).hasSize(2);
  }

  /** Operations on a table where somebody else always commits first. */
  private record AlwaysBeaten(TableOperations real) implements TableOperations {
    @Override
    public TableMetadata current() {
      return real.current();
    }

    @Override
    public TableMetadata refresh() {
      return real.refresh();
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
      throw new CommitFailedException("Another was first");
    }

    @Override
    public FileIO io() {
      return real.io();
    }

    @Override
    public String metadataFileLocation(String name) {
      return real.metadataFileLocation(name);
    }

    @Override
    public LocationProvider locationProvider() {
      return real.locationProvider();
    }
  }

  /** Who is told to free space "there" must know where. */
  @Test
  void saysWhichDiskIsFull() {
    Table target = lake.target();
    WriteFailure.Work spills =
        () -> {
          throw new IllegalStateException(
              "Job aborted due to stage failure", new IOException("No space left on device"));
        };
    assertThatThrownBy(() -> WriteFailure.explained(target, spills))
        .hasMessageMatching(
            "Cannot write rows of table lake\\..+: No space left on device where Spark puts aside"
                + " what memory does not hold \\(spark\\.local\\.dir=/.+\\); free space there and run"
                + " again")
        .extracting(e -> ((CityLakeException) e).code())
        .isEqualTo(ErrorCode.STORAGE_FAILED);
    WriteFailure.Work writes =
        () -> {
          throw new IOException("Cannot write file /w/a.parquet: No space left on device");
        };
    assertThatThrownBy(() -> WriteFailure.explained(target, writes))
        .hasMessageEndingWith(
            ": Cannot write file /w/a.parquet: No space left on device; free space there and run"
                + " again");
  }

  /** H2: Iceberg's words for it would read as a fault of CityLake. */
  @Test
  void saysThatTheClockIsBehindBeforeItWritesOrPublishes() throws IOException {
    lake.run(new Position("p0"), TestPublishSpark::rows);
    StagedTable staged = stage(P1, lake.newRun());
    commitAt(lake.target(), Instant.now().plus(Duration.ofMinutes(10)));

    assertThatThrownBy(() -> publish(staged))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("ahead of this machine's clock")
        .extracting(e -> ((CityLakeException) e).code())
        .isEqualTo(ErrorCode.CLOCK_BEHIND);
    assertThat(lake.rows()).isEqualTo(2);
    assertThatThrownBy(
            () ->
                new RunBranches(
                        lake.lake,
                        new StagedTable(
                            staged.table(),
                            staged.job(),
                            lake.newRun(),
                            staged.baseSnapshot(),
                            P1,
                            P1,
                            Tally.none(),
                            null,
                            Fence.none()),
                        lake.target())
                    .identifier(staged.table()))
        .extracting(e -> ((CityLakeException) e).code())
        .isEqualTo(ErrorCode.CLOCK_BEHIND);
  }

  /** As if a machine with such a clock had committed. */
  private void commitAt(Table table, Instant time) throws IOException {
    String location = TableRefs.refresh(table).metadataFileLocation();
    Path file = Path.of(location.replaceFirst("^file:/*", "/"));
    String later =
        TableMetadataParser.toJson(TableRefs.refresh(table))
            .replaceFirst(
                "\"last-updated-ms\"\\s*:\\s*\\d+", "\"last-updated-ms\":" + time.toEpochMilli());
    Path made = file.resolveSibling("99999-ahead.metadata.json");
    Files.writeString(made, later);
    lake.lake
        .database()
        .call(
            connection -> {
              try (PreparedStatement swap =
                  connection.prepareStatement(
                      "UPDATE iceberg_tables SET metadata_location = ? WHERE metadata_location = ?")) {
                swap.setString(1, location.replace(file.toString(), made.toString()));
                swap.setString(2, location);
                return swap.executeUpdate();
              }
            });
  }

  @Test
  void refusesARunWhenItsJobsPositionHasMoved() {
    StagedTable staged = stage(P1, lake.newRun());
    lake.target().updateProperties().set("citylake.position.air.job", "elsewhere").commit();

    CommitOutcome outcome = publish(staged);

    assertThat(outcome).isEqualTo(new NotCommitted("the job's position moved since the run began"));
  }

  /** The same job started twice at once; its reservations failed it. */
  @Test
  void publishesOneOfTwoRunsOfTheSamePosition() {
    StagedTable first = stage(P1, lake.newRun());
    // Not by begin(), which would drop the first one's branch.
    RunId run = lake.newRun();
    StagedTable second =
        new StagedTable(
            first.table(),
            first.job(),
            run,
            null,
            Position.start(),
            P1,
            first.tally(),
            null,
            first.fence());
    lake.target().manageSnapshots().createBranch(second.branch()).commit();

    assertThat(publish(first)).isInstanceOf(Committed.class);
    assertThat(publish(second)).isInstanceOf(NotCommitted.class);
    lake.publisher.discard(second, BranchDisposition.DROP_BRANCH);

    assertPublishedOnce();
  }

  @Test
  void dropsItsBranchesWhenARunIsGivenUp() {
    RunId run = lake.newRun();
    try (Staging staging = lake.begin(run)) {
      staging.write(rows(new JudgedRows(lake.dataset, run)).toFrame(lake.spark));
      assertThat(lake.target().refs()).containsKey("run_" + run);
    }
    assertThat(lake.target().refs()).isEmpty();
    assertThat(lake.quarantine().refs()).isEmpty();
    lake.run(P1, TestPublishSpark::rows);
    assertPublishedOnce();
  }

  @Test
  void keepsPositionsOfJobsApart() {
    lake.run(P1, TestPublishSpark::rows);
    RunId run = lake.newRun();
    try (Staging other = lake.begin(JobName.parse("air.other"), run)) {
      assertThat(other.position()).isEqualTo(Position.start());
      lake.publisher.publish(
          PublisherFixture.passed(other.finish(new Position("o"), Tally.none())));
    }
    assertThat(lake.position()).isEqualTo(P1);
  }

  @Test
  void finishesTheQuarantineThatADeadRunLeftBehind() {
    StagedTable staged = stage(P1, lake.newRun());
    // The first renews the reservation, the third swap is the quarantine's.
    Faults.dieAt("sql UPDATE", 3);
    assertThat(publish(staged)).isInstanceOf(Committed.class);
    Faults.reset();
    assertThat(lake.quarantine().refs()).doesNotContainKey("main");
    QuarantineReader reader = new QuarantineReader(lake.lake);
    assertThat(reader.list(QuarantineQuery.open()))
        .extracting(QuarantinedRow::id)
        .containsExactly("q1");

    try (PublisherFixture next = PublisherFixture.reopen(lake.settings, lake.dataset)) {
      assertThat(next.position()).isEqualTo(P1);
      assertThat(next.quarantine().refs()).containsOnlyKeys("main");
    }
    assertPublishedOnce();
  }

  @Test
  void putsAppendsOfAQuarantineOnTopOfAMainThatMoved() {
    lake.run(new Position("p0"), rows -> rows.refuse("q0", "value", "range"));
    StagedTable staged = stage(P1, lake.newRun());
    lake.spark.sql(
        "UPDATE lake.air.ods_reading__quarantine SET status = 'discarded' WHERE id = 'q0'");

    assertThat(publish(staged)).isInstanceOf(Committed.class);

    assertThat(lake.quarantined()).isEqualTo(2);
    assertThat(lake.quarantine().refs()).containsOnlyKeys("main");
    assertThat(new QuarantineReader(lake.lake).list(QuarantineQuery.open()))
        .extracting(QuarantinedRow::id)
        .containsExactly("q1");
  }

  /** R01, for every step of writing and publishing that changes something. */
  @Test
  void hasEachRowOnceWhereverAProcessDies() {
    Faults.reset();
    lake.run(new Position("0"), TestPublishSpark::rows);
    List<String> steps = Faults.steps();
    int expected = 1;
    for (int step = 1; step <= steps.size(); step++) {
      // Between two changes nothing can be different.
      if (!steps.get(step - 1).matches("create (data|list|metadata)|sql UPDATE")) {
        continue;
      }
      Position after = new Position(Integer.toString(step));
      expected++;
      try (PublisherFixture doomed = PublisherFixture.reopen(lake.settings, lake.dataset)) {
        Faults.reset();
        Faults.dieAt(step);
        doomed.run(after, TestPublishSpark::rows);
        // A death after the target's commit goes unnoticed by its run.
      } catch (RuntimeException e) {
        assertThat(e).hasStackTraceContaining("SimulatedDeath");
      }
      assertThat(Faults.isDead()).describedAs("dead at %s", steps.get(step - 1)).isTrue();
      Faults.reset();
      try (PublisherFixture next = PublisherFixture.reopen(lake.settings, lake.dataset)) {
        if (!next.position().equals(after)) {
          next.run(after, TestPublishSpark::rows);
        }
        assertThat(next.rows())
            .describedAs("dead at %s", steps.get(step - 1))
            .isEqualTo(2L * expected);
        assertThat(next.quarantined()).isEqualTo(expected);
        assertThat(next.target().refs()).containsOnlyKeys("main");
        assertThat(next.quarantine().refs()).containsOnlyKeys("main");
      }
    }
    assertThat(expected).isGreaterThan(8);
  }

  /** R08. */
  @Test
  void saysThatTheDiskIsFullAndLeavesTheTableAsItWas() {
    lake.run(P1, TestPublishSpark::rows);
    RunId run = lake.newRun();
    try (Staging staging = lake.begin(run)) {
      Faults.diskFullAfter(100);
      assertThatThrownBy(
              () -> staging.write(rows(new JudgedRows(lake.dataset, run)).toFrame(lake.spark)))
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("free space there and run again")
          .extracting(e -> ((CityLakeException) e).code())
          .isEqualTo(ErrorCode.STORAGE_FAILED);
    }
    Faults.reset();
    assertPublishedOnce();
    lake.run(new Position("p2"), TestPublishSpark::rows);
    assertThat(lake.rows()).isEqualTo(4);
  }

  @Test
  void countsTheRowsOfTheWholeTable() {
    lake.run(P1, TestPublishSpark::rows);
    RunId run = lake.newRun();
    try (Staging staging = lake.begin(run)) {
      assertThat(staging.stagedRows()).hasValue(2);
      staging.write(rows(new JudgedRows(lake.dataset, run)).toFrame(lake.spark));
      assertThat(staging.stagedRows()).hasValue(4);
      assertThat(staging.targetSize().bytes()).isPositive();
    }
  }

  @Test
  void doesNotPublishWhenTheDiskIsFullOfMetadata() {
    StagedTable staged = stage(P1, lake.newRun());
    Faults.diskFullAfter(10);

    CommitOutcome outcome = publish(staged);

    assertThat(outcome).isInstanceOf(NotCommitted.class);
    Faults.reset();
    assertThat(lake.rows()).isZero();
  }

  @Test
  void keepsLongPositionsBesideTheTableAndOnlyTheNewest() throws IOException {
    Position last = Position.start();
    for (int i = 0; i < 7; i++) {
      last = new Position("x".repeat(5_000) + i);
      lake.run(last, rows -> rows);
      assertThat(lake.position()).isEqualTo(last);
    }
    try (Stream<Path> files = Files.list(positions())) {
      assertThat(files).hasSize(5);
    }
    assertThat(lake.target().properties().get("citylake.position.air.job"))
        .startsWith("ref:positions/air.job-r")
        .hasSizeLessThan(200);
  }

  @Test
  void refusesAPositionFileThatWasTamperedWith() throws IOException {
    lake.run(new Position("x".repeat(5_000)), rows -> rows);
    Path file;
    try (Stream<Path> files = Files.list(positions())) {
      file = files.findFirst().orElseThrow();
    }
    try (java.util.zip.GZIPOutputStream forged =
        new java.util.zip.GZIPOutputStream(Files.newOutputStream(file))) {
      forged.write("y".repeat(5_000).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    assertThatThrownBy(() -> lake.position())
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("SHA-256")
        .extracting(e -> ((CityLakeException) e).code())
        .isEqualTo(ErrorCode.METADATA_CORRUPT);
    Files.delete(file);
    assertThatThrownBy(() -> lake.position()).hasMessageContaining("missing or unreadable");
  }

  @Test
  void supersedesTheRowsOfASourceThatWasSentAgain() {
    lake.run(
        P1,
        rows ->
            rows.from("a.csv")
                .accept("a1", null, 1)
                .refuse("q1", "value", "range")
                .from("it's.csv")
                .accept("b1", null, 2));
    RunId run = lake.newRun();
    try (Staging staging = lake.begin(run)) {
      staging.deleteSources(List.of("a.csv", "it's \\ not there"));
      Tally tally =
          staging.write(
              new JudgedRows(lake.dataset, run)
                  .from("a.csv")
                  .accept("a2", null, 5)
                  .toFrame(lake.spark));
      publish(staging.finish(new Position("p2"), tally));
    }
    assertThat(lake.count("SELECT sum(value) FROM lake.air.ods_reading")).isEqualTo(7);
    List<QuarantinedRow> rows = new QuarantineReader(lake.lake).list(QuarantineQuery.all());
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).status()).isEqualTo(QuarantineStatus.SUPERSEDED);
    assertThat(rows.get(0).resolvedRunId()).isEqualTo(run.value());
    assertThat(rows.get(0).resolvedAt()).isNotNull();
  }

  @Test
  void marksWhatBecameOfQuarantinedRowsAndReadsThemWithoutSpark() {
    lake.run(
        P1,
        rows ->
            rows.refuse("q1", "value", "range")
                .refuse("q2", "", "record")
                .refuse("q3", "value", "range"));
    RunId run = lake.newRun();
    Instant at = Instant.parse("2026-02-03T04:05:06Z");
    try (Staging staging = lake.begin(run)) {
      staging.resolveQuarantine(
          new QuarantineResolution(List.of("q1"), QuarantineStatus.REPLAYED, at, "li", null));
      publish(staging.finish(P1, Tally.none()));
    }
    QuarantineReader reader = new QuarantineReader(lake.lake);

    assertThat(reader.summarize(lake.dataset.name()))
        .extracting(QuarantineSummary::status, QuarantineSummary::reason, QuarantineSummary::rows)
        .containsExactly(
            tuple(QuarantineStatus.OPEN, "record", 1L),
            tuple(QuarantineStatus.OPEN, "value:range", 1L),
            tuple(QuarantineStatus.REPLAYED, "value:range", 1L));
    QuarantinedRow resolved = reader.list(QuarantineQuery.all().withIds(List.of("q1"))).get(0);
    assertThat(resolved.status()).isEqualTo(QuarantineStatus.REPLAYED);
    assertThat(resolved.resolvedAt()).isEqualTo(at);
    assertThat(resolved.resolvedBy()).isEqualTo("li");
    assertThat(resolved.note()).isNull();
    assertThat(resolved.reasons()).hasSize(1);
    assertThat(reader.list(QuarantineQuery.open().withLimit(1))).hasSize(1);
    assertThat(reader.list(QuarantineQuery.open().withJob(JobName.parse("air.none")))).isEmpty();
  }

  private StagedTable stage(Position after, RunId run) {
    Staging staging = lake.begin(run);
    Tally tally = staging.write(rows(new JudgedRows(lake.dataset, run)).toFrame(lake.spark));
    return staging.finish(after, tally);
  }

  private CommitOutcome publish(StagedTable staged) {
    return lake.publisher.publish(PublisherFixture.passed(staged));
  }

  private void assertPublishedOnce() {
    assertThat(lake.rows()).isEqualTo(2);
    assertThat(lake.quarantined()).isEqualTo(1);
    assertThat(lake.position()).isEqualTo(P1);
    assertThat(lake.target().refs()).containsOnlyKeys("main");
  }

  private Path positions() {
    return LocalPaths.path(lake.target().location()).resolve("positions");
  }

  private static JudgedRows rows(JudgedRows rows) {
    return rows.accept("s1", null, 1).accept("s2", null, 2).refuse("q1", "value", "range");
  }
}
