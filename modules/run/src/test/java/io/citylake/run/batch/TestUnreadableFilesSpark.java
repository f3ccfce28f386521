package io.citylake.run.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.history.RunOutcome;
import io.citylake.run.RunFixture;
import io.citylake.run.batch.JobResult.Status;
import io.citylake.run.round.RunRequest.Mode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file that cannot be read costs itself: it is in quarantine whole, and the others are loaded.
 */
class TestUnreadableFilesSpark {
  private static final String HEADER = "站点,时间,水位,操作\n";
  @TempDir private Path home;
  private RunFixture lake;

  @BeforeEach
  void workspace() {
    lake = new RunFixture(home).job();
  }

  private List<String> quarantine() {
    return lake.rows(
        "SELECT source, reasons[0].message, status FROM lake.water.ods_level__quarantine ORDER BY refused_at, source");
  }

  private static String findings(JobResult result) {
    return result.findings().stream()
        .map(finding -> finding.audit() + " " + finding.verdict() + ": " + finding.message())
        .collect(Collectors.joining("\n"));
  }

  @Test
  void oneBadFileIsRefusedWholeUntilItIsMended() {
    lake.dataset("append").landing("a.csv", "府河,2026-01-01 08:00,1.5,");
    lake.file("landing/b.csv", "station,at\n沙河,1\n");
    lake.apply();
    JobResult first = lake.run();
    assertThat(first.outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(first.status()).isEqualTo(Status.WARN);
    assertThat(findings(first))
        .startsWith("source WARN: 1 unreadable, refused as a whole: b.csv: no header within");
    assertThat(first.tally().quarantined()).isEqualTo(1);
    assertThat(lake.levels()).containsExactly("府河|1.500");
    assertThat(quarantine())
        .singleElement()
        .asString()
        .startsWith("b.csv|the file cannot be read: no header within")
        .endsWith("|open");

    JobResult again = lake.run();
    assertThat(again.outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
    assertThat(again.status()).isEqualTo(Status.WARN);
    assertThat(findings(again)).startsWith("source WARN: 1 still unreadable: b.csv");

    lake.landing("b.csv", "沙河,2026-01-01 08:00,2.5,");
    JobResult mended = lake.run();
    assertThat(mended.status()).isEqualTo(Status.PASS);
    assertThat(lake.levels()).containsExactly("府河|1.500", "沙河|2.500");
    assertThat(quarantine()).singleElement().asString().endsWith("|superseded");
  }

  @Test
  void whatShowsOnlyWhileRowsAreReadCostsItselfToo() throws IOException {
    lake.dataset("append").landing("a.csv", "府河,2026-01-01 08:00,1.5,");
    lake.file(
        "jobs/water/levels.yaml",
        Files.readString(home.resolve("jobs/water/levels.yaml")).replace("*.csv", "*"));
    lake.apply();
    String rows =
        IntStream.range(0, 100_000)
            .mapToObj(i -> "站" + i + ",2026-01-01 08:00," + i % 50 + ",\n")
            .collect(Collectors.joining("", HEADER, ""));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(rows.getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = bytes.toByteArray();
    Files.write(home.resolve("landing/c.csv.gz"), Arrays.copyOf(whole, whole.length - 100));
    JobResult look = lake.run(Mode.DRY_RUN);
    assertThat(look.tally().accepted()).isEqualTo(1);
    assertThat(look.tally().quarantined()).isEqualTo(1);
    JobResult first = lake.run();
    assertThat(first.outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(first.status()).isEqualTo(Status.WARN);
    assertThat(findings(first)).contains("1 unreadable, refused as a whole: c.csv.gz");
    assertThat(lake.levels()).containsExactly("府河|1.500");
    Files.write(home.resolve("landing/c.csv.gz"), whole);
    assertThat(lake.run().tally().accepted()).isEqualTo(100_000);
  }

  /** Else the same refusal is open twice, and nobody can tell which of them is of today. */
  @Test
  void aFileThatIsRefusedAnewHasOneOpenRefusal() {
    lake.dataset("append").landing("a.csv", "府河,2026-01-01 08:00,1.5,");
    lake.landing("b.csv", "沙河,2026-01-01 08:00,2.5,", ",2026-01-01 09:00,2.6,");
    lake.apply();
    lake.run();
    lake.file("landing/b.csv", "station,at\n沙河,1\n");
    lake.run();
    lake.file("landing/b.csv", "%PDF-1.7 of another system\n");
    JobResult anew = lake.run();
    assertThat(findings(anew)).contains("1 unreadable, refused as a whole: b.csv: it is a PDF");
    assertThat(anew.tally().quarantined()).isEqualTo(1);
    // What was loaded from it stays, and so does the row that was refused then.
    assertThat(lake.levels()).containsExactly("府河|1.500", "沙河|2.500");
    assertThat(states()).containsExactly("3 open", "1 superseded", "1 open");
    assertThat(quarantine().get(2)).startsWith("b.csv|the file cannot be read: it is a PDF");

    lake.landing("b.csv", "沙河,2026-01-01 08:00,2.7,");
    assertThat(lake.run().status()).isEqualTo(Status.PASS);
    assertThat(states()).containsExactly("3 superseded", "1 superseded", "1 superseded");
    assertThat(lake.levels()).containsExactly("府河|1.500", "沙河|2.700");
  }

  /** Of each refused row its line and what became of it, in the order of refusals. */
  private List<String> states() {
    return lake
        .rows("SELECT place, status FROM lake.water.ods_level__quarantine ORDER BY refused_at")
        .stream()
        .map(row -> row.replace('|', ' '))
        .toList();
  }

  @Test
  void aFullCopyThatCanBeReadAgainClosesItsRefusal() {
    lake.dataset("snapshot", "key: [station]").landing("1.csv", "府河,2026-01-01 08:00,1.5,");
    lake.apply();
    lake.run();
    lake.file("landing/2.csv", "no header\n");
    lake.run();
    lake.file("landing/2.csv", "no header either\n");
    lake.run();
    assertThat(states()).containsExactly("1 superseded", "1 open");

    // A copy of what is loaded brings nothing, and is no empty copy.
    lake.landing("2.csv", "府河,2026-01-01 08:00,1.5,");
    JobResult copy = lake.run();
    assertThat(copy.status()).as(copy.message()).isEqualTo(Status.PASS);
    assertThat(states()).containsExactly("1 superseded", "1 superseded");
    assertThat(lake.levels()).containsExactly("府河|1.500");
  }

  @Test
  void whatAnArchiveLacksGivesWayAlsoBesideABadFile() throws IOException {
    lake.dataset("append", "key: [station, at]");
    lake.file(
        "jobs/water/levels.yaml",
        Files.readString(home.resolve("jobs/water/levels.yaml")).replace("*.csv", "*"));
    String first = HEADER + "府河,2026-01-01 08:00,1.5,\n";
    String other = HEADER + "沙河,2026-01-01 08:00,3.5,\n";
    zip("a.zip", Map.of("1.csv", first, "2.csv", other));
    lake.apply();
    lake.run();
    lake.landing("b.csv", "府河,2026-01-01 08:00,2.5,");
    lake.run();
    assertThat(lake.levels()).containsExactly("府河|1.500", "沙河|3.500");
    zip("a.zip", Map.of("2.csv", other));
    lake.file("landing/c.csv", "no header\n");
    assertThat(findings(lake.run())).contains("1 unreadable, refused as a whole: c.csv");
    assertThat(lake.levels()).containsExactly("府河|2.500", "沙河|3.500");
  }

  private void zip(String name, Map<String, String> entries) throws IOException {
    Path file = home.resolve("landing").resolve(name);
    Files.createDirectories(file.getParent());
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, String> entry : new TreeMap<>(entries).entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
  }

  @Test
  void aBadFullCopyEndsNothingAndHoldsNoLaterOneUp() {
    lake.dataset("snapshot", "key: [station]").landing("1.csv", "府河,2026-01-01 08:00,1.5,");
    lake.apply();
    lake.run();
    lake.file("landing/2.csv", "no header\n");
    JobResult bad = lake.run();
    assertThat(bad.status()).as(bad.message()).isEqualTo(Status.WARN);
    assertThat(lake.levels()).containsExactly("府河|1.500");
    lake.landing("3.csv", "府河,2026-01-01 08:00,1.5,", "沙河,2026-01-01 08:00,2.5,");
    assertThat(lake.run().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(lake.levels()).containsExactly("府河|1.500", "沙河|2.500");
  }

  @Test
  void aReplacedTableIsNotEmptiedByABadFile() {
    lake.dataset("replace").landing("1.csv", "府河,2026-01-01 20:00,1.0,");
    lake.apply();
    lake.run();
    lake.file("landing/2.csv", "no header\n");
    assertThat(lake.run().status()).isEqualTo(Status.WARN);
    assertThat(lake.levels()).containsExactly("府河|1.000");
  }

  @Test
  void aGlobThatMatchesNothingAndAMappingThatChangedAreWarnedOf() throws IOException {
    lake.dataset("append").landing("a.csv", "府河,2026-01-01 08:00,1.5,");
    lake.apply();
    lake.run();
    lake.job().job("tags: [x]");
    assertThat(lake.run().status()).isEqualTo(Status.PASS);
    String job = Files.readString(home.resolve("jobs/water/levels.yaml"));
    lake.file(
        "jobs/water/levels.yaml", job.replace("level: 水位", "level: {from: 水位, grouping: \",\"}"));
    JobResult changed = lake.run();
    assertThat(changed.status()).isEqualTo(Status.WARN);
    assertThat(findings(changed)).contains("1 files were loaded under another mapping");
    assertThat(lake.run(Mode.FULL_REFRESH).status()).isEqualTo(Status.PASS);
    assertThat(lake.run().status()).isEqualTo(Status.PASS);
    Files.delete(home.resolve("landing/a.csv"));
    assertThat(findings(lake.run())).contains("no file matches", "any more, where 1 were loaded");
  }
}
