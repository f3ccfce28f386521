package io.citylake.transform;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.model.DeliveryOrder;
import io.citylake.model.JobName;
import io.citylake.transform.KeyContest.Counts;
import io.citylake.transform.TableSides.Freed;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys that deliveries compete for, against an oracle that takes rows one at a time. */
class TestKeyContestSpark {
  private static final String ORIGIN =
      ", _source STRING, _place BIGINT, _run_id STRING, _ingested_at TIMESTAMP";
  private static final String COLUMNS = "k STRING, part INT, seq BIGINT, v INT, op STRING" + ORIGIN;
  private static final String GRAVES = "k STRING, part INT, seq BIGINT" + ORIGIN;
  private static final String DISPLACED = COLUMNS + ", _deletion BOOLEAN";
  private static final DatasetContract DATASET =
      Contracts.dataset(
          WriteMode.UPSERT,
          List.of("k", "part"),
          "seq",
          new DatasetContract.DeleteCondition("op", List.of("D", "X")),
          "k string",
          "part int",
          "seq long",
          "v int",
          "op string");
  // By run, which is by batch here.
  private static final DeliveryOrder ORDER =
      DeliveryOrder.of(JobName.parse("w.j"), Map.of(), Map.of());
  private final SparkSession spark = LocalLake.session();

  private record Version(@Nullable Long seq, @Nullable Integer v, boolean dead) {}

  /** The tables of one test. */
  private record Tables(String target, String tombstones, String displaced) {
    static Tables of(String name) {
      return new Tables(
          LocalLake.branched(name, COLUMNS),
          LocalLake.branched(name + "__deleted", GRAVES),
          LocalLake.branched(name + "__displaced", DISPLACED));
    }

    TableSides sides(String run, Optional<Freed> freed) {
      return new TableSides(
          () -> target,
          () -> target,
          () -> Optional.of(tombstones),
          () -> tombstones,
          () -> Optional.of(displaced),
          () -> displaced,
          run,
          freed);
    }
  }

  private static Row row(
      String k, @Nullable Long seq, @Nullable Integer v, String op, long place, int batch) {
    return RowFactory.create(
        k, 1, seq, v, op, "f" + batch, place, "r" + batch, new Timestamp(batch * 1000L));
  }

  private List<String> shown(String table, String columns) {
    return spark.table(table).selectExpr("concat_ws('|', " + columns + ")").collectAsList().stream()
        .map(each -> each.getString(0))
        .sorted()
        .toList();
  }

  private long snapshots(String table) {
    return spark.table("lake.t." + table + ".snapshots").count();
  }

  private Counts hold(
      DatasetContract dataset, Tables tables, int batch, Optional<Freed> freed, List<Row> rows) {
    String stage = LocalLake.stage("contest_stage", COLUMNS, rows);
    return KeyContest.hold(
        spark, dataset, ORDER, tables.sides("r" + batch, freed), Optional.of(stage));
  }

  private Optional<Freed> withdraw(Tables tables, int batch) {
    Column which = col("_source").equalTo("f" + batch);
    String source = "_source = 'f" + batch + "'";
    // As they were, which a run finds on main.
    before("target_before", tables.target());
    before("tombstones_before", tables.tombstones());
    before("displaced_before", tables.displaced());
    for (String table : List.of(tables.target(), tables.tombstones(), tables.displaced())) {
      spark.sql("DELETE FROM " + table + " WHERE " + source);
    }
    return Optional.of(
        new Freed(
            which,
            "target_before",
            Optional.of("tombstones_before"),
            Optional.of("displaced_before")));
  }

  private void before(String view, String table) {
    spark
        .createDataFrame(spark.table(table).collectAsList(), spark.table(table).schema())
        .createOrReplaceTempView(view);
  }

  @AfterEach
  void dropViews() {
    spark.catalog().dropTempView("target_before");
    spark.catalog().dropTempView("tombstones_before");
    spark.catalog().dropTempView("displaced_before");
  }

