package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The target's last metadata file is damaged: what stands beside it goes back with it. */
class ITDamagedTarget {
  private static final List<String> BESIDE = List.of("__displaced", "__deleted", "__quarantine");

  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void loadTwice() {
    lake =
        new CommandFixture(home)
            .levels(
                "upsert", "key: [station]", "sequence: at", "delete-when: {column: gauge, in: [0]}")
            .levelsJob();
    assertThat(lake.call("apply").exit()).isZero();
    lake.landing("a_20260101.csv", "府河,2026-01-01 08:00,1,7", "沙河,2026-01-01 08:00,2,7");
    run();
    // Displaces a row, deletes one, and one is refused.
    lake.landing(
        "a_20260102.csv",
        "府河,2026-01-02 08:00,3,7",
        "沙河,2026-01-02 08:00,,0",
        "清河,2026-01-02 08:00,99,7");
    run();
  }

  private void run() {
    Outcome run = lake.call("run", "--all");
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
  }

  private List<String> rows(String beside) {
    String which =
        beside.equals("__quarantine")
            ? "raw, status, source"
            : beside.equals("__deleted") ? "station, at, _source" : "station, at, level, _source";
    return lake.query("select %s from water.ods_level%s order by all".formatted(which, beside));
  }

  private List<List<String>> all() {
    return List.of(rows(""), rows("__displaced"), rows("__deleted"), rows("__quarantine"));
  }

  @Test
  void theTablesBesideItShowWhatTheTargetDoes() throws Exception {
    List<List<String>> loaded = all();
    assertThat(loaded.subList(1, 4)).doesNotContain(List.of());
    damage();

    Outcome planned = lake.callWithoutSpark("table", "recover", "--plan", "-o", "csv");
    assertThat(planned.out()).contains("ods_level,DAMAGED");
    BESIDE.forEach(
        beside -> assertThat(planned.out()).contains("ods_level" + beside + ",AHEAD_OF_TARGET"));
    assertThat(lake.callWithoutSpark("table", "recover", "water.ods_level").exit()).isZero();
    assertThat(lake.callWithoutSpark("doctor", "-o", "csv").out()).doesNotContain("has lost");
    assertThat(lake.callWithoutSpark("table", "recover", "--all").out()).contains("Nothing to do");
    BESIDE.forEach(beside -> assertThat(rows(beside)).as(beside).isEmpty());
    run();
    assertThat(all()).isEqualTo(loaded);
    assertThat(lake.call("run", "--all").out()).contains("[nothing new in ");
  }

  /** As an earlier version of CityLake left it. */
  @Test
  void aTableThatStayedAheadIsFound() throws Exception {
    String sound = damage();
    assertThat(lake.callWithoutSpark("table", "recover", "water.ods_level__quarantine").out())
        .contains("AHEAD_OF_TARGET");
    assertThat(sound).isNotEmpty();
    Outcome doctor = lake.callWithoutSpark("doctor");
    assertThat(doctor.exit()).isEqualTo(1);
    assertThat(doctor.out())
        .contains("water.ods_level__displaced", "it shows a run that water.ods_level has lost");
  }

  private String damage() throws Exception {
    String url = "jdbc:sqlite:" + home.resolve(".citylake/catalog.db");
    try (var connection = DriverManager.getConnection(url);
        var query =
            connection.prepareStatement(
                "SELECT metadata_location FROM iceberg_tables WHERE table_name = 'ods_level'");
        ResultSet row = query.executeQuery()) {
      row.next();
      String file = row.getString(1).replaceFirst("^file:/*", "/");
      Files.writeString(Path.of(file), "garbage");
      return file;
    }
  }
}
