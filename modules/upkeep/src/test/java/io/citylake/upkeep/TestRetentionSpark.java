package io.citylake.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.citylake.contract.Title;
import io.citylake.contract.dataset.CatalogueEntry;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.DatasetContract.DeleteCondition;
import io.citylake.contract.dataset.Erasure;
import io.citylake.contract.dataset.Erasure.LegalHold;
import io.citylake.contract.dataset.Retention;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.settings.MaintainSettings.History;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.MaintenanceLog.Entry;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.hold.SnapshotHolds;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.lake.lease.Leases;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.lake.session.SparkSettings;
import io.citylake.model.DataSize;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.testkit.Contracts;
import io.citylake.testkit.LocalLake;
import io.citylake.upkeep.Maintenance.Mode;
import io.citylake.upkeep.Maintenance.Scope;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are older than their contract keeps them go, and no other. */
class TestRetentionSpark {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final TableName TABLE = TableName.parse("air.ods_reading");
  private static final Instant NOW = Instant.parse("2026-06-10T20:00:00Z");

  /** The eleventh has begun there, so the first day that stays is the twelfth of May. */
  private static final Retention RETENTION = new Retention(Period.ofDays(30), "at");

  @TempDir private Path home;
  private final AtomicInteger ids = new AtomicInteger();
  private Lake lake;
  private SparkSession spark;
  private Leases leases;
  private @Nullable Runnable interference;

  @BeforeEach
  void make() {
    lake = Lake.open(LocalLake.settings(home));
    spark = LocalLake.session(SparkSettings.of(lake.settings()));
    leases = new Leases(lake.database(), LeaseSettings.standard());
    spark.sql("CREATE NAMESPACE IF NOT EXISTS lake.air");
    for (String name : List.of("ods_reading", "ods_reading__displaced")) {
      spark.sql(
          "CREATE TABLE lake.air."
              + name
              + " (station STRING, at TIMESTAMP, value INT) USING iceberg"
              + " TBLPROPERTIES ('format-version'='2', 'write.delete.mode'='merge-on-read')");
    }
    insert("ods_reading", "('old', '2026-01-01 00:00', 1), ('older', '2025-01-01 00:00', 2)");
    insert(
        "ods_reading",
        "('last', '2026-05-11 23:59:59.999999', 3), ('first', '2026-05-12 00:00', 4),"
            + " ('never', NULL, 5), ('gone', '2026-02-02 00:00', 6)");
    insert("ods_reading", "('new', '2026-06-01 00:00', 7)");
    spark.sql("DELETE FROM lake.air.ods_reading WHERE station = 'gone'");
    insert(
        "ods_reading__displaced", "('old', '2025-12-31 00:00', 8), ('new', '2026-06-01 00:00', 9)");
  }

  @AfterEach
  void close() {
    leases.close();
    lake.close();
  }

  private void insert(String table, String rows) {
    // In the zone of the business.
    String values =
        rows.replaceAll(
            "'(\\d{4}-[^']+)'", "to_utc_timestamp('$1', 'Asia/Shanghai') + INTERVAL 0 HOURS");
    spark.conf().set("spark.sql.session.timeZone", "UTC");
    spark.sql(
        "INSERT INTO lake.air.%s SELECT /*+ COALESCE(1) */ station, cast(at AS timestamp), v FROM VALUES %s AS t(station, at, v)"
            .formatted(table, values));
  }

