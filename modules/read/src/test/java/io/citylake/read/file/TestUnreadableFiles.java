package io.citylake.read.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.SourceSpec.Copies;
import io.citylake.contract.job.SourceSpec.Intake;
import io.citylake.contract.job.SourceSpec.Unreadable;
import io.citylake.model.AuditFinding;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.FileCounts;
import io.citylake.model.Position;
import io.citylake.model.Sha256;
import io.citylake.read.SampleJobs;
import io.citylake.read.format.RequestedFields;
import io.citylake.read.record.RecordCursor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is no delivery is said, and holds nothing else up. */
class TestUnreadableFiles {
  @TempDir private Path home;
  private Path landing;
  private int clock;

  @BeforeEach
  void landing() throws IOException {
    landing = Files.createDirectories(home.resolve("landing"));
  }

  private Path write(String name, String text) throws IOException {
    return write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private Path write(String name, byte[] content) throws IOException {
    Path file = Files.write(landing.resolve(name), content);
    return Files.setLastModifiedTime(
        file, FileTime.from(SampleJobs.NOW.minusSeconds(36_000 - 60L * ++clock)));
  }

  private FilesPlanner planner(String path, Intake intake, String definition) {
    return FilesPlanner.of(
        new SourceSpec.Files(path, SampleJobs.csv(), Duration.ZERO, intake),
        new RequestedFields(List.of(Set.of("id")), List.of("id")),
        definition,
        SourceRoots.of(home, List.of("landing")),
        SampleJobs.CAPS,
        Map.of());
  }

  private FilesPlan plan(Position after) {
    return planner("landing/*", Intake.USUAL, "d1").plan(after, false, 0, SampleJobs.NOW);
  }

  private static Intake members(@Nullable String glob) {
    return new Intake(Copies.SKIP, Unreadable.REFUSE, glob);
  }

  @Test
  void oneBadFileCostsItself() throws IOException {
    write("a.csv", "id\n1\n");
    write("b.csv", "other\n1\n");
    FilesPlan first = plan(Position.start());
    assertThat(first.sources()).containsExactly("a.csv");
    assertThat(first.remarks())
        .extracting(AuditFinding::message)
        .singleElement()
        .asString()
        .startsWith("1 unreadable, refused as a whole: b.csv: no header within its first 20 rows");
    try (RecordCursor cursor = first.refusals().get(0).open()) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.origin().source()).isEqualTo("b.csv");
      assertThat(cursor.row().malformed()).startsWith("the file cannot be read: no header");
      assertThat(cursor.next()).isFalse();
    }
    // It is said as long as it lies there, and refused once.
    FilesPlan second = plan(first.after());
    assertThat(second.refusals()).isEmpty();
    assertThat(second.remarks())
        .extracting(AuditFinding::message)
        .singleElement()
        .asString()
        .startsWith("1 still unreadable: b.csv");

