package io.citylake.receive.viid;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TestWrongGuesses {
  private final AtomicLong nanos = new AtomicLong();
  private final WrongGuesses guesses = new WrongGuesses(nanos::get);

  @Test
  void slowsTheEleventhWithinAMinuteOfTheFirst() {
    for (int i = 0; i < 10; i++) {
      assertThat(guesses.isSlowed("10.0.0.1", "east")).isFalse();
      guesses.add("10.0.0.1", "east");
      nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    }
    assertThat(guesses.isSlowed("10.0.0.1", "east")).isTrue();
    assertThat(guesses.isSlowed("10.0.0.2", "east")).isFalse();
    assertThat(guesses.isSlowed("10.0.0.1", "west")).isFalse();
    nanos.addAndGet(Duration.ofSeconds(40).toNanos());
    assertThat(guesses.isSlowed("10.0.0.1", "east")).isFalse();
  }

  @Test
  void remembersOnlySoMany() {
    for (int i = 0; i < 20_000; i++) {
      guesses.add("10.0.0." + i, "east");
    }
    for (int i = 0; i < 9; i++) {
      guesses.add("10.0.0.0", "east");
    }
    assertThat(guesses.isSlowed("10.0.0.0", "east")).as("its first one is forgotten").isFalse();
  }
}
