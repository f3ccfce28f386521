package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** J3: a lake that was copied, or moved, to another directory. */
class ITMovedLake {
  private static final String LEVELS = "select gauge, level from water.ods_level order by gauge";
  private static final String HISTORY =
      "select count(*) from water.ods_level.all_data_files union all"
          + " select count(*) from water.ods_level.all_delete_files";

  @TempDir private Path disk;
  private Path original;
  private CommandFixture lake;

  /** Of two versions, with deletions, a branch of a blocked run, and refused and displaced rows. */
  @BeforeEach
  void load() {
    original = disk.resolve("original lake");
    lake =
        new CommandFixture(original)
            .levels("upsert", "key: [gauge]\nsequence: at", "audits: [{row_count: {max: 3}}]")
            .levelsJob();
    lake.landing("a.csv", "府河,2026-01-01 08:00,1.5,7", "沙河,2026-01-01 08:00,2,8");
    assertWell(lake.callWithoutSpark("apply"));
    assertWell(lake.call("run", "--all"));
    lake.landing("b.csv", "府河,2026-01-02 08:00,3.5,7", "府河,2026-01-02 08:00,99,9");
    assertWell(lake.call("run", "--all"));
    lake.landing(
        "c.csv",
        "府河,2026-01-03 08:00,1,1",
        "府河,2026-01-03 08:00,2,2",
        "府河,2026-01-03 08:00,3,3",
        "府河,2026-01-03 08:00,4,4");
    assertThat(lake.call("run", "--all").out()).contains("blocked");
    lake.delete("landing/c.csv");
  }

  private static void assertWell(Outcome outcome) {
    assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
  }

