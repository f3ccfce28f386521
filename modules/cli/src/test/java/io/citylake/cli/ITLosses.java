package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is lost comes back by the commands of the guide's page on backups, as they stand there. */
class ITLosses {
  private static final String LEVELS = "select station, level from water.ods_level order by 1, 2";

  @TempDir private Path disk;
  private Path state;
  private Path archive;
  private CommandFixture lake;
  private List<String> rows;

  /** Backed up between two loads. */
  @BeforeEach
  void load() {
    Path home = disk.resolve("lake");
    state = home.resolve(".citylake");
    archive = disk.resolve("archive");
    lake = new CommandFixture(home).levels("upsert", "key: [station]").levelsJob();
    well(lake.callWithoutSpark("apply"));
    lake.landing("a.csv", "府河,2026-01-01 08:00,1,7", "锦江,2026-01-01 08:00,3,7");
    well(lake.call("run", "--all"));
    well(lake.callWithoutSpark("backup", archive.toString(), "--with-data", "--with-keys"));
    lake.landing("b.csv", "沙河,2026-01-02 08:00,2,8", "锦江,2026-01-02 08:00,4,7");
    well(lake.call("run", "--all"));
    rows = lake.query(LEVELS);
  }

  private static Outcome well(Outcome outcome) {
    assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
    return outcome;
  }

  /** The page's commands against a loss; what they print, all of it. */
  private String follow(String loss, List<Integer> exits) {
    Path page = Path.of(System.getProperty("citylake.repository")).resolve("docs/guide/backup.md");
    DocPage.Block block =
        DocPage.read(page).blocks().stream()
            .filter(each -> loss.equals(each.attributes().get("loss")))
            .findFirst()
            .orElseThrow();
    StringBuilder printed = new StringBuilder();
    for (int i = 0; i < block.lines().size(); i++) {
      String line =
          block
              .lines()
              .get(i)
              .replace("/backup/lake", archive.toString())
              .replace("water_flood.", "water.");
      assertThat(line).startsWith("citylake ");
      Outcome outcome = lake.call(line.substring("citylake ".length()).split(" +"));
      assertThat(outcome.exit())
          .as("%s%n%s%s", line, outcome.out(), outcome.err())
          .isEqualTo(exits.get(i));
      printed.append(outcome.out()).append(outcome.err());
    }
    assertThat(lake.query(LEVELS)).isEqualTo(rows);
    assertThat(well(lake.callWithoutSpark("doctor", "--scrub")).out()).contains("nothing is wrong");
    assertThat(lake.call("run", "--all").out()).contains("nothing new");
    assertThat(lake.query(LEVELS)).isEqualTo(rows);
    return printed.toString();
  }

  private void delete(Path place) throws IOException {
    try (Stream<Path> walk = Files.walk(place)) {
      for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private Path newest(String part, String end) throws IOException {
    return of(part, end).max(Comparator.comparing(ITLosses::time)).orElseThrow();
  }

  private Path oldest(String part, String end) throws IOException {
    return of(part, end).min(Comparator.comparing(ITLosses::time)).orElseThrow();
  }

  private Stream<Path> of(String part, String end) throws IOException {
    try (Stream<Path> files = Files.list(state.resolve("warehouse/water/ods_level/" + part))) {
      return files.filter(each -> each.toString().endsWith(end)).toList().stream();
    }
  }

  private static long time(Path file) {
    return file.toFile().lastModified();
  }

  @Test
  void theCatalogDatabase() throws IOException {
    for (String each : List.of("catalog.db", "catalog.db-wal", "catalog.db-shm")) {
      Files.deleteIfExists(state.resolve(each));
    }
    assertThat(follow("catalog", List.of(0, 0, 0))).contains("CATALOG_BEHIND");
    assertThat(lake.callWithoutSpark("runs").out()).contains("water.levels");
  }

  @Test
  void oneMetadataFile() throws IOException {
    Files.delete(newest("metadata", ".metadata.json"));
    // It is younger than the backup.
    assertThat(follow("metadata", List.of(1, 0, 0))).contains("DAMAGED");
  }

  @Test
  void oneFileOfRows() throws IOException {
    Files.delete(oldest("data", ".parquet"));
    assertThat(follow("data", List.of(1, 0))).contains("it is missing");
  }

  @Test
  void theNewestHour() throws IOException {
    delete(state);
    assertThat(follow("hour", List.of(0, 0))).contains("all are what the backup says");
  }
}
