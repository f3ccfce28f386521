package io.citylake.schedule.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.model.JobName;
import io.citylake.schedule.slot.Change;
import io.citylake.schedule.slot.Reason;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is promised of slots, wherever they are kept. */
abstract class SlotStoreContract {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  static final JobName LEVELS = JobName.parse("water.levels");
  private static final JobName HOURS = JobName.parse("air.hours");

  @TempDir protected java.nio.file.Path home;
  private int entered;

  abstract SlotStore store();

  /** Makes a process known as one that runs a series, and answers its name. */
  abstract String enter(String series);

  /** One of a series of its own. */
  final String enter() {
    return enter("speed-" + entered++);
  }

  /** The process dies. */
  abstract void lose(String process);

  private static Slot slot(String series, JobName task, String date) {
    return Slot.waiting(
        new SlotId(series, task, date),
        LocalDate.parse(date),
        LocalDate.parse(date).plusDays(1).atStartOfDay(java.time.ZoneOffset.UTC).toInstant());
  }

  @Test
  void keepsASlotAsItIs() {
    Slot waiting = slot(SlotId.SCHEDULE, LEVELS, "2026-01-01");
    Slot ended =
        waiting
            .to(SlotState.DUE, Reason.none())
            .running("p/1", NOON)
            .ended(SlotState.FAILED, new Reason(Reason.Kind.MESSAGE, "表 | 100%"), "r1", NOON)
            .withTries(2, NOON.plusSeconds(60));
    boolean added = store().change(board -> board.add(waiting, "wang", NOON));
    boolean twice = store().change(board -> board.add(ended, "wang", NOON));
    assertThat(added).isTrue();
    assertThat(twice).as("a slot is made once").isFalse();
    assertThat(find(waiting.id())).contains(waiting);
    store()
        .change(
            board -> {
              board.replace(waiting, ended, "li", NOON);
              return null;
            });
    assertThat(find(waiting.id())).contains(ended);
    List<Change> changes = store().change(board -> board.changes(waiting.id()));
    assertThat(changes)
        .containsExactly(
            new Change(
                waiting.id(), NOON, SlotState.WAITING, SlotState.WAITING, Reason.none(), "wang"),
            new Change(
                waiting.id(), NOON, SlotState.WAITING, SlotState.FAILED, ended.reason(), "li"));
  }

  private Optional<Slot> find(SlotId id) {
    return store().change(board -> board.find(id));
  }

  @Test
  void showsOpenSlotsWithTheOthersOfTheirDates() {
    Slot open = slot(SlotId.SCHEDULE, LEVELS, "2026-01-01");
    Slot skipped = slot(SlotId.SCHEDULE, HOURS, "2026-01-01").to(SlotState.SKIPPED, Reason.none());
    Slot earlier = slot(SlotId.SCHEDULE, HOURS, "2025-12-31").to(SlotState.SKIPPED, Reason.none());
    Slot other = slot("backfill-1", HOURS, "2026-01-01").to(SlotState.DUE, Reason.none());
    store()
        .change(
            board -> {
              List.of(open, skipped, earlier, other).forEach(each -> board.add(each, "x", NOON));
              return null;
            });
    List<Slot> found = store().change(board -> board.open(SlotId.SCHEDULE));
    assertThat(found).containsExactlyInAnyOrder(open, skipped);
    List<Slot> busy = store().change(SlotBoard::busy);
    assertThat(busy).containsExactly(other);
    List<Slot> latest = store().change(board -> board.latest(SlotId.SCHEDULE, Optional.empty(), 2));
    assertThat(latest).containsExactly(skipped, open);
    List<Slot> ofTask =
        store().change(board -> board.latest(SlotId.SCHEDULE, Optional.of(HOURS), 9));
    assertThat(ofTask).containsExactly(skipped, earlier);
    LocalDate last = LocalDate.of(2026, 1, 1);
    List<Slot> dates =
        store().change(board -> board.ofDates(SlotId.SCHEDULE, HOURS, last.minusDays(1), last));
    assertThat(dates).containsExactlyInAnyOrder(skipped, earlier);
    List<Slot> one = store().change(board -> board.ofDates(SlotId.SCHEDULE, HOURS, last, last));
    assertThat(one).containsExactly(skipped);
    List<Slot> ofDay = store().change(board -> board.ofDate(SlotId.SCHEDULE, last, 9));
    assertThat(ofDay).containsExactly(skipped, open);
    List<Slot> fewer = store().change(board -> board.ofDate(SlotId.SCHEDULE, last, 1));
    assertThat(fewer).containsExactly(skipped);
  }