  @Test
  void equalsAnOracleThatTakesRowsInOrderOfArrival() {
    long seed = Long.getLong("citylake.seed", new Random().nextLong());
    System.out.println("TestKeyContestSpark seed " + seed);
    Random random = new Random(seed);
    Tables tables = Tables.of("upsert");
    Map<Integer, List<Row>> deliveries = new TreeMap<>();
    for (int batch = 0; batch < 8; batch++) {
      String at = "seed %d batch %d".formatted(seed, batch);
      Map<String, Version> before = oracle(deliveries);
      Optional<Freed> freed = Optional.empty();
      if (batch > 1 && random.nextBoolean()) {
        int gone = new ArrayList<>(deliveries.keySet()).get(random.nextInt(deliveries.size()));
        deliveries.remove(gone);
        freed = withdraw(tables, gone);
      }
      List<Row> rows = randomBatch(random, batch);
      deliveries.put(batch, rows);
      Map<String, Version> oracle = oracle(deliveries);
      // Written out of order, as tasks do.
      List<Row> shuffled = new ArrayList<>(rows);
      java.util.Collections.shuffle(shuffled, random);
      Counts counts = hold(DATASET, tables, batch, freed, shuffled);
      if (freed.isEmpty()) {
        long changed =
            oracle.entrySet().stream()
                .filter(each -> !each.getValue().equals(before.get(each.getKey())))
                .count();
        assertThat(counts.arrivedWinners()).as(at).isEqualTo(changed);
        assertThat(counts.restored()).as(at).isZero();
      }
      assertThat(
              shown(
                  tables.target(), "k, coalesce(string(seq), '-'), coalesce(string(v), '-'), part"))
          .as(at)
          .isEqualTo(expected(oracle, false));
      assertThat(shown(tables.tombstones(), "k, coalesce(string(seq), '-'), '-', part"))
          .as(at + " tombstones")
          .isEqualTo(expected(oracle, true));
    }
    assertThat(spark.table("lake.t.upsert").count()).isZero();
  }

  /** Rows of 30 histories in arrival order, each over a few keys. */
  private static List<Row> randomBatch(Random random, int batch) {
    List<Row> rows = new ArrayList<>();
    for (int history = 0; history < 30; history++) {
      int count = random.nextInt(6);
      for (int i = 0; i < count; i++) {
        Long seq = random.nextInt(12) == 0 ? null : (long) random.nextInt(10);
        Integer v = random.nextInt(6) == 0 ? null : random.nextInt(3);
        String op = random.nextInt(4) == 0 ? "D" : "U";
        rows.add(row("h" + history + "k" + random.nextInt(3), seq, v, op, rows.size() + 1L, batch));
      }
    }
    return rows;
  }

  private static Map<String, Version> oracle(Map<Integer, List<Row>> deliveries) {
    Map<String, Version> oracle = new TreeMap<>();
    deliveries.values().forEach(rows -> rows.forEach(each -> accept(oracle, each)));
    return new HashMap<>(oracle);
  }

  /** One row at a time, by the words of the class's javadoc. */
  private static void accept(Map<String, Version> table, Row row) {
    String key = row.getString(0);
    @Nullable Long seq = row.isNullAt(2) ? null : row.getLong(2);
    @Nullable Integer v = row.isNullAt(3) ? null : row.getInt(3);
    boolean delete = row.getString(4).equals("D");
    Version old = table.get(key);
    int order = old == null ? 1 : compare(seq, old.seq());
    boolean counts = order > 0 || (order == 0 && !old.dead());
    if (counts) {
      table.put(key, delete ? new Version(seq, null, true) : new Version(seq, v, false));
    }
  }

  private static int compare(@Nullable Long left, @Nullable Long right) {
    return Long.compare(left == null ? -1 : left, right == null ? -1 : right);
  }

  private static List<String> expected(Map<String, Version> oracle, boolean dead) {
    return oracle.entrySet().stream()
        .filter(each -> each.getValue().dead() == dead)
        .map(
            each ->
                each.getKey()
                    + "|"
                    + (each.getValue().seq() == null ? "-" : each.getValue().seq())
                    + "|"
                    + (each.getValue().v() == null ? "-" : each.getValue().v())
                    + "|1")
        .sorted()
        .toList();
  }

  @Test
  void writesNothingForRowsThatTheTableHas() {
    Tables tables = Tables.of("same");
    List<Row> rows = List.of(row("a", 1L, null, "U", 1, 1), row("b", 2L, 1, "D", 2, 1));
    assertThat(hold(DATASET, tables, 1, Optional.empty(), rows).arrivedWinners()).isEqualTo(2);
    long versions = snapshots("same");
    long graves = snapshots("same__deleted");
    // The same delivery again, as a look-back brings it.
    assertThat(hold(DATASET, tables, 1, Optional.empty(), rows).arrivedWinners()).isZero();
    assertThat(snapshots("same")).isEqualTo(versions);
    assertThat(snapshots("same__deleted")).isEqualTo(graves);
    assertThat(spark.table(tables.displaced()).count()).isZero();
    // Another delivery of the same: it is only remembered.
    List<Row> copy = List.of(row("a", 1L, null, "U", 1, 2), row("b", 2L, 1, "D", 2, 2));
    assertThat(hold(DATASET, tables, 2, Optional.empty(), copy).arrivedWinners()).isZero();
    assertThat(snapshots("same")).isEqualTo(versions);
    assertThat(shown(tables.target(), "k, seq, op, _source")).containsExactly("a|1|U|f1");
    assertThat(shown(tables.displaced(), "k, _source, _deletion"))
        .containsExactly("a|f2|false", "b|f2|true");
    Counts counts = hold(DATASET, tables, 3, withdraw(tables, 1), List.of());
    assertThat(counts.restored()).isEqualTo(2);
    assertThat(shown(tables.target(), "k, seq, op, _source")).containsExactly("a|1|U|f2");
    assertThat(shown(tables.tombstones(), "k, _source")).containsExactly("b|f2");
    assertThat(spark.table(tables.displaced()).count()).isZero();
  }

