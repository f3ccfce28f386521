package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damages that are planted, found, and mended by the command that is named. */
class ITDoctor {
  private static final String LEVELS = "select station, level from water.ods_level order by 1, 2";

  @TempDir private Path disk;
  private Path home;
  private Path archive;
  private CommandFixture lake;
  private List<String> rows;

  @BeforeEach
  void loadAndBackUp() {
    home = disk.resolve("lake");
    archive = disk.resolve("archive");
    lake = new CommandFixture(home).levels("append").levelsJob();
    well(lake.callWithoutSpark("apply"));
    lake.landing("a.csv", "府河,2026-01-01 08:00,1,7");
    well(lake.call("run", "--all"));
    lake.landing("b.csv", "沙河,2026-01-02 08:00,2,8");
    well(lake.call("run", "--all"));
    rows = lake.query(LEVELS);
    well(lake.callWithoutSpark("backup", archive.toString(), "--with-data"));
  }

  private static Outcome well(Outcome outcome) {
    assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
    return outcome;
  }

  /** What it says, which must be that, and the first of all. */
  private String finds(String problem, String remedy, String... options) {
    String[] words = Stream.concat(Stream.of("doctor"), Stream.of(options)).toArray(String[]::new);
    Outcome found = lake.callWithoutSpark(words);
    assertThat(found.exit()).as(found.out() + found.err()).isEqualTo(1);
    assertThat(found.out()).contains(problem).contains("do: " + remedy);
    return found.out();
  }

  private void mended() {
    assertThat(well(lake.callWithoutSpark("doctor", "--scrub")).out()).contains("nothing is wrong");
    assertThat(lake.query(LEVELS)).isEqualTo(rows);
  }

  private void restoreFiles() {
    well(lake.callWithoutSpark("restore", archive.toString(), "--files", "water.ods_level"));
    mended();
  }

  private List<Path> files(String part, String end) throws IOException {
    try (Stream<Path> files =
        Files.walk(home.resolve(".citylake/warehouse/water/ods_level").resolve(part))) {
      return files.filter(each -> each.toString().endsWith(end)).sorted().toList();
    }
  }

  private Path named() {
    Path[] named = new Path[1];
    lake.catalog(
        statement -> {
          try (var row =
              statement.executeQuery(
                  "SELECT metadata_location FROM iceberg_tables WHERE table_name = 'ods_level'")) {
            row.next();
            named[0] = Path.of(row.getString(1).replaceFirst("^file:/*", "/"));
          }
        });
    return named[0];
  }

  @Test
  void lostAndDamagedFilesComeBackFromTheArchive() throws IOException {
    Path data = files("data", ".parquet").get(0);
    byte[] bytes = Files.readAllBytes(data);
    Files.delete(data);
    finds(
        "it is missing", "restore it from a backup: citylake restore DIR --files water.ods_level");
    restoreFiles();

    bytes[50] ^= 1;
    try (var channel = Files.newByteChannel(data, java.nio.file.StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.wrap(bytes));
    }
    assertThat(lake.callWithoutSpark("doctor").exit()).isZero();
    finds(
        "are not those that were written",
        "restore it from a backup: citylake restore DIR --files water.ods_level",
        "--scrub");
    restoreFiles();

    Files.delete(named());
    finds(
        "the metadata file that the catalog names is missing or damaged",
        "citylake table recover water.ods_level");
    restoreFiles();

    Files.delete(files("metadata", "-m0.avro").get(0));
    finds("it is missing", "restore it from a backup: citylake restore DIR --files");
    restoreFiles();
  }

