package io.citylake.govern.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.govern.access.ChainCheck.Fault;
import io.citylake.govern.access.ChainCheck.Trust;
import io.citylake.govern.access.ChainCheck.Verdict;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestHashChainedLog {
  private static final String FIRST_DAY = "2026-03-01.ndjson";
  private static final String SECOND_DAY = "2026-03-02.ndjson";

  @TempDir private Path state;

  @Test
  void keepsEachEntryAsItWas() {
    AccessEntry entry = Entries.of("2026-03-01T10:00:00Z", "wang", "select 'a\nb'\u0000");
    open().record(entry);

    List<LoggedAccess> found = all();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).entry()).isEqualTo(entry);
    assertThat(found.get(0).sequence()).isEqualTo(1);
    assertThat(lines(FIRST_DAY)).hasSize(1);
    assertThat(lines(FIRST_DAY).get(0)).contains("a\\nb").contains("\\u0000").contains("抽查");
  }

  @Test
  void chainsAcrossDaysAndProcessesAndKeepsItsFilesPrivate() throws IOException {
    threeDays();

    Verdict verdict = ChainCheck.of(state, Trust.none());
    assertThat(verdict.fault()).isEmpty();
    assertThat(verdict.lines()).isEqualTo(6);
    assertThat(lines(FIRST_DAY)).hasSize(3);
    assertThat(lines(SECOND_DAY)).hasSize(2);
    for (String name : List.of(FIRST_DAY, "head", "salt")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void writesOnInTheSameFileWhenTheClockGoesBack() {
    HashChainedLog log = open();
    log.record(Entries.of("2026-03-02T00:00:01Z", "wang", "a"));
    log.record(Entries.of("2026-03-01T23:59:59Z", "wang", "b"));

    assertThat(lines(SECOND_DAY)).hasSize(2);
    assertThat(ChainCheck.of(state, Trust.none()).fault()).isEmpty();
  }

  /** What a later program wrote is not damaged, and is not written on. */
  @Test
  void refusesALogThatALaterProgramWrote() throws IOException {
    threeDays();
    String later = "v4 7 " + Files.readString(file("head"));
    Files.writeString(file("head"), later);
    List<String> lines = lines(SECOND_DAY);

    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> open().record(Entries.of("2026-03-09T00:00:00Z", "wang", "a")),
            () -> ChainCheck.of(state, Trust.none()),
            this::all)) {
      assertThatThrownBy(use)
          .hasMessage(
              "Cannot open the access log: it was written by a later CityLake in format 4, this"
                  + " program knows up to 3; use that version or a later one (file=%s)",
              file("head"))
          .extracting(e -> ((CityLakeException) e).code())
          .isEqualTo(ErrorCode.LAKE_NEWER);
    }
    assertThat(file("head")).hasContent(later);
    assertThat(lines(SECOND_DAY)).isEqualTo(lines);
    assertThat(file("2026-03-09.ndjson")).doesNotExist();
  }

  @Test
  void findsAnEditedLine() {
    threeDays();
    change(FIRST_DAY, lines -> replaced(lines, 1, "select 2", "select 9"));

    assertThat(ChainCheck.of(state, Trust.none()).fault())
        .contains(new Fault(FIRST_DAY, 2, "it was edited"));
  }

  @Test
  void findsAnEditOfTheLastLine() {
    threeDays();
    change("2026-03-03.ndjson", lines -> replaced(lines, 0, "\"rows\":12", "\"rows\":1"));

    assertThat(ChainCheck.of(state, Trust.none()).fault())
        .contains(new Fault("2026-03-03.ndjson", 1, "it was edited: the head knows it otherwise"));
  }

  @Test
  void findsDeletedLinesWhereverTheyWere() {
    threeDays();
    List<String> first = lines(FIRST_DAY);
    change(FIRST_DAY, lines -> lines.subList(1, 3));
    assertFault(FIRST_DAY, 1, "lines 1 to 1 were deleted before it");
    change(FIRST_DAY, lines -> List.of(first.get(0), first.get(2)));
    assertFault(FIRST_DAY, 2, "lines 2 to 2 were deleted before it");
    change(FIRST_DAY, lines -> first.subList(0, 2));
    assertFault(SECOND_DAY, 1, "lines 3 to 3 were deleted before it");
  }

  @Test
  void findsWhatIsMissingAtTheEnd() throws IOException {
    threeDays();
    Files.delete(file("2026-03-03.ndjson"));
    assertFault("2026-03-03.ndjson", 0, "lines 6 to 6 were deleted at the end");
    change(SECOND_DAY, lines -> lines.subList(0, 1));
    assertFault("2026-03-03.ndjson", 0, "lines 5 to 6 were deleted at the end");
    Files.delete(file("head"));
    assertFault("head", 0, "it was deleted");
  }

  @Test
  void findsInsertedAndMovedLines() {
    threeDays();
    List<String> first = lines(FIRST_DAY);
    change(FIRST_DAY, lines -> List.of(first.get(0), first.get(0), first.get(1), first.get(2)));
    assertFault(FIRST_DAY, 2, "its number is 1, expected 2: inserted or moved");
    change(FIRST_DAY, lines -> List.of(first.get(0), "{}", first.get(1), first.get(2)));
    assertFault(FIRST_DAY, 2, "it is no line of an access log: edited or torn");
    // Numbered anew, a copy still doesn't name the line before it.
    String copy = first.get(0).replace("\"seq\":1", "\"seq\":4");
    change(FIRST_DAY, lines -> List.of(first.get(0), first.get(1), first.get(2), copy));
    assertFault(FIRST_DAY, 3, "it was edited");
  }

  @Test
  void answersNobodyOnceLinesAreMissing() throws IOException {
    threeDays();
    List<String> last = lines("2026-03-03.ndjson");
    change("2026-03-03.ndjson", lines -> List.of());
    AccessEntry next = Entries.of("2026-03-03T12:00:00Z", "wang", "select 7");

    assertThatThrownBy(() -> open().record(next))
        .hasMessageContaining("its files are not what its head says (sequence=6)")
        .hasMessageContaining("citylake audit verify shows where");
    change("2026-03-03.ndjson", lines -> last);
    open().record(next);
    Files.delete(file("head"));
    assertThatThrownBy(() -> open().record(next)).hasMessageContaining("not what its head says");
  }

  @Test
  void takesNoShortenedLogForAnew() throws IOException {
    HashChainedLog log = open();
    log.record(Entries.of("2026-03-01T10:00:00Z", "wang", "select 1"));
    log.record(Entries.of("2026-03-01T10:00:01Z", "wang", "select 2"));
    change(FIRST_DAY, lines -> lines.subList(0, 1));
    Files.delete(file("head"));

    assertThatThrownBy(() -> log.record(Entries.of("2026-03-01T11:00:00Z", "wang", "select 3")))
        .hasMessageContaining("not what its head says");
  }

  @Test
  void goesOnBehindNoLineThatItDidNotWrite() throws IOException {
    HashChainedLog log = open();
    log.record(Entries.of("2026-03-01T10:00:00Z", "wang", "select 1"));
    Files.writeString(file(FIRST_DAY), lines(FIRST_DAY).get(0) + "\n", StandardOpenOption.APPEND);

    assertThatThrownBy(() -> log.record(Entries.of("2026-03-01T11:00:00Z", "wang", "select 2")))
        .hasMessageContaining("not what its head says");
    assertFault(FIRST_DAY, 2, "its number is 1, expected 2: inserted or moved");
  }

  @Test
  void answersNobodyWhereItCannotBeWritten() throws IOException {
    HashChainedLog log = open();
    Files.delete(file("salt"));
    Files.delete(file("salt.lock"));
    Files.delete(file(""));
    Files.writeString(file(""), "in the way");

    assertThatThrownBy(() -> log.record(Entries.of("2026-03-01T00:00:00Z", "wang", "select 1")))
        .hasMessageContaining("Cannot");
  }

  @Test
  void goesOnAfterADeathBetweenALineAndItsHead() throws IOException {
    HashChainedLog log = open();
    log.record(Entries.of("2026-03-01T10:00:00Z", "wang", "select 1"));
    byte[] head = Files.readAllBytes(file("head"));
    log.record(Entries.of("2026-03-01T10:00:01Z", "wang", "select 2"));
    Files.write(file("head"), head);
    Files.writeString(file(FIRST_DAY), "{\"seq\":3,\"at\":\"20", StandardOpenOption.APPEND);

    open().record(Entries.of("2026-03-02T10:00:02Z", "wang", "select 3"));

    assertThat(all()).extracting(LoggedAccess::sequence).containsExactly(1L, 2L, 3L);
    assertThat(ChainCheck.of(state, Trust.none()).fault()).isEmpty();
  }

  @Test
  void losesNoLineOfManyThreadsAndTwoWriters() throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<HashChainedLog> logs = List.of(open(), open());
      List<Future<?>> written = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        AccessEntry entry = Entries.of("2026-03-01T10:00:00Z", "user" + i, "select " + i);
        HashChainedLog log = logs.get(i % 2);
        written.add(threads.submit(() -> log.record(entry)));
      }
      for (Future<?> each : written) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }

    assertThat(ChainCheck.of(state, Trust.none()))
        .isEqualTo(
            new Verdict(200, ChainCheck.of(state, Trust.none()).head(), false, Optional.empty()));
    assertThat(all().stream().map(line -> line.entry().caller().user()).distinct()).hasSize(200);
  }

  @Test
  void losesNoLineOfTwoProcesses() throws IOException, InterruptedException {
    List<Process> others = List.of(fork(), fork());
    HashChainedLog log = open();
    for (int i = 0; i < 50; i++) {
      log.record(Entries.of("2026-03-01T10:00:00Z", "here", "select " + i));
    }
    for (Process other : others) {
      assertThat(other.waitFor()).isZero();
    }

    Verdict verdict = ChainCheck.of(state, Trust.none());
    assertThat(verdict.fault()).isEmpty();
    assertThat(verdict.lines()).isEqualTo(150);
  }

  private Process fork() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            OtherWriter.class.getName(),
            state.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** What the other processes do. */
  static final class OtherWriter {
    private OtherWriter() {}

    public static void main(String[] arguments) {
      HashChainedLog log = HashChainedLog.open(Path.of(arguments[0]));
      for (int i = 0; i < 50; i++) {
        log.record(Entries.of("2026-03-01T10:00:00Z", "there", "select " + i));
      }
    }
  }

  @Test
  void findsEntriesByUserTableTimeAndSubject() {
    HashChainedLog log = open();
    log.record(Entries.of("2026-03-01T10:00:00Z", "wang", "where id = '51010419900307123X'"));
    log.record(Entries.of("2026-03-01T11:00:00Z", "li", "select 1"));

    assertThat(search("wang", null, null, null)).containsExactly(1L);
    assertThat(search(null, "2026-03-01T10:30:00Z", null, null)).containsExactly(2L);
    assertThat(search(null, null, "51010419900307123x", null)).containsExactly(1L);
    assertThat(search(null, null, all().get(0).subjects().get(0), null)).containsExactly(1L);
    assertThat(search(null, null, null, "enterprise.ods_firm")).containsExactly(1L, 2L);
    assertThat(search(null, null, null, "enterprise.ods_other")).isEmpty();
  }

  private void threeDays() {
    open().record(Entries.of("2026-03-01T10:00:00Z", "wang", "select 1"));
    open().record(Entries.of("2026-03-01T10:00:01Z", "wang", "select 2"));
    open().record(Entries.of("2026-03-01T10:00:02Z", "wang", "select 3"));
    open().record(Entries.of("2026-03-02T10:00:00Z", "wang", "select 4"));
    open().record(Entries.of("2026-03-02T10:00:01Z", "wang", "select 5"));
    open().record(Entries.of("2026-03-03T10:00:00Z", "wang", "select 6"));
  }

  private void assertFault(String file, int line, String message) {
    assertThat(ChainCheck.of(state, Trust.none()).fault()).contains(new Fault(file, line, message));
  }

  private HashChainedLog open() {
    return HashChainedLog.open(state);
  }

  private Path file(String name) {
    return state.resolve("access").resolve(name);
  }

  private List<LoggedAccess> all() {
    List<LoggedAccess> found = new ArrayList<>();
    new AccessSearch(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())
        .forEach(state, found::add);
    return found;
  }

  private List<Long> search(String user, String since, String subject, String table) {
    List<Long> found = new ArrayList<>();
    new AccessSearch(
            Optional.ofNullable(user),
            Optional.ofNullable(table).map(TableName::parse),
            Optional.ofNullable(since).map(Instant::parse),
            Optional.ofNullable(subject))
        .forEach(state, line -> found.add(line.sequence()));
    return found;
  }

  private List<String> lines(String name) {
    try {
      return Files.readAllLines(file(name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void change(String name, UnaryOperator<List<String>> change) {
    try {
      Files.write(file(name), change.apply(lines(name)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> replaced(List<String> lines, int at, String from, String to) {
    List<String> changed = new ArrayList<>(lines);
    assertThat(changed.get(at)).contains(from);
    changed.set(at, changed.get(at).replace(from, to));
    return Collections.unmodifiableList(changed);
  }
}
