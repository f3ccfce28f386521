package io.citylake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.app.StreamTurns.Left;
import io.citylake.contract.Title;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.Thresholds;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.receive.spool.SpoolView.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose turn it is. */
class TestStreamTurns {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final Job levels = job("levels");
  private final Job rain = job("rain");
  private final Job traffic = job("traffic");
  private long now = 1_000;

  private static Job job(String name) {
    return new Job(
        new JobName("water", name),
        new Title(name, name),
        "owner",
        TableName.parse("water.ods_" + name),
        new SourceSpec.FeedMessages(name, ""),
        List.of(),
        Thresholds.NONE,
        null,
        null,
        List.of(),
        List.of(),
        List.of());
  }

  private static FeedStates.State waits(Job job, @Nullable Integer oldest) {
    return new FeedStates.State(
        job,
        job.name().toString(),
        Standing.GOES_ON,
        1,
        false,
        oldest == null ? null : Instant.ofEpochSecond(oldest),
        null,
        0,
        0);
  }

  private StreamTurns turns(int places, Job... jobs) {
    return new StreamTurns(List.of(jobs), EVERY, places, now);
  }

  private void seconds(double seconds) {
    now += (long) (seconds * 1e9);
  }

  @Test
  void whatHasWaitedLongestIsNextAndWhatCannotGoOnBeforeIt() {
    StreamTurns turns = turns(2, levels, rain, traffic);
    assertThat(turns.due(now)).containsExactly(levels, rain, traffic);
    assertThat(turns.begin(List.of(waits(levels, 30), waits(rain, 10), waits(traffic, 20))))
        .containsExactly(rain, traffic);
    assertThat(turns.due(now)).isEmpty();
    turns.passed(rain, now, now, Left.LITTLE);
    assertThat(turns.begin(List.of(waits(levels, 30), waits(rain, null)))).hasSize(1);
  }

  @Test
  void aRunKeepsItsDistanceFromTheOneBeforeUnlessMuchIsLeft() {
    StreamTurns turns = turns(1, levels);
    turns.begin(List.of(waits(levels, 1)));
    long began = now;
    seconds(4);
    turns.passed(levels, began, now, Left.LITTLE);
    seconds(5.9);
    assertThat(turns.due(now)).isEmpty();
    seconds(0.2);
    assertThat(turns.due(now)).containsExactly(levels);
    turns.begin(List.of(waits(levels, 1)));
    turns.passed(levels, now, now, Left.MUCH);
    assertThat(turns.due(now)).containsExactly(levels);
  }

  @Test
  void oneThatFailsWaitsLongerEachTimeAndTheOthersGoOn() {
    StreamTurns turns = turns(2, levels, rain);
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      turns.begin(List.of(waits(levels, 1)));
      turns.failed(levels, now);
      assertThat(turns.due(now)).containsExactly(rain);
      long from = now;
      while (!turns.due(now).contains(levels)) {
        seconds(1);
      }
      pauses.add(Duration.ofNanos(now - from).toSeconds());
    }
    assertThat(pauses).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
    turns.begin(List.of(waits(levels, 1)));
    turns.passed(levels, now, now, Left.LITTLE);
    seconds(10);
    turns.begin(List.of(waits(levels, 1)));
    turns.failed(levels, now);
    seconds(5);
    assertThat(turns.due(now)).contains(levels);
  }

  @Test
  void anIdleSpoolNeedsNoLookUntilItChangesOrTheJobRuns() {
    StreamTurns turns = turns(1, levels);
    assertThat(turns.isIdle(levels, "", now)).isFalse();
    turns.idle(levels, "a:1", now);
    assertThat(turns.isIdle(levels, "a:1", now)).isTrue();
    assertThat(turns.isIdle(levels, "a:2", now)).isFalse();
    turns.begin(List.of(waits(levels, 1)));
    turns.passed(levels, now, now, Left.LITTLE);
    assertThat(turns.isIdle(levels, "a:1", now)).isFalse();
  }

  /** A table that was rolled back changes no spool. */
  @Test
  void anIdleSpoolIsLookedAtNowAndThen() {
    StreamTurns turns = turns(1, levels);
    turns.idle(levels, "a:1", now);
    seconds(29);
    assertThat(turns.isIdle(levels, "a:1", now)).isTrue();
    seconds(2);
    assertThat(turns.isIdle(levels, "a:1", now)).isFalse();
    turns.idle(levels, "a:1", now);
    assertThat(turns.isIdle(levels, "a:1", now)).isTrue();
  }

  /** Whatever is drawn: one that waits is served before any other is served twice after it came. */
  @Test
  void nobodyStarves() {
    Random random = new Random(7);
    List<Job> jobs = List.of(levels, rain, traffic);
    StreamTurns turns = new StreamTurns(jobs, Duration.ofSeconds(1), 1, now);
    Map<Job, Integer> since = new HashMap<>();
    int clock = 0;
    for (int i = 0; i < 3000; i++) {
      clock++;
      for (Job job : jobs) {
        if (random.nextInt(3) > 0) {
          since.putIfAbsent(job, clock);
        }
      }
      List<FeedStates.State> waiting = new ArrayList<>();
      for (Job job : turns.due(now)) {
        if (since.containsKey(job)) {
          waiting.add(waits(job, since.get(job)));
        }
      }
      for (Job job : turns.begin(waiting)) {
        assertThat(clock - since.remove(job)).isLessThanOrEqualTo(jobs.size() * 2);
        turns.passed(job, now, now, random.nextBoolean() ? Left.MUCH : Left.LITTLE);
      }
      seconds(0.6);
    }
  }
}