  private List<String> rows(String table) {
    return spark.sql("SELECT station FROM lake.air." + table).collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private RunId id() {
    Runnable now = interference;
    interference = null;
    if (now != null) {
      now.run();
    }
    return new RunId("r20260610t%09d_aaaaaa".formatted(ids.incrementAndGet()));
  }

  static DatasetContract dataset(
      Retention retention, List<LegalHold> holds, @Nullable DeleteCondition deletes) {
    DatasetContract plain = Contracts.readings();
    return new DatasetContract(
        TABLE,
        new Title("读数", "Readings"),
        plain.layer(),
        plain.grain(),
        plain.owner(),
        List.of("station"),
        deletes == null ? null : "value",
        deletes == null ? WriteMode.APPEND : WriteMode.UPSERT,
        deletes,
        plain.columns(),
        List.of(),
        List.of(),
        null,
        retention,
        plain.zone(),
        List.of(),
        List.of(),
        List.of(),
        CatalogueEntry.UNDECIDED,
        new Erasure(Erasure.Action.DELETE, holds),
        null,
        null);
  }

  private List<Entry> maintain(DatasetContract dataset, Mode mode, Instant here, Instant shared) {
    return maintain(dataset, mode, here, shared, UpkeepPolicy.standard()).stream()
        .filter(entry -> entry.action().equals("retain"))
        .toList();
  }

  private List<Entry> maintain(
      DatasetContract dataset, Mode mode, Instant here, Instant shared, UpkeepPolicy policy) {
    List<Entry> entries = new ArrayList<>();
    Maintenance.Parts parts =
        new Maintenance.Parts(
            lake,
            List.of(dataset),
            () -> spark,
            new SnapshotHolds(List.of()),
            leases,
            this::id,
            Clock.fixed(here, ZONE),
            Clock.fixed(shared, ZONE),
            ZONE,
            home.resolve("logs"),
            () -> false);
    new Maintenance(parts, policy, entries::add).run(Scope.only(List.of(TABLE)), mode);
    return entries;
  }

  private List<Entry> maintain(Mode mode) {
    return maintain(dataset(RETENTION, List.of(), null), mode, NOW, NOW);
  }

  @Test
  void takesOutWhatIsOlderAndNothingElse() {
    ReleaseStore.open(lake).release(List.of(TABLE), NOW.minusSeconds(60));
    long before = ReleaseStore.open(lake).latest().orElseThrow().id();
    List<Entry> planned = maintain(Mode.PLAN);
    assertThat(planned)
        .extracting(Entry::outcome, Entry::reason)
        .containsExactly(
            tuple("planned", "1 rows of at before 2026-05-12 in 1 files"),
            tuple("planned", "3 rows of at before 2026-05-12 in 2 files"));
    assertThat(rows("ods_reading")).hasSize(6);

    List<Entry> done = maintain(Mode.ACT);
    assertThat(done).extracting(Entry::outcome).containsExactly("done", "done");
    assertThat(rows("ods_reading")).containsExactly("first", "never", "new");
    assertThat(rows("ods_reading__displaced")).containsExactly("new");
    Table table = lake.loadTable(TABLE);
    assertThat(table.currentSnapshot().summary()).containsKey(TableRefs.RETAINED);
    assertThat(TableRefs.isUpkeep(table.currentSnapshot())).isTrue();
    assertThat(hidden(table)).as("rows that only deletion marks hide").isZero();
    assertThat(ReleaseStore.open(lake).latest().orElseThrow().id())
        .as("what is served is without them")
        .isGreaterThan(before);
    assertThat(maintain(Mode.ACT)).as("again").isEmpty();
  }

  /** In the files of main, beside those that queries answer. */
  private long hidden(Table table) {
    long all = 0;
    try (var tasks = table.newScan().planFiles()) {
      for (var task : tasks) {
        all += task.file().recordCount();
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return all - rows("ods_reading").size();
  }

  /** Files of which all rows go are not read and written again. */
  @Test
  void writesOnlyFilesAnewOfWhichRowsStay() {
    maintain(Mode.ACT);
    Table table = lake.loadTable(TABLE);
    SnapshotChanges changes =
        SnapshotChanges.builderFor(table).snapshot(table.currentSnapshot()).build();
    assertThat(changes.removedDataFiles()).hasSize(2);
    assertThat(changes.addedDataFiles()).extracting(DataFile::recordCount).containsExactly(2L);
  }

  /** A run that is first is not undone, and the old rows go all the same. */
  @Test
  void goesOnWhereARunWasFirst() {
    DatasetContract dataset = dataset(RETENTION, List.of(), null);
    spark.sql("DROP TABLE lake.air.ods_reading__displaced");
    interference =
        () ->
            insert(
                "ods_reading", "('late', '2025-02-02 00:00', 10), ('now', '2026-06-02 00:00', 11)");
    List<Entry> done = maintain(dataset, Mode.ACT, NOW, NOW);
    assertThat(done).extracting(Entry::outcome).containsExactly("done");
    assertThat(rows("ods_reading")).containsExactly("first", "never", "new", "now");
  }

  /** What its round has not released yet is not served by upkeep. */
  @Test
  void servesNothingThatARunPublishedMeanwhile() {
    DatasetContract dataset = dataset(RETENTION, List.of(), null);
    spark.sql("DROP TABLE lake.air.ods_reading__displaced");
    ReleaseStore.open(lake).release(List.of(TABLE), NOW.minusSeconds(60));
    long before = ReleaseStore.open(lake).latest().orElseThrow().id();
    interference = () -> insert("ods_reading", "('now', '2026-06-02 00:00', 11)");
    assertThat(maintain(dataset, Mode.ACT, NOW, NOW))
        .extracting(Entry::outcome)
        .containsExactly("done");
    assertThat(rows("ods_reading")).containsExactly("first", "never", "new", "now");
    assertThat(ReleaseStore.open(lake).latest().orElseThrow().id()).isEqualTo(before);
  }

  @Test
  void takesOutNothingByAClockThatIsAhead() {
    Instant ahead = NOW.plus(Duration.ofDays(4000));
    DatasetContract dataset = dataset(new Retention(Period.ofYears(3), "at"), List.of(), null);
    assertThat(maintain(dataset, Mode.ACT, ahead, NOW)).isEmpty();
    assertThat(maintain(dataset, Mode.ACT, NOW, ahead)).isEmpty();
    assertThat(rows("ods_reading")).hasSize(6);
  }

  @Test
  void takesOutNothingWhereALegalHoldForbidsIt() {
    LegalHold hold = new LegalHold("区人民法院", LocalDate.of(2026, 6, 12), "案件");
    List<Entry> left = maintain(dataset(RETENTION, List.of(hold), null), Mode.ACT, NOW, NOW);
    assertThat(left)
        .extracting(Entry::outcome, Entry::reason)
        .containsExactly(tuple("left", "a legal hold of 区人民法院 until 2026-06-12 forbids it"));
    assertThat(rows("ods_reading")).hasSize(6);
  }

  /** Else an earlier version that comes late would find none. */
  @Test
  void leavesATombstoneOfWhatMayHaveAnEarlierVersion() {
    spark.sql(
        "CREATE TABLE lake.air.ods_reading__deleted (station STRING, value INT) USING iceberg");
    DatasetContract dataset =
        dataset(RETENTION, List.of(), new DeleteCondition("station", List.of("D")));
    maintain(dataset, Mode.ACT, NOW, NOW);
    assertThat(rows("ods_reading")).containsExactly("first", "never", "new");
    assertThat(rows("ods_reading__deleted")).containsExactly("last", "old", "older");
    assertThat(maintain(dataset, Mode.ACT, NOW, NOW)).isEmpty();
    assertThat(rows("ods_reading__deleted")).hasSize(3);
  }

  /** What is larger than the budget is done by itself, and what was begun is gone on with. */
  @Test
  void writesAnewWithinTheBudget() {
    insert("ods_reading", "('older', '2025-03-03 00:00', 12), ('newer', '2026-06-03 00:00', 13)");
    UpkeepPolicy standard = UpkeepPolicy.standard();
    UpkeepPolicy small =
        new UpkeepPolicy(
            standard.releases(),
            standard.keepSnapshots(),
            standard.orphanAge(),
            new UpkeepPolicy.Budget(Duration.ofMinutes(30), new DataSize(1), null),
            standard.orphans(),
            standard.history());
    DatasetContract dataset = dataset(RETENTION, List.of(), null);
    spark.sql("DROP TABLE lake.air.ods_reading__displaced");
    List<Entry> first = maintain(dataset, Mode.ACT, NOW, NOW, small);
    assertThat(first).extracting(Entry::filesBefore).contains(4L);
    assertThat(rows("ods_reading")).as("whole files cost nothing").hasSize(5);
    assertThat(first).extracting(Entry::outcome).doesNotContain("failed");
    maintain(dataset, Mode.ACT, NOW, NOW, small);
    assertThat(rows("ods_reading")).containsExactly("first", "never", "new", "newer");
  }

  /** Refused rows that were settled go by the settings, and never what tells of an erasure. */
  @Test
  void prunesTheSettledQuarantine() {
    spark.sql(
        "CREATE TABLE lake.air.ods_reading__quarantine (station STRING, status STRING, reasons"
            + " ARRAY<STRUCT<column: STRING, value: STRING, rule: STRING, message: STRING>>,"
            + " refused_at TIMESTAMP, resolved_at TIMESTAMP) USING iceberg"
            + " TBLPROPERTIES ('format-version'='2')");
    String old = "TIMESTAMP '2025-01-01 00:00:00'";
    String reason = "array(named_struct('column', 'a', 'value', 'x', 'rule', '%s', 'message', ''))";
    String values =
        String.join(
            ", ",
            "('open', 'open', %s, %s, NULL)".formatted(reason.formatted("type"), old),
            "('given up', 'discarded', %s, %s, %s)".formatted(reason.formatted("type"), old, old),
            "('erased', 'discarded', %s, %s, %s)".formatted(reason.formatted("erased"), old, old),
            "('sent again', 'superseded', %s, %s, NULL)".formatted(reason.formatted("type"), old),
            "('lately', 'replayed', %s, %s, TIMESTAMP '2026-06-01 00:00:00')"
                .formatted(reason.formatted("type"), old));
    spark.sql("INSERT INTO lake.air.ods_reading__quarantine VALUES " + values);
    UpkeepPolicy standard = UpkeepPolicy.standard();
    History past = standard.history();
    UpkeepPolicy policy =
        new UpkeepPolicy(
            standard.releases(),
            standard.keepSnapshots(),
            standard.orphanAge(),
            standard.budget(),
            standard.orphans(),
            new History(
                past.runs(),
                past.stages(),
                past.logs(),
                past.moments(),
                past.slots(),
                past.entries(),
                Duration.ofDays(180)));
    DatasetContract dataset = dataset(RETENTION, List.of(), null);
    maintain(dataset, Mode.ACT, NOW, NOW);
    assertThat(rows("ods_reading__quarantine")).as("unless it is said").hasSize(5);
    assertThat(maintain(dataset, Mode.ACT, NOW, NOW, policy))
        .extracting(Entry::action, Entry::outcome)
        .contains(tuple("prune-quarantine", "done"));
    assertThat(rows("ods_reading__quarantine")).containsExactly("erased", "lately", "open");
  }
}
