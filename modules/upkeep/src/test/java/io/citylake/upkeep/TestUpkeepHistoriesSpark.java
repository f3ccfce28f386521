package io.citylake.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.settings.MaintainSettings.Orphans;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.health.Depth;
import io.citylake.lake.health.Finding;
import io.citylake.lake.health.LakeCheckup;
import io.citylake.lake.history.MaintenanceLog;
import io.citylake.lake.history.MaintenanceLog.Entry;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.hold.ReleaseHolds;
import io.citylake.lake.hold.SnapshotHold;
import io.citylake.lake.hold.SnapshotHold.Kind;
import io.citylake.lake.hold.SnapshotHolds;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.lake.lease.Leases;
import io.citylake.lake.session.SparkSettings;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.testkit.LocalLake;
import io.citylake.upkeep.Maintenance.Mode;
import io.citylake.upkeep.Maintenance.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drawn histories of loads, deletions, releases and upkeep, with commits of others in between,
 * against rows in a list: no row changes, whatever somebody needs can be read, and nothing is left.
 */
class TestUpkeepHistoriesSpark {
  private static final TableName TABLE = new TableName("air", "ods_reading");
  private static final String NAME = "lake.air.ods_reading";
  private static final Duration AGE = Duration.ofDays(3);
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  private static int compacted;
  private static int overtaken;
  private static int expired;

  @TempDir private Path directory;

  @Test
  void changesNoRowAndKeepsWhatIsNeeded() throws Exception {
    long seed = Long.getLong("citylake.seed", new Random().nextLong());
    int histories = Integer.getInteger("citylake.histories", 3);
    System.out.println("TestUpkeepHistoriesSpark seed " + seed + ", histories " + histories);
    for (int i = 0; i < histories; i++) {
      try (History history = new History(directory.resolve("h" + i), seed + i)) {
        history.play();
      }
    }
  }

  /** What was deleted after the files were planned doesn't come back with them. */
  @Test
  void publishesNothingWhereARunDeletedMeanwhile() {
    try (History history = new History(directory.resolve("overtaken"), 1)) {
      for (int i = 0; i < 6; i++) {
        history.append();
      }
      int before = overtaken;
      history.interference = history::deleteAFew;
      history.maintain();
      assertThat(overtaken).isGreaterThan(before);
      int done = compacted;
      history.maintain();
      assertThat(compacted).isGreaterThan(done);
    }
  }

  /** Files of which every row is deleted leave none behind that could be read. */
  @Test
  void takesAwayFilesWhoseRowsAreAllDeleted() {
    try (History history = new History(directory.resolve("all"), 1)) {
      for (int i = 0; i < 6; i++) {
        history.append();
      }
      history.deleteEach();
      int done = compacted;
      history.maintain();
      assertThat(compacted).isGreaterThan(done);
    }
  }

  @AfterAll
  static void allKindsWereMet() {
    assertThat(compacted).as("compacted").isPositive();
    assertThat(expired).as("expired").isPositive();
  }

  private static final class History implements AutoCloseable {
    private final String name;
    private final Random random;
    private final Lake lake;
    private final SparkSession spark;
    private final Leases leases;
    private final List<String> rows = new ArrayList<>();
    private final Map<Long, List<String>> held = new TreeMap<>();
    private final List<SnapshotHold> steps = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();
    private @Nullable Runnable interference;
    private int made;

    History(Path home, long seed) {
      this.name = "seed " + seed;
      this.random = new Random(seed);
      this.lake = Lake.open(LocalLake.settings(home));
      this.spark = LocalLake.session(SparkSettings.of(lake.settings()));
      this.leases = new Leases(lake.database(), LeaseSettings.standard());
      spark.sql("CREATE NAMESPACE IF NOT EXISTS lake.air");
      spark.sql(
          "CREATE TABLE "
              + NAME
              + " (k INT, v STRING, f DOUBLE, tags ARRAY<STRING>, day DATE) USING iceberg"
              + " PARTITIONED BY (day) TBLPROPERTIES ('format-version'='2',"
              + " 'write.delete.mode'='merge-on-read', 'write.distribution-mode'='none')");
      if (random.nextBoolean()) {
        lake.loadTable(TABLE).replaceSortOrder().asc("k").desc("v").commit();
      }
    }

    void play() throws Exception {
      int events = 14 + random.nextInt(10);
      for (int i = 0; i < events; i++) {
        switch (random.nextInt(8)) {
          case 0 -> delete();
          case 1 -> release();
          case 2 -> step();
          case 3 -> {
            if (random.nextInt(3) == 0) {
              interference = random.nextBoolean() ? this::delete : this::append;
            }
            maintain();
          }
          default -> append();
        }
      }
      orphans();
    }

    private void append() {
      told.add("append");
      StringBuilder values = new StringBuilder();
      int count = 1 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        int key = made++;
        int day = 1 + random.nextInt(2);
        String f = random.nextInt(5) == 0 ? "double('NaN')" : "double(" + key + ".5)";
        String v = random.nextInt(4) == 0 ? "null" : "'甲" + key % 3 + "'";
        values
            .append(values.isEmpty() ? "" : ", ")
            .append("(%d, %s, %s, array('a', null), DATE '2026-05-0%d')".formatted(key, v, f, day));
        rows.add(
            "%d|%s|%s|2026-05-0%d"
                .formatted(
                    key,
                    v.equals("null") ? "null" : v.replace("'", ""),
                    f.contains("NaN") ? "NaN" : key + ".5",
                    day));
      }
      spark.sql("INSERT INTO " + NAME + " VALUES " + values);
    }

