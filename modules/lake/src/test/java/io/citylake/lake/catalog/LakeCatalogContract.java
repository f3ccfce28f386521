package io.citylake.lake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.io.LocalPaths;
import io.citylake.lake.io.VersionHint;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.lake.lease.Leases;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.ProgramVersion;
import io.citylake.model.TableName;
import io.citylake.testkit.Faults;
import io.citylake.testkit.Faults.StatementFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the catalog promises, whichever database holds it. */
abstract class LakeCatalogContract {
  private static final String SWAP = "UPDATE iceberg_tables";
  private static final TableName NAME = TableName.parse("air.ods_reading");
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  @TempDir protected Path home;
  protected Settings settings;
  protected Lake lake;
  protected Table table;

  /** A catalog of its own for each directory. */
  abstract Settings settings(Path directory);

  @BeforeEach
  void open() {
    Faults.reset();
    settings = settings(home);
    lake = Lake.open(settings);
    lake.catalog().createNamespace(Namespace.of("air"), Map.of());
    table = create();
    Faults.reset();
  }

  @AfterEach
  void close() {
    Faults.reset();
    lake.close();
  }

  /** R02, iceberg #13867: the reply of a swap that happened is lost. */
  @Test
  void findsOutThatASwapHappenedWhenItsReplyIsLost() {
    Faults.failStatements(SWAP, StatementFault.REPLY_LOST, 1);

    append("a");

    assertThat(files()).containsExactly("a");
    assertThat(Faults.count("create metadata")).isEqualTo(1);
    assertThat(Faults.count("delete")).isZero();
  }

  /** R03, iceberg #15050: an error before the server did anything. */
  @Test
  void sendsASwapAgainThatDidNotHappen() {
    Faults.failStatements(SWAP, StatementFault.REFUSED_BEFORE, 2);

    append("a");

    assertThat(files()).containsExactly("a");
    assertThat(Faults.count("sql UPDATE")).isEqualTo(3);
    assertThat(Faults.count("create metadata")).isEqualTo(1);
  }

  /** R03, R04: nothing is deleted while the outcome is unknown. */
  @Test
  void leavesEverythingInPlaceWhenTheDatabaseStaysAway() {
    Faults.failStatements(SWAP, StatementFault.REPLY_LOST, Integer.MAX_VALUE);

    assertThatThrownBy(() -> append("a")).isInstanceOf(CommitStateUnknownException.class);

    assertThat(Faults.count("delete")).isZero();
    Faults.reset();
    table.refresh();
    assertThat(files()).containsExactly("a");
  }

  /** R05, iceberg #13366. */
  @Test
  void waitsForABusyDatabase() {
    Faults.failStatements(SWAP, StatementFault.BUSY, 3);

    append("a");

    assertThat(files()).containsExactly("a");
  }

  @Test
  void failsCleanlyWhenTheDatabaseStaysBusy() {
    Faults.failStatements(SWAP, StatementFault.BUSY, Integer.MAX_VALUE);

    assertThatThrownBy(() -> append("a"))
        .isInstanceOf(CommitFailedException.class)
        .hasMessageContaining("stayed busy");

    Faults.reset();
    table.refresh();
    assertThat(files()).isEmpty();
  }

  /** R11: 2 catalogs of their own, 2 writers each, 10 commits a writer. */
  @Test
  void keepsEveryCommitOfConcurrentWriters() throws Exception {
    retryOften();
    ExecutorService writers = Executors.newFixedThreadPool(4);
    List<Callable<Integer>> work = new ArrayList<>();
    try (Lake second = Lake.open(settings)) {
      for (int writer = 0; writer < 4; writer++) {
        Lake own = writer % 2 == 0 ? lake : second;
        String prefix = "w" + writer + "-";
        work.add(
            () -> {
              Table mine = own.catalog().loadTable(Lake.identifier(NAME));
              for (int i = 0; i < 10; i++) {
                mine.newAppend().appendFile(file(prefix + i)).commit();
              }
              return 10;
            });
      }
      for (Future<Integer> done : writers.invokeAll(work)) {
        assertThat(done.get()).isEqualTo(10);
      }
    }
    writers.shutdown();
    table.refresh();

    assertThat(files()).hasSize(40).doesNotHaveDuplicates();
  }

