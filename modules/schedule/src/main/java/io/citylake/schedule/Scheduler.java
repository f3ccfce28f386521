package io.citylake.schedule;

import io.citylake.schedule.SlotOutcome.Kind;
import io.citylake.schedule.plan.Look;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Change;
import io.citylake.schedule.slot.Reason;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.store.SlotBoard;
import io.citylake.schedule.store.SlotStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what is to run now, and takes note of how it ended. Several may work on the same slots, in
 * one process or in many: none is run by two. Any number of threads may use it.
 */
public final class Scheduler {
  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);
  private static final Duration LOOKED = Duration.ofMinutes(1);

  private final SlotStore store;
  private final Supplier<ScheduledTasks> tasks;
  private final SchedulerSettings settings;
  private final Clock clock;
  private final Arrivals arrivals;
  private final AtomicLong claims = new AtomicLong();

  /** Claims that the caller has, or may yet have by a look that is under way. */
  private final Set<String> handed = ConcurrentHashMap.newKeySet();

  public Scheduler(SlotStore store, ScheduledTasks tasks, SchedulerSettings settings, Clock clock) {
    this(store, tasks, settings, clock, Arrivals.none());
  }

  /** One that looks at deliveries too. */
  public Scheduler(
      SlotStore store,
      ScheduledTasks tasks,
      SchedulerSettings settings,
      Clock clock,
      Arrivals arrivals) {
    this(store, () -> tasks, settings, clock, arrivals);
  }

  /**
   * One whose tasks may become others, each of them for a whole look.
   *
   * @param arrivals asked by the thread that looks, with no lock held
   */
  public Scheduler(
      SlotStore store,
      Supplier<ScheduledTasks> tasks,
      SchedulerSettings settings,
      Clock clock,
      Arrivals arrivals) {
    this.arrivals = arrivals;
    this.store = store;
    this.tasks = tasks;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * What a look found.
   *
   * @param claimed what the caller has to run now; it must tell {@link #ended} of each, or that it
   *     {@link #gaveUp}
   * @param cancelled claims of what the caller runs and a person cancelled
   * @param held since when nothing is planned and begun, because the clock jumped; null for not
   */
  public record Found(List<Slot> claimed, Set<String> cancelled, Optional<Instant> held) {}

  /**
   * Looks once, and claims at most so many slots, and upkeep's beside them. What was claimed by a
   * look that threw is given back by the next.
   */
  public Found look(int most) {
    Set<String> made = new HashSet<>();
    try {
      Found found = look(most, made);
      found.claimed().forEach(slot -> made.remove(slot.claim()));
      return found;
    } finally {
      handed.removeAll(made);
    }
  }

  private Found look(int most, Set<String> made) {
    List<Slot> awaiting = new ArrayList<>();
    Found found = store.change(board -> look(board, most, awaiting, made));
    Map<SlotId, String> news = news(awaiting);
    if (news.isEmpty()) {
      return found;
    }
    List<Slot> claimed = new ArrayList<>(found.claimed());
    int ordinary = (int) found.claimed().stream().filter(Scheduler::takesAPlace).count();
    claimed.addAll(store.change(board -> arrived(board, news, most - ordinary, made)));
    return new Found(claimed, found.cancelled(), found.held());
  }

  /** Whether it counts among those that a caller runs at most. */
  static boolean takesAPlace(Slot slot) {
    return !ScheduledTask.isBeside(slot.id().task());
  }

  /** What is lacking otherwise than the slots say, or not any more. */
  private Map<SlotId, String> news(List<Slot> awaiting) {
    Map<SlotId, String> news = new TreeMap<>();
    for (Slot slot : awaiting) {
      String lacking = arrivals.lacking(slot).orElse("");
      boolean known =
          slot.reason().kind() == Reason.Kind.ARRIVAL && slot.reason().detail().equals(lacking);
      if (lacking.isEmpty() || !known) {
        news.put(slot.id(), lacking);
      }
    }
    return news;
  }

  private List<Slot> arrived(
      SlotBoard board, Map<SlotId, String> news, int most, Set<String> made) {
    Look look = new Look(tasks.get(), board, settings.series(), clock.instant());
    look.arrive(news);
    return look.claim(most, () -> claim(made));
  }

  /** It is handed out before anybody can see it. */
  private String claim(Set<String> made) {
    String claim = settings.process() + "/" + claims.incrementAndGet();
    made.add(claim);
    handed.add(claim);
    return claim;
  }

  private Found look(SlotBoard board, int most, List<Slot> awaiting, Set<String> made) {
    Instant now = clock.instant();
    Look look = new Look(tasks.get(), board, settings.series(), now);
    look.recover(settings.process(), handed);
    Set<String> cancelled = look.cancelled(settings.process());
    Optional<Instant> last = board.lastLook(settings.series());
    if (last.isPresent()
        && Duration.between(last.get(), now).abs().compareTo(settings.longestJump()) > 0) {
      return new Found(List.of(), cancelled, last);
    }
    if (last.isEmpty() || Duration.between(last.get(), now).abs().compareTo(LOOKED) >= 0) {
      board.looked(settings.series(), now);
    }
    look.plan();
    look.settle(settings.process());
    awaiting.addAll(look.awaiting());
    return new Found(look.claim(most, () -> claim(made)), cancelled, Optional.empty());
  }

  /** When the next look may find something that this one didn't; empty for never. */
  public Optional<Instant> next() {
    return store.change(
        board -> new Look(tasks.get(), board, settings.series(), clock.instant()).next());
  }

  /** Whether nothing of the series is left to do. */
  public boolean isDone() {
    return store.change(board -> board.open(settings.series())).stream()
        .allMatch(slot -> slot.state().isAtRest() || slot.state() == SlotState.BLOCKED);
  }

  /** Takes note of how a claimed slot ended, unless it was taken for dead meanwhile. */
  public Optional<Slot> ended(Slot claimed, SlotOutcome outcome) {
    Optional<Slot> ended = store.change(board -> ended(board, claimed, outcome));
    handed.remove(claimed.claim());
    return ended;
  }

  /** The caller doesn't run a claimed slot any more, ended or not; the next look gives it back. */
  public void gaveUp(Slot claimed) {
    handed.remove(claimed.claim());
  }

  private Optional<Slot> ended(SlotBoard board, Slot claimed, SlotOutcome outcome) {
    Optional<Slot> now = board.find(claimed.id());
    if (now.isEmpty()
        || now.get().state() != SlotState.RUNNING
        || !now.get().claim().equals(claimed.claim())) {
      LOG.warn("Slot {} was given to another while it ran here", claimed.id());
      return Optional.empty();
    }
    Slot after = after(now.get(), outcome, clock.instant());
    board.replace(now.get(), after, Change.SCHEDULER, clock.instant());
    return Optional.of(after);
  }

  private Slot after(Slot slot, SlotOutcome outcome, Instant now) {
    Reason why = new Reason(Reason.Kind.MESSAGE, outcome.message());
    boolean failed = outcome.kind() == Kind.STOPPED || outcome.kind() == Kind.FAILED;
    if (failed && slot.reason().kind() == Reason.Kind.CANCELLING) {
      return slot.ended(SlotState.FAILED, slot.reason().cancelled(), outcome.run(), now);
    }
    return switch (outcome.kind()) {
      case PASSED -> slot.ended(SlotState.OK, why, outcome.run(), now);
      case WARNED -> slot.ended(SlotState.WARNED, why, outcome.run(), now);
      case STOPPED ->
          slot.ended(SlotState.DUE, new Reason(Reason.Kind.STOPPED, ""), outcome.run(), now);
      case FAILED -> {
        int tries = slot.tries() + 1;
        int worth =
            outcome.worth(tasks.get().find(slot.id().task()).map(ScheduledTask::retries).orElse(0));
        SlotState next = tries <= worth ? SlotState.RETRYING : SlotState.FAILED;
        yield slot.ended(next, why, outcome.run(), now)
            .withTries(tries, tries <= worth ? now.plus(pause(tries)) : now);
      }
    };
  }

  /** A minute, then three times as long each time, half an hour at most. */
  public static Duration pause(int tries) {
    Duration pause = FIRST_PAUSE;
    for (int i = 1; i < tries && pause.compareTo(LONGEST_PAUSE) < 0; i++) {
      pause = pause.multipliedBy(3);
    }
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }
}