    private void delete() {
      int rest = random.nextInt(6);
      told.add("delete " + rest);
      spark.sql("DELETE FROM %s WHERE k %% 6 = %d".formatted(NAME, rest));
      rows.removeIf(row -> Integer.parseInt(row.substring(0, row.indexOf('|'))) % 6 == rest);
    }

    /** Of every file that there is. */
    private void deleteAFew() {
      told.add("delete all but some");
      spark.sql("DELETE FROM %s WHERE k %% 3 < 2".formatted(NAME));
      rows.removeIf(row -> Integer.parseInt(row.substring(0, row.indexOf('|'))) % 3 < 2);
    }

    /** Row by row: files of rows and of deletions stay. */
    private void deleteEach() {
      told.add("delete each");
      spark.sql("DELETE FROM %s WHERE k %% 1000000 >= 0".formatted(NAME));
      rows.clear();
    }

    private void release() {
      Long now = head();
      if (now != null) {
        told.add("release");
        ReleaseStore.open(lake).release(List.of(TABLE), Instant.now());
        held.put(now, sorted(rows));
      }
    }

    private void step() {
      Long now = head();
      if (now != null) {
        told.add("step");
        String uuid = lake.loadTable(TABLE).uuid().toString();
        steps.clear();
        steps.add(
            new SnapshotHold(TABLE, new TableSnapshot(uuid, now), Kind.STEP, "air.step", null));
        held.put(now, sorted(rows));
      }
    }

    private void maintain() {
      told.add("maintain" + (interference == null ? "" : " with others"));
      Maintenance.Parts parts =
          new Maintenance.Parts(
              lake,
              List.of(),
              () -> spark,
              new SnapshotHolds(
                  List.of(new ReleaseHolds(ReleaseStore.open(lake)), () -> List.copyOf(steps))),
              leases,
              this::id,
              Clock.offset(Clock.systemUTC(), AGE),
              Clock.systemUTC(),
              ZONE,
              lake.settings().stateDir().resolve("logs"),
              () -> false);
      List<Entry> entries = new ArrayList<>();
      new Maintenance(parts, UpkeepPolicy.standard().withOrphans(Orphans.REMOVE), entries::add)
          .run(Scope.lake(List.of(TABLE)), Mode.ACT);
      interference = null;
      for (Entry entry : entries) {
        assertThat(entry.outcome()).as("%s %s %s", name, told, entry).isIn("done", "overtaken");
        compacted += entry.action().equals("compact") && entry.outcome().equals("done") ? 1 : 0;
        overtaken += entry.outcome().equals("overtaken") ? 1 : 0;
        expired += entry.action().equals("expire-snapshots") ? 1 : 0;
      }
      assertThat(new MaintenanceLog(lake.database()).list(Optional.of(TABLE), 1000))
          .as(name)
          .containsAll(entries.stream().filter(entry -> entry.table() != null).toList());
      compare();
    }

    /** Called before a table is reserved: others may commit up to then. */
    private RunId id() {
      Runnable other = interference;
      interference = null;
      if (other != null) {
        other.run();
      }
      return new RunId("r20260501t000000000_%06d".formatted(ids.incrementAndGet()));
    }

    private void compare() {
      assertThat(query("")).as("%s %s", name, told).isEqualTo(sorted(rows));
      // Of releases that were thinned out nobody can ask any more.
      List<Long> needed = new ArrayList<>();
      steps.forEach(hold -> needed.add(hold.state().snapshotId()));
      ReleaseStore.open(lake).states().forEach(state -> needed.add(state.state().snapshotId()));
      for (Long snapshot : needed) {
        List<String> right = held.get(snapshot);
        List<String> shown = query(" VERSION AS OF " + snapshot);
        if (right == null) {
          // A release that upkeep made of rewritten files.
          held.put(snapshot, shown);
          right = latestReleased();
        }
        assertThat(shown).as("%s %s snapshot %d", name, told, snapshot).isEqualTo(right);
      }
      List<Finding> found = new ArrayList<>();
      new LakeCheckup(lake, Depth.CONTENT, found::add).check(TABLE);
      assertThat(found).as("%s %s", name, told).isEmpty();
    }

    /** What it showed when it was released last by hand; upkeep changes nothing of it. */
    private List<String> latestReleased() {
      Table table = lake.loadTable(TABLE);
      table.refresh();
      return sorted(rows);
    }

    private void orphans() throws IOException {
      if (head() == null) {
        return;
      }
      maintain();
      Path data = Path.of(java.net.URI.create(lake.loadTable(TABLE).location())).resolve("data");
      Path orphan = Files.writeString(data.resolve("00000-killed.parquet"), "PAR1");
      Path young = Files.writeString(data.resolve("00000-young.parquet"), "PAR1");
      Path foreign = Files.writeString(data.resolve("notes.txt"), "mine");
      Instant now = Instant.now();
      Files.setLastModifiedTime(orphan, FileTime.from(now));
      Files.setLastModifiedTime(young, FileTime.from(now.plus(AGE)));
      maintain();
      assertThat(orphan).doesNotExist();
      assertThat(young).exists();
      assertThat(foreign).exists();
      Files.delete(young);
      try (Stream<Path> files = Files.list(data.getParent().resolve("metadata"))) {
        assertThat(files).isNotEmpty();
      }
    }

    private Long head() {
      Table table = lake.loadTable(TABLE);
      return table.currentSnapshot() == null ? null : table.currentSnapshot().snapshotId();
    }

    private List<String> query(String of) {
      spark.catalog().refreshTable(NAME);
      return sorted(
          spark.sql("SELECT k, v, f, day FROM " + NAME + of).collectAsList().stream()
              .map(row -> row.mkString("|"))
              .toList());
    }

    private static List<String> sorted(List<String> rows) {
      return rows.stream().sorted().toList();
    }

    @Override
    public void close() {
      leases.close();
      lake.close();
    }
  }
}
