package io.citylake.receive.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.receive.spool.SpoolView.Standing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a spool says of a position that it may not have. */
class TestSpoolView {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-05-01T00:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path directory;

  private Spool open(int segment) {
    return Spool.open(
        directory, new SpoolLimits(segment, 1 << 20, 1 << 19, 0), CLOCK, Runnable::run);
  }

  private static void send(Spool spool, int messages) {
    for (int i = 0; i < messages; i++) {
      spool
          .append(List.of(new Message("s", "text".getBytes(StandardCharsets.UTF_8))))
          .toCompletableFuture()
          .join();
    }
  }

  private SpoolView view() {
    return new SpoolView(directory, "feed");
  }

  /** Of an older copy that has grown past it. */
  @Test
  void aPositionThatWasOfAnotherPastIsNeverMetAgain() {
    try (Spool spool = open(120)) {
      // Each segment has two messages: 1, 3, 5, 7 are their first.
      send(spool, 8);
      SpoolPosition of4 = new SpoolPosition(spool.id(), 6, 4, 36, 77, 70);
      assertThat(view().standing(Optional.of(of4))).isEqualTo(Standing.BEHIND);
      SpoolPosition at7 = new SpoolPosition(spool.id(), 7, 6, 36, 77, 70);
      assertThat(view().standing(Optional.of(at7))).isEqualTo(Standing.BEHIND);
      SpoolPosition between = new SpoolPosition(spool.id(), 9000, 0, 0, 0, 0);
      assertThat(view().standing(Optional.of(between))).isEqualTo(Standing.BEHIND);
    }
  }

  @Test
  void aPositionGoesOnWhereWhatWasReadWent() {
    try (Spool spool = open(120)) {
      send(spool, 4);
      SpoolPosition after =
          SpoolPosition.parse(
                  view().since(Optional.empty(), 1 << 20).orElseThrow().after().position())
              .orElseThrow();
      send(spool, 2);
      view().release(() -> OptionalLong.of(5));
      assertThat(spool.removeReleased()).isEqualTo(2);
      assertThat(view().standing(Optional.of(after))).isEqualTo(Standing.GOES_ON);
      SpoolPosition whole = new SpoolPosition(spool.id(), 5, 0, 0, 0, 0);
      assertThat(view().standing(Optional.of(whole))).isEqualTo(Standing.GOES_ON);
    }
  }

  /** What it says was let go can't be of this past. */
  @Test
  void whatWasLetGoBeyondItsEndIsNot() {
    try (Spool spool = open(120)) {
      send(spool, 5);
      view().release(() -> OptionalLong.of(9000));
      assertThat(spool.removeReleased()).isZero();
      send(spool, 1);
    }
    try (Spool spool = open(120)) {
      assertThat(spool.next()).isEqualTo(7);
    }
  }

  /** Numbers are not given twice, also where what was let go is taken back. */
  @Test
  void anEmptySpoolGoesOnFromWhatWasRemoved() throws IOException {
    try (Spool spool = open(120)) {
      send(spool, 5);
      view().release(() -> OptionalLong.of(5));
      assertThat(spool.removeReleased()).isEqualTo(2);
      view().release(() -> OptionalLong.of(0));
      assertThat(spool.removeReleased()).isZero();
    }
    for (Segment each : new SpoolFiles(directory).segments()) {
      Files.delete(each.file());
    }
    try (Spool spool = open(120)) {
      assertThat(spool.next()).isEqualTo(5);
    }
  }

  @Test
  void aLookEndsAfterSoManyMessages() {
    try (Spool spool = open(120)) {
      send(spool, 5);
      SpoolNews first = view().since(Optional.empty(), 1 << 20, 3).orElseThrow();
      assertThat(first.messages()).isEqualTo(3);
      assertThat(first.more()).isTrue();
      SpoolNews rest = view().since(Optional.of(first.after()), 1 << 20, 3).orElseThrow();
      assertThat(rest.messages()).isEqualTo(2);
      assertThat(rest.more()).isFalse();
    }
  }

  /** As one that is removed between the list and the look at it. */
  @Test
  void aSegmentThatGoesMeanwhileHasNoBytes() throws IOException {
    try (Spool spool = open(120)) {
      send(spool, 1);
      long bytes = view().bytes();
      Files.createSymbolicLink(Segment.of(directory, 0).file(), directory.resolve("gone"));
      assertThat(view().bytes()).isEqualTo(bytes);
    }
  }
}