  /** R10, R11: another process on the same SQLite file. */
  @Test
  void sharesTheCatalogWithAnotherProcess() throws Exception {
    retryOften();
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Xmx256m",
                OtherProcess.class.getName(),
                home.toString(),
                settings.catalog().uri(),
                NAME.toString())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("other.log").toFile())
            .start();
    try (Lake own = Lake.open(settings)) {
      Table mine = own.catalog().loadTable(Lake.identifier(NAME));
      int i = 0;
      // Until the other is done, so that both commit at the same time.
      while (other.isAlive() && i < 100) {
        mine.newAppend().appendFile(file("own-" + i++)).commit();
      }
      assertThat(other.waitFor()).describedAs(Files.readString(home.resolve("other.log"))).isZero();
      mine.refresh();
      Set<String> all = new HashSet<>(files(mine));
      assertThat(files(mine)).hasSize(i + OtherProcess.COMMITS);
      assertThat(all).hasSize(i + OtherProcess.COMMITS);
    }
  }

  /** Iceberg #13343, #13345. */
  @RepeatedTest(5)
  void opensWhileOthersMakeTheCatalogsTables(@TempDir Path fresh) throws Exception {
    Settings shared = settings(fresh);
    ExecutorService openers = Executors.newFixedThreadPool(4);
    List<Callable<Integer>> work = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      work.add(
          () -> {
            try (Lake opened = Lake.open(shared);
                Leases leases = new Leases(opened.database(), LeaseSettings.standard())) {
              assertThat(leases).isNotNull();
              return opened.catalog().listNamespaces().size();
            }
          });
    }
    for (Future<Integer> done : openers.invokeAll(work)) {
      assertThat(done.get()).isZero();
    }
    openers.shutdown();
  }

  @Test
  void writesItsFormOnce() {
    String written = row("SELECT component, version, written_by, written_at FROM citylake_format");
    assertThat(written).startsWith("catalog|6|" + ProgramVersion.text() + "|");

    Lake.open(settings).close();

    assertThat(row("SELECT component, version, written_by, written_at FROM citylake_format"))
        .isEqualTo(written);
  }

  /** It may mean something else by what this program would read and write. */
  @Test
  void refusesADatabaseThatALaterProgramWrote() {
    execute("UPDATE citylake_format SET version = 7, written_by = '9.9.0'");
    execute("DROP TABLE citylake_lease");
    Faults.reset();

    assertThatThrownBy(() -> Lake.open(settings))
        .isInstanceOf(CityLakeException.class)
        .hasMessageMatching(
            "Cannot open the lake: it was written by CityLake 9\\.9\\.0 in format 7, this program"
                + " knows up to 6; use that version or a later one \\(uri=jdbc:[^?]+\\)")
        .extracting(e -> ((CityLakeException) e).code())
        .isEqualTo(ErrorCode.LAKE_NEWER);

    // Nothing was made that the later program doesn't want, Iceberg's tables neither.
    assertThat(Faults.steps()).containsExactly("connect", "sql SELECT");
  }

  /** One of before there was a form is of the first. */
  @Test
  void bringsADatabaseWithoutAFormUpAndKeepsWhatItHolds() {
    execute("INSERT INTO citylake_meta VALUES ('kept', 'this')");
    execute("DROP TABLE citylake_format");
    execute("DROP TABLE citylake_fixes");

    Lake.open(settings).close();

    assertThat(row("SELECT version FROM citylake_format WHERE component = 'catalog'"))
        .isEqualTo("6");
    assertThat(row("SELECT content FROM citylake_meta WHERE name = 'kept'")).isEqualTo("this");
    assertThat(row("SELECT count(*) FROM citylake_fixes")).isEqualTo("0");
  }

  /** Of several deciders that don't see each other one raises a cause. */
  @Test
  void hasOneOpenAlertOfACause() {
    String alert =
        "INSERT INTO citylake_alerts (alert_id, cause, kind, severity, theme, task, slot, owner,"
            + " text_en, text_zh, look, since, began_at, escalated, ended_at) VALUES"
            + " ('%s','c','late','error','','','','','','','',1,1,0,%s)";
    execute(alert.formatted("a", "2"));
    execute(alert.formatted("b", "NULL"));
    assertThatThrownBy(() -> execute(alert.formatted("d", "NULL")))
        .hasStackTraceContaining("citylake_alerts");
  }

  /** Commands are short: what stands is not made again. */
  @Test
  void opensWithOneQueryOfItsOwn() {
    try (Lake opened = Lake.open(settings);
        Leases leases = new Leases(opened.database(), LeaseSettings.standard())) {
      assertThat(leases).isNotNull();
      assertThat(RunLedger.open(opened.database())).isNotNull();
      assertThat(ReleaseStore.open(opened)).isNotNull();
      opened.database().call(connection -> true);
    }
    // Iceberg looks for its own tables by the driver's catalogue, not by SQL.
    assertThat(Faults.steps()).containsExactly("connect", "sql SELECT", "connect");
  }

  /** R09: a metadata file that power loss left empty. */
  @Test
  void namesADamagedMetadataFileAndRollsBackToTheOneBefore() throws IOException {
    append("a");
    String before = location();
    append("b");
    String damaged = location();
    Files.write(LocalPaths.path(damaged), new byte[0]);

    assertThatThrownBy(() -> lake.catalog().loadTable(Lake.identifier(NAME)))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining(damaged)
        .hasMessageContaining(before)
        .extracting(e -> ((CityLakeException) e).code())
        .isEqualTo(ErrorCode.METADATA_CORRUPT);

    TableRecovery recovery = new TableRecovery(lake);
    TableRecovery.Remedy remedy = recovery.find(NAME).orElseThrow();
    assertThat(remedy)
        .isEqualTo(new TableRecovery.Remedy(NAME, TableRecovery.Kind.DAMAGED, damaged, before));
    recovery.apply(remedy);
    assertThat(files(lake.catalog().loadTable(Lake.identifier(NAME)))).containsExactly("a");
  }

  @Test
  void findsNothingWrongWithASoundTable() {
    append("a");
    assertThat(new TableRecovery(lake).find(NAME)).isEmpty();
  }

  /** What the database says once an older copy of it was put back. */
  @Test
  void noticesThatTheDatabaseIsOlderThanTheWarehouseAndGoesForward() {
    append("a");
    String older = location();
    append("b");
    String newest = location();
    lake.catalog().repoint(Lake.identifier(NAME), newest, older);
    VersionHint.write(table.io(), newest);

    TableRecovery recovery = new TableRecovery(lake);
    assertThatThrownBy(() -> recovery.requireCurrent(NAME, location()))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("citylake table recover air.ods_reading")
        .extracting(e -> ((CityLakeException) e).code())
        .isEqualTo(ErrorCode.CATALOG_BEHIND);
    recovery.apply(recovery.find(NAME).orElseThrow());
    assertThat(files(lake.catalog().loadTable(Lake.identifier(NAME))))
        .containsExactlyInAnyOrder("a", "b");
    recovery.requireCurrent(NAME, location());
  }

  @Test
  void findsATableThatTheDatabaseDoesNotKnow() {
    append("a");
    String newest = location();
    lake.catalog().dropTable(Lake.identifier(NAME), false);

    TableRecovery recovery = new TableRecovery(lake);
    assertThat(recovery.stray(NAME)).contains(newest);
    recovery.apply(recovery.find(NAME).orElseThrow());
    assertThat(files(lake.catalog().loadTable(Lake.identifier(NAME)))).containsExactly("a");
  }

  /** R09: a damaged manifest. */
  @Test
  void namesADamagedManifest() throws IOException {
    append("a");
    String manifest = table.currentSnapshot().allManifests(table.io()).get(0).path();
    Files.write(LocalPaths.path(manifest), new byte[] {1, 2, 3});

    assertThat(TableDamage.find(table)).contains(manifest);
  }

  @Test
  void keepsPasswordsOutOfWhatSparkAndFileAccessHold() {
    assertThat(table.io().properties().keySet())
        .noneMatch(key -> key.contains("password") || key.contains("user"));
  }

  private Table create() {
    return lake.catalog()
        .buildTable(Lake.identifier(NAME), SCHEMA)
        .withProperties(
            Map.of(
                "commit.retry.num-retries", "0",
                "commit.retry.min-wait-ms", "10"))
        .create();
  }

  private void retryOften() {
    table
        .updateProperties()
        .set("commit.retry.num-retries", "50")
        .set("commit.retry.max-wait-ms", "50")
        .set("commit.manifest-merge.enabled", "false")
        .commit();
  }

  void append(String name) {
    table.newAppend().appendFile(file(name)).commit();
  }

  static DataFile file(String name) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath(name)
        .withFormat("parquet")
        .withFileSizeInBytes(10)
        .withRecordCount(1)
        .build();
  }

  List<String> files() {
    return files(table);
  }

  private static List<String> files(Table of) {
    List<String> names = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = of.newScan().planFiles()) {
      tasks.forEach(task -> names.add(task.file().location()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return names;
  }

  private void execute(String sql) {
    lake.database()
        .call(
            connection -> {
              try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
              }
            });
  }

  /** The values of a query's only row. */
  private String row(String sql) {
    return lake.database()
        .call(
            connection -> {
              try (Statement statement = connection.createStatement();
                  ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                  values.add(rows.getString(i));
                }
                return String.join("|", values);
              }
            });
  }

  private String location() {
    return ((org.apache.iceberg.HasTableOperations) table)
        .operations()
        .refresh()
        .metadataFileLocation();
  }
}