  @Test
  void aLateRowStaysDeadAndANewerOneLivesAgain() {
    Tables tables = Tables.of("late");
    hold(DATASET, tables, 1, Optional.empty(), List.of(row("a", 5L, 1, "X", 1, 1)));
    assertThat(late(tables, row("a", 4L, 1, "U", 1, 2))).isZero();
    assertThat(shown(tables.target(), "k")).isEmpty();
    assertThat(shown(tables.tombstones(), "k, part, seq, _run_id")).containsExactly("a|1|5|r1");
    assertThat(late(tables, row("a", 6L, 2, "U", 1, 3))).isEqualTo(1);
    assertThat(shown(tables.target(), "k, seq, v")).containsExactly("a|6|2");
    assertThat(shown(tables.tombstones(), "k")).isEmpty();
    assertThat(late(tables, row("a", 6L, 3, "U", 1, 4))).isEqualTo(1);
    assertThat(shown(tables.target(), "k, seq, v")).containsExactly("a|6|3");
  }

  private long late(Tables tables, Row row) {
    int batch = Integer.parseInt(row.getString(7).substring(1));
    return hold(DATASET, tables, batch, Optional.empty(), List.of(row)).arrivedWinners();
  }

  @Test
  void deliveriesDecideWithoutASequence() {
    DatasetContract dataset =
        Contracts.dataset(
            WriteMode.UPSERT,
            List.of("k"),
            null,
            new DatasetContract.DeleteCondition("op", List.of("D")),
            "k string",
            "part int",
            "seq long",
            "v int",
            "op string");
    Tables tables =
        new Tables(
            LocalLake.branched("arrival", COLUMNS),
            LocalLake.branched("arrival__deleted", "k STRING" + ORIGIN),
            LocalLake.branched("arrival__displaced", DISPLACED));
    List<Row> second =
        List.of(row("a", 1L, 1, "U", 1, 2), row("b", 9L, 1, "D", 2, 2), row("d", 1L, 1, "U", 3, 2));
    hold(dataset, tables, 2, Optional.empty(), second);
    // What comes late is no later for that.
    List<Row> first =
        List.of(
            row("a", 9L, 1, "U", 2, 1),
            row("a", 9L, 2, "U", 11, 1),
            row("b", 9L, 1, "U", 3, 1),
            row("c", 9L, 1, "D", 4, 1));
    hold(dataset, tables, 1, Optional.empty(), first);
    assertThat(shown(tables.target(), "k, v, seq")).containsExactly("a|1|1", "d|1|1");
    assertThat(shown(tables.tombstones(), "k, _source")).containsExactly("b|f2", "c|f1");
    hold(dataset, tables, 3, withdraw(tables, 2), List.of());
    assertThat(shown(tables.target(), "k, v")).containsExactly("a|2", "b|1");
    assertThat(shown(tables.tombstones(), "k, _source")).containsExactly("c|f1");
  }

  @Test
  void appendShowsTheFirstAndKeepsWhatSaysSomethingElse() {
    DatasetContract dataset =
        Contracts.dataset(
            WriteMode.APPEND,
            List.of("k"),
            null,
            null,
            "k string",
            "part int",
            "seq long",
            "v int",
            "op string");
    Tables tables = Tables.of("first");
    hold(dataset, tables, 2, Optional.empty(), List.of(row("a", 1L, 2, "", 1, 2)));
    Counts counts =
        hold(
            dataset,
            tables,
            1,
            Optional.empty(),
            List.of(
                row("a", 1L, 1, "", 1, 1), row("a", 1L, 1, "", 2, 1), row("a", 1L, 9, "", 3, 1)));
    assertThat(counts.arrivedWinners()).isEqualTo(1);
    assertThat(counts.conflicts()).isEqualTo(2);
    assertThat(shown(tables.target(), "k, v, _place")).containsExactly("a|1|1");
    assertThat(shown(tables.displaced(), "k, v, _source")).containsExactly("a|2|f2", "a|9|f1");
    hold(dataset, tables, 3, withdraw(tables, 1), List.of());
    assertThat(shown(tables.target(), "k, v")).containsExactly("a|2");
    assertThat(spark.table(tables.displaced()).count()).isZero();
  }
}
