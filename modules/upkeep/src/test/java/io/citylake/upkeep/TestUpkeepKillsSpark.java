package io.citylake.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.DatasetContract.DeleteCondition;
import io.citylake.contract.dataset.Retention;
import io.citylake.contract.settings.MaintainSettings.Orphans;
import io.citylake.contract.settings.Settings;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.health.Depth;
import io.citylake.lake.health.Finding;
import io.citylake.lake.health.LakeCheckup;
import io.citylake.lake.history.MaintenanceLog.Entry;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.hold.ReleaseHolds;
import io.citylake.lake.hold.SnapshotHolds;
import io.citylake.lake.io.DurableFileIo;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.lake.lease.Leases;
import io.citylake.lake.session.SparkSettings;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.testkit.Faults;
import io.citylake.testkit.LocalLake;
import io.citylake.upkeep.Maintenance.Mode;
import io.citylake.upkeep.Maintenance.Scope;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Upkeep whose process is gone before any step that changes something, retention among them: what
 * is seen then is what was seen before or what is to be seen, and the next upkeep ends it.
 */
class TestUpkeepKillsSpark {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final TableName TABLE = TableName.parse("air.ods_reading");

  /** What is there is older than a day by it. */
  private static final Instant NOW = Instant.now().plus(Duration.ofDays(3));

  /**
   * A death while something is read leaves what the one before the next of these leaves, and what
   * is written without metadata that names it is superfluous whatever it is.
   */
  private static final Pattern CHANGES =
      Pattern.compile("create (data|metadata)|delete .*|sql (INSERT|UPDATE|DELETE).*");

  private static final DatasetContract DATASET =
      TestRetentionSpark.dataset(
          new Retention(Period.ofDays(30), "at"),
          List.of(),
          new DeleteCondition("station", List.of("D")));

  private static final String ALL =
      "SELECT 'target' AS t, station FROM lake.air.ods_reading"
          + " UNION ALL SELECT 'displaced', station FROM lake.air.ods_reading__displaced ORDER BY 1, 2";
  private static final List<String> STAY =
      List.of(
          "displaced|d new",
          "target|a",
          "target|b",
          "target|c",
          "target|d",
          "target|e",
          "target|f");
  private static final List<String> GO = List.of("displaced|d old", "target|old 1", "target|old 2");

  @TempDir private Path directory;
  private final AtomicInteger ids = new AtomicInteger();
  private Path home;
  private Path template;

  @BeforeEach
  @AfterEach
  void noFaults() {
    Faults.reset();
  }

  @BeforeEach
  void make() throws IOException {
    home = directory.resolve("lake");
    template = directory.resolve("template");
    Settings settings = LocalLake.settings(home);
    try (Lake lake = Lake.open(settings)) {
      SparkSession spark = LocalLake.session(SparkSettings.of(settings));
      spark.sql("CREATE NAMESPACE IF NOT EXISTS lake.air");
      for (String table : List.of("ods_reading", "ods_reading__displaced")) {
        spark.sql(
            "CREATE TABLE lake.air.%s (station STRING, at TIMESTAMP, value INT) USING iceberg TBLPROPERTIES ('format-version'='2')"
                .formatted(table));
      }
      spark.sql(
          "CREATE TABLE lake.air.ods_reading__deleted (station STRING, value INT) USING iceberg TBLPROPERTIES ('format-version'='2')");
      insert(spark, "ods_reading", "('old 1', -90)");
      insert(spark, "ods_reading", "('old 2', -80), ('a', 0)");
      for (String station : List.of("b", "c", "d", "e", "f")) {
        insert(spark, "ods_reading", "('%s', 0)".formatted(station));
      }
      insert(spark, "ods_reading__displaced", "('d old', -70), ('d new', 0)");
      ReleaseStore.open(lake).release(List.of(TABLE), Instant.now());
    }
    copy(home, template);
  }

