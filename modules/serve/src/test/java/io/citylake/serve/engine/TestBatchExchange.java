package io.citylake.serve.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskContext$;
import org.apache.spark.TaskKilledException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestBatchExchange {
  private static final int MEGABYTE = 1 << 20;
  private static final int MOST = 8;

  private final TaskContext task = TaskContext$.MODULE$.empty();
  private final ExecutorService tasks = Executors.newCachedThreadPool();
  private final BatchExchange handOver = BatchExchange.open(0);
  private final AtomicInteger given = new AtomicInteger();

  @AfterEach
  void close() {
    handOver.close();
    tasks.shutdownNow();
  }

  @Test
  void givesPartitionsInTheirOrderAndWaitsForTheirEnds() throws Exception {
    handOver.finish(1, new byte[][] {{3}});
    Future<?> first =
        tasks.submit(
            () -> {
              handOver.begin(0);
              handOver.put(0, new byte[] {1}, task);
              handOver.put(0, new byte[] {2}, task);
              handOver.finish(0, new byte[0][]);
            });
    assertThat(handOver.take(0, 1)).containsExactly(1);
    assertThat(handOver.take(0, 1)).containsExactly(2);
    assertThat(handOver.take(0, 1)).isNull();
    assertThat(handOver.take(1, 2)).containsExactly(3);
    assertThat(handOver.take(1, 2)).isNull();
    first.get();
  }

  @Test
  void waitsForNoPartitionWhileAnotherHasSomething() throws Exception {
    handOver.put(1, new byte[] {3}, task);
    assertThat(handOver.take(0, 2)).containsExactly(3);
    handOver.finish(1, new byte[0][]);
    Future<?> first = tasks.submit(() -> handOver.finish(0, new byte[][] {{1}, {2}}));
    assertThat(handOver.take(0, 2)).containsExactly(1);
    assertThat(handOver.take(0, 2)).containsExactly(2);
    assertThat(handOver.take(0, 2)).isNull();
    first.get();
  }

  @Test
  void holdsATaskWhoseBatchesNobodyTakes() throws Exception {
    Future<?> giving = tasks.submit(() -> give(20));
    Awaitility.await().until(() -> given.get() == MOST);
    Awaitility.await()
        .during(Duration.ofMillis(300))
        .until(() -> given.get() == MOST && !giving.isDone());
    handOver.take(0, 1);
    Awaitility.await().until(() -> given.get() == MOST + 1);
    for (int i = 1; i < 20; i++) {
      assertThat(handOver.take(0, 1)).hasSize(MEGABYTE);
    }
    giving.get();
  }

  @Test
  void killsTasksOfAnAnswerThatIsOver() {
    Future<?> giving = tasks.submit(() -> give(20));
    Awaitility.await().until(() -> given.get() == MOST);
    handOver.close();
    assertThatThrownBy(giving::get).cause().isInstanceOf(TaskKilledException.class);
    assertThatThrownBy(() -> BatchExchange.load(handOver.id()))
        .isInstanceOf(TaskKilledException.class);
  }

  @Test
  void endsAnAnswerThatIsReadTooSlowlyWhereOthersWait() throws Exception {
    // None may wait for long.
    Future<?> giving = tasks.submit(() -> give(20));
    assertThatThrownBy(giving::get).cause().isInstanceOf(TaskKilledException.class);
    assertThatThrownBy(() -> handOver.take(0, 1))
        .hasMessageContaining("it is read too slowly, and others wait for its place");
  }

  @Test
  void tellsWhoTakesWhatFailed() {
    handOver.put(0, new byte[] {1}, task);
    handOver.fail(new IllegalStateException("first"));
    handOver.fail(new IllegalStateException("second"));
    assertThatThrownBy(() -> handOver.take(0, 1)).hasMessage("first");
  }

  @Test
  void takesAPartitionAgainOnlyWhereNothingWasGiven() {
    handOver.begin(0);
    handOver.leave(0, new IllegalStateException("early"));
    handOver.begin(0);
    handOver.put(0, new byte[] {1}, task);
    assertThatThrownBy(() -> handOver.begin(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Cannot make a part of an answer again");
    handOver.leave(0, new IllegalStateException("late"));
    assertThatThrownBy(() -> handOver.take(0, 1)).hasMessage("late");
  }

  private void give(int megabytes) {
    for (int i = 0; i < megabytes; i++) {
      handOver.put(0, new byte[MEGABYTE], task);
      given.incrementAndGet();
    }
  }
}
