package io.citylake.govern.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.access.AccessEntry;
import io.citylake.govern.access.Action;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Refusals that anybody can have without end must not fill the disk, nor go unseen. */
class TestTurnedAway {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final List<AccessEntry> lines = new ArrayList<>();
  private boolean full;
  private final TurnedAway away =
      new TurnedAway(
          entry -> {
            if (full) {
              throw new IllegalStateException("disk full");
            }
            lines.add(entry);
          });

  private void refused(String user, String address, int from, int until) {
    for (int second = from; second < until; second++) {
      away.record(
          AccessEntry.of(
                  START.plusSeconds(second),
                  new Caller(user, List.of(), null, Lane.HTTP, address),
                  Action.QUERY,
                  "SELECT " + second,
                  "refused")
              .withOutcome("refused", "too many"));
    }
  }

  @Test
  void countsWhatComesBehindTheFirstOfEachUser() {
    refused("ann", "10.0.0.1", 0, 1_000);
    refused("ann", "10.0.0.2", 1_000, 1_001);
    refused("ben", "10.0.0.3", 0, 3);
    assertThat(lines).hasSize(TurnedAway.WHOLE + 3);
    assertThat(lines.get(TurnedAway.WHOLE - 1).statement()).isEqualTo("SELECT 19");

    away.settle();
    assertThat(lines).hasSize(TurnedAway.WHOLE + 4);
    AccessEntry last = lines.get(lines.size() - 1);
    assertThat(last.caller().user()).isEqualTo("ann");
    assertThat(last.at()).isEqualTo(START.plusSeconds(1_000));
    assertThat(last.outcome()).isEqualTo("refused");
    assertThat(last.reason())
        .isEqualTo(
            "981 more of this user within a minute, from 2026-01-01T00:00:20Z until"
                + " 2026-01-01T00:16:40Z, by 10.0.0.1, 10.0.0.2; the last: too many");
    // Whoever was asked for in them: the line is found.
    assertThat(last.constants().more()).isTrue();

    away.settle();
    assertThat(lines).hasSize(TurnedAway.WHOLE + 4);
    refused("ann", "10.0.0.1", 2_000, 2_001);
    assertThat(lines.get(lines.size() - 1).statement()).isEqualTo("SELECT 2000");
  }

  @Test
  void keepsWhatCouldNotBeWritten() {
    refused("ann", "10.0.0.1", 0, 30);
    refused("ben", "10.0.0.1", 0, 31);
    full = true;
    assertThatThrownBy(away::settle).hasMessage("disk full");
    full = false;
    away.settle();
    assertThat(lines.subList(2 * TurnedAway.WHOLE, lines.size()))
        .extracting(AccessEntry::reason)
        .satisfiesExactly(
            ann -> assertThat(ann).startsWith("10 more of this user"),
            ben -> assertThat(ben).startsWith("11 more of this user"));
  }
}
