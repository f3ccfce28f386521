package io.citylake.read.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.citylake.contract.job.SourceSpec;
import io.citylake.model.AuditFinding;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import io.citylake.read.SampleJobs;
import io.citylake.read.format.RequestedFields;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestFilesPlanner {
  private static final Instant NOW = SampleJobs.NOW;
  private static final AuditFinding WAITING =
      new AuditFinding(
          "source",
          AuditFinding.Verdict.ATTENTION,
          "1 passed over as a copy of what is not loaded any more, so that no row shows its"
              + " content: a (1).csv; delete it, or rename it to have it loaded");
  @TempDir private Path home;
  private int clock;

  /** Each write is a minute after the last one. */
  private Path write(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return aged(file, ++clock);
  }

  private static Path aged(Path file, int minute) throws IOException {
    return Files.setLastModifiedTime(
        file, FileTime.from(NOW.minusSeconds(36_000).plusSeconds(60L * minute)));
  }

  private FilesPlanner planner(String path, Duration minAge) {
    return planner(new SourceSpec.Files(path, SampleJobs.csv(), minAge));
  }

  private FilesPlanner planner(SourceSpec.Files files) {
    return FilesPlanner.of(
        files,
        new RequestedFields(List.of(Set.of("id")), List.of("id")),
        "",
        SourceRoots.of(home, List.of("landing")),
        SampleJobs.CAPS,
        Map.of());
  }

  private FilesPlan plan(Position after) {
    return planner("landing/*.csv", Duration.ZERO).plan(after, false, 0, NOW);
  }

  @Test
  void loadsEachContentOnce() throws IOException {
    write("landing/b.csv", "id\n1\n");
    write("landing/a.csv", "id\n2\n");
    FilesPlan first = plan(Position.start());
    assertThat(first.sources()).containsExactly("b.csv", "a.csv");
    assertThat(first.superseded()).isEmpty();
    assertThat(first.after().text())
        .startsWith(
            "{\"kind\":\"files\",\"files\":[{\"source\":\"a.csv\",\"size\":5,\"modified\":");
    assertThat(plan(first.after()).sources()).isEmpty();

    write("landing/c.csv", "id\n1\n");
    FilesPlan again = plan(first.after());
    assertThat(again.sources()).isEmpty();
    assertThat(again.duplicates()).containsExactly("c.csv");
    assertThat(again.after().text())
        .contains("\"source\":\"c.csv\"")
        .contains("\"duplicate\":true");
    assertThat(plan(again.after()).duplicates()).isEmpty();
  }

  private FilesPlan planOfCopies(Position after) {
    return planner(
            new SourceSpec.Files(
                "landing/*/d.csv",
                SampleJobs.csv(),
                Duration.ZERO,
                new SourceSpec.Intake(SourceSpec.Copies.LOAD, SourceSpec.Unreadable.REFUSE, null)))
        .plan(after, false, 0, NOW);
  }

  @Test
  void theSameBytesUnderAnotherPathAreAnotherDelivery() throws IOException {
    write("landing/A/d.csv", "id\n1\n");
    write("landing/B/d.csv", "id\n1\n");
    FilesPlan first = planOfCopies(Position.start());
    assertThat(first.sources()).containsExactly("A/d.csv", "B/d.csv");
    assertThat(first.duplicates()).isEmpty();
    write("landing/C/d.csv", "id\n1\n");
    FilesPlan second = planOfCopies(first.after());
    assertThat(second.sources()).containsExactly("C/d.csv");
    assertThat(planOfCopies(second.after()).sources()).isEmpty();
  }

  @Test
  void whatWasPassedOverAsACopyIsLoadedOnceCopiesAreDeliveries() throws IOException {
    write("landing/A/d.csv", "id\n1\n");
    write("landing/B/d.csv", "id\n1\n");
    FilesPlan first =
        planner("landing/*/d.csv", Duration.ZERO).plan(Position.start(), false, 0, NOW);
    assertThat(first.sources()).containsExactly("A/d.csv");
    FilesPlan second = planOfCopies(first.after());
    assertThat(second.sources()).containsExactly("B/d.csv");
    assertThat(second.superseded()).isEmpty();
    assertThat(planOfCopies(second.after()).sources()).isEmpty();
  }

  @Test
  void otherContentUnderTheSameNameSupersedes() throws IOException {
    write("landing/a.csv", "id\n1\n");
    write("landing/b.csv", "id\n9\n");
    FilesPlan first = plan(Position.start());
    write("landing/a.csv", "id\n1\n2\n");
    FilesPlan second = plan(first.after());
    assertThat(second.sources()).containsExactly("a.csv");
    assertThat(second.superseded()).containsExactly("a.csv");
  }

  @Test
  void aTouchedFileIsNotLoadedAgain() throws IOException {
    Path file = write("landing/a.csv", "id\n1\n");
    FilesPlan first = plan(Position.start());
    aged(file, 50);
    FilesPlan second = plan(first.after());
    assertThat(second.sources()).isEmpty();
    assertThat(second.superseded()).isEmpty();
    assertThat(second.after()).isNotEqualTo(first.after());
  }

  @Test
  void aCopyWaitsForAWordOnceItsOriginalIsCorrected() throws IOException {
    write("landing/a.csv", "id\n1\n");
    Path copy = write("landing/a (1).csv", "id\n1\n");
    FilesPlan first = plan(Position.start());
    assertThat(first.duplicates()).containsExactly("a (1).csv");
    assertThat(first.remarks()).isEmpty();
    write("landing/a.csv", "id\n2\n");
    FilesPlan second = plan(first.after());
    assertThat(second.superseded()).containsExactly("a.csv");
    assertThat(second.sources()).containsExactly("a.csv");
    assertThat(second.remarks()).containsExactly(WAITING);
    // It is said until somebody decides, whichever way.
    FilesPlan third = plan(second.after());
    assertThat(third.sources()).isEmpty();
    assertThat(third.remarks()).containsExactly(WAITING);
    aged(copy, 50);
    assertThat(plan(third.after()).remarks()).containsExactly(WAITING);
    assertThat(planner("landing/*.csv", Duration.ZERO).plan(third.after(), true, 0, NOW).sources())
        .containsExactlyInAnyOrder("a.csv", "a (1).csv");
    Files.move(copy, home.resolve("landing/b.csv"));
    FilesPlan renamed = plan(third.after());
    assertThat(renamed.sources()).containsExactly("b.csv");
    assertThat(renamed.remarks()).isEmpty();
    Files.delete(home.resolve("landing/b.csv"));
    assertThat(plan(third.after()).remarks()).isEmpty();
  }

  @Test
  void whatIsPutAsideBesideItsCorrectionWaits() throws IOException {
    write("landing/a.csv", "id\n1\n");
    FilesPlan first = plan(Position.start());
    write("landing/a.csv", "id\n2\n");
    write("landing/a (1).csv", "id\n1\n");
    FilesPlan second = plan(first.after());
    assertThat(second.sources()).containsExactly("a.csv");
    assertThat(second.duplicates()).containsExactly("a (1).csv");
    assertThat(second.remarks()).containsExactly(WAITING);
  }

  @Test
  void noCopyBringsBackWhatWasWithdrawn() throws IOException {
    write("landing/a.csv", "id\n1\n");
    write("landing/b.csv", "id\n1\n");
    write("landing/c.csv", "id\n3\n");
    FilesPlan first = plan(Position.start());
    Position withdrawn = DeliveredFiles.withdraw(first.after(), "a.csv");
    write("landing/d.csv", "id\n1\n");
    AuditFinding said =
        new AuditFinding(
            "source",
            AuditFinding.Verdict.WARN,
            "2 passed over as a copy of what was withdrawn: b.csv; d.csv");
    for (boolean full : List.of(false, true)) {
      FilesPlan plan = planner("landing/*.csv", Duration.ZERO).plan(withdrawn, full, 0, NOW);
      assertThat(plan.sources()).isEqualTo(full ? List.of("c.csv") : List.of());
      assertThat(plan.remarks()).containsExactly(said);
    }
    // Nor does it come back because it was away.
    Files.delete(home.resolve("landing/a.csv"));
    FilesPlan without =
        planner("landing/*.csv", Duration.ZERO)
            .plan(withdrawn, true, new EarlierFiles(Missing.WITHDRAW, file -> false), 0, NOW, null);
    assertThat(without.sources()).containsExactly("c.csv");
    write("landing/a.csv", "id\n1\n");
    assertThat(plan(without.after()).sources()).isEmpty();
    // Other content under its name is a delivery.
    write("landing/a.csv", "id\n2\n");
    assertThat(plan(without.after()).sources()).containsExactly("a.csv");
  }

  @Test
  void aWithdrawnEntryOfAZipStaysWithdrawnThoughItBeLackingForAWhile() throws IOException {
    zip("landing/a.zip", Map.of("x.csv", "id\n1\n", "y.csv", "id\n2\n"));
    FilesPlanner planner = planner("landing/*.zip", Duration.ZERO);
    FilesPlan first = planner.plan(Position.start(), false, 0, NOW);
    Position withdrawn = DeliveredFiles.withdraw(first.after(), "a.zip!/x.csv");
    zip("landing/a.zip", Map.of("y.csv", "id\n2\n"));
    FilesPlan second = planner.plan(withdrawn, false, 0, NOW);
    zip("landing/a.zip", Map.of("x.csv", "id\n1\n", "y.csv", "id\n2\n"));
    assertThat(planner.plan(second.after(), false, 0, NOW).sources()).isEmpty();
  }

  @Test
  void anEntryOfAZipThatWasRenamedIsLoaded() throws IOException {
    zip("landing/a.zip", Map.of("x.csv", "id\n1\n", "y.csv", "id\n1\n"));
    FilesPlanner planner = planner("landing/*.zip", Duration.ZERO);
    FilesPlan first = planner.plan(Position.start(), false, 0, NOW);
    assertThat(first.duplicates()).containsExactly("a.zip!/y.csv");
    zip("landing/a.zip", Map.of("y.csv", "id\n1\n"));
    FilesPlan second = planner.plan(first.after(), false, 0, NOW);
    assertThat(second.superseded()).containsExactly("a.zip!/x.csv");
    assertThat(second.sources()).containsExactly("a.zip!/y.csv");
    zip("landing/a.zip", Map.of("z.csv", "id\n1\n"));
    FilesPlan third = planner.plan(second.after(), false, 0, NOW);
    assertThat(third.superseded()).containsExactly("a.zip!/y.csv");
    assertThat(third.sources()).containsExactly("a.zip!/z.csv");
  }

  @Test
  void whatIsTakenFromThePathOfAnEntryLiesWithinTheArchive() throws IOException {
    zip("landing/a.zip", Map.of("街道/x.csv", "id\n1\n"));
    zip("landing/b.zip", Map.of("x.csv", "id\n1\n"));
    FilesPlanner planner =
        FilesPlanner.of(
            new SourceSpec.Files("landing/*.zip", SampleJobs.csv(), Duration.ZERO),
            new RequestedFields(List.of(Set.of("id")), List.of("id"), List.of("!/([^/]+)/")),
            "",
            SourceRoots.of(home, List.of("landing")),
            SampleJobs.CAPS,
            Map.of());
    FilesPlan plan = planner.plan(Position.start(), false, 0, NOW);
    assertThat(plan.sources()).containsExactly("a.zip!/街道/x.csv");
    assertThat(plan.remarks())
        .singleElement()
        .asString()
        .contains("b.zip!/x.csv: its path doesn't match");
  }

  @Test
  void swappedContentsAreBothLoaded() throws IOException {
    write("landing/a.csv", "id\n1\n");
    write("landing/b.csv", "id\n2\n");
    FilesPlan first = plan(Position.start());
    write("landing/a.csv", "id\n2\n");
    write("landing/b.csv", "id\n1\n");
    FilesPlan second = plan(first.after());
    assertThat(second.superseded()).containsExactly("a.csv", "b.csv");
    assertThat(second.sources()).containsExactlyInAnyOrder("a.csv", "b.csv");
  }

  @Test
  void takesFilesOneByOneOldestFirst() throws IOException {
    write("landing/z.csv", "id\n1\n");
    write("landing/a.csv", "id\n2\n");
    FilesPlanner planner = planner("landing/*.csv", Duration.ZERO);
    FilesPlan first = planner.plan(Position.start(), false, 1, NOW);
    FilesPlan second = planner.plan(first.after(), false, 1, NOW);
    FilesPlan third = planner.plan(second.after(), false, 1, NOW);
    assertThat(List.of(first.sources(), second.sources(), third.sources()))
        .containsExactly(List.of("z.csv"), List.of("a.csv"), List.of());
  }

  @Test
  void aFullRefreshSupersedesWhatIsThereAndSaysWhatIsNot() throws IOException {
    write("landing/a.csv", "id\n1\n");
    Path gone = write("landing/gone.csv", "id\n2\n");
    FilesPlan first = plan(Position.start());
    Files.delete(gone);
    FilesPlan full = planner("landing/*.csv", Duration.ZERO).plan(first.after(), true, 0, NOW);
    assertThat(full.sources()).containsExactly("a.csv");
    assertThat(full.superseded()).containsExactly("a.csv");
    assertThat(full.missing()).containsExactly("gone.csv");
    assertThat(full.after().text()).contains("gone.csv");
    FilesPlan without =
        planner("landing/*.csv", Duration.ZERO)
            .plan(
                first.after(),
                true,
                new EarlierFiles(Missing.WITHDRAW, file -> false),
                0,
                NOW,
                null);
    assertThat(without.superseded()).containsExactly("a.csv", "gone.csv");
    assertThat(without.after().text()).doesNotContain("gone.csv");
  }

  @Test
  void leavesYoungAndHiddenFiles() throws IOException {
    write("landing/old.csv", "id\n1\n");
    Path young = write("landing/young.csv", "id\n2\n");
    Files.setLastModifiedTime(young, FileTime.from(NOW.minusSeconds(5)));
    write("landing/.hidden.csv", "id\n3\n");
    write("landing/_temporary/x.csv", "id\n4\n");
    write("landing/b.csv.tmp", "id\n5\n");
    write("landing/b.csv.part", "id\n5\n");
    write("landing/b.csv.ctl", "sum=1\n");
    Files.createDirectories(home.resolve("landing/folder.csv"));
    assertThat(
            planner("landing/{*,*/*}", Duration.ofMinutes(1))
                .plan(Position.start(), false, 0, NOW)
                .sources())
        .containsExactly("old.csv");
  }

  @Test
  void saysWhatWaitsForItsAgeAndWaitsForNoClockThatIsWrong() throws IOException {
    Path file = write("landing/a.csv", "id\n1\n");
    FilesPlanner planner = planner("landing/*.csv", Duration.ofMinutes(5));
    for (long ahead : List.of(-299L, 0L, 299L)) {
      Files.setLastModifiedTime(file, FileTime.from(NOW.plusSeconds(ahead)));
      FilesPlan plan = planner.plan(Position.start(), false, 0, NOW);
      assertThat(plan.sources()).as("%d s ahead", ahead).isEmpty();
      assertThat(plan.waiting()).containsExactly("a.csv");
    }
    Files.setLastModifiedTime(file, FileTime.from(NOW.plus(Duration.ofDays(365))));
    FilesPlan plan = planner.plan(Position.start(), false, 0, NOW);
    assertThat(plan.sources()).containsExactly("a.csv");
    assertThat(plan.waiting()).isEmpty();
    assertThat(
            planner
                .plan(Position.start(), false, EarlierFiles.OPEN, 0, NOW, NOW.minusSeconds(9))
                .sources())
        .containsExactly("a.csv");
    assertThat(plan.remarks())
        .extracting(AuditFinding::verdict, AuditFinding::message)
        .containsExactly(
            tuple(
                AuditFinding.Verdict.WARN,
                "1 ahead of this machine's clock, so that min-age keeps nothing back; see whose"
                    + " clock is wrong: a.csv"));
    // It is said when the file is taken.
    assertThat(planner.plan(plan.after(), false, 0, NOW).remarks()).isEmpty();
  }

  @Test
  void refusesWhatLeadsOutOfTheRoots() throws IOException {
    write("outside/a.csv", "id\n1\n");
    for (String path :
        List.of("landing/../outside/*.csv", "outside/*.csv", "/etc/*.csv", "landing/a\0.csv")) {
      assertThatThrownBy(() -> planner(path, Duration.ZERO).plan(Position.start(), false, 0, NOW))
          .isInstanceOfSatisfying(
              CityLakeException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.PATH_OUTSIDE_ROOTS));
    }
  }

  /** One that somebody has put there holds up no other file. */
  @Test
  void aLinkOutOfTheRootsIsSaidAndNotOpened() throws IOException {
    write("outside/a.csv", "id\n1\n");
    write("landing/b.csv", "id\n1\n");
    Files.createSymbolicLink(home.resolve("landing/link.csv"), home.resolve("outside/a.csv"));
    Files.createSymbolicLink(home.resolve("landing/d"), home.resolve("outside"));
    FilesPlan plan =
        planner("landing/{*,*/*}.csv", Duration.ZERO).plan(Position.start(), false, 0, NOW);
    assertThat(plan.sources()).containsExactly("b.csv");
    assertThat(plan.remarks())
        .extracting(AuditFinding::message)
        .singleElement()
        .asString()
        .startsWith("2 still unreadable: ")
        .contains(
            "link.csv: it is a link that leads out of the source roots, and is not opened",
            "a.csv: it is a link");
  }

  /** Of several, such as the lost+found of a disk; what lies in the others is loaded. */
  @Test
  void aDirectoryThatMayNotBeReadIsSaidAndHoldsUpNoOther() throws IOException {
    assumeThatRightsCount();
    write("landing/a/a.csv", "id\n1\n");
    write("landing/b/b.csv", "id\n1\n");
    for (String rights : List.of("---------", "r--------")) {
      FilesPlan plan =
          without(
              "landing/a",
              rights,
              () ->
                  planner("landing/*/*.csv", Duration.ZERO).plan(Position.start(), false, 0, NOW));
      assertThat(plan.sources()).as(rights).containsExactly("b/b.csv");
      assertThat(plan.remarks())
          .extracting(AuditFinding::message)
          .singleElement()
          .asString()
          .contains("a: it is a directory that the account that runs this may not read");
    }
    // Else what lies there would count as gone.
    assertThatThrownBy(
            () ->
                without(
                    "landing/a",
                    "---------",
                    () ->
                        planner("landing/*/*.csv", Duration.ZERO)
                            .plan(Position.start(), true, 0, NOW)))
        .hasMessageContaining("the account that runs this may not read it");
  }

  /** Else a share whose rights were changed would be taken for one that nobody delivers to. */
  @ParameterizedTest
  @ValueSource(strings = {"landing/a/*.csv", "landing/a/b/*.csv", "landing/a/b/c.csv"})
  void aPathThroughADirectoryThatMayNotBeReadFails(String path) throws IOException {
    assumeThatRightsCount();
    write("landing/a/b/c.csv", "id\n1\n");
    write("landing/a/c.csv", "id\n1\n");
    assertThatThrownBy(
            () ->
                without(
                    "landing/a",
                    "---------",
                    () -> planner(path, Duration.ZERO).plan(Position.start(), false, 0, NOW)))
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNAVAILABLE))
        .hasMessageContaining("the account that runs this may not read it")
        .hasMessageContaining("landing/a");
  }

  /** Whoever may read everything sees no difference; ITRights does this without that right. */
  private void assumeThatRightsCount() throws IOException {
    Path closed = Files.createDirectory(home.resolve("closed"));
    Files.setPosixFilePermissions(closed, Set.of());
    assumeFalse(Files.isReadable(closed), "runs as root");
  }

  private <T> T without(String directory, String rights, Callable<T> work) throws IOException {
    Path place = home.resolve(directory);
    Set<PosixFilePermission> before = Files.getPosixFilePermissions(place);
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString(rights));
    try {
      return work.call();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      Files.setPosixFilePermissions(place, before);
    }
  }

  @Test
  void rootsMayBeLinksThemselves() throws IOException {
    write("disk/ent/a.csv", "id\n1\n");
    Files.createSymbolicLink(home.resolve("landing"), home.resolve("disk"));
    assertThat(
            planner("landing/ent/*.csv", Duration.ZERO)
                .plan(Position.start(), false, 0, NOW)
                .sources())
        .containsExactly("ent/a.csv");
    assertThat(
            planner(home.resolve("disk/ent/*.csv").toString(), Duration.ZERO)
                .plan(Position.start(), false, 0, NOW)
                .sources())
        .containsExactly("ent/a.csv");
  }

  @Test
  void refusesPositionsOfAnotherKind() {
    for (String text :
        List.of(
            "garbage",
            "{}",
            "{\"kind\":\"jdbc\"}",
            "{\"kind\":\"files\",\"files\":[{\"source\":\"a\"}]}",
            "[1]")) {
      assertThatThrownBy(() -> plan(new Position(text)))
          .isInstanceOfSatisfying(
              CityLakeException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.METADATA_CORRUPT))
          .hasMessageContaining("--full-refresh");
    }
  }

  private Path zip(String name, Map<String, String> entries) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> entry : new java.util.TreeMap<>(entries).entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return aged(file, ++clock);
  }

  @Test
  void eachEntryOfAZipIsASource() throws IOException {
    zip("landing/a.zip", Map.of("x.csv", "id\n1\n", "目录/y.csv", "id\n2\n", "z.csv", "id\n1\n"));
    FilesPlanner planner = planner("landing/*.zip", Duration.ZERO);
    FilesPlan first = planner.plan(Position.start(), false, 0, NOW);
    assertThat(first.sources()).containsExactly("a.zip!/x.csv", "a.zip!/目录/y.csv");
    assertThat(first.duplicates()).containsExactly("a.zip!/z.csv");
    assertThat(planner.plan(first.after(), false, 0, NOW).sources()).isEmpty();

    zip("landing/a.zip", Map.of("x.csv", "id\n1\n", "目录/y.csv", "id\n3\n"));
    FilesPlan second = planner.plan(first.after(), false, 0, NOW);
    assertThat(second.sources()).containsExactly("a.zip!/目录/y.csv");
    assertThat(second.superseded()).containsExactly("a.zip!/目录/y.csv");

    zip("landing/a.zip", Map.of("x.csv", "id\n1\n"));
    FilesPlan third = planner.plan(second.after(), false, 0, NOW);
    assertThat(third.sources()).isEmpty();
    assertThat(third.superseded()).containsExactly("a.zip!/目录/y.csv");
  }

  @Test
  void refusesZipsThatClimbOrNest() throws IOException {
    for (String entry :
        List.of("../x.csv", "/etc/x.csv", "a/../../x.csv", "..\\x.csv", "C:\\x.csv")) {
      Path file = zip("landing/bad.zip", Map.of(entry, "id\n1\n"));
      assertThatThrownBy(
              () -> planner("landing/*.zip", Duration.ZERO).plan(Position.start(), false, 0, NOW))
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining("Cannot read bad.zip: an entry's name leads out of the archive");
      Files.delete(file);
    }
    zip("landing/bad.zip", Map.of("inner.zip", "PK"));
    assertThatThrownBy(
            () -> planner("landing/*.zip", Duration.ZERO).plan(Position.start(), false, 0, NOW))
        .hasMessageContaining("an archive within an archive is not opened (entry=inner.zip)");
  }
}
