package io.citylake.serve.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.policy.ResourceLimits;
import io.citylake.engine.Wanted;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.GovernedQuery;
import io.citylake.govern.QueryRequest;
import io.citylake.govern.SqlGate;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.ErrorCode;
import io.citylake.serve.ServeFixture;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** I3: no phase of a statement lasts longer than the statement may, and none outlives it unseen. */
class TestDeadlinesSpark {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Caller ANN = new Caller("ann", List.of("analyst"), null, Lane.HTTP, "here");
  private static final Caller BEN = new Caller("ben", List.of("analyst"), null, Lane.HTTP, "here");

  /** Whose tasks wait; a function that Spark takes along holds no test. */
  private static final AtomicReference<TestDeadlinesSpark> DEAF = new AtomicReference<>();

  @TempDir private Path home;
  private ServeFixture lake;
  private final CountDownLatch held = new CountDownLatch(1);
  private final AtomicInteger atGate = new AtomicInteger();
  private final AtomicInteger mostAtGate = new AtomicInteger();
  private final Tasks tasks = new Tasks();
  private QueryEngine engine;

  @BeforeEach
  void open() {
    lake = ServeFixture.open(home);
    lake.spark.sparkContext().addSparkListener(tasks);
    engine = engine();
  }

  private QueryEngine engine() {
    SqlGate gate =
        new SqlGate() {
          @Override
          public GovernedQuery admit(Caller caller, QueryRequest question) {
            mostAtGate.accumulateAndGet(atGate.incrementAndGet(), Math::max);
            try {
              if (question.sql().contains("/* deaf */")) {
                awaitDeafly();
              }
              while (question.sql().contains("/* asks */")) {
                Wanted.check();
              }
              return lake.gate.admit(caller, question);
            } finally {
              atGate.decrementAndGet();
            }
          }

          @Override
          public void turnedAway(Caller caller, QueryRequest question, String why) {
            lake.gate.turnedAway(caller, question, why);
          }
        };
    return new QueryEngine(
        new QueryEngine.Parts(gate, caller -> lake.limits, lake.releases()),
        lake.allocator,
        Clock.systemUTC(),
        DataSize.parse("16MB"));
  }

  @AfterEach
  void close() {
    DEAF.set(null);
    held.countDown();
    engine.close();
    lake.spark.sparkContext().removeSparkListener(tasks);
    lake.close();
  }

  @Test
  void answersInTimeThoughTheGateDoesNotEndAndTellsOfIt() {
    lake.limits = limits(Duration.ofSeconds(1), 1, 0);
    assertThatThrownBy(() -> engine.admit(ANN, question("SELECT 1 AS a /* deaf */")))
        .isInstanceOfSatisfying(
            CityLakeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED))
        .hasMessage("Cannot run the statement: it took too long; ask for less (time=1 s)");
    assertThat(engine.overdue()).isEqualTo(1);

    lake.limits = limits(LONG, 1, 0);
    // What can't be stopped keeps its user's place, and nobody else's.
    assertThatThrownBy(() -> engine.admit(ANN, question("SELECT 1 AS a")))
        .hasMessageContaining("as many of yours run and wait as may");
    // The first is at the gate, which writes it down; the second never came there.
    assertThat(lake.gate.turnedAway)
        .singleElement()
        .satisfies(each -> assertThat(each).startsWith("SELECT 1 AS a: Cannot run the query now"));
    assertThat(engine.admit(BEN, question("SELECT 1 AS a"))).isNotNull();

