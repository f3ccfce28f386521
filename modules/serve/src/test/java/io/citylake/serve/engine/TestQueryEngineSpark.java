package io.citylake.serve.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.policy.ResourceLimits;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.QueryRequest;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.ErrorCode;
import io.citylake.serve.ServeFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.spark.SparkStatusTracker;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;

class TestQueryEngineSpark {
  /** One task, which leaves the other core to others. */
  private static final String ENDLESS =
      "SELECT sum(a.id * b.id) AS s FROM range(0, 10000000, 1, 1) a, range(0, 10000000, 1, 1) b"
          + " WHERE a.id % 7 <> b.id % 11";

  private static final Caller ANN = new Caller("ann", List.of("analyst"), null, Lane.HTTP, "here");
  private static final Caller BEN = new Caller("ben", List.of("analyst"), null, Lane.HTTP, "here");

  @TempDir private Path home;
  private ServeFixture lake;
  private final Jobs jobs = new Jobs();

  @BeforeEach
  void open() {
    lake = ServeFixture.open(home);
    lake.spark.sparkContext().addSparkListener(jobs);
  }

  @AfterEach
  void close() {
    lake.spark.sparkContext().removeSparkListener(jobs);
    lake.close();
  }

  @Test
  void answersSameQueryOfSameReleaseFromCacheAndNoOther() {
    String sql = "SELECT station, value FROM air.ods_reading WHERE value > 0";
    List<byte[]> first = batches(ANN, sql);
    assertThat(batches(BEN, sql)).isEqualTo(first);
    assertThat(lake.engine.cacheHits()).isEqualTo(1);

    lake.release(2);
    batches(ANN, sql);
    batches(ANN, "SELECT rand() AS r");
    batches(ANN, "SELECT rand() AS r");
    assertThat(lake.engine.cacheHits()).isEqualTo(1);
    assertThat(lake.gate.ends)
        .containsExactly("answered 2", "answered 2", "answered 2", "answered 1", "answered 1");
  }

  /** Nobody may expire what an open answer still reads. */
  @Test
  void readsItsReleaseFromItsBeginningToItsEnd() {
    lake.release(3);
    ServedQuery query =
        lake.engine.admit(ANN, question("SELECT id, rand() AS r FROM range(0, 2000000, 1, 1)"));
    Answer answer = lake.engine.answer(query);
    assertThat(answer.next()).isNotNull();
    assertThat(lake.reading).containsEntry(3L, 1);
    answer.close();
    assertThat(lake.reading).containsEntry(3L, 0);

    assertThatThrownBy(() -> batches(ANN, "SELECT raise_error('no')")).isNotNull();
    assertThat(lake.reading).containsEntry(3L, 0);
  }

