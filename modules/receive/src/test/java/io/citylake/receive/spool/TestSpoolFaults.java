package io.citylake.receive.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is acknowledged is read, whatever fails beside it. */
class TestSpoolFaults {
  private static final SpoolLimits LIMITS = new SpoolLimits(4 << 20, 1 << 28, 1 << 27, 0);

  @TempDir private Path directory;
  private FaultyFiles files;
  private final List<Spool> open = new ArrayList<>();

  @BeforeEach
  void files() {
    files = new FaultyFiles(directory);
  }

  @AfterEach
  void close() {
    open.forEach(Spool::close);
  }

  private Spool open(SpoolLimits limits, Executor executor) {
    Spool spool = Spool.open(files, limits, Clock.systemUTC(), executor);
    open.add(spool);
    return spool;
  }

  private Spool openAnew() {
    open.forEach(Spool::close);
    open.clear();
    files = new FaultyFiles(directory);
    return open(LIMITS, Runnable::run);
  }

  private static CompletableFuture<Long> append(Spool spool, String... texts) {
    List<Message> messages = new ArrayList<>();
    for (String text : texts) {
      messages.add(new Message("east", text.getBytes(StandardCharsets.UTF_8)));
    }
    return spool.append(messages).toCompletableFuture();
  }

  /** What a reader meets that begins at the start, or goes on from a position. */
  private List<String> read(Optional<SpoolPosition> from) throws IOException {
    SpoolNews news = new SpoolView(directory, "gauges").since(from, 1 << 28).orElseThrow();
    assertThat(news.damages()).isEmpty();
    List<String> read = new ArrayList<>();
    for (SpoolStretch stretch : news.stretches()) {
      try (SpoolStretch.Reader in = stretch.open()) {
        while (in.next()) {
          SpooledMessage message = in.message();
          read.add(
              message.sequence() + ":" + new String(message.payload(), StandardCharsets.UTF_8));
        }
      }
    }
    return read;
  }

  private SpoolPosition position() {
    return SpoolPosition.parse(
            new SpoolView(directory, "gauges")
                .since(Optional.empty(), 1 << 28)
                .orElseThrow()
                .after()
                .position())
        .orElseThrow();
  }

  @Test
  void whatNoReaderWouldTakeForARecordIsNotWritten() throws Exception {
    Spool spool = open(LIMITS, Runnable::run);
    append(spool, "before").join();
    Message large = new Message("east", new byte[Message.LARGEST_PAYLOAD + 1]);
    assertThatThrownBy(() -> spool.append(List.of(large)))
        .isInstanceOf(IllegalArgumentException.class);
    append(spool, "after").join();
    assertThat(read(Optional.empty())).containsExactly("1:before", "2:after");
  }

  @Test
  void anErrorInTheMiddleOfAnAppendGivesNoSequenceTwice() throws IOException {
    Spool spool = open(LIMITS, Runnable::run);
    append(spool, "a").join();
    AtomicInteger writes = new AtomicInteger();
    files.write =
        () -> {
          if (writes.incrementAndGet() == 2) {
            throw new InternalError("as on a full heap");
          }
        };
    String large = "x".repeat(1 << 20);
    CompletableFuture<Long> failed = append(spool, "b", large, "c");
    assertThat(failed).isCompletedExceptionally();
    // A reader met what of it was whole.
    SpoolPosition met = position();
    files.write = FaultyFiles.SOUND;
    CompletableFuture<Long> next = append(spool, "d");
    if (next.isCompletedExceptionally()) {
      spool = openAnew();
      next = append(spool, "d");
    }
    long sequence = next.join();
    assertThat(read(Optional.of(met))).contains(sequence + ":d");
    assertThat(read(Optional.empty())).contains("1:a", sequence + ":d");
  }

  @Test
  void anExecutorThatRefusesOnceHoldsNobodyUp() throws IOException {
    AtomicInteger refusals = new AtomicInteger(1);
    Spool spool =
        open(
            LIMITS,
            task -> {
              if (refusals.getAndDecrement() == 1) {
                throw new RejectedExecutionException("no thread");
              }
              task.run();
            });
    assertThat(append(spool, "a")).isCompletedExceptionally();
    assertThat(append(spool, "b")).isCompletedWithValue(2L);
    // The second task is the answer to who waited: it is given all the same.
    refusals.set(2);
    assertThat(append(spool, "c")).isCompletedWithValue(3L);
    spool.close();
    assertThat(read(Optional.empty())).containsExactly("1:a", "2:b", "3:c");
  }

