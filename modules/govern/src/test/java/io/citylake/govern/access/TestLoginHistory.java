package io.citylake.govern.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLoginHistory {
  private static final Instant MADE = Instant.parse("2026-03-01T00:00:00Z");

  @TempDir private Path state;

  /** Any caller may ask for a deed, and is refused: what holds must stay in the list. */
  @Test
  void onlyWhatWasDoneMakesTokensVoid() {
    HashChainedLog log = HashChainedLog.open(state);
    log.record(entry("user token screen --days 30", "allowed"));
    log.record(entry("user disable screen: x", "refused"));
    assertThat(LoginHistory.of(state, MADE.plusSeconds(1)).tokens().get("screen"))
        .containsExactly(new LoginHistory.Token(MADE, MADE.plus(Duration.ofDays(30))));
    log.record(entry("user disable screen: x", "allowed"));
    assertThat(LoginHistory.of(state, MADE.plusSeconds(1)).tokens()).isEmpty();
  }

  private static AccessEntry entry(String deed, String outcome) {
    return AccessEntry.of(
        MADE,
        new Caller("wang", List.of("analyst"), "", Lane.HTTP, "10.0.0.1"),
        Action.USER,
        deed,
        outcome);
  }
}