  @Test
  void aPointerToNothingAndAnOlderCatalogAreRecovered() throws IOException {
    // The last metadata file is lost and in no archive: the one before it, and the file again.
    lake.landing("c.csv", "锦江,2026-01-03 08:00,3,9");
    well(lake.call("run", "--all"));
    rows = lake.query(LEVELS);
    Files.delete(named());
    String found = finds("is missing or damaged", "citylake table recover water.ods_level");
    assertThat(found.lines().findFirst().orElseThrow()).contains("water.ods_level: metadata");
    well(lake.callWithoutSpark("table", "recover", "water.ods_level"));
    well(lake.call("run", "--all"));
    mended();

    Path catalog = home.resolve(".citylake/catalog.db");
    Files.copy(catalog, disk.resolve("older.db"));
    lake.landing("d.csv", "锦江,2026-01-04 08:00,4,9");
    well(lake.call("run", "--all"));
    rows = lake.query(LEVELS);
    Files.copy(disk.resolve("older.db"), catalog, StandardCopyOption.REPLACE_EXISTING);
    for (String beside : List.of("catalog.db-wal", "catalog.db-shm")) {
      Files.deleteIfExists(catalog.resolveSibling(beside));
    }
    finds("names an earlier version", "citylake table recover water.ods_level");
    well(lake.callWithoutSpark("table", "recover", "water.ods_level"));
    mended();
  }

  @Test
  void whatDeadProcessesLeftIsEndedAndRemoved() throws IOException {
    lake.catalog(
        statement -> {
          statement.executeUpdate(
              "INSERT INTO citylake_lease VALUES ('water.ods_level',"
                  + " 'r20260101t000000000_aaaaaa', 'elsewhere', 1, 1, 1000)");
          statement.executeUpdate(
              "INSERT INTO citylake_holds VALUES ('x', 'elsewhere:1', 'water.ods_level', 'u', 1,"
                  + " 1000)");
        });
    Path scratch = home.resolve(".citylake/tmp/blockmgr-old/00/shuffle");
    Files.createDirectories(scratch.getParent());
    Files.writeString(scratch, "left");
    FileTime old = FileTime.from(Instant.now(Clock.systemUTC()).minus(Duration.ofDays(3)));
    for (Path each = scratch; !each.endsWith("tmp"); each = each.getParent()) {
      Files.setLastModifiedTime(each, old);
    }
    Path orphan = home.resolve(".citylake/warehouse/water/ods_level/data/left.parquet");
    Files.writeString(orphan, "left");
    Files.setLastModifiedTime(orphan, old);

    String found = finds("reserved it and is gone", "citylake doctor --fix");
    assertThat(found)
        .contains("holds of elsewhere:1 are past their end")
        .contains("blockmgr-old was left more than a day ago")
        .contains("1 files of 4 bytes are named by no metadata", "left.parquet")
        .contains("do: citylake maintain --remove-orphans water.ods_level");
    // What keeps others from working comes before what takes up room.
    assertThat(found.indexOf("reservation")).isLessThan(found.indexOf("scratch"));
    Outcome fixed = lake.callWithoutSpark("doctor", "--fix");
    assertThat(fixed.err()).contains("Ended 1 reservations.", "Removed 1 holds.", "blockmgr-old");
    assertThat(fixed.out()).contains("1 thing is wrong").doesNotContain("blockmgr-old");
    assertThat(Files.exists(home.resolve(".citylake/tmp/blockmgr-old"))).isFalse();
    well(lake.call("maintain", "--remove-orphans", "water.ods_level"));
    mended();
  }

  @Test
  void branchesDiskAndClockAreNamed() {
    String snapshot =
        lake.query("select snapshot_id from water.ods_level.snapshots order by committed_at")
            .get(0);
    well(
        lake.call(
            "sql",
            "--write",
            "-e",
            "alter table lake.water.ods_level create branch run_r20260101t000000000_aaaaaa as of version "
                + snapshot));
    lake.at(Clock.offset(Clock.systemUTC(), Duration.ofHours(2)));
    String found =
        finds(
            "branch run_r20260101t000000000_aaaaaa was left",
            "citylake run --select table:water.ods_level");
    assertThat(found)
        .contains("the clock of this machine is 7,")
        .contains("seconds before that of the catalog database")
        .contains("do: set it right");
    // As long as the reservation of a dead process may last.
    lake.at(Clock.systemUTC());
    lake.landing("e.csv", "锦江,2026-01-04 08:00,4,9");
    well(lake.call("run", "--select", "table:water.ods_level"));
    rows = lake.query(LEVELS);
    lake.at(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-1)));
    mended();
    finds("of the disk of", "citylake maintain --remove-orphans", "--least-free", "101");
  }
}
