package io.citylake.cli;

import io.citylake.app.Account;
import io.citylake.cli.call.Console;
import io.citylake.cli.call.Invocation;
import io.citylake.run.session.SparkStarter;
import io.citylake.testkit.LocalLake;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/** A workspace in a directory, and the command line as a user would call it there. */
public final class CommandFixture {
  private final Path home;
  private final Map<String, String> environment = new TreeMap<>();
  private Clock clock = Clock.systemUTC();
  private String account = Account.current();

  /** What a command left behind. */
  public record Outcome(int exit, String out, String err) {
    public List<String> lines() {
      return out.lines().toList();
    }

    public String lastLine() {
      return lines().isEmpty() ? "" : lines().get(lines().size() - 1);
    }
  }

  public CommandFixture(Path home) {
    this.home = home;
    environment.put("CITYLAKE_HOME", home.toString());
    environment.put("USER", "wang");
    file("conf/citylake.yaml", "source-roots: [landing]\n");
    file("conf/themes/water.yaml", "title: {zh: 水务, en: Water}\nowner: 水务局\ntags: [river]\n");
  }

  private CommandFixture(Path home, Map<String, String> environment) {
    this.home = home;
    this.environment.putAll(environment);
  }

  /** A workspace that is there, as it is. */
  static CommandFixture of(Path home) {
    return new CommandFixture(home, Map.of("CITYLAKE_HOME", home.toString(), "USER", "wang"));
  }

  /** The reference city's own contracts, in a directory of their own. */
  public static CommandFixture city(Path home) throws IOException {
    CommandFixture city = new CommandFixture(home);
    Files.delete(home.resolve("conf/themes/water.yaml"));
    Path repository = Path.of(System.getProperty("citylake.repository"));
    for (String part : List.of("conf", "jobs")) {
      try (var files = Files.walk(repository.resolve(part))) {
        for (Path each : files.filter(Files::isRegularFile).toList()) {
          Path to = home.resolve(repository.relativize(each).toString());
          Files.createDirectories(to.getParent());
          Files.copy(each, to, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    return city;
  }

  Path home() {
    return home;
  }

  /** Notes a person as erased in the catalog, as if a command had done it. */
  void erased(String at) {
    catalog(
        statement ->
            statement.executeUpdate(
                "INSERT INTO citylake_erased VALUES ('form', 'person', 'citizen', 'check', 'wang', '%1$s', 'asked', '%1$s', '')"
                    .formatted(at)));
  }

  /** The persons that are noted, each with when it was done. */
  List<String> erasedDone() {
    List<String> done = new ArrayList<>();
    catalog(
        statement -> {
          try (ResultSet rows =
              statement.executeQuery("SELECT person, done_at FROM citylake_erased")) {
            while (rows.next()) {
              done.add(rows.getString(1) + ": " + rows.getString(2));
            }
          }
        });
    return done;
  }

  /** Something that is done to the catalog database by hand. */
  interface ByHand {
    void with(Statement statement) throws SQLException;
  }

  void catalog(ByHand work) {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve(".citylake/catalog.db"));
        Statement statement = connection.createStatement()) {
      work.with(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What time the commands that follow take it for. */
  CommandFixture at(Clock other) {
    clock = other;
    return this;
  }

  CommandFixture environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Who calls from now on, as the operating system would say. */
  public CommandFixture account(String name) {
    account = name;
    return this;
  }

  Map<String, String> environment() {
    return environment;
  }

  /** Calls a command that must not need Spark. */
  public Outcome callWithoutSpark(String... words) {
    return call(
        new SparkStarter() {
          @Override
          public SparkSession start(Map<String, String> settings) {
            throw new AssertionError("this command must not start Spark");
          }

          @Override
          public void stop(SparkSession session) {}
        },
        words);
  }

  Outcome call(String... words) {
    return call(new SparkOfTests(), words);
  }

  /** What a command of this workspace is given; what it prints goes nowhere. */
  Invocation invocation(Clock clock) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    Console console = new Console(nowhere, nowhere, false);
    return new Invocation(console, environment, clock, new SparkOfTests(), account);
  }

  private Outcome call(SparkStarter spark, String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), false);
    Invocation invocation = new Invocation(console, environment, clock, spark, account);
    int exit = CityLake.execute(invocation, words);
    return new Outcome(exit, out.toString(), err.toString());
  }

  /** A session of the test JVM's one context. */
  private static final class SparkOfTests implements SparkStarter {
    @Override
    public SparkSession start(Map<String, String> settings) {
      return LocalLake.session(settings);
    }

    @Override
    public void stop(SparkSession session) {
      // The context is the test JVM's.
    }
  }

  /** The answer of a query as CSV lines without the header. */
  List<String> query(String sql) {
    Outcome answer = call("sql", "-o", "csv", "-e", sql);
    if (answer.exit() != 0) {
      throw new AssertionError(answer.err());
    }
    return answer.lines().subList(1, answer.lines().size());
  }

  public CommandFixture file(String name, String... lines) {
    try {
      Path file = home.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete(String name) {
    try {
      Files.delete(home.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String read(String name) {
    try {
      return Files.readString(home.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A table of levels; extra lines go to the dataset's top level. */
  public CommandFixture levels(String mode, String... extra) {
    return file(
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
          - {name: gauge, type: int, title: {zh: 编号, en: Gauge}}
        %s
        share: none
        open: none
        decided: {on: "2026-11-30", because: 测试数据}
        """
            .formatted(mode, String.join("\n", extra)));
  }

  public CommandFixture levelsJob(String... extra) {
    return file(
        "jobs/water/levels.yaml",
        """
        title: {zh: 水位, en: Levels}
        owner: 水务局
        target: water.ods_level
        tags: [hourly]
        source: {files: {path: landing/*.csv, format: csv}}
        columns:
          station: 站点
          at: {from: 时间, format: yyyy-MM-dd HH:mm}
          level: 水位
          gauge: {from: 编号, optional: true}
        %s
        """
            .formatted(String.join("\n", extra)));
  }

  /** Lines of {@code 站点,时间,水位,编号}. */
  CommandFixture landing(String name, String... lines) {
    return file("landing/" + name, "站点,时间,水位,编号\n" + String.join("\n", lines) + "\n");
  }

  /** A second table and its job, which the levels may refer to. */
  CommandFixture stations() {
    return file(
            "conf/themes/water/dim_station.yaml",
            """
            title: {zh: 站点, en: Stations}
            layer: dim
            grain: one row per station
            key: [name]
            columns:
              - {name: name, type: string, title: {zh: 名称, en: Name}, required: true}
            """)
        .file(
            "jobs/water/stations.yaml",
            """
            title: {zh: 站点, en: Stations}
            owner: 水务局
            target: water.dim_station
            tags: [weekly]
            source: {files: {path: landing/stations/*.json, format: {json: {lines: true}}}}
            columns: {name: 名称}
            """);
  }
}