    write("b.csv", "id\n2\n");
    FilesPlan third = plan(second.after());
    assertThat(third.sources()).containsExactly("b.csv");
    assertThat(third.superseded()).containsExactly("b.csv");
    assertThat(third.remarks()).isEmpty();
    assertThat(plan(third.after()).sources()).isEmpty();
    assertThat(third.after().text()).doesNotContain("refused");
  }

  @Test
  void aFileThatIsRefusedAnewAnswersItsEarlierRefusal() throws IOException {
    write("a.csv", "id\n1\n");
    write("b.csv", "other\n1\n");
    FilesPlan first = plan(Position.start());
    assertThat(first.overtaken()).isEmpty();
    write("b.csv", "%PDF-1.7");
    FilesPlan anew = plan(first.after());
    assertThat(anew.refusals()).hasSize(1);
    assertThat(anew.overtaken()).containsExactly("b.csv");
    // Its rows, which it never had, are another matter.
    assertThat(anew.superseded()).isEmpty();
    assertThat(plan(anew.after()).overtaken()).isEmpty();
    write("b.csv", "id\n2\n");
    assertThat(plan(anew.after()).overtaken()).containsExactly("b.csv");
  }

  /** Else nobody knows of its refused row when it is mended. */
  @Test
  void aRefusalIsRememberedWhileTheFileIsYoungOrAway() throws IOException {
    write("a.csv", "id\n1\n");
    Path bad = write("b.csv", "other\n1\n");
    FilesPlan first = plan(Position.start());
    FilesPlanner patient =
        FilesPlanner.of(
            new SourceSpec.Files(
                "landing/*", SampleJobs.csv(), Duration.ofMinutes(10), Intake.USUAL),
            new RequestedFields(List.of(Set.of("id")), List.of("id")),
            "d1",
            SourceRoots.of(home, List.of("landing")),
            SampleJobs.CAPS,
            Map.of());
    write("b.csv", "id\n2\n");
    Files.setLastModifiedTime(bad, FileTime.from(SampleJobs.NOW.minusSeconds(60)));
    write("c.csv", "id\n3\n");
    FilesPlan young = patient.plan(first.after(), false, 0, SampleJobs.NOW);
    assertThat(young.sources()).containsExactly("c.csv");
    assertThat(young.waiting()).containsExactly("b.csv");
    Path elsewhere = Files.move(bad, home.resolve("b.csv"));
    write("d.csv", "id\n4\n");
    FilesPlan away = plan(young.after());
    assertThat(away.sources()).containsExactly("d.csv");
    // Also over a full refresh.
    FilesPlan full =
        planner("landing/*", Intake.USUAL, "d1").plan(away.after(), true, 0, SampleJobs.NOW);
    Files.move(elsewhere, bad);
    FilesPlan mended = plan(full.after());
    assertThat(mended.sources()).containsExactly("b.csv");
    assertThat(mended.superseded()).containsExactly("b.csv");
    assertThat(mended.after().text()).doesNotContain("refused");
  }

  @Test
  void whatWasLoadedFromAFileStaysWhenItIsSentAgainBroken() throws IOException {
    write("a.csv", "id\n1\n");
    write("b.csv", "id\n2\n");
    FilesPlan first = plan(Position.start());
    write("b.csv", "PK\u0003\u0004....");
    FilesPlan second = plan(first.after());
    assertThat(second.superseded()).isEmpty();
    assertThat(second.refusals()).hasSize(1);
    FilesPlan full =
        planner("landing/*", Intake.USUAL, "d1").plan(second.after(), true, 0, SampleJobs.NOW);
    assertThat(full.sources()).containsExactly("a.csv");
    assertThat(full.superseded()).containsExactly("a.csv");
    assertThat(full.after().text()).contains("\"source\":\"b.csv\"");
  }

  @Test
  void aFullRefreshDoesNotTakeTheCopyOfWhatStays() throws IOException {
    for (int minutesAfterItsCopy : List.of(1, -1)) {
      write("a.csv", "id\n1\n");
      write("c.csv", "id\n3\n");
      FilesPlan first = plan(Position.start());
      clock += 2;
      write("b.csv", "id\n1\n");
      clock += minutesAfterItsCopy - 1;
      write("a.csv", "PK\u0003\u0004....");
      FilesPlan full =
          planner("landing/*", Intake.USUAL, "d1").plan(first.after(), true, 0, SampleJobs.NOW);
      assertThat(full.sources()).as("%d", minutesAfterItsCopy).containsExactly("c.csv");
      assertThat(full.superseded()).containsExactly("c.csv");
      assertThat(full.duplicates()).containsExactly("b.csv");
      assertThat(DeliveredFiles.loaded(full.after())).containsExactly("a.csv", "c.csv");
      Files.delete(landing.resolve("b.csv"));
    }
  }

  @Test
  void whatWasWithdrawnStaysOutAfterItsFileWasBroken() throws IOException {
    byte[] whole = gzip("id\n1\n");
    write("a.csv.gz", whole);
    write("c.csv", "id\n3\n");
    Position withdrawn = DeliveredFiles.withdraw(plan(Position.start()).after(), "a.csv.gz");
    write("a.csv.gz", Arrays.copyOf(whole, 15));
    FilesPlan broken = plan(withdrawn);
    assertThat(broken.refusals()).hasSize(1);
    write("a.csv.gz", whole);
    FilesPlan mended = plan(broken.after());
    assertThat(mended.sources()).isEmpty();
    // Its row in quarantine.
    assertThat(mended.superseded()).containsExactly("a.csv.gz");
    assertThat(plan(mended.after()).superseded()).isEmpty();
  }

  @Test
  void aFileAndItsGzipAreCopies() throws IOException {
    Path plain = write("a.csv", "id\n1\n");
    FilesPlan first = plan(Position.start());
    Files.delete(plain);
    write("a.csv.gz", gzip("id\n1\n"));
    write("b.csv.gz", gzip("id\n2\n"));
    FilesPlan second = plan(first.after());
    assertThat(second.duplicates()).containsExactly("a.csv.gz");
    assertThat(second.sources()).containsExactly("b.csv.gz");
    write("b.csv", "id\n2\n");
    assertThat(plan(second.after()).duplicates()).containsExactly("b.csv");
  }

  @Test
  void aGzipFileThatAnEarlierVersionLoadedIsKnownByItsOwnHash() throws IOException {
    byte[] folded = gzip("id\n1\n");
    write("a.csv.gz", folded);
    String after = plan(Position.start()).after().text();
    String now = sha256("id\n1\n".getBytes(StandardCharsets.UTF_8));
    assertThat(after).contains(now);
    Position earlier = new Position(after.replace(now, sha256(folded)));
    write("a.csv.gz", folded);
    write("b.csv.gz", folded);
    FilesPlan touched = plan(earlier);
    assertThat(touched.sources()).isEmpty();
    assertThat(touched.superseded()).isEmpty();
    assertThat(touched.duplicates()).containsExactly("b.csv.gz");
    FilesPlan full =
        planner("landing/*", Intake.USUAL, "d1").plan(touched.after(), true, 0, SampleJobs.NOW);
    assertThat(full.sources()).containsExactly("a.csv.gz");
    assertThat(full.duplicates()).containsExactly("b.csv.gz");
    write("a.csv.gz", gzip("id\n2\n"));
    FilesPlan corrected = plan(touched.after());
    assertThat(corrected.superseded()).containsExactly("a.csv.gz");
    assertThat(corrected.sources()).containsExactly("a.csv.gz");
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Sha256.digest().digest(bytes));
  }

  @Test
  void failsWhereTheJobSaysSoAndWhereNothingWasEverRead() throws IOException {
    write("b.csv", "other\n1\n");
    assertThatThrownBy(() -> plan(Position.start()))
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_HEADER_MISSING));
    write("a.csv", "id\n1\n");
    FilesPlanner strict = planner("landing/*", new Intake(Copies.SKIP, Unreadable.FAIL, null), "");
    assertThatThrownBy(() -> strict.plan(Position.start(), false, 0, SampleJobs.NOW))
        .hasMessageContaining("Cannot read b.csv");
  }

  /** Whoever runs the tests may read everything. */
  @Test
  void sendsNobodyToTheKeysOfAStoreOverAFileOfThisMachine() {
    Storage storage = new Storage(Map.of());
    assertThat(storage.reason(new AccessDeniedException("/landing/a.csv")))
        .isEqualTo(
            "the account that runs this may not read it; mend its permissions (/landing/a.csv)");
    assertThat(storage.reason(new AccessDeniedException("s3a://city/a.csv")))
        .startsWith("access was denied; look at the keys and rights under hadoop");
  }

  @Test
  void aCancelledRunLooksThroughNoMoreFiles() throws IOException {
    for (String name : List.of("a.csv", "a.csv.gz", "a.zip")) {
      write(
          name,
          switch (name) {
            case "a.csv" -> "id\n1\n".getBytes(StandardCharsets.UTF_8);
            case "a.csv.gz" -> gzip("id\n1\n");
            default -> zip(Map.of("1.csv", "id\n1\n"));
          });
      assertThatThrownBy(
              () ->
                  planner("landing/" + name, Intake.USUAL, "d1")
                      .until(() -> true)
                      .plan(Position.start(), false, 0, SampleJobs.NOW))
          .isInstanceOfSatisfying(
              CityLakeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void pipesAndLinksToNowhereAreSaidAndNotOpened() throws Exception {
    write("a.csv", "id\n1\n");
    Process mkfifo = new ProcessBuilder("mkfifo", landing.resolve("p.csv").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
    Files.createSymbolicLink(landing.resolve("l.csv"), landing.resolve("gone"));
    Files.createDirectories(landing.resolve("d.csv"));
    write("~$f.xlsx", "owner");
    FilesPlan plan = plan(Position.start());
    assertThat(plan.sources()).containsExactly("a.csv");
    assertThat(plan.remarks())
        .extracting(AuditFinding::message)
        .containsExactly(
            "2 still unreadable: l.csv: it is a link to a file that is not there; p.csv: it is a"
                + " pipe, a socket or a device, not a file");
  }

  @Test
  void aLostRootIsAnErrorAndAnEmptyOneIsSaid() throws IOException {
    assertThat(plan(Position.start()).remarks())
        .extracting(AuditFinding::message)
        .singleElement()
        .asString()
        .contains("no file matches", "none ever has");
    Path file = write("a.csv", "id\n1\n");
    FilesPlan first = plan(Position.start());
    assertThat(first.remarks()).isEmpty();
    Files.delete(file);
    assertThat(plan(first.after()).remarks())
        .extracting(AuditFinding::message)
        .singleElement()
        .asString()
        .contains("any more, where 1 were loaded from");
    Files.delete(landing);
    assertThatThrownBy(() -> plan(first.after()))
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNAVAILABLE))
        .hasMessageContaining("is not there; see that its disk or share is mounted");
  }

  private byte[] zip(Map<String, String> entries) throws IOException {
    Path file = home.resolve("made.zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> entry : new TreeMap<>(entries).entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return Files.readAllBytes(file);
  }

  @Test
  void aZipIsReadWholeOrNotAtAll() throws IOException {
    write("a.csv", "id\n9\n");
    byte[] whole = zip(Map.of("1.csv", "id\n1\n", "2.csv", "id\n2\n", "3.csv", "id\n3\n"));
    for (int length = 1; length < whole.length; length++) {
      write("z.zip", Arrays.copyOf(whole, length));
      FilesPlan plan = plan(Position.start());
      assertThat(plan.sources()).as("cut to %d bytes", length).containsExactly("a.csv");
      assertThat(plan.refusals()).hasSize(1);
    }
    write("z.zip", whole);
    assertThat(plan(Position.start()).sources())
        .containsExactly("a.csv", "z.zip!/1.csv", "z.zip!/2.csv", "z.zip!/3.csv");
  }

  /** Most flips in a stored or a short folded entry still unfold, to other rows. */
  @Test
  void aZipWhoseBytesHaveFlippedIsNeverReadForAnother() throws IOException {
    for (byte[] whole :
        List.of(
            zip(Map.of("1.csv", "id\n1234567890\n")), zipInOrder("1.csv", "id\n1234567890\n"))) {
      write("z.zip", whole);
      String sha256 = hash(plan(Position.start()));
      int read = 0;
      for (int bit = 0; bit < whole.length * 8; bit++) {
        byte[] flipped = whole.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        write("z.zip", flipped);
        try {
          FilesPlan plan = plan(Position.start());
          assertThat(hash(plan)).as("bit %d", bit).isEqualTo(sha256);
          read++;
        } catch (CityLakeException e) {
          assertThat(e.code())
              .as("bit %d", bit)
              .isIn(
                  ErrorCode.SOURCE_UNREADABLE,
                  ErrorCode.SOURCE_HEADER_MISSING,
                  ErrorCode.SOURCE_TOO_LARGE);
        }
      }
      assertThat(read).as("times and the like may be any").isPositive();
    }
  }

  private static String hash(FilesPlan plan) {
    return plan.after().text().replaceFirst(".*\"sha256\":\"([0-9a-f]+)\".*", "$1");
  }

  @Test
  void namesThatWouldBeTakenForOthersAreSaid() throws Exception {
    write("a.csv", "id\n1\n");
    write("z.zip", zip(Map.of("1.csv", "id\n2\n")));
    Files.createDirectories(landing.resolve("z.zip!"));
    write("z.zip!/1.csv", "id\n3\n");
    Process shell =
        new ProcessBuilder(
                "sh",
                "-c",
                "for n in '\\377' '\\376'; do echo id > \"$0/$(printf $n).csv\"; done",
                landing.toString())
            .start();
    assertThat(shell.waitFor()).isZero();
    FilesPlan plan =
        planner("landing/{*,*/*}", Intake.USUAL, "d1")
            .plan(Position.start(), false, 0, SampleJobs.NOW);
    assertThat(plan.sources()).containsExactlyInAnyOrder("a.csv", "z.zip!/1.csv");
    assertThat(messages(plan))
        .singleElement()
        .asString()
        .startsWith("3 still unreadable: ")
        .contains("z.zip!/1.csv: its path has !/", "its name is not UTF-8");
  }

  @Test
  void aZipWithTwoDeliveriesOfOneNameIsRefused() throws IOException {
    write("a.csv", "id\n9\n");
    write("z.zip", zipInOrder("1.csv", "id\n1\n", "2.csv", "id\n2\n", "1.csv", "id\n3\n"));
    FilesPlan plan = plan(Position.start());
    assertThat(plan.sources()).containsExactly("a.csv");
    assertThat(messages(plan))
        .containsExactly(
            "1 unreadable, refused as a whole: z.zip: it holds more than one entry of a name, which"
                + " nothing tells apart (entry=1.csv); have it packed anew under names of their"
                + " own");
    // What is no delivery may stand in it as often as it likes.
    write("z.zip", zipInOrder("1.csv", "id\n1\n", "读我.txt", "old", "读我.txt", "new"));
    assertThat(plan(Position.start()).sources()).containsExactly("a.csv", "z.zip!/1.csv");
  }

  private byte[] zipInOrder(String... namesAndTexts) throws IOException {
    Path file = home.resolve("made.zip");
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
      for (int i = 0; i < namesAndTexts.length; i += 2) {
        zip.putArchiveEntry(new ZipArchiveEntry(namesAndTexts[i]));
        zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
        zip.closeArchiveEntry();
      }
    }
    return Files.readAllBytes(file);
  }

  private static List<String> messages(FilesPlan plan) {
    return plan.remarks().stream().map(AuditFinding::message).toList();
  }

  @Test
  void saysThatAGzippedFileIsCutShort() throws IOException {
    write("a.csv", "id\n9\n");
    byte[] whole = gzip("id\n1\n2\n3\n");
    int header = 10;
    for (int length = header; length < whole.length; length++) {
      write("b.csv.gz", Arrays.copyOf(whole, length));
      assertThat(messages(plan(Position.start())))
          .as("cut to %d bytes", length)
          .singleElement()
          .asString()
          .endsWith("b.csv.gz: the file is broken or cannot be opened (it is cut short)");
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void aReadmeInAZipIsNoDelivery() throws IOException {
    write("z.zip", zip(Map.of("data.csv", "id\n1\n", "说明.txt", "readme", "old.zip", "PK")));
    FilesPlan plan = plan(Position.start());
    assertThat(plan.sources()).containsExactly("z.zip!/data.csv");
    assertThat(plan.passedOver()).containsExactly("z.zip!/old.zip", "z.zip!/说明.txt");
    assertThat(plan(plan.after()).sources()).isEmpty();

    write("y.zip", zip(Map.of("data.txt", "id\n1\n", "说明.txt", "readme")));
    assertThat(
            planner("landing/y.zip", members("data.*"), "")
                .plan(Position.start(), false, 0, SampleJobs.NOW)
                .sources())
        .containsExactly("y.zip!/data.txt");
  }

  @Test
  void filesOfAnotherDefinitionAreCounted() throws IOException {
    write("a.csv", "id\n1\n");
    write("b.csv", "id\n2\n");
    FilesPlan first = plan(Position.start());
    FilesPlanner changed = planner("landing/*", Intake.USUAL, "d2");
    FilesPlan second = changed.plan(first.after(), false, 0, SampleJobs.NOW);
    assertThat(second.sources()).isEmpty();
    assertThat(second.remarks())
        .extracting(AuditFinding::message)
        .containsExactly(
            "2 files were loaded under another mapping, format or encoding of the job;"
                + " --full-refresh loads them again");
    write("c.csv", "id\n3\n");
    FilesPlan third = changed.plan(first.after(), false, 0, SampleJobs.NOW);
    assertThat(changed.plan(third.after(), false, 0, SampleJobs.NOW).remarks()).hasSize(1);
    FilesPlan full = changed.plan(third.after(), true, 0, SampleJobs.NOW);
    assertThat(full.remarks()).isEmpty();
    assertThat(full.files()).isEqualTo(new FileCounts(0, 0, 3, 0, 0));
    assertThat(changed.plan(full.after(), false, 0, SampleJobs.NOW).remarks()).isEmpty();
  }

  @Test
  void saysWhatAFileIsThatIsNotWhatTheJobReads() throws IOException {
    write("a.csv", "id\n1\n");
    Map<String, byte[]> files =
        Map.of(
            "xlsx", zip(Map.of("xl/workbook.xml", "<workbook/>")),
            "xls",
                new byte[] {
                  (byte) 0xD0,
                  (byte) 0xCF,
                  0x11,
                  (byte) 0xE0,
                  (byte) 0xA1,
                  (byte) 0xB1,
                  0x1A,
                  (byte) 0xE1
                },
            "gz", new byte[] {0x1F, (byte) 0x8B, 8, 0},
            "wide", "id\n12345678\n".getBytes(StandardCharsets.UTF_16LE),
            "html", "<html><table>".getBytes(StandardCharsets.UTF_8),
            "pdf", "%PDF-1.7".getBytes(StandardCharsets.UTF_8));
    Map<String, String> said =
        Map.of(
            "xlsx", "it is a zip archive or an Excel workbook; for a workbook use format: xlsx",
            "xls", "it is an Excel 97-2003 workbook (.xls)",
            "gz", "it is gzipped; its name must end in .gz",
            "wide",
                "text of two bytes a character without a mark at its begin; use encoding: utf-16le",
            "html", "it is an HTML page, not separated values",
            "pdf", "it is a PDF");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      write("b.csv", file.getValue());
      assertThat(messages(plan(Position.start())))
          .singleElement()
          .asString()
          .contains(said.get(file.getKey()));
    }
  }

  /** POI writes the name of the stream at byte 640; others may write it where nobody looks. */
  @Test
  void saysThatAWorkbookHasAPassword() throws IOException {
    write("a.csv", "id\n1\n");
    byte[] magic = HexFormat.of().parseHex("D0CF11E0A1B11AE1");
    byte[] name = "EncryptedPackage".getBytes(StandardCharsets.UTF_16LE);
    for (int at : List.of(640, 1 << 20)) {
      byte[] container = Arrays.copyOf(magic, at + 4096);
      System.arraycopy(name, 0, container, at, name.length);
      write("b.xlsx", container);
      assertThat(messages(plan(Position.start())))
          .singleElement()
          .asString()
          .contains(
              at == 640
                  ? "it is an encrypted Office file; take the password away and save it as"
                  : "or one with a password; save it as Excel workbook (.xlsx) without a password");
    }
  }
}
