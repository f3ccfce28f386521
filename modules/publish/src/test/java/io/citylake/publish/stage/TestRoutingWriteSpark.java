package io.citylake.publish.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.dataset.SortField;
import io.citylake.model.CommitOutcome;
import io.citylake.model.Position;
import io.citylake.model.RunId;
import io.citylake.model.Tally;
import io.citylake.publish.PublisherFixture;
import io.citylake.publish.ScratchTable;
import io.citylake.publish.Staging;
import io.citylake.publish.column.ColumnarBatchWrite;
import io.citylake.testkit.Contracts;
import io.citylake.testkit.Faults;
import io.citylake.testkit.JudgedRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestRoutingWriteSpark {
  @TempDir private Path home;
  private PublisherFixture lake;

  @BeforeEach
  void open() {
    lake =
        PublisherFixture.open(
            home, Contracts.withSort(Contracts.readings(), List.of(new SortField("value", true))));
  }

  @AfterEach
  void close() {
    Faults.reset();
    lake.close();
  }

  @Test
  void routesAcceptedRowsToTableAndRefusedRowsToQuarantine() {
    CommitOutcome outcome =
        lake.run(
            new Position("p1"),
            rows ->
                rows.accept("s1", null, 1).accept("s2", null, 2).refuse("q1", "value", "range"));

    assertThat(outcome).isInstanceOf(CommitOutcome.Committed.class);
    assertThat(lake.rows()).isEqualTo(2);
    assertThat(lake.quarantined()).isEqualTo(1);
    assertThat(lake.position()).isEqualTo(new Position("p1"));
    assertThat(lake.target().refs()).containsOnlyKeys("main");
    assertThat(lake.quarantine().refs()).containsOnlyKeys("main");
  }

  @Test
  void writesTablesColumnByColumnUnlessTheyWantWhatOnlyIcebergWrites() {
    assertThat(columnar()).isPresent();

    lake.target().updateProperties().set("write.parquet.page-version", "v2").commit();

    assertThat(columnar()).isEmpty();
  }

  private Optional<BatchWrite> columnar() {
    Table table = lake.target();
    return ColumnarBatchWrite.of(
        lake.spark, table, "", SparkSchemaUtil.convert(table.schema()), "w", Map.of());
  }

  @Test
  void countsEveryOutcomeInTheSamePass() {
    RunId run = lake.newRun();
    try (Staging staging = lake.begin(run)) {
      Tally tally =
          staging.write(
              rows(run)
                  .accept("s1", null, 1)
                  .acceptWithWarning("value:range", "s2", null, 2)
                  .refuse("q1", "value", "range")
                  .refuse("q2", "value", "range")
                  .refuseFatally("q3", "", "record")
                  .duplicate()
                  .skip()
                  .toFrame(lake.spark));

      assertThat(tally)
          .isEqualTo(
              new Tally(
                  6,
                  2,
                  3,
                  1,
                  1,
                  1,
                  1,
                  Map.of("value:range", 2L, "record", 1L),
                  Map.of("value:range", 1L)));
      assertThat(tally.balanced()).isTrue();
    }
  }

  @Test
  void writesNoSnapshotWhereNoRowWasRefused() {
    lake.run(new Position("p1"), rows -> rows.accept("s1", null, 1));

    assertThat(lake.rows()).isEqualTo(1);
    assertThat(lake.quarantine().currentSnapshot()).isNull();
  }

  @Test
  void writesNoSnapshotWhereEveryRowWasRefusedAndStillMovesThePosition() {
    CommitOutcome outcome =
        lake.run(new Position("p1"), rows -> rows.refuse("q1", "value", "range"));

    assertThat(outcome).isEqualTo(new CommitOutcome.Committed(-1));
    assertThat(lake.target().currentSnapshot()).isNull();
    assertThat(lake.quarantined()).isEqualTo(1);
    assertThat(lake.position()).isEqualTo(new Position("p1"));
  }

  @Test
  void writesEachRowOnceWhenTasksAreRetried() {
    RunId run = lake.newRun();
    JudgedRows rows = rows(run);
    for (int i = 0; i < 40; i++) {
      rows.accept("s" + i, null, i);
      rows.refuse("q" + i, "value", "range");
    }
    Dataset<Row> flaky =
        rows.toFrame(lake.spark)
            .repartition(2)
            .map(new FailOnce(), Encoders.row(JudgedRows.schema(lake.dataset)));
    FailOnce.FAILURES.set(0);

    try (Staging staging = lake.begin(run)) {
      Tally tally = staging.write(flaky);
      lake.publisher.publish(PublisherFixture.passed(staging.finish(new Position("p"), tally)));

      assertThat(tally.accepted()).isEqualTo(40);
    }
    assertThat(FailOnce.FAILURES.get()).isPositive();
    assertThat(lake.rows()).isEqualTo(40);
    assertThat(lake.quarantined()).isEqualTo(40);
    assertThat(lake.count("SELECT count(DISTINCT station) FROM lake." + lake.dataset.name()))
        .isEqualTo(40);
  }

  /** Fails the first attempt of each task after it has written some rows. */
  private static final class FailOnce implements MapFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger FAILURES = new AtomicInteger();
    private int seen;

    @Override
    public Row call(Row row) {
      if (++seen > 10 && TaskContext.get().attemptNumber() == 0) {
        FAILURES.incrementAndGet();
        throw new IllegalStateException("first attempt fails");
      }
      return row;
    }
  }

  @Test
  void keepsTheDeclaredSortOrderInsideAFile() {
    RunId run = lake.newRun();
    try (Staging staging = lake.begin(run)) {
      // One partition of Spark, so that there is one file.
      Dataset<Row> judged =
          rows(run)
              .accept("a", null, 1)
              .accept("b", null, 3)
              .accept("c", null, 2)
              .toFrame(lake.spark)
              .coalesce(1);
      Tally tally = staging.write(judged);
      lake.publisher.publish(PublisherFixture.passed(staging.finish(new Position("p"), tally)));
    }

    assertThat(
            lake.spark
                .sql("SELECT value, _file FROM lake.air.ods_reading ORDER BY _file, _pos")
                .collectAsList())
        .extracting(row -> row.getInt(0))
        .containsExactly(3, 2, 1);
  }

  @Test
  void keepsRowsOfAMergeInAScratchTableThatIsDroppedAtTheEnd() {
    RunId run = lake.newRun();
    String scratch;
    try (Staging staging = lake.begin(run)) {
      ScratchTable stage =
          staging.writeToStage(
              rows(run).accept("a", null, 1).refuse("q", "value", "range").toFrame(lake.spark));
      scratch = stage.identifier();
      assertThat(stage.tally().accepted()).isEqualTo(1);
      assertThat(lake.count("SELECT count(*) FROM " + scratch)).isEqualTo(1);
      lake.spark.sql(
          "INSERT INTO " + staging.branchIdentifier() + " BY NAME SELECT * FROM " + scratch);
      assertThat(lake.count("SELECT count(*) FROM " + staging.stagedIdentifier())).isEqualTo(1);
      assertThat(lake.count("SELECT count(*) FROM " + staging.mainIdentifier())).isZero();
      lake.publisher.publish(
          PublisherFixture.passed(staging.finish(new Position("p"), stage.tally())));
    }
    assertThat(lake.spark.catalog().tableExists(scratch)).isFalse();
    assertThat(lake.rows()).isEqualTo(1);
    assertThat(lake.quarantined()).isEqualTo(1);
  }

  /** The cost of a run: what it writes must not grow unseen. */
  @Test
  void writesTwoMetadataFilesOneListOneManifestForAnAppend() {
    lake.run(new Position("0"), rows -> rows.accept("s0", null, 0));
    Faults.reset();

    lake.run(new Position("1"), rows -> rows.accept("s1", null, 1));

    assertThat(Faults.count("create metadata")).isEqualTo(2);
    assertThat(Faults.count("create list")).isEqualTo(1);
    assertThat(Faults.count("create manifest")).isEqualTo(1);
    assertThat(Faults.count("create data")).isEqualTo(1);
    assertThat(Faults.count("create")).isEqualTo(5);
  }

  @Test
  void writesTwoMoreMetadataFilesForItsQuarantine() {
    lake.run(new Position("0"), rows -> rows.accept("s0", null, 0).refuse("q0", "value", "range"));
    Faults.reset();

    lake.run(new Position("1"), rows -> rows.accept("s1", null, 1).refuse("q1", "value", "range"));

    assertThat(Faults.count("create metadata")).isEqualTo(4);
    assertThat(Faults.count("create list")).isEqualTo(2);
    assertThat(Faults.count("create manifest")).isEqualTo(2);
  }

  private JudgedRows rows(RunId run) {
    return new JudgedRows(lake.dataset, run);
  }
}
