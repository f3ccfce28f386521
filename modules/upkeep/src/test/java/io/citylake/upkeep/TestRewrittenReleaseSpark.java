package io.citylake.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.hold.SnapshotHolds;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.lake.lease.Leases;
import io.citylake.lake.session.SparkSettings;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.testkit.LocalLake;
import io.citylake.upkeep.Maintenance.Mode;
import io.citylake.upkeep.Maintenance.Scope;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is served of a table that was compacted while a round publishes into it. */
class TestRewrittenReleaseSpark {
  private static final TableName TABLE = new TableName("air", "ods_reading");
  private static final String NAME = "lake.air.ods_reading";

  @TempDir private Path home;
  private final AtomicInteger ids = new AtomicInteger();
  private Lake lake;
  private SparkSession spark;
  private @Nullable Runnable interference;
  private @Nullable Runnable armed;

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void aRunThatPublishesMeanwhileIsServedWithItsRoundOnly() {
    compactWhile(this::append);
    assertThat(served()).isEqualTo(6);
    // It is served with its own round.
    ReleaseStore.open(lake).release(List.of(TABLE), Instant.now());
    assertThat(served()).isEqualTo(7);
  }

  @Test
  void aRoundThatReleasesMeanwhileStaysServed() {
    compactWhile(
        () -> {
          append();
          ReleaseStore.open(lake).release(List.of(TABLE), Instant.now());
        });
    assertThat(served()).isEqualTo(7);
  }

  /** Runs it after what is to be served was chosen, and before that is served. */
  private void compactWhile(Runnable other) {
    lake = Lake.open(LocalLake.settings(home));
    spark = LocalLake.session(SparkSettings.of(lake.settings()));
    spark.sql("CREATE NAMESPACE IF NOT EXISTS lake.air");
    spark.sql(
        "CREATE TABLE " + NAME + " (k INT) USING iceberg TBLPROPERTIES ('format-version'='2')");
    for (int i = 0; i < 6; i++) {
      append();
    }
    ReleaseStore.open(lake).release(List.of(TABLE), Instant.now());
    armed = other;
    try (Leases leases = new Leases(lake.database(), LeaseSettings.standard())) {
      Maintenance.Parts parts =
          new Maintenance.Parts(
              lake,
              List.of(),
              () -> spark,
              new SnapshotHolds(List.of()),
              leases,
              () -> new RunId("r20260501t000000000_%06d".formatted(ids.incrementAndGet())),
              new Interfering(),
              Clock.systemUTC(),
              ZoneId.of("Asia/Shanghai"),
              home.resolve("logs"),
              () -> false);
      new Maintenance(
              parts,
              UpkeepPolicy.standard(),
              entry -> {
                assertThat(entry.outcome()).as(entry.toString()).isEqualTo("done");
                interference = entry.action().equals("compact") ? armed : null;
                armed = null;
              })
          .run(Scope.only(List.of(TABLE)), Mode.ACT);
    }
    assertThat(interference).isNull();
    assertThat(armed).isNull();
    assertThat(count("")).isEqualTo(7);
  }

  private void append() {
    spark.sql("INSERT INTO " + NAME + " VALUES (1)");
  }

  private long served() {
    long snapshot = ReleaseStore.open(lake).latest().orElseThrow().tables().get(TABLE).snapshotId();
    return count(" VERSION AS OF " + snapshot);
  }

  private long count(String of) {
    spark.catalog().refreshTable(NAME);
    return spark.sql("SELECT count(*) FROM " + NAME + of).first().getLong(0);
  }

  /** Asked for the time of the release. */
  private final class Interfering extends Clock {
    @Override
    public Instant instant() {
      Runnable other = interference;
      interference = null;
      if (other != null) {
        other.run();
      }
      return Instant.now();
    }

    @Override
    public ZoneId getZone() {
      return ZoneId.of("UTC");
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
