package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bits that flip in the files of tables: refused by queries, found by a scrub.
 *
 * <p>{@code -Dcitylake.flips=200} draws more of them, {@code -Dcitylake.seed=N} the same again.
 */
class ITBitRot {
  private static final String ALL =
      "select * from water.ods_level order by station, at, level, gauge";
  private static final String SOME =
      "select count(*), sum(level), min(gauge), max(at) from water.ods_level where level > 20 and gauge < 300";

  @TempDir private Path home;
  private CommandFixture lake;
  private final Random random = new Random();

  @BeforeEach
  void load() {
    long seed = Long.getLong("citylake.seed", System.nanoTime());
    System.out.println("ITBitRot: citylake.seed=" + seed);
    random.setSeed(seed);
    lake = new CommandFixture(home).levels("upsert", "key: [station, at]").levelsJob();
    assertThat(lake.call("apply").exit()).isZero();
    // The second file has rows of the first deleted.
    for (int file = 0; file < 2; file++) {
      lake.landing(file + ".csv", lines(file * 200).toArray(String[]::new));
      assertThat(lake.call("run", "--all").exit()).isZero();
    }
  }

  private static List<String> lines(int from) {
    List<String> lines = new ArrayList<>();
    for (int i = from; i < from + 400; i++) {
      lines.add(
          String.format(
              Locale.ROOT,
              "站%d,2026-01-%02d %02d:00,%d.%03d,%d",
              i % 7,
              1 + i / 24 % 28,
              i % 24,
              i % 50,
              i * 37 % 1000,
              i));
    }
    return lines;
  }

  @Test
  void everyFlippedBitIsRefusedByQueriesThatMeetItAndFoundByAScrub() throws IOException {
    List<String> all = lake.query(ALL);
    List<String> some = lake.query(SOME);
    int refused = 0;
    int flips = Integer.getInteger("citylake.flips", 12);
    for (int i = 0; i < flips; i++) {
      Flip flip = flip(dataFiles());
      Outcome whole = lake.call("sql", "-o", "csv", "-e", ALL);
      Outcome part = lake.call("sql", "-o", "csv", "-e", SOME);
      refused += whole.exit() == 0 ? 0 : 1;
      requireRightOrRefused(flip, whole, all);
      requireRightOrRefused(flip, part, some);
      Outcome scrub = lake.callWithoutSpark("doctor", "--scrub", "-o", "json");
      assertThat(scrub.exit()).as("%s", flip).isEqualTo(1);
      assertThat(scrub.out()).as("%s", flip).contains(flip.file().toString());
      flip.undo();
    }
    assertThat(refused).isEqualTo(flips);
    assertThat(lake.query(ALL)).isEqualTo(all);
    assertThat(lake.callWithoutSpark("doctor", "--scrub").out()).contains("nothing is wrong");
  }

  /** What another engine wrote, or a copy without attributes: Parquet's own checksums are left. */
  @Test
  void aFlippedBitOfAFileWithoutChecksumsChangesNoAnswerUnfound() throws IOException {
    for (Path file : dataFiles()) {
      UserDefinedFileAttributeView view =
          Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
      for (String attribute : view.list()) {
        view.delete(attribute);
      }
    }
    Outcome sound = lake.callWithoutSpark("doctor", "--scrub");
    assertThat(sound.exit()).as(sound.out()).isZero();
    assertThat(sound.out()).contains("were written without checksums of their own");
    List<String> all = lake.query(ALL);
    int refused = 0;
    int flips = Integer.getInteger("citylake.flips", 12);
    for (int i = 0; i < flips; i++) {
      Flip flip = flip(dataFiles());
      Outcome whole = lake.call("sql", "-o", "csv", "-e", ALL);
      refused += whole.exit() == 0 ? 0 : 1;
      if (whole.exit() == 0 && !rows(whole).equals(all)) {
        assertThat(lake.callWithoutSpark("doctor", "--scrub").out())
            .as("%s", flip)
            .contains(flip.file().toString());
      }
      flip.undo();
    }
    assertThat(refused).isPositive();
  }

  @Test
  void aDoctorNamesEveryBadFileWhatItHoldsAndWhatToDo() throws IOException {
    lake.stations();
    lake.file("landing/stations/a.json", "{\"名称\": \"府河\"}");
    assertThat(lake.call("apply").exit()).isZero();
    assertThat(lake.call("run", "water.stations").exit()).isZero();
    Outcome sound = lake.callWithoutSpark("doctor");
    assertThat(sound.exit()).as(sound.out()).isZero();
    assertThat(sound.lastLine()).contains("nothing is wrong");

    Path data = dataFiles().get(0);
    // Among the pages of the first column.
    new Flip(data, 40, 4).run();
    Path missing = files("dim_station/data").get(0);
    Files.delete(missing);
    Path list =
        files("ods_level/metadata").stream()
            .filter(file -> file.getFileName().toString().startsWith("snap-"))
            .findFirst()
            .orElseThrow();
    new Flip(list, 100, 1).run();

    Outcome quick = lake.callWithoutSpark("doctor");
    assertThat(quick.exit()).isEqualTo(1);
    assertThat(quick.out()).contains(missing + ": it is missing").doesNotContain(data + ": it");
    Outcome scrub = lake.callWithoutSpark("doctor", "--scrub");
    assertThat(scrub.exit()).isEqualTo(1);
    assertThat(scrub.out())
        .contains("water.ods_level: data file file://" + data + ": bytes 0 to")
        .contains("are not those that were written")
        .contains("holds: ")
        .contains(" rows of 0.csv (job water.levels, run r")
        .contains("(job water.levels, run r")
        .contains("manifest list file file://" + list)
        .contains(missing + ": it is missing")
        .contains("do: ");
    assertThat(lake.callWithoutSpark("doctor", "--scrub", "water.dim_station").out())
        .doesNotContain(data.toString())
        .contains("1 thing is wrong");
    assertThat(lake.callWithoutSpark("doctor", "--scrub", "-o", "json").out())
        .contains("\"kind\":\"data\"", "\"snapshots\":[", "\"current\":true", "\"rows\":[{")
        .contains("\"job\":\"water.levels\"");
    assertThat(lake.callWithoutSpark("doctor", "water.typo").exit()).isEqualTo(2);
  }

  /** A bit of a file, and its turning back. */
  private record Flip(Path file, long at, int bit) {
    void run() throws IOException {
      try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
        open.seek(at);
        int old = open.read();
        open.seek(at);
        open.write(old ^ 1 << bit);
      }
    }

    void undo() throws IOException {
      run();
    }
  }

  private Flip flip(List<Path> files) throws IOException {
    Path file = files.get(random.nextInt(files.size()));
    Flip flip = new Flip(file, random.nextInt((int) Files.size(file)), random.nextInt(8));
    flip.run();
    return flip;
  }

  private static void requireRightOrRefused(Flip flip, Outcome answer, List<String> right) {
    if (answer.exit() == 0) {
      assertThat(rows(answer)).as("%s", flip).isEqualTo(right);
    } else {
      assertThat(answer.err()).as("%s", flip).contains("CL3011", "citylake doctor --scrub");
    }
  }

  private static List<String> rows(Outcome answer) {
    return answer.lines().subList(1, answer.lines().size());
  }

  private List<Path> dataFiles() throws IOException {
    return files("ods_level/data");
  }

  private List<Path> files(String below) throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve(".citylake/warehouse/water/" + below))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