  @Test
  void runsOneQueryForManyWhoAskTheSameAtOnce() throws Exception {
    String sql = "SELECT count(*) AS n FROM range(0, 30000000, 1, 4) WHERE sqrt(id) > 3";
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<List<byte[]>>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(threads.submit(() -> batches(ANN, sql)));
      }
      for (Future<List<byte[]>> answer : answers) {
        assertThat(answer.get()).isEqualTo(answers.get(0).get());
      }
    } finally {
      threads.shutdown();
    }
    Awaitility.await().untilAsserted(() -> assertThat(jobs.groups).hasSize(1));
  }

  @Test
  void stopsQueryAtItsTimeWhileOthersAreAnswered() throws Exception {
    lake.limits = limits(Duration.ofSeconds(3), 1_000, 8, 8);
    ServedQuery query = lake.engine.admit(ANN, question(ENDLESS));
    lake.limits = limits(Duration.ofSeconds(60), 1_000, 8, 8);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> heavy = thread.submit(() -> read(lake.engine.answer(query)));
      Awaitility.await().until(() -> lake.engine.running() == 1);
      assertThat(batches(BEN, "SELECT value FROM air.ods_reading LIMIT 2")).isNotEmpty();
      assertThatThrownBy(heavy::get)
          .cause()
          .hasMessage("Cannot answer the query: it took too long; ask for less (time=3 s)");
    } finally {
      thread.shutdown();
    }
    assertThat(lake.engine.running()).isZero();
  }

  /** S28. */
  @Test
  void answersALightQueryWhileOneOfManyTasksRuns() throws Exception {
    ServedQuery query =
        lake.engine.admit(
            ANN, question(ENDLESS.replace("10000000, 1, 1) a", "10000000, 1, 64) a")));
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> heavy = thread.submit(() -> read(lake.engine.answer(query)));
      Awaitility.await().until(() -> tasks() > 0);
      assertThat(batches(BEN, "SELECT station, sum(value) FROM air.ods_reading GROUP BY station"))
          .isNotEmpty();
      assertThat(heavy.isDone()).isFalse();
      assertThat(tasks()).isEqualTo(1);
      query.cancel();
      assertThatThrownBy(heavy::get).cause().hasMessage("The query was cancelled");
    } finally {
      query.cancel();
      thread.shutdown();
    }
  }

  /** That run now. */
  private int tasks() {
    SparkStatusTracker tracker = lake.spark.sparkContext().statusTracker();
    return Arrays.stream(tracker.getActiveStageIds())
        .mapToObj(tracker::getStageInfo)
        .filter(Option::isDefined)
        .mapToInt(stage -> stage.get().numActiveTasks())
        .sum();
  }

  @Test
  void cancelsWhatRuns() throws Exception {
    ServedQuery query = lake.engine.admit(ANN, question(ENDLESS));
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> running = thread.submit(() -> read(lake.engine.answer(query)));
      Awaitility.await().until(() -> !jobs.groups.isEmpty());
      query.cancel();
      Awaitility.await().until(running::isDone);
      assertThatThrownBy(running::get).cause().hasMessage("The query was cancelled");
    } finally {
      thread.shutdown();
    }
    assertThat(lake.engine.running()).isZero();
    assertThat(lake.gate.ends).containsExactly("failed The query was cancelled");
  }

  /** One for the answer of another, which is the same, and one for a place. */
  @Test
  void cancelsWhatWaits() throws Exception {
    lake.limits = limits(Duration.ofSeconds(600), 1_000, 1, 8);
    ServedQuery first = lake.engine.admit(ANN, question(ENDLESS));
    List<ServedQuery> waiting =
        List.of(
            lake.engine.admit(BEN, question(ENDLESS)),
            lake.engine.admit(ANN, question("SELECT 2 AS uncached")));
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Future<?> runs = threads.submit(() -> read(lake.engine.answer(first)));
      Awaitility.await().until(() -> lake.engine.running() == 1);
      for (ServedQuery each : waiting) {
        Future<?> waits = threads.submit(() -> read(lake.engine.answer(each)));
        Awaitility.await().during(Duration.ofMillis(200)).until(() -> !waits.isDone());
        each.cancel();
        Awaitility.await().until(waits::isDone);
        assertThatThrownBy(waits::get).cause().hasMessage("The query was cancelled");
      }
      assertThat(runs).isNotDone();
      first.cancel();
      assertThatThrownBy(runs::get).cause().hasMessage("The query was cancelled");
    } finally {
      first.cancel();
      threads.shutdown();
    }
    // Whoever left the queue took no place with him.
    assertThat(batches(ANN, "SELECT 3 AS uncached")).hasSize(1);
  }

  @Test
  void neverRunsWhatWasCancelledBefore() {
    ServedQuery query = lake.engine.admit(ANN, question(ENDLESS));
    query.cancel();
    assertRefused(() -> lake.engine.answer(query), ErrorCode.CANCELLED, "was cancelled");
    assertThat(jobs.groups).isEmpty();
  }

  @Test
  void refusesOneQueryTooManyOfAUserAndNobodyElses() {
    lake.limits = limits(Duration.ofSeconds(60), 2_000_000, 1, 0);
    String large = "SELECT id FROM range(0, 1000000, 1, 20)";
    try (Answer first = lake.engine.answer(lake.engine.admit(ANN, question(large)))) {
      assertThat(first.next()).isNotNull();
      assertRefused(
          () -> batches(ANN, "SELECT 1 AS uncached"),
          ErrorCode.LIMIT_EXCEEDED,
          "as many of yours run and wait as may");
      assertThat(batches(BEN, "SELECT 1 AS uncached")).hasSize(1);
    }
    assertThat(batches(ANN, "SELECT 1 AS uncached")).hasSize(1);
  }

  @Test
  void holdsOneWaveOfALargeAnswerAndStopsWithItsReader() {
    String large = "SELECT id FROM range(0, 10000000, 1, 50)";
    try (Answer answer = lake.engine.answer(lake.engine.admit(ANN, question(large)))) {
      assertThat(answer.next()).isNotNull();
      // What is read ahead to know whether it fits into the cache, and one wave of two partitions.
      assertThat(jobs.started.size()).isLessThan(8);
    }
    assertThat(lake.gate.ends).containsExactly("failed The client left before the end");
    assertThat(lake.gate.cut).singleElement().satisfies(rows -> assertThat(rows).isPositive());
  }

  /** The context of the tests takes no task's result of more than that many bytes. */
  @Test
  void answersAPartitionOfAnySizeInLittleMemory() {
    long most = ServeFixture.LARGEST_RESULT.bytes();
    long bytes = 0;
    String large = "SELECT id, id AS uncached FROM range(0, 8000000, 1, 1)";
    try (Answer answer = lake.engine.answer(lake.engine.admit(ANN, question(large)))) {
      for (byte[] batch = answer.next(); batch != null; batch = answer.next()) {
        bytes += batch.length;
      }
      assertThat(answer.rows()).isEqualTo(8_000_000);
    }
    assertThat(bytes).isGreaterThan(3 * most);
    // Spark's own account of it comes behind.
    Awaitility.await().until(() -> tasks() == 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT station FROM air.ods_reading ORDER BY value | true",
        "SELECT id + 1 FROM range(0, 100, 1, 4) ORDER BY id LIMIT 50 | true",
        "WITH t AS (SELECT 1 AS n) SELECT n FROM t ORDER BY n DESC | true",
        "SELECT station FROM air.ods_reading | false",
        "SELECT value, count(*) FROM air.ods_reading GROUP BY value | false",
        "SELECT rank() OVER (ORDER BY value) FROM air.ods_reading | false"
      })
  void keepsAnOrderThatWasAskedFor(String sql, boolean ordered) {
    LogicalPlan plan =
        ((org.apache.spark.sql.classic.Dataset<Row>) lake.spark.sql(sql))
            .queryExecution()
            .analyzed();
    assertThat(SparkBatches.isOrdered(plan)).isEqualTo(ordered);
  }

  @Test
  void holdsATaskThatNobodyReadsAndEndsItWithItsReader() {
    String large = "SELECT id, id AS uncached FROM range(0, 8000000, 1, 1)";
    try (Answer answer = lake.engine.answer(lake.engine.admit(ANN, question(large)))) {
      assertThat(answer.next()).isNotNull();
      Awaitility.await().during(Duration.ofMillis(500)).until(() -> tasks() == 1);
      // Others aren't held up by it.
      assertThat(batches(BEN, "SELECT value FROM air.ods_reading")).isNotEmpty();
    }
    Awaitility.await().until(() -> tasks() == 0);
  }

  /** Spark tries a task again, whose first rows may be with the client by then. */
  @Test
  void saysWhatFailedInTheMiddleOfAnAnswer() {
    String late = "SELECT 1000 / (50000 - id) AS uncached FROM range(0, 100000, 1, 1)";
    assertRefused(
        () -> batches(ANN, late),
        ErrorCode.SQL_INVALID,
        "Cannot answer the statement: DIVIDE_BY_ZERO");
  }

  @Test
  void letsNobodyWaitForAnAnswerThatIsKnownToBeTooLargeToKeep() throws Exception {
    String large =
        "SELECT id, repeat('x', 100) AS text FROM range(0, 200000, 1, 4) WHERE id >="
            + " (SELECT count(*) FROM range(0, 200000000, 1, 1) WHERE sqrt(id) < 0)";
    batches(ANN, large);
    AtomicInteger answered = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (Caller caller : List.of(ANN, BEN)) {
        threads.submit(
            () -> {
              Answer answer = lake.engine.answer(lake.engine.admit(caller, question(large)));
              answered.incrementAndGet();
              answer.close();
            });
      }
      Awaitility.await().until(() -> jobs.groups.size() == 3);
      assertThat(answered).hasValue(0);
      Awaitility.await().until(() -> answered.get() == 2);
    } finally {
      threads.shutdown();
    }
    assertThat(lake.engine.cacheHits()).isZero();
  }

  /** S02. */
  @Test
  void handsNoBatchToACallerWhoIsShutOutWhileItIsMade() {
    AtomicInteger yes = new AtomicInteger(Integer.MAX_VALUE);
    Caller ann = ANN.withStanding(() -> yes.getAndDecrement() > 0);
    String large = "SELECT id AS uncached FROM range(0, 1000000, 1, 20)";
    try (Answer answer = lake.engine.answer(lake.engine.admit(ann, question(large)))) {
      assertThat(answer.next()).isNotNull();
      // He still is who he was when the batch is begun.
      yes.set(1);
      assertRefused(answer::next, ErrorCode.ACCESS_DENIED, "no role of yours grants it");
      assertThat(answer.next()).isNull();
      assertThat(lake.gate.cut).containsExactly(answer.rows()).doesNotContain(0L);
    }
    assertThat(lake.engine.running()).isZero();
    assertThat(lake.gate.ends)
        .singleElement()
        .asString()
        .startsWith("failed Cannot read air.secret");
  }

  /** S02: what is in the cache already. */
  @Test
  void handsNoKeptAnswerToACallerWhoIsShutOut() {
    String sql = "SELECT station, value FROM air.ods_reading";
    batches(BEN, sql);
    AtomicBoolean in = new AtomicBoolean(true);
    try (Answer answer =
        lake.engine.answer(lake.engine.admit(ANN.withStanding(in::get), question(sql)))) {
      assertThat(lake.engine.cacheHits()).isEqualTo(1);
      in.set(false);
      assertRefused(answer::next, ErrorCode.ACCESS_DENIED, "no role of yours grants it");
    }
  }

  @Test
  void refusesAnswersBeyondRowsAndBytes() {
    lake.limits = limits(Duration.ofSeconds(60), 10, 8, 8);
    assertRefused(
        () -> batches(ANN, "SELECT id FROM range(11)"),
        ErrorCode.LIMIT_EXCEEDED,
        "it has more rows than your roles may take at once");
    assertThat(batches(ANN, "SELECT id FROM range(10)")).isNotEmpty();
    lake.limits = new ResourceLimits(Duration.ofSeconds(60), 100, DataSize.parse("1KB"), 8, 8);
    assertRefused(
        () -> batches(ANN, "SELECT repeat('x', 2000) AS t"),
        ErrorCode.LIMIT_EXCEEDED,
        "it has more bytes than your roles may take at once");
  }

  /** Of few rows that are long nothing is collected: there would be 10 GB of them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT repeat('x', 1000000) AS t FROM range(10000) LIMIT 10000",
        "SELECT repeat('x', 1000000) AS t FROM range(10000) ORDER BY id LIMIT 9999"
      })
  void refusesFewLongRowsWithoutHoldingThem(String sql) {
    lake.limits =
        new ResourceLimits(Duration.ofSeconds(60), 1_000_000, DataSize.parse("64MB"), 8, 8);
    assertRefused(
        () -> batches(ANN, sql),
        ErrorCode.LIMIT_EXCEEDED,
        "it has more bytes than your roles may take at once");
  }

  /** Partitions of 25 rows each. */
  @Test
  void takesWhatALimitLeaves() {
    String from = "SELECT id, cast(id AS string) AS t FROM range(0, 100, 1, 4) ";
    assertThat(ids(from + "LIMIT 60")).containsExactlyElementsOf(range(0, 60));
    assertThat(ids(from + "LIMIT 25")).containsExactlyElementsOf(range(0, 25));
    assertThat(ids(from + "LIMIT 30 OFFSET 40")).containsExactlyElementsOf(range(40, 70));
    assertThat(ids(from + "LIMIT 30 OFFSET 90")).containsExactlyElementsOf(range(90, 100));
    assertThat(ids(from + "WHERE id > 97 LIMIT 5")).containsExactly(98L, 99L);
    assertThat(ids(from + "WHERE id < 0 LIMIT 5")).isEmpty();
    assertThat(ids(from + "ORDER BY id DESC LIMIT 3")).containsExactly(99L, 98L, 97L);
  }

  /** Collected, they are more than the tasks of a stage may return. */
  @Test
  void handsOutFewLongRowsPieceByPiece() {
    String sql =
        "SELECT id, array_join(transform(sequence(1, 1000), i -> sha2(cast(id * 1000 + i AS"
            + " string), 256)), '') AS t FROM range(0, 1200, 1, 4) LIMIT 1100";
    assertThat(ids(sql)).hasSize(1100);
  }

  private static List<Long> range(long from, long until) {
    return LongStream.range(from, until).boxed().toList();
  }

  private List<Long> ids(String sql) {
    List<Long> ids = new ArrayList<>();
    ServedQuery query = lake.engine.admit(ANN, question(sql));
    try (BufferAllocator allocator = new RootAllocator();
        BatchLoader loader = new BatchLoader(query.schema(), allocator)) {
      for (byte[] batch : read(lake.engine.answer(query))) {
        loader.load(batch);
        for (int i = 0; i < loader.root().getRowCount(); i++) {
          ids.add((Long) loader.root().getVector("id").getObject(i));
        }
      }
    }
    return ids;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT size(sequence(1L, id * 1000000000L)) AS n FROM range(1, 2)",
        "SELECT explode(sequence(1L, 1000000000L)) AS n"
      })
  void survivesQueriesThatAskForMoreMemoryThanThereIs(String bomb) {
    assertThatThrownBy(() -> batches(ANN, bomb)).isInstanceOf(CityLakeException.class);
    assertThat(batches(BEN, "SELECT value FROM air.ods_reading")).isNotEmpty();
  }

  @Test
  void refusesStatementsThatAreNestedTooDeeply() {
    String deep = "SELECT " + "(".repeat(5_000) + "1" + ")".repeat(5_000) + " AS n";
    assertThatThrownBy(() -> batches(ANN, deep)).isInstanceOf(CityLakeException.class);
  }

  private QueryRequest question(String sql) {
    return new QueryRequest(sql, List.of(), lake.releases().latest());
  }

  private List<byte[]> batches(Caller caller, String sql) {
    return read(lake.engine.answer(lake.engine.admit(caller, question(sql))));
  }

  private static List<byte[]> read(Answer answer) {
    try (answer) {
      List<byte[]> batches = new ArrayList<>();
      for (byte[] batch = answer.next(); batch != null; batch = answer.next()) {
        batches.add(batch);
      }
      return batches;
    }
  }

  private static ResourceLimits limits(Duration time, long rows, int concurrency, int queue) {
    return new ResourceLimits(time, rows, DataSize.parse("2GB"), concurrency, queue);
  }

  private static void assertRefused(Runnable work, ErrorCode code, String sentence) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(CityLakeException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(sentence);
  }

  /** The jobs of queries, and the groups that they are of. */
  private static final class Jobs extends SparkListener {
    private final Set<String> groups = ConcurrentHashMap.newKeySet();
    private final Set<Integer> started = ConcurrentHashMap.newKeySet();

    @Override
    public void onJobStart(SparkListenerJobStart start) {
      String group = start.properties().getProperty("spark.jobGroup.id");
      if (group != null && group.startsWith("citylake-query")) {
        groups.add(group);
        started.add(start.jobId());
      }
    }
  }
}
