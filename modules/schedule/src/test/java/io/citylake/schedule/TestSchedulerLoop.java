package io.citylake.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of a slot whose run ends otherwise than it should. */
class TestSchedulerLoop {
  private static final Instant UNTIL = ScheduleFixture.at("2026-04-29T12:00");

  private final ScheduleFixture lake = new ScheduleFixture().job("cases", "0 2 * * *");

  private static final class Listening implements SchedulerListener {
    private final List<SlotState> ended = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void began(Slot slot) {}

    @Override
    public void ended(Slot slot) {
      ended.add(slot.state());
    }

    @Override
    public void held(Instant last, Instant now) {}
  }

  private void run(SlotExecutor executor, SchedulerListener listener) {
    lake.store.enter("p");
    SchedulerSettings settings =
        new SchedulerSettings(SlotId.SCHEDULE, "p", SchedulerSettings.ANY_JUMP);
    Scheduler scheduler = new Scheduler(lake.store, lake.tasks(), settings, lake.clock);
    new SchedulerLoop(scheduler, executor, listener, lake.clock, 2).runSimulated(lake.clock, UNTIL);
  }

  @Test
  void anErrorFailsTheSlotAndNotTheScheduler() {
    Listening listener = new Listening();
    AtomicInteger runs = new AtomicInteger();
    run(
        (slot, stop) -> {
          if (runs.incrementAndGet() == 1) {
            throw new StackOverflowError();
          }
          return ScheduleFixture.passed();
        },
        listener);
    assertThat(listener.ended).containsExactly(SlotState.RETRYING, SlotState.OK);
    assertThat(lake.state("cases", "2026-04-28")).isEqualTo(SlotState.OK);
  }

  /** Whoever closes it gives back what the slots hold. */
  @Test
  void awaitsWhatRunsWhereItFailed() throws InterruptedException {
    CountDownLatch began = new CountDownLatch(1);
    Semaphore cancelled = new Semaphore(0);
    AtomicBoolean ended = new AtomicBoolean();
    lake.store.enter("p");
    SchedulerSettings settings =
        new SchedulerSettings(SlotId.SCHEDULE, "p", SchedulerSettings.ANY_JUMP);
    Scheduler scheduler =
        new Scheduler(
            lake.store,
            () -> {
              if (began.getCount() == 0) {
                throw new IllegalStateException("the look failed");
              }
              return lake.tasks();
            },
            settings,
            lake.clock,
            Arrivals.none());
    SchedulerLoop loop =
        new SchedulerLoop(
            scheduler,
            (slot, stop) -> {
              began.countDown();
              cancelled.acquireUninterruptibly();
              ended.set(true);
              return ScheduleFixture.passed();
            },
            new Listening(),
            lake.clock,
            2);
    assertThatThrownBy(() -> loop.runSimulated(lake.clock, UNTIL)).hasMessage("the look failed");
    Thread closing = new Thread(loop::awaitEnd);
    closing.start();
    while (closing.getState() != Thread.State.TIMED_WAITING) {
      assertThat(closing.getState()).as("waits for the slot").isNotEqualTo(Thread.State.TERMINATED);
      Thread.onSpinWait();
    }
    cancelled.release();
    closing.join();
    assertThat(ended).isTrue();
  }
}