    held.countDown();
    Awaitility.await().until(() -> engine.overdue() == 0);
    assertThat(engine.admit(ANN, question("SELECT 1 AS a"))).isNotNull();
    // Whose client has gone is closed in the access log.
    assertThat(lake.gate.ends)
        .contains("failed Cannot run the statement: it took too long; ask for less (time=1 s)");
  }

  /** Spark tells a task that it shall end, and can't have it listen. */
  @Test
  void aQueryKeepsItsPlaceAsLongAsItsTasksGoOn() {
    lake.spark
        .udf()
        .register(
            "deaf",
            (UDF1<Long, Long>)
                id -> {
                  DEAF.get().awaitDeafly();
                  return id;
                },
            DataTypes.LongType);
    DEAF.set(this);
    lake.limits = limits(Duration.ofSeconds(2), 1, 0);
    String deaf = "SELECT deaf(id) AS a FROM range(0, 4, 1, 2)";
    assertThatThrownBy(() -> read(engine.answer(engine.admit(ANN, question(deaf)))))
        .hasMessageContaining("it took too long");
    assertThat(tasks.running).isNotEmpty();

    lake.limits = limits(LONG, 1, 0);
    // Else each that doesn't listen would be followed by another, without end.
    assertThatThrownBy(() -> engine.answer(engine.admit(ANN, question("SELECT 1 AS a"))))
        .hasMessageContaining("as many of yours run and wait as may");
    read(engine.answer(engine.admit(BEN, question("SELECT 2 AS a"))));
    Awaitility.await().until(() -> engine.overdue() > 0);

    held.countDown();
    Awaitility.await().until(() -> tasks.running.isEmpty() && engine.overdue() == 0);
    Awaitility.await()
        .ignoreExceptions()
        .until(
            () -> {
              read(engine.answer(engine.admit(ANN, question("SELECT 3 AS a"))));
              return true;
            });
  }

  @Test
  void endsAGateThatAsksWhetherItIsWanted() {
    lake.limits = limits(Duration.ofSeconds(1), 1, 0);
    assertThatThrownBy(() -> engine.admit(ANN, question("SELECT 1 AS a /* asks */")))
        .hasMessage("Cannot run the statement: it took too long; ask for less (time=1 s)");
    Awaitility.await().until(() -> atGate.get() == 0);
    assertThat(engine.overdue()).isZero();
  }

  @Test
  void hasNoMoreOfAUserAtTheGateThanMayRun() throws Exception {
    lake.limits = limits(LONG, 2, 20);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> admitted = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        admitted.add(threads.submit(() -> engine.admit(ANN, question("SELECT 1 AS a /* deaf */"))));
      }
      Awaitility.await().until(() -> atGate.get() == 2);
      held.countDown();
      for (Future<?> each : admitted) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(mostAtGate.get()).isEqualTo(2);
  }

  /** The time of the gate is the statement's. */
  @Test
  void givesAQueryWhatTheGateHasLeft() {
    lake.limits = limits(LONG, 1, 0);
    ServedQuery query = engine.admit(ANN, question("SELECT 1 AS a"));
    assertThat(query.timeLeft()).isLessThan(LONG);
  }

  /** Spark looks at tasks between the rows that it reads, of which these have one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) AS n FROM (SELECT sequence(1, 1000) AS s FROM range(0, 1, 1, 1))"
            + " LATERAL VIEW explode(s) a AS a LATERAL VIEW explode(s) b AS b"
            + " LATERAL VIEW explode(s) c AS c LATERAL VIEW explode(s) d AS d"
            + " LATERAL VIEW explode(s) e AS e",
        "SELECT count(*) AS n FROM (SELECT explode(sequence(1, 100000)) AS a) a"
            + " JOIN (SELECT explode(sequence(1, 100000)) AS b) b"
            + " JOIN (SELECT explode(sequence(1, 100000)) AS c) c ON a + b + c < 0",
        "SELECT count(*) AS n FROM (SELECT id % 1 AS a FROM range(0, 100000, 1, 1)) a"
            + " JOIN (SELECT id % 1 AS b FROM range(0, 100000, 1, 1)) b ON a = b"
            + " JOIN (SELECT id % 1 AS c FROM range(0, 100000, 1, 1)) c ON b = c"
      })
  void endsTheTasksOfAQueryWhoseTimeIsOver(String bomb) {
    for (String compiled : List.of("true", "false")) {
      lake.spark.conf().set("spark.sql.codegen.wholeStage", compiled);
      lake.limits = limits(Duration.ofSeconds(5), 8, 8);
      assertThatThrownBy(() -> read(engine.answer(engine.admit(ANN, question(bomb)))))
          .hasMessageContaining("it took too long");
      assertThat(tasks.most.getAndSet(0)).isPositive();
      Awaitility.await().untilAsserted(() -> assertThat(tasks.running).isEmpty());
      assertThat(engine.overdue()).isZero();
    }
  }

  /** Adaptive execution submits stages by threads of its own, which come behind the query's end. */
  @Test
  void leavesNothingOfQueriesThatAreStoppedWhileTheyBegin() throws Exception {
    String endless =
        "SELECT sum(a.id * b.id) AS s FROM range(0, 10000000, 1, 1) a"
            + " CROSS JOIN range(0, 10000000, 1, 1) b WHERE a.id % 7 <> b.id % 11";
    lake.limits = limits(LONG, 8, 8);
    long seed = System.nanoTime();
    System.out.println("seed=" + seed);
    Random random = new Random(seed);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      for (int i = 0; i < 30; i++) {
        QueryEngine stopped = engine();
        ServedQuery query = stopped.admit(ANN, question(endless));
        Future<?> answer = thread.submit(() -> read(stopped.answer(query)));
        Thread.sleep(random.nextInt(200));
        if (random.nextBoolean()) {
          query.cancel();
        }
        stopped.close();
        assertThatThrownBy(answer::get).cause().isInstanceOf(CityLakeException.class);
      }
    } finally {
      thread.shutdown();
    }
    Awaitility.await().atMost(LONG).untilAsserted(() -> assertThat(tasks.running).isEmpty());
  }

  @Test
  void endsAnAnswerThatNobodyHasReadInItsTime() {
    lake.limits = limits(Duration.ofSeconds(3), 8, 8);
    try (Answer answer = engine.answer(engine.admit(ANN, question("SELECT 1 AS a")))) {
      Awaitility.await().until(() -> answer.timeLeft().isZero());
      assertThatThrownBy(answer::next)
          .hasMessage("Cannot answer the query: it took too long; ask for less (time=3 s)");
    }
    assertThat(lake.gate.ends).hasSize(1);
  }

  private void awaitDeafly() {
    while (held.getCount() > 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private QueryRequest question(String sql) {
    return new QueryRequest(sql, List.of(), lake.releases().latest());
  }

  private static void read(Answer answer) {
    try (answer) {
      byte[] batch = answer.next();
      while (batch != null) {
        batch = answer.next();
      }
    }
  }

  private static ResourceLimits limits(Duration time, int concurrency, int queue) {
    return new ResourceLimits(time, 1_000_000, DataSize.parse("2GB"), concurrency, queue);
  }

  private static final class Tasks extends SparkListener {
    private final Set<Long> running = ConcurrentHashMap.newKeySet();
    private final AtomicInteger most = new AtomicInteger();

    @Override
    public void onTaskStart(SparkListenerTaskStart task) {
      running.add(task.taskInfo().taskId());
      most.accumulateAndGet(running.size(), Math::max);
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
      running.remove(task.taskInfo().taskId());
    }
  }
}
