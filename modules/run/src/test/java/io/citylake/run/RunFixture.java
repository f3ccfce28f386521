package io.citylake.run;

import io.citylake.contract.Workspace;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.contract.settings.Settings;
import io.citylake.lake.io.DurableFileIo;
import io.citylake.model.JobName;
import io.citylake.run.batch.JobResult;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import io.citylake.run.session.SparkStarter;
import io.citylake.testkit.LocalLake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** A workspace in a directory, with helpers to run its jobs as a process would. */
public final class RunFixture {
  public static final LocalDate DATE = LocalDate.of(2026, 1, 31);
  public static final JobName JOB = JobName.parse("water.levels");

  private final Path home;
  private Map<String, String> environment = Map.of("FEED_KEY", "a-key-for-tests-alone-1");

  public RunFixture(Path home) {
    this.home = home;
    file("conf/citylake.yaml", "source-roots: [landing]\n");
    file("conf/themes/water.yaml", "title: {zh: 水务, en: Water}\nowner: 水务局\n");
  }

  Path home() {
    return home;
  }

  /** A table of levels in the given mode; extra lines go to the dataset's top level. */
  public RunFixture dataset(String mode, String... extra) {
    file(
        "conf/themes/water/ods_level.yaml",
        """
        title: {zh: 水位, en: Water levels}
        layer: ods
        grain: one row per reading
        write-mode: %s
        columns:
          - {name: station, type: string, title: {zh: 站点, en: Station}, required: true}
          - {name: at, type: timestamp, title: {zh: 时间, en: Time}, required: true}
          - {name: level, type: "decimal(8,3)", title: {zh: 水位, en: Level}, unit: m, rules: [{range: {min: 0, max: 50}}]}
          - {name: op, type: string, title: {zh: 操作, en: Operation}}
        """
                .formatted(mode)
            + String.join("\n", extra)
            + "\n");
    return this;
  }

  public RunFixture job(String... extra) {
    file(
        "jobs/water/levels.yaml",
        """
        title: {zh: 水位, en: Levels}
        owner: 水务局
        target: water.ods_level
        source: {files: {path: landing/*.csv, format: csv}}
        columns:
          station: 站点
          at: {from: 时间, format: yyyy-MM-dd HH:mm}
          level: 水位
          op: {from: 操作, optional: true}
        """
            + String.join("\n", extra)
            + "\n");
    return this;
  }

  public RunFixture landing(String name, String... lines) {
    file("landing/" + name, "站点,时间,水位,操作\n" + String.join("\n", lines) + "\n");
    return this;
  }

  public void file(String name, String text) {
    try {
      Path file = home.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code ${NAME}} stands for from now on. */
  public RunFixture environment(Map<String, String> variables) {
    environment = Map.copyOf(variables);
    return this;
  }

  public Workspace workspace() {
    return WorkspaceLoader.loadOrThrow(home, Environment.of(environment), DATE);
  }

  /** The same workspace, whose files and catalog statements can be made to fail. */
  public Workspace faulty() {
    Settings faults = LocalLake.faultySettings(home, DurableFileIo.class.getName());
    return workspace().withSettings(faults);
  }

  /** The same workspace, on a disk that has no room for one more page of the catalog database. */
  public Workspace onAFullDisk() {
    String catalog = "jdbc:sqlite:" + home.resolve(".citylake/catalog.db") + "?max_page_count=1";
    return workspace().withSettings(LocalLake.settings(home, catalog, Map.of()));
  }

  public OpenLake open(Workspace workspace) {
    return new OpenLake(workspace, starter());
  }

  public void apply() {
    try (OpenLake open = open(workspace())) {
      open.apply();
    }
  }

  public JobResult run() {
    return run(Mode.INCREMENTAL);
  }

  public JobResult run(Mode mode) {
    try (OpenLake open = open(workspace())) {
      return run(open, mode);
    }
  }

  public static JobResult run(OpenLake open, Mode mode) {
    RunRequest request = new RunRequest(DATE, mode, FailurePolicy.GO_ON);
    return open.round(RunListener.none()).run(List.of(JOB), request).jobs().get(0);
  }

  /**
   * Makes the reservations of a run that died look as its process left them: gone. A simulated
   * death leaves this JVM alive, so they would be waited for.
   */
  public void processIsGone() {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve(".citylake/catalog.db"));
        Statement statement = connection.createStatement()) {
      // A death may come before the first run has made the table.
      statement.execute(
          "CREATE TABLE IF NOT EXISTS citylake_lease (table_name VARCHAR(200) PRIMARY KEY,"
              + " run_id VARCHAR(64) NOT NULL, host VARCHAR(255) NOT NULL, pid BIGINT NOT NULL,"
              + " started_at BIGINT NOT NULL, expires_at BIGINT NOT NULL)");
      // This process number was another process's then.
      statement.executeUpdate("UPDATE citylake_lease SET started_at = 1");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Rows of a query, each as its values joined by {@code |}. */
  public List<String> rows(String sql) {
    try (OpenLake open = open(workspace())) {
      return rows(open, sql);
    }
  }

  public static List<String> rows(OpenLake open, String sql) {
    return open.spark().sql(sql).collectAsList().stream().map(row -> row.mkString("|")).toList();
  }

  public List<String> levels() {
    return rows("SELECT station, level FROM lake.water.ods_level ORDER BY station, at, level");
  }

  static SparkStarter starter() {
    return new SparkStarter() {
      @Override
      public SparkSession start(Map<String, String> settings) {
        return LocalLake.session(settings);
      }

      @Override
      public void stop(SparkSession session) {
        // The context is the test JVM's.
      }
    };
  }
}
