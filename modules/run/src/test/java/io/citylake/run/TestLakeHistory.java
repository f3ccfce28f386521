package io.citylake.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.model.Tally;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLakeHistory {
  private static final Instant NOW = Instant.parse("2026-01-31T08:00:00Z");

  @TempDir private Path home;

  private static RunRecord begun(Instant started) {
    return new RunRecord(
        new RunId("r20261122t145235123_k3f9qz"),
        RunFixture.JOB,
        TableName.parse("water.ods_level"),
        "load",
        RunFixture.DATE,
        started,
        null,
        RunOutcome.RUNNING,
        Tally.none(),
        null,
        null,
        null,
        "");
  }

  /** A run that died under a clock that was ahead would go on for as long in the list of runs. */
  @Test
  void whatBeganLongAgoOrLongAfterNowAndHoldsNothingHasDied() {
    try (LakeHistory history = LakeHistory.open(LocalLake.settings(home))) {
      assertThat(history.alive(NOW).test(begun(NOW.minusSeconds(1)))).isTrue();
      assertThat(history.alive(NOW).test(begun(NOW.plusSeconds(1)))).isTrue();
      assertThat(history.alive(NOW).test(begun(NOW.minus(Duration.ofDays(365))))).isFalse();
      assertThat(history.alive(NOW).test(begun(NOW.plus(Duration.ofDays(365))))).isFalse();
    }
  }
}
