package io.citylake.app;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.job.Job;
import io.citylake.model.JobName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is among jobs that read feeds: of those that are due the one whose oldest message
 * has waited longest. One that failed waits longer each time, alone. Times are nanoseconds of a
 * clock that only goes on. Safe for threads.
 */
final class StreamTurns {
  static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** What no spool tells, as that a table was rolled back, is met within this. */
  static final Duration LOOK_ANYWAY = Duration.ofSeconds(30);

  private final Duration every;
  private final int places;

  @GuardedBy("this")
  private final TreeMap<JobName, Turn> turns = new TreeMap<>();

  @GuardedBy("this")
  private int running;

  /** When a job may run next. */
  private static final class Turn {
    private final Job job;
    private long due;
    private int failures;
    private boolean running;

    /** What the spool was when nothing of it waited; such a spool needs no look. */
    private @Nullable String idle;

    private long idleSince;

    Turn(Job job, long due) {
      this.job = job;
      this.due = due;
    }
  }

  /**
   * @param every what lies between the beginnings of two runs of a job at least
   * @param places how many run at once
   */
  StreamTurns(Collection<Job> jobs, Duration every, int places, long now) {
    this.every = every;
    this.places = places;
    jobs.forEach(job -> turns.put(job.name(), new Turn(job, now)));
  }

  /** What the loop asks of each job. */
  synchronized List<Job> jobs() {
    return turns.values().stream().map(turn -> turn.job).toList();
  }

  /** Jobs that may run now, if something waits for them; none while no place is free. */
  synchronized List<Job> due(long now) {
    List<Job> due = new ArrayList<>();
    for (Turn turn : turns.values()) {
      if (running < places && !turn.running && turn.due - now <= 0) {
        due.add(turn.job);
      }
    }
    return due;
  }

  /** Whether nothing waited for a job when its spool was like this, not long ago. */
  synchronized boolean isIdle(Job job, String mark, long now) {
    Turn turn = turn(job);
    return mark.equals(turn.idle) && now - turn.idleSince < LOOK_ANYWAY.toNanos();
  }

  /** Notes that nothing waits while the spool is like this. */
  synchronized void idle(Job job, String mark, long now) {
    Turn turn = turn(job);
    turn.idle = mark;
    turn.idleSince = now;
  }

  /** Gives the free places to those whose oldest message has waited longest; they run now. */
  synchronized List<Job> begin(Collection<FeedStates.State> waiting) {
    List<Job> chosen = new ArrayList<>();
    for (FeedStates.State state : ordered(waiting)) {
      if (running < places) {
        turn(state.job()).running = true;
        running++;
        chosen.add(state.job());
      }
    }
    return chosen;
  }

  /** What has waited longest first; before it what can't go on, which a run tells. */
  static List<FeedStates.State> ordered(Collection<FeedStates.State> states) {
    return states.stream()
        .sorted(
            Comparator.comparing(
                    (FeedStates.State state) ->
                        state.oldest() == null ? Instant.MIN : state.oldest())
                .thenComparing(state -> state.job().name()))
        .toList();
  }

  /** How a run left what waits. */
  enum Left {
    /** A little at most: the next one has time. */
    LITTLE,
    /** More than many runs bring: the next one begins at once. */
    MUCH
  }

  /** A run has passed. */
  synchronized void passed(Job job, long began, long now, Left left) {
    Turn turn = turn(job);
    end(turn);
    turn.failures = 0;
    turn.due = left == Left.MUCH ? now : began + every.toNanos();
  }

  /** A run has failed. */
  synchronized void failed(Job job, long now) {
    Turn turn = turn(job);
    end(turn);
    postpone(turn, now);
  }

  /** A job could not even be looked at. */
  synchronized void unreachable(Job job, long now) {
    postpone(turn(job), now);
  }

  @GuardedBy("this")
  private void end(Turn turn) {
    turn.running = false;
    turn.idle = null;
    running--;
  }

  @GuardedBy("this")
  private void postpone(Turn turn, long now) {
    long pause = FIRST_PAUSE.toNanos() << Math.min(10, turn.failures);
    turn.failures++;
    turn.due = now + Math.min(LONGEST_PAUSE.toNanos(), pause);
  }

  @GuardedBy("this")
  private Turn turn(Job job) {
    Turn turn = turns.get(job.name());
    if (turn == null) {
      throw new IllegalArgumentException("No job of the loop: " + job.name());
    }
    return turn;
  }
}