  private static void insert(SparkSession spark, String table, String rows) {
    spark.sql(
        "INSERT INTO lake.air.%s SELECT /*+ COALESCE(1) */ station, current_timestamp() + make_interval(0, 0, 0, days), days FROM VALUES %s AS t(station, days)"
            .formatted(table, rows));
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.exists(to)) {
      try (Stream<Path> old = Files.walk(to)) {
        for (Path each : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    try (Stream<Path> files = Files.walk(from)) {
      for (Path each : files.toList()) {
        Files.copy(
            each, to.resolve(from.relativize(each).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  @Test
  void deathBeforeAnyChangeAndAnotherUpkeepTakesOutTheOldRowsAndNoOther() throws IOException {
    assertThat(upkeepUntil(0)).extracting(Entry::outcome).containsOnly("done");
    List<String> steps = Faults.steps();
    Faults.reset();
    assertEnded("without a death");
    List<Integer> changes = changes(steps);
    assertThat(changes).hasSizeGreaterThan(20);
    for (int step : changes) {
      copy(template, home);
      upkeepUntil(step);
      assertThat(Faults.isDead()).isTrue();
      Faults.reset();
      String where = "killed before step %d (%s)".formatted(step, steps.get(step - 1));
      List<String> seen = seen();
      assertThat(seen).as(where).containsAll(STAY);
      assertThat(new TreeSet<>(seen)).as(where).hasSameSizeAs(seen);
      // Each table in one: its old rows are all there, or none of them.
      seen.removeAll(STAY);
      assertThat(seen).as(where).isIn(List.of(), GO, GO.subList(1, 3), List.of(GO.get(0)));
      assertEnded(where);
    }
  }

  /** Of several of a kind in a row the first and the last. */
  private static List<Integer> changes(List<String> steps) {
    List<Integer> all =
        IntStream.rangeClosed(1, steps.size())
            .filter(step -> CHANGES.matcher(steps.get(step - 1)).matches())
            .boxed()
            .toList();
    List<Integer> some = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      String name = steps.get(all.get(i) - 1);
      boolean between =
          i > 0
              && i < all.size() - 1
              && name.equals(steps.get(all.get(i - 1) - 1))
              && name.equals(steps.get(all.get(i + 1) - 1));
      if (!between) {
        some.add(all.get(i));
      }
    }
    return some;
  }

  /** Spark says so by an exception that it doesn't declare. */
  @Test
  void aTableThatCanNotBeReadKeepsNoOtherBack() throws IOException {
    Settings settings = LocalLake.settings(home);
    try (Lake lake = Lake.open(settings)) {
      TableName displaced = TABLE.displaced();
      Path data = Path.of(URI.create(lake.loadTable(displaced).location())).resolve("data");
      try (Stream<Path> files = Files.list(data)) {
        for (Path each : files.filter(file -> file.toString().endsWith(".parquet")).toList()) {
          Files.delete(each);
        }
      }
    }
    List<Entry> entries = upkeep(settings, Orphans.IGNORE);
    assertThat(entries)
        .extracting(entry -> entry.action() + " " + entry.outcome())
        .contains("retain failed", "expire-snapshots done");
  }

  /** By the next upkeep, on a disk and a catalog that are well. */
  private void assertEnded(String where) throws IOException {
    Settings settings = LocalLake.settings(home);
    assertThat(upkeep(settings, Orphans.REMOVE))
        .as(where)
        .extracting(Entry::outcome)
        .doesNotContain("failed", "overtaken", "left");
    assertThat(seen()).as(where).isEqualTo(STAY);
    try (Lake lake = Lake.open(settings)) {
      SparkSession spark = LocalLake.session(SparkSettings.of(settings));
      assertThat(
              spark
                  .sql("SELECT DISTINCT station FROM lake.air.ods_reading__deleted ORDER BY 1")
                  .collectAsList()
                  .stream()
                  .map(row -> row.getString(0)))
          .as(where)
          .containsExactly("old 1", "old 2");
      List<Finding> found = new ArrayList<>();
      LakeCheckup checkup = new LakeCheckup(lake, Depth.CONTENT, found::add);
      lake.locations().keySet().forEach(checkup::check);
      assertThat(found).as(where).isEmpty();
      assertThat(Leases.reserved(lake.database())).as(where).isEmpty();
      assertThat(ReleaseStore.open(lake).latest().orElseThrow().tables().get(TABLE).snapshotId())
          .as("%s: what is served", where)
          .isEqualTo(lake.loadTable(TABLE).currentSnapshot().snapshotId());
    }
    // A second time there is nothing left to do, nor to remove.
    assertThat(upkeep(settings, Orphans.REMOVE)).as(where).isEmpty();
  }

  private List<String> seen() {
    Settings settings = LocalLake.settings(home);
    SparkSession spark = LocalLake.session(SparkSettings.of(settings));
    return new ArrayList<>(
        spark.sql(ALL).collectAsList().stream().map(row -> row.mkString("|")).toList());
  }

  private List<Entry> upkeepUntil(int step) {
    Settings faulty = LocalLake.faultySettings(home, DurableFileIo.class.getName());
    Faults.reset();
    Faults.dieAt(step);
    try {
      return upkeep(faulty, Orphans.IGNORE);
    } catch (Exception e) {
      // What a dead process would have thrown, nobody hears.
      assertThat(Faults.isDead()).as(e.toString()).isTrue();
      return List.of();
    }
  }

  /** As a process of its own, which is gone when it is over. */
  private List<Entry> upkeep(Settings settings, Orphans orphans) {
    LeaseSettings gone =
        LeaseSettings.standard()
            .withOwner(new LeaseSettings.Owner(LeaseSettings.Owner.current().host(), 1L << 40, 0));
    List<Entry> entries = new ArrayList<>();
    try (Lake lake = Lake.open(settings);
        Leases leases = new Leases(lake.database(), gone)) {
      SparkSession spark = LocalLake.session(SparkSettings.of(settings));
      Maintenance.Parts parts =
          new Maintenance.Parts(
              lake,
              List.of(DATASET),
              () -> spark,
              new SnapshotHolds(List.of(new ReleaseHolds(ReleaseStore.open(lake)))),
              leases,
              this::id,
              Clock.fixed(NOW, ZONE),
              Clock.fixed(NOW, ZONE),
              ZONE,
              home.resolve("logs"),
              () -> false);
      new Maintenance(parts, UpkeepPolicy.standard().withOrphans(orphans), entries::add)
          .run(Scope.lake(lake.locations().keySet()), Mode.ACT);
    }
    return entries;
  }

  private RunId id() {
    return new RunId("r20260610t%09d_aaaaaa".formatted(ids.incrementAndGet()));
  }
}