  /** Everything with its size and time. */
  private static String everythingUnder(Path directory) throws IOException {
    TreeMap<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        found.put(
            file.toString(),
            Files.size(file) + " at " + Files.getLastModifiedTime(file).toMillis());
      }
    }
    return found.toString();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @Test
  void aCopyIsNoticedAndBecomesALakeOfItsOwn() throws IOException {
    Path place = disk.resolve("副本");
    copy(original, place);
    CommandFixture copied = new CommandFixture(place);
    String before = everythingUnder(original.resolve(".citylake/warehouse"));
    for (String[] command :
        List.of(
            new String[] {"run", "--all"},
            new String[] {"apply"},
            new String[] {"sql", "-e", LEVELS},
            new String[] {"quarantine", "ls"})) {
      Outcome refused = copied.callWithoutSpark(command);
      assertThat(refused.exit()).as(command[0]).isEqualTo(2);
      assertThat(refused.err())
          .contains("its tables were made in another warehouse", "run citylake move", "CL1008")
          .hasLineCount(1);
    }
    assertThat(copied.callWithoutSpark("move", "--plan").out())
        .contains("water.ods_level__quarantine", "file://" + place);
    assertWell(copied.callWithoutSpark("move"));
    assertThat(copied.callWithoutSpark("move").out()).contains("Nothing to do");

    copied.landing("d.csv", "府河,2026-01-04 08:00,9,9");
    assertWell(copied.call("run", "--all"));
    assertThat(everythingUnder(original.resolve(".citylake/warehouse"))).isEqualTo(before);
    assertThat(lake.query(LEVELS)).containsExactly("7,3.500", "8,2.000");
    Files.move(original, disk.resolve("away"));
    assertThat(copied.query(LEVELS)).containsExactly("7,3.500", "8,2.000", "9,9.000");
    assertThat(copied.query("select raw from water.ods_level__quarantine")).hasSize(1);
  }

  @Test
  void aMovedOneAnswersAsItDid() throws IOException {
    List<String> history = lake.query(HISTORY);
    List<String> files = lake.query("select name from water.ods_level.refs order by name");
    assertThat(history.get(1)).isNotEqualTo("0");
    assertThat(files).hasSize(2);
    Path place = disk.resolve("later/place");
    Files.createDirectories(place.getParent());
    Files.move(original, place);
    CommandFixture moved = new CommandFixture(place);
    assertWell(moved.callWithoutSpark("move"));
    assertThat(moved.query(LEVELS)).containsExactly("7,3.500", "8,2.000");
    assertThat(moved.query(HISTORY)).isEqualTo(history);
    assertThat(moved.query("select name from water.ods_level.refs order by name")).isEqualTo(files);
    for (String ref : files) {
      assertThat(
              moved.query("select count(*) from water.ods_level version as of '%s'".formatted(ref)))
          .hasSize(1);
    }
    assertThat(
            moved.query(
                "select count(*) from water.ods_level.all_data_files where file_path not like 'file://%s/%%'"
                    .formatted(place)))
        .containsExactly("0");
    assertThat(moved.call("run", "--all").out()).contains("[nothing new in ");
    assertWell(moved.callWithoutSpark("table", "recover", "--plan"));
  }

  /** As where it is in PostgreSQL, which the lake that was copied still uses. */
  @Test
  void aCatalogThatDidNotComeAlongIsNotTakenAway() throws IOException {
    String catalog = "catalog: {uri: 'jdbc:sqlite:" + disk.resolve("catalog.db") + "'}";
    // With what SQLite hasn't brought into the file yet.
    for (String file : List.of("catalog.db", "catalog.db-wal")) {
      Path from = original.resolve(".citylake").resolve(file);
      if (Files.exists(from)) {
        Files.copy(from, disk.resolve(file));
      }
    }
    Path place = disk.resolve("shared");
    copy(original, place);
    CommandFixture copied = new CommandFixture(place);
    copied.file("conf/citylake.yaml", "source-roots: [landing]", catalog);
    assertThat(copied.callWithoutSpark("move").err())
        .contains("the catalog database didn't come along", "say --gone", "CL1008");
    assertThat(copied.callWithoutSpark("move", "--gone").err()).contains("CL1008");
    Files.move(original, disk.resolve("away"));
    assertThat(copied.callWithoutSpark("move").err()).contains("CL1008");
    assertWell(copied.callWithoutSpark("move", "--gone"));
    assertThat(copied.query(LEVELS)).containsExactly("7,3.500", "8,2.000");
  }

  @Test
  void aLinkIsTheSamePlace() throws IOException {
    Path link = Files.createSymbolicLink(disk.resolve("link"), original);
    assertThat(new CommandFixture(link).query(LEVELS)).containsExactly("7,3.500", "8,2.000");
  }

  @Test
  void whatDidNotComeAlongIsSaidAndNothingIsChanged() throws IOException {
    Path place = disk.resolve("torn");
    copy(original, place);
    CommandFixture torn = new CommandFixture(place);
    try (Stream<Path> files =
        Files.walk(place.resolve(".citylake/warehouse/water/ods_level/data"))) {
      Files.delete(files.filter(Files::isRegularFile).findFirst().orElseThrow());
    }
    String before = everythingUnder(place.resolve(".citylake/warehouse/water"));
    Outcome refused = torn.callWithoutSpark("move");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err())
        .contains("Cannot move table water.ods_level: a file of it didn't come along", "CL3003")
        .hasLineCount(1);
    assertThat(everythingUnder(place.resolve(".citylake/warehouse/water"))).isEqualTo(before);
  }

  private static Map<String, byte[]> catalogFiles(Path place) throws IOException {
    Map<String, byte[]> found = new TreeMap<>();
    for (String file : List.of("catalog.db", "catalog.db-wal")) {
      Path path = place.resolve(".citylake").resolve(file);
      if (Files.exists(path)) {
        found.put(file, Files.readAllBytes(path));
      }
    }
    return found;
  }

  /** As a process leaves it that died once every file was in its place. */
  @Test
  void anInterruptedMoveGoesOnAndNoOtherIsTakenForIt() throws IOException {
    Path place = disk.resolve("half");
    copy(original, place);
    CommandFixture half = new CommandFixture(place);
    Map<String, byte[]> before = catalogFiles(place);
    assertWell(half.callWithoutSpark("move"));
    for (String file : List.of("catalog.db", "catalog.db-wal", "catalog.db-shm")) {
      Files.deleteIfExists(place.resolve(".citylake").resolve(file));
    }
    for (Map.Entry<String, byte[]> file : before.entrySet()) {
      Files.write(place.resolve(".citylake").resolve(file.getKey()), file.getValue());
    }
    Path warehouse = place.resolve(".citylake/warehouse");
    Path staging = Files.createDirectories(warehouse.resolve(".citylake-move"));
    Files.writeString(staging.resolve("ready"), "/from/there\n/to/here");
    assertThat(half.callWithoutSpark("move").err())
        .contains("another move was interrupted here (/from/there to /to/here)", "CL1008");
    Files.writeString(
        staging.resolve("ready"), original.resolve(".citylake/warehouse") + "\n" + warehouse);
    assertWell(half.callWithoutSpark("move"));
    assertThat(staging).doesNotExist();
    Files.move(original, disk.resolve("away"));
    assertThat(half.query(LEVELS)).containsExactly("7,3.500", "8,2.000");
  }

  @Test
  void aLakeThatARunIsWritingToIsNotMoved() throws IOException, SQLException {
    Path place = disk.resolve("busy");
    copy(original, place);
    try (Connection catalog =
            DriverManager.getConnection("jdbc:sqlite:" + place.resolve(".citylake/catalog.db"));
        Statement statement = catalog.createStatement()) {
      statement.execute(
          "INSERT INTO citylake_lease (table_name, run_id, host, pid, started_at, expires_at) VALUES"
              + " ('water.ods_level', 'r', 'elsewhere', 1, 1, unixepoch('now') * 1000 + 50000)");
    }
    assertThat(new CommandFixture(place).callWithoutSpark("move").err())
        .contains("a run has reserved tables", "CL3006");
  }
}
