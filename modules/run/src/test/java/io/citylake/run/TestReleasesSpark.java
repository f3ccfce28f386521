package io.citylake.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.history.RunOutcome;
import io.citylake.model.Release;
import io.citylake.model.TableName;
import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.run.batch.JobResult;
import io.citylake.run.batch.JobRunner;
import io.citylake.run.delivery.DeliveryService;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import io.citylake.run.session.SparkStarter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestReleasesSpark {
  private static final TableName LEVELS = TableName.parse("water.ods_level");
  @TempDir private Path home;
  private RunFixture water;

  @BeforeEach
  void prepare() {
    water = new RunFixture(home).dataset("append").job();
    water.apply();
  }

  @Test
  void makesOneReleaseOfWhatARoundPublishedAndKeepsTheOnesBefore() {
    water.landing("1.csv", "a,2026-01-01 08:00,1,");
    water.run();
    try (OpenLake open = water.open(water.workspace())) {
      Release first = open.releases().latest().orElseThrow();
      assertThat(first.id()).isEqualTo(1);
      assertThat(first.tables().get(LEVELS).uuid())
          .isEqualTo(open.lake().loadTable(LEVELS).uuid().toString());
      assertThat(first.tables().get(LEVELS).snapshotId())
          .isEqualTo(open.lake().loadTable(LEVELS).currentSnapshot().snapshotId());

      water.landing("2.csv", "b,2026-01-01 08:00,2,", "c,2026-01-01 08:00,99,");
      RunFixture.run(open, Mode.INCREMENTAL);
      Release second = open.releases().latest().orElseThrow();
      assertThat(second.id()).isEqualTo(2);
      assertThat(second.tables()).containsKey(LEVELS.quarantine());
      assertThat(second.tables().get(LEVELS)).isNotEqualTo(first.tables().get(LEVELS));
      assertThat(open.releases().find(1)).contains(first);
      assertThat(open.releases().list(10)).containsExactly(second, first);
      assertThat(open.releases().at(second.at())).contains(second);
      assertThat(open.releases().at(first.at().minusMillis(1))).isEmpty();
      long snapshot = first.tables().get(LEVELS).snapshotId();
      assertThat(open.releases().findState(LEVELS, snapshot)).contains(first.tables().get(LEVELS));
      assertThat(open.releases().findState(LEVELS, snapshot + 1)).isEmpty();
    }
  }

  @Test
  void makesNoReleaseWhereNothingWasPublished() {
    water.landing("1.csv", "a,2026-01-01 08:00,1,");
    water.run();
    water.run();
    try (OpenLake open = water.open(water.workspace())) {
      assertThat(open.releases().latest()).map(Release::id).contains(1L);
    }
  }

  @Test
  void whatIsReplayedWithdrawnOrGivenUpIsServedAtOnce() throws IOException {
    water.landing("1.csv", "a,2026-01-01 08:00,1,", "b,2026-01-01 08:00,99,");
    water.run();
    String contract = "conf/themes/water/ods_level.yaml";
    water.file(contract, Files.readString(home.resolve(contract)).replace("max: 50", "max: 100"));
    try (OpenLake open = water.open(water.workspace())) {
      open.quarantine().replay(QuarantineQuery.open(), "li", RunListener.none());
      assertServed(open, 2);
      DeliveryService deliveries = new DeliveryService(open.services(), RunFixture.DATE);
      deliveries.withdraw(deliveries.list(Optional.empty()).get(0), RunListener.none());
      assertServed(open, 3);
    }
    water.landing("2.csv", "b,2026-01-01 08:00,999,");
    water.run();
    try (OpenLake open = water.open(water.workspace())) {
      open.quarantine().discard(QuarantineQuery.open(), "li", "test");
      assertServed(open, 5);
    }
  }

  /** The release of this number has the tables as they are. */
  private static void assertServed(OpenLake open, long id) {
    Release latest = open.releases().latest().orElseThrow();
    assertThat(latest.id()).isEqualTo(id);
    for (TableName table : List.of(LEVELS, LEVELS.quarantine())) {
      assertThat(latest.tables().get(table).snapshotId())
          .as(table.toString())
          .isEqualTo(open.lake().loadTable(table).currentSnapshot().snapshotId());
    }
  }

  /** A round that was killed between its last publish and its release. */
  @Test
  void releasesWhatAKilledRoundPublishedThoughNothingIsNew() {
    water.landing("1.csv", "a,2026-01-01 08:00,1,");
    water.run();
    for (String file : List.of("2.csv", "3.csv")) {
      water.landing(file, file + ",2026-01-01 08:00,2,", "c,2026-01-01 08:00,99,");
      try (OpenLake killed = water.open(water.workspace())) {
        JobResult published =
            new JobRunner(
                    killed.services(),
                    killed.workspace().loadTask(RunFixture.JOB),
                    RunListener.none())
                .load(new RunRequest(RunFixture.DATE, Mode.INCREMENTAL, FailurePolicy.GO_ON));
        assertThat(published.outcome()).isEqualTo(RunOutcome.PUBLISHED);
        assertThat(served(killed, LEVELS)).isNotEqualTo(current(killed, LEVELS));
      }
      try (OpenLake next = new OpenLake(water.workspace(), new NoSpark())) {
        long before = next.releases().latest().orElseThrow().id();
        JobResult nothing = RunFixture.run(next, Mode.INCREMENTAL);
        assertThat(nothing.outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
        assertThat(next.releases().latest()).map(Release::id).contains(before + 1);
        for (TableName table : List.of(LEVELS, LEVELS.quarantine())) {
          assertThat(served(next, table)).isEqualTo(current(next, table));
        }
      }
    }
  }

  private static long served(OpenLake open, TableName table) {
    return open.releases().latest().orElseThrow().tables().get(table).snapshotId();
  }

  private static long current(OpenLake open, TableName table) {
    return open.lake().loadTable(table).currentSnapshot().snapshotId();
  }

  /** The platform's own tables, and another engine's, are in the same catalog. */
  @Test
  void passesOverTablesOfNoTheme() {
    water.landing("1.csv", "a,2026-01-01 08:00,1,");
    try (OpenLake open = water.open(water.workspace())) {
      for (String theme : List.of("_sys", "Other")) {
        open.lake().catalog().createNamespace(Namespace.of(theme));
        open.lake()
            .catalog()
            .createTable(
                TableIdentifier.of(Namespace.of(theme), "access_log"),
                new Schema(Types.NestedField.optional(1, "a", Types.IntegerType.get())));
      }
      RunFixture.run(open, Mode.INCREMENTAL);
      assertThat(open.releases().latest().orElseThrow().tables()).containsOnlyKeys(LEVELS);
      assertThat(open.lake().locations()).containsKey(LEVELS);
    }
  }

  @Test
  void makesAFirstReleaseOfALakeThatHasNone() {
    try (Lake lake = Lake.open(water.workspace().settings())) {
      ReleaseStore book = ReleaseStore.open(lake);
      assertThat(book.latest()).isEmpty();
      Release first = book.latestOrFirst(Instant.EPOCH);
      assertThat(first.id()).isEqualTo(1);
      // A table that never had a row has no state to serve.
      assertThat(first.tables()).isEmpty();
      assertThat(book.latestOrFirst(Instant.EPOCH.plusSeconds(9))).isEqualTo(first);
    }
  }

  /** Each book has its own connections, as two processes have. */
  @Test
  void countsUpWithoutGapsWhenSeveralRelease() throws Exception {
    water.landing("1.csv", "a,2026-01-01 08:00,1,");
    water.run();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (OpenLake open = water.open(water.workspace())) {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        ends.add(
            threads.submit(
                () -> {
                  try (Lake lake = Lake.open(open.workspace().settings())) {
                    ReleaseStore book = ReleaseStore.open(lake);
                    for (int each = 0; each < 5; each++) {
                      book.release(Set.of(LEVELS), Instant.EPOCH);
                    }
                  }
                }));
      }
      water.landing("2.csv", "b,2026-01-01 08:00,2,");
      RunFixture.run(open, Mode.INCREMENTAL);
      for (Future<?> end : ends) {
        end.get();
      }
      assertThat(open.releases().list(10)).map(Release::id).containsExactly(2L, 1L);
    } finally {
      threads.shutdown();
    }
  }

  private static final class NoSpark implements SparkStarter {
    @Override
    public SparkSession start(Map<String, String> settings) {
      throw new AssertionError("a round that finds nothing new starts Spark");
    }

    @Override
    public void stop(SparkSession session) {}
  }
}
