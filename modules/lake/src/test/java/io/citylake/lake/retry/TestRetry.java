package io.citylake.lake.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestRetry {
  private static final Retry.Limits LIMITS =
      new Retry.Limits(5, Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMillis(300));

  private final List<Duration> pauses = new ArrayList<>();
  private long nanos = -5_000_000_000L;

  @Test
  void givesUpAfterTheLastAttempt() {
    Retry.Attempts attempts = retry(LIMITS).begin();
    int made = 1;
    while (attempts.again()) {
      made++;
    }
    assertThat(made).isEqualTo(5);
    assertThat(pauses).hasSize(4);
    assertThat(attempts.again()).isFalse();
    assertThat(attempts.spent()).matches("tried 5 times in [01]\\.\\d{3} s");
  }

  @Test
  void pausesDoubleAndAreUneven() {
    for (int round = 0; round < 50; round++) {
      Retry.Attempts attempts = retry(LIMITS).begin();
      while (attempts.again()) {
        // Until the last.
      }
    }
    assertThat(longest(0)).isBetween(51L, 100L);
    assertThat(longest(1)).isBetween(101L, 200L);
    assertThat(longest(2)).isBetween(151L, 300L);
    assertThat(longest(3)).isBetween(151L, 300L);
    assertThat(pauses).allMatch(pause -> pause.toMillis() >= 50);
    assertThat(pauses.stream().distinct().count()).isGreaterThan(40);
  }

  @Test
  void givesUpWhenTheTimeIsOver() {
    Retry.Attempts attempts = retry(LIMITS).begin();
    pass(Duration.ofSeconds(6));
    assertThat(attempts.again()).isTrue();
    pass(Duration.ofSeconds(6));
    assertThat(attempts.again()).isFalse();
    assertThat(attempts.spent()).matches("tried 2 times in 12\\.\\d{3} s");
  }

  @Test
  void doesNotWaitForAnAttemptThatWouldBeTooLate() {
    Retry.Attempts attempts = retry(LIMITS).begin();
    pass(Duration.ofMillis(9_980));
    assertThat(attempts.again()).isFalse();
    assertThat(pauses).isEmpty();
    assertThat(attempts.spent()).isEqualTo("tried 1 time in 9.980 s");
  }

  @Test
  void endsAndStaysInterruptedWhereItsThreadIs() {
    Retry.Attempts attempts =
        new Retry(LIMITS, () -> nanos, pause -> Thread.sleep(pause.toMillis())).begin();
    Thread.currentThread().interrupt();
    assertThat(attempts.again()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(attempts.again()).isFalse();
    assertThat(attempts.spent()).isEqualTo("tried 1 time in 0.000 s, then interrupted");
  }

  @Test
  void oneServesManyThingsThatAreTried() {
    Retry retry = retry(LIMITS);
    Retry.Attempts first = retry.begin();
    while (first.again()) {
      // Until the last.
    }
    assertThat(retry.begin().again()).isTrue();
  }

  @Test
  void refusesLimitsThatAllowNothing() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new Retry.Limits(0, second, second, second))
        .hasMessage("Cannot try 0 times with pauses from PT1S to PT1S");
    assertThatThrownBy(() -> new Retry.Limits(2, second, second, Duration.ofMillis(1)))
        .hasMessageContaining("with pauses from PT1S to PT0.001S");
  }

  private Retry retry(Retry.Limits limits) {
    return new Retry(
        limits,
        () -> nanos,
        pause -> {
          pauses.add(pause);
          pass(pause);
        });
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  /** The longest of all nth pauses. */
  private long longest(int nth) {
    long longest = 0;
    for (int i = nth; i < pauses.size(); i += 4) {
      longest = Math.max(longest, pauses.get(i).toMillis());
    }
    return longest;
  }
}