  @Test
  void anErrorOfAnFsyncAnswersWhoWaitsAndEndsTheSpool() {
    Spool spool = open(LIMITS, Runnable::run);
    files.sync =
        () -> {
          throw new InternalError("a fault in a native call");
        };
    assertThat(append(spool, "a")).isCompletedExceptionally();
    files.sync = FaultyFiles.SOUND;
    assertThat(append(spool, "b")).isCompletedExceptionally();
    assertThat(spool.fault()).isPresent();
    spool.close();
    CompletableFuture<Long> again = append(openAnew(), "b");
    assertThat(again).isCompletedWithValue(2L);
  }

  @Test
  void aLargeMessageIsReadAsItCame() throws IOException {
    String large = "x".repeat(3_500_000) + "y";
    Spool spool = open(LIMITS, Runnable::run);
    assertThat(append(spool, "a", large, "b")).isCompletedWithValue(3L);
    assertThat(read(Optional.empty())).containsExactly("1:a", "2:" + large, "3:b");
  }

  private Path segment(long first) {
    return Segment.of(directory, first).file();
  }

  @Test
  void aSegmentWhoseNameMayNotBeOnTheDiskEndsTheSpool() throws IOException {
    for (boolean ofNames : new boolean[] {true, false}) {
      Spool spool = openAnew();
      append(spool, "a").join();
      FaultyFiles.Step failing = FaultyFiles.failing("Input/output error");
      AtomicInteger syncs = new AtomicInteger();
      if (ofNames) {
        files.names = failing;
      } else {
        // The first is that of the segment before.
        files.sync =
            () -> {
              if (syncs.incrementAndGet() > 1) {
                failing.go();
              }
            };
      }
      String large = "x".repeat(4 << 20);
      assertThat(append(spool, large)).isCompletedExceptionally();
      assertThat(spool.fault()).isPresent();
      files.names = FaultyFiles.SOUND;
      files.sync = FaultyFiles.SOUND;
      assertThat(append(spool, "b")).isCompletedExceptionally();
    }
    Spool spool = openAnew();
    CompletableFuture<Long> next = append(spool, "b");
    assertThat(next).isCompletedWithValue(3L);
    assertThat(read(Optional.empty())).containsExactly("1:a", "2:a", "3:b");
  }

  @Test
  void aSegmentWithoutRoomForItsHeadIsBegunLater() throws IOException {
    Spool spool = open(LIMITS, Runnable::run);
    append(spool, "a").join();
    files.write = FaultyFiles.failing("No space left on device");
    String large = "x".repeat(4 << 20);
    assertThat(append(spool, large)).isCompletedExceptionally();
    assertThat(spool.fault()).isEmpty();
    assertThat(segment(2)).doesNotExist();
    files.write = FaultyFiles.SOUND;
    assertThat(append(spool, "b")).isCompletedWithValue(2L);
    assertThat(read(Optional.empty())).containsExactly("1:a", "2:b");
  }

  @Test
  void anEmptySegmentWhoseSequencesWereGivenBeforeItIsLeftOut() throws IOException {
    Spool spool = open(LIMITS, Runnable::run);
    append(spool, "a", "b").join();
    SpoolPosition met = position();
    append(spool, "c").join();
    // As after an unlink of a failed segment that power took back.
    Segment stray = Segment.of(directory, 2);
    Files.write(stray.file(), stray.head(spool.id()).array());
    spool = openAnew();
    assertThat(spool.next()).isEqualTo(4);
    assertThat(append(spool, "d")).isCompletedWithValue(4L);
    assertThat(read(Optional.empty())).containsExactly("1:a", "2:b", "3:c", "4:d");
    assertThat(read(Optional.of(met))).containsExactly("3:c", "4:d");
  }

  @Test
  void aTornEndThatCannotBeKeptDoesNotKeepTheSpoolClosed() throws IOException {
    Spool spool = open(LIMITS, Runnable::run);
    append(spool, "a").join();
    spool.close();
    Files.write(segment(1), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    // Nothing can be made in it, as on a full disk.
    Files.writeString(directory.resolve("aside"), "");
    spool = openAnew();
    assertThat(spool.opened().cut()).isEqualTo(3);
    assertThat(append(spool, "b")).isCompletedWithValue(2L);
    assertThat(read(Optional.empty())).containsExactly("1:a", "2:b");
  }
}
