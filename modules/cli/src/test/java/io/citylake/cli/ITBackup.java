package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import io.citylake.model.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups that restore: elsewhere, in place and by table; and those that must not. */
class ITBackup {
  private static final String LEVELS =
      "select station, gauge, level from water.ods_level order by gauge";
  private static final String QUARANTINE = "select count(*) from water.ods_level__quarantine";

  @TempDir private Path disk;
  private Path home;
  private Path archive;
  private CommandFixture lake;

  /** Of two versions with deletions, refused and displaced rows, and a branch of a blocked run. */
  @BeforeEach
  void load() {
    home = disk.resolve("the lake");
    archive = disk.resolve("archive");
    lake =
        new CommandFixture(home)
            .levels("upsert", "key: [gauge]\nsequence: at", "audits: [{row_count: {max: 3}}]")
            .levelsJob();
    lake.landing("a.csv", "府河,2026-01-01 08:00,1.5,7", "沙河,2026-01-01 08:00,2,8");
    well(lake.callWithoutSpark("apply"));
    well(lake.call("run", "--all"));
    lake.landing("b.csv", "府河,2026-01-02 08:00,3.5,7", "府河,2026-01-02 08:00,99,9");
    well(lake.call("run", "--all"));
    lake.landing(
        "c.csv",
        "府河,2026-01-03 08:00,1,1",
        "府河,2026-01-03 08:00,2,2",
        "府河,2026-01-03 08:00,3,3",
        "府河,2026-01-03 08:00,4,4");
    assertThat(lake.call("run", "--all").out()).contains("blocked");
    lake.delete("landing/c.csv");
  }

  private static Outcome well(Outcome outcome) {
    assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
    return outcome;
  }

  private Outcome backup(String... more) {
    List<String> words = new ArrayList<>(List.of("backup", archive.toString()));
    words.addAll(List.of(more));
    return lake.callWithoutSpark(words.toArray(String[]::new));
  }

  private Outcome restore(CommandFixture caller, String... more) {
    List<String> words = new ArrayList<>(List.of("restore", archive.toString()));
    words.addAll(List.of(more));
    return caller.callWithoutSpark(words.toArray(String[]::new));
  }

