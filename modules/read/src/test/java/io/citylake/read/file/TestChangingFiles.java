package io.citylake.read.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.job.SourceSpec;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import io.citylake.read.SampleJobs;
import io.citylake.read.format.RequestedFields;
import io.citylake.read.record.RecordCursor;
import io.citylake.read.record.RecordTask;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is written while it is read brings no row: neither a part of it nor a mixture. */
class TestChangingFiles {
  private static final int LINES = 200_000;
  @TempDir private Path home;
  private Path file;
  private String text;
  private FileTime written;

  /** What happens to the file in the middle of reading. */
  private interface Change {
    void make() throws IOException;
  }

  @BeforeEach
  void write() throws IOException {
    file = home.resolve("landing/a.csv");
    Files.createDirectories(file.getParent());
    text =
        IntStream.range(0, LINES)
            .mapToObj(line -> String.format("%07d%n", line))
            .collect(Collectors.joining("", "id\n", ""));
    Files.writeString(file, text);
    written = FileTime.from(Instant.parse("2026-11-22T10:00:00Z"));
    Files.setLastModifiedTime(file, written);
  }

  private FilesPlan plan() {
    FilesPlanner planner =
        new FilesPlanner(
            new SourceSpec.Files("landing/*.csv", SampleJobs.csv(), java.time.Duration.ZERO),
            SourceRoots.of(home, List.of("landing")),
            new Storage(Map.of()),
            new io.citylake.read.format.FormatTask(
                SampleJobs.csv(),
                new RequestedFields(List.of(Set.of("id")), List.of("id")),
                SampleJobs.CAPS),
            "",
            new FilesPlanner.Cuts(400_000, 400_000, 400_000));
    return planner.plan(Position.start(), false, 0, SampleJobs.NOW);
  }

  private void refuses(Change change) throws IOException {
    FilesPlan plan = plan();
    List<RecordTask> tasks = plan.groups(2).stream().flatMap(List::stream).toList();
    assertThat(tasks).hasSizeGreaterThan(2);
    try (RecordCursor cursor = tasks.get(1).open()) {
      for (int row = 0; row < 1_000; row++) {
        assertThat(cursor.next()).isTrue();
      }
      change.make();
      assertThatThrownBy(
              () -> {
                while (cursor.next()) {
                  assertThat(cursor.row().malformed()).isNull();
                }
              })
          .isInstanceOfSatisfying(
              CityLakeException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CHANGED));
    }
    assertThatThrownBy(() -> tasks.get(0).open())
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("Cannot read a.csv: it changed while the run was reading it");
    assertThatThrownBy(plan::requireUnchanged)
        .isInstanceOfSatisfying(
            CityLakeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CHANGED));
  }

  @Test
  void refusesOneThatIsCutShort() throws IOException {
    refuses(
        () -> {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(text.length() / 2);
          }
        });
  }

  @Test
  void refusesOneThatGrows() throws IOException {
    refuses(() -> Files.writeString(file, "9999999\n", StandardOpenOption.APPEND));
  }

  @Test
  void refusesOneThatIsOverwrittenInPlaceUnderTheOldTime() throws IOException {
    refuses(
        () -> {
          Files.write(
              file,
              text.replace('7', '8').getBytes(StandardCharsets.UTF_8),
              StandardOpenOption.WRITE);
          Files.setLastModifiedTime(file, written);
        });
  }

  @Test
  void refusesOneThatIsUploadedAgainUnderTheOldTime() throws IOException {
    refuses(
        () -> {
          Path upload = Files.writeString(home.resolve("upload"), text.replace('1', '2'));
          Files.setLastModifiedTime(upload, written);
          Files.move(upload, file, StandardCopyOption.REPLACE_EXISTING);
        });
  }

  @Test
  void readsOneThatStays() throws IOException {
    FilesPlan plan = plan();
    int rows = 0;
    for (List<RecordTask> group : plan.groups(2)) {
      for (RecordTask task : group) {
        try (RecordCursor cursor = task.open()) {
          while (cursor.next()) {
            rows++;
          }
        }
      }
    }
    assertThat(rows).isEqualTo(LINES);
    plan.requireUnchanged();
  }
}