  /** What is handed over while what was before is ended stays. */
  @Test
  void handsSeriesOverOnceMore() {
    Instant again = NOON.plusSeconds(1);
    store()
        .change(
            board -> {
              board.handOver("backfill-1", NOON);
              board.handOver("backfill-2", NOON);
              return null;
            });
    java.util.Map<String, Instant> first = store().change(SlotBoard::handedOver);
    store()
        .change(
            board -> {
              board.handOver("backfill-1", again);
              first.forEach(board::takeBack);
              return null;
            });
    java.util.Map<String, Instant> left = store().change(SlotBoard::handedOver);
    assertThat(left).containsExactly(java.util.Map.entry("backfill-1", again));
  }

  @Test
  void keepsMarksAndLooks() {
    TaskMark mark = new TaskMark(NOON, "wang: repairs");
    store()
        .change(
            board -> {
              board.mark(SlotId.SCHEDULE, LEVELS, new TaskMark(NOON.minusSeconds(1), ""));
              board.mark(SlotId.SCHEDULE, LEVELS, mark);
              board.looked(SlotId.SCHEDULE, NOON.minusSeconds(1));
              board.looked(SlotId.SCHEDULE, NOON);
              return null;
            });
    java.util.Map<JobName, TaskMark> marks = store().change(board -> board.marks("schedule"));
    assertThat(marks).containsExactly(java.util.Map.entry(LEVELS, mark));
    Optional<Instant> look = store().change(board -> board.lastLook(SlotId.SCHEDULE));
    assertThat(look).contains(NOON);
    Optional<Instant> none = store().change(board -> board.lastLook("backfill-1"));
    assertThat(none).isEmpty();
  }

  @Test
  void knowsWhoseClaimsAreLost() {
    String alive = enter();
    String dead = enter();
    store()
        .change(
            board -> {
              board.add(running(LEVELS, alive), "x", NOON);
              board.add(running(HOURS, dead), "x", NOON);
              return null;
            });
    java.util.Set<String> before = store().change(SlotBoard::lostClaims);
    assertThat(before).isEmpty();
    lose(dead);
    java.util.Set<String> after = store().change(SlotBoard::lostClaims);
    assertThat(after).containsExactly(dead + "/1");
  }

  @Test
  void knowsWhoRunsASeries() {
    String own = enter(SlotId.SCHEDULE);
    enter("backfill-1");
    java.util.Set<String> alive = store().change(board -> board.schedulers(SlotId.SCHEDULE));
    assertThat(alive).containsExactly(own);
    lose(own);
    java.util.Set<String> after = store().change(board -> board.schedulers(SlotId.SCHEDULE));
    assertThat(after).isEmpty();
  }

  static Slot running(JobName task, String process) {
    return slot(SlotId.SCHEDULE, task, "2026-01-01")
        .to(SlotState.DUE, Reason.none())
        .running(process + "/1", NOON);
  }

  @Test
  void whatFailsChangesNothing() {
    Slot slot = slot(SlotId.SCHEDULE, LEVELS, "2026-01-01");
    assertThatThrownBy(
            () ->
                store()
                    .change(
                        board -> {
                          board.add(slot, "x", NOON);
                          throw new IllegalStateException("no");
                        }))
        .hasMessageContaining("no");
    assertThat(find(slot.id())).isEqualTo(isTransactional() ? Optional.empty() : Optional.of(slot));
  }

  boolean isTransactional() {
    return true;
  }

  /** Each reads a number and writes the next: one that saw an old one would lose a step. */
  @Test
  void changesComeOneAfterTheOther() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    AtomicInteger added = new AtomicInteger();
    List<Future<?>> ends = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ends.add(threads.submit(() -> count(added)));
    }
    for (Future<?> end : ends) {
      end.get();
    }
    threads.shutdown();
    List<Slot> slots = store().change(board -> board.latest("series", Optional.empty(), 1000));
    assertThat(slots).hasSize(40);
    assertThat(added).hasValue(40);
  }

  private void count(AtomicInteger added) {
    for (int i = 0; i < 10; i++) {
      boolean own =
          store()
              .change(
                  board -> {
                    int next = board.latest("series", Optional.empty(), 1000).size();
                    LocalDate date = LocalDate.EPOCH.plusDays(next);
                    return board.add(slot("series", LEVELS, date.toString()), "x", NOON);
                  });
      added.addAndGet(own ? 1 : 0);
    }
  }
}