  private List<Path> files(Path below) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void aBackupIsTheSameLakeElsewhereAndOnlyWhatIsNewIsCopied() throws IOException {
    Files.createDirectories(home.resolve(".citylake"));
    for (String secret : List.of("users.json", "erasure.key")) {
      Files.writeString(home.resolve(".citylake").resolve(secret), secret);
      Files.setPosixFilePermissions(
          home.resolve(".citylake").resolve(secret), PosixFilePermissions.fromString("rw-------"));
    }
    Outcome made = well(backup("--with-data", "--with-keys", "--verify"));
    assertThat(made.out()).contains("Restored elsewhere: all", "water.ods_level__quarantine");
    for (Path file : files(archive)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .as("%s", file)
          .isEqualTo("rw-------");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
        .isEqualTo("rwx------");

    Path place = disk.resolve("副本");
    Outcome restored = well(restore(lake, "--to", place.toString()));
    assertThat(restored.err()).contains("all are what the backup says");
    assertThat(Files.readString(place.resolve(".citylake/erasure.key"))).isEqualTo("erasure.key");
    CommandFixture copy = CommandFixture.of(place);
    assertThat(copy.query(LEVELS)).isEqualTo(lake.query(LEVELS)).hasSize(2);
    assertThat(copy.query(QUARANTINE)).isEqualTo(lake.query(QUARANTINE)).containsExactly("1");
    assertThat(copy.callWithoutSpark("runs", "-o", "csv").out())
        .isEqualTo(lake.callWithoutSpark("runs", "-o", "csv").out());
    assertThat(copy.callWithoutSpark("doctor", "--scrub").out()).contains("nothing is wrong");
    copy.file("landing/a.csv", lake.read("landing/a.csv").stripTrailing() + "\n");
    copy.landing("d.csv", "沙河,2026-01-04 08:00,7,8");
    well(copy.call("run", "--all"));
    assertThat(copy.query(LEVELS)).contains("沙河,8,7.000").isNotEqualTo(lake.query(LEVELS));

    // Nothing of rows again; then the new file alone.
    int parts = files(archive.resolve("parts")).size();
    well(backup("--with-data"));
    int rows = files(archive.resolve("parts")).size() - parts;
    lake.landing("e.csv", "沙河,2026-01-05 08:00,8,8");
    well(lake.call("run", "--all"));
    long data = files(home.resolve(".citylake/warehouse/water")).size();
    String again = well(backup("--with-data")).out();
    assertThat(rows).isLessThan(10);
    assertThat(files(archive.resolve("parts")).size()).isLessThan((int) (parts + data));
    assertThat(again).contains("bytes copied");
    assertThat(restore(lake, "--list", "-o", "csv").lines()).hasSize(4);
  }

  @Test
  void aLostCatalogComesBackFromAReferenceAndGoesForwardOrBack() throws IOException {
    well(backup());
    List<String> rows = lake.query(LEVELS);
    lake.landing("d.csv", "沙河,2026-01-04 08:00,7,8");
    well(lake.call("run", "--all"));
    List<String> later = lake.query(LEVELS);
    for (Path file : files(home.resolve(".citylake"))) {
      if (file.getFileName().toString().startsWith("catalog.db")) {
        Files.delete(file);
      }
    }
    Outcome restored = well(restore(lake));
    assertThat(restored.err())
        .contains("Keys were not in the backup", "The warehouse holds later versions of [water.");
    assertThat(lake.query(LEVELS)).isEqualTo(rows);
    assertThat(lake.callWithoutSpark("runs").out()).contains("water.levels");
    well(lake.callWithoutSpark("table", "recover", "--all"));
    assertThat(lake.query(LEVELS)).isEqualTo(later).isNotEqualTo(rows);
    assertThat(lake.call("run", "--all").out()).contains("nothing new");

    // Nobody puts it over a lake that lives by mistake.
    Outcome refused = restore(lake);
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("CL1057", "--force");
    assertThat(lake.query(LEVELS)).isEqualTo(later);
    well(restore(lake, "--force"));
    assertThat(lake.query(LEVELS)).isEqualTo(rows);
    assertThat(lake.callWithoutSpark("doctor").out()).contains("nothing is wrong");
    well(lake.call("run", "--all"));
    assertThat(lake.query(LEVELS)).isEqualTo(later);
    Outcome elsewhere = restore(lake, "--to", disk.resolve("x").toString());
    assertThat(elsewhere.exit()).isEqualTo(2);
    assertThat(elsewhere.err()).contains("CL1059", "--with-data");
  }

  @Test
  void oneTableComesBackWithItsLostFilesAndReadsAgainWhatCameSince() throws IOException {
    lake.stations();
    lake.file("landing/stations/a.json", "{\"名称\": \"府河\"}");
    well(lake.callWithoutSpark("apply"));
    well(lake.call("run", "water.stations"));
    well(backup("--with-data"));
    List<String> rows = lake.query(LEVELS);
    lake.landing("d.csv", "沙河,2026-01-04 08:00,7,8", "沙河,2026-01-04 08:00,77,8");
    well(lake.call("run", "water.levels"));
    List<String> later = lake.query(LEVELS);
    // Files of rows, and the metadata file that the catalog names.
    List<Path> lost = files(home.resolve(".citylake/warehouse/water/ods_level/data"));
    for (Path each : lost.subList(0, 2)) {
      Files.delete(each);
    }
    for (Path each : files(home.resolve(".citylake/warehouse/water/ods_level/metadata"))) {
      if (each.toString().endsWith(".metadata.json")) {
        Files.delete(each);
      }
    }
    assertThat(lake.callWithoutSpark("doctor").exit()).isEqualTo(1);

    Outcome plan = well(restore(lake, "water.ods_level", "--plan"));
    assertThat(plan.out()).contains("water.ods_level__displaced");
    assertThat(lake.callWithoutSpark("doctor").exit()).isEqualTo(1);
    well(restore(lake, "water.ods_level"));
    assertThat(lake.query(LEVELS)).isEqualTo(rows);
    assertThat(lake.query(QUARANTINE)).containsExactly("1");
    assertThat(lake.callWithoutSpark("doctor", "--scrub").out()).contains("nothing is wrong");
    well(lake.call("run", "water.levels"));
    assertThat(lake.query(LEVELS)).isEqualTo(later);
    assertThat(lake.query(QUARANTINE)).containsExactly("2");
    assertThat(lake.query("select name from water.dim_station")).containsExactly("府河");
    assertThat(restore(lake, "water.nowhere").err()).contains("CL1059");
  }

  @Test
  void whatABackupRefersToIsKeptByUpkeep() throws IOException {
    well(backup("--keep", "4d"));
    List<String> rows = lake.query(LEVELS);
    lake.landing("d.csv", "沙河,2026-01-04 08:00,7,8", "府河,2026-01-04 08:00,6,7");
    well(lake.call("run", "--all"));
    assertThat(lake.callWithoutSpark("holds").out()).contains("backup");
    lake.at(Clock.offset(Clock.systemUTC(), Duration.ofDays(3)));
    well(lake.call("maintain", "--remove-orphans"));
    lake.at(Clock.systemUTC());
    assertThat(well(restore(lake, "water.ods_level")).err())
        .contains("Job water.levels reads again what came since run ");
    assertThat(lake.query(LEVELS)).isEqualTo(rows);
  }

  @Test
  void anErasedPersonIsNotBroughtBackUnasked() {
    well(backup("--with-data"));
    lake.erased("2026-02-01T00:00:00Z");
    for (String[] words : List.of(new String[] {"--force"}, new String[] {"water.ods_level"})) {
      Outcome refused = restore(lake, words);
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(refused.err()).contains("CL1058", "1 persons were erased since");
    }
    Outcome elsewhere = restore(lake, "--to", disk.resolve("y").toString());
    assertThat(elsewhere.err()).contains("CL1058");
    Outcome back = well(restore(lake, "--force", "--with-erased"));
    assertThat(back.err()).contains("citylake subject erase");
    assertThat(lake.erasedDone()).containsExactly("person: null");
  }

  @Test
  void aHostileOrDamagedArchiveWritesNothing() throws IOException {
    well(backup("--with-data"));
    Path point = files(archive.resolve("points")).get(0);
    String text = Files.readString(point);
    Path place = disk.resolve("z");
    TreeMap<String, String> hostile = new TreeMap<>();
    hostile.put("up", text.replaceFirst("water/ods_level/data/", "../../../../escaped/"));
    hostile.put("absolute", text.replaceFirst("\"name\":\"water/ods", "\"name\":\"/tmp/x/ods"));
    hostile.put("state", text.replaceFirst("\"name\":\"conf/", "\"name\":\"../conf/"));
    for (var each : hostile.entrySet()) {
      assertThat(each.getValue()).isNotEqualTo(text);
      write(point, each.getValue());
      Outcome refused = restore(lake, "--to", place.toString());
      assertThat(refused.exit()).as(each.getKey()).isEqualTo(1);
      assertThat(refused.err()).as(each.getKey()).contains("CL3018", "no path below a directory");
    }
    Files.writeString(point, text.substring(0, text.length() - 200));
    assertThat(restore(lake, "--to", place.toString()).err()).contains("CL3018");
    Files.writeString(point, text.replaceFirst("\"rows\":2", "\"rows\":3"));
    assertThat(restore(lake, "--to", place.toString()).err()).contains("CL3018");
    assertThat(Files.exists(place)).isFalse();

    // A right hash over wrong numbers, and a part that is a link or has other bytes.
    write(point, text.replaceFirst("\"rows\":2", "\"rows\":3"));
    assertThat(restore(lake, "--to", place.toString()).err()).contains("CL3019", "2 rows, not 3");
    CommandFixture half = CommandFixture.of(place);
    assertThat(half.callWithoutSpark("runs").err()).contains("CL1060", "citylake restore");
    Files.writeString(point, text);
    Path largest =
        files(archive.resolve("parts")).stream()
            .max(java.util.Comparator.comparingLong(each -> each.toFile().length()))
            .orElseThrow();
    byte[] bytes = Files.readAllBytes(largest);
    bytes[bytes.length / 2] ^= 1;
    Files.write(largest, bytes);
    assertThat(restore(lake, "--to", disk.resolve("w").toString()).err()).contains("CL3018");
    bytes[bytes.length / 2] ^= 1;
    Path other = disk.resolve("other");
    Files.write(other, bytes);
    Files.delete(largest);
    Files.createSymbolicLink(largest, other);
    assertThat(restore(lake, "--to", disk.resolve("v").toString()).err()).contains("CL3018");
    Files.delete(largest);
    Files.write(largest, bytes);
    well(restore(lake, "--force"));
    well(restore(half));
    assertThat(half.query(LEVELS)).isEqualTo(lake.query(LEVELS));
  }

  /** With the hash that its lines have now. */
  private static void write(Path point, String text) throws IOException {
    String lines = text.substring(0, text.lastIndexOf("{\"end\""));
    Files.write(
        point,
        (lines + "{\"end\":\"" + Sha256.hex(lines) + "\"}\n").getBytes(StandardCharsets.UTF_8));
  }
}
