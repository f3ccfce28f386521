package io.citylake.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Upserts against an oracle that takes rows one at a time. */
class TestUpsertMergeSpark {
  private static final String ORIGIN =
      ", _source STRING, _place BIGINT, _run_id STRING, _ingested_at TIMESTAMP";
  private static final String COLUMNS = "k STRING, part INT, seq BIGINT, v INT, op STRING" + ORIGIN;
  private static final String GRAVES =
      "k STRING, part INT, seq BIGINT, _run_id STRING, _ingested_at TIMESTAMP";
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
  private final SparkSession spark = LocalLake.session();

  private record Version(@Nullable Long seq, @Nullable Integer v, boolean dead) {}

  private static Row row(String k, @Nullable Long seq, @Nullable Integer v, String op, long place) {
    return RowFactory.create(k, 1, seq, v, op, "f1", place, "run", new Timestamp(0));
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

  @Test
  void equalsAnOracleThatTakesRowsInOrderOfArrival() {
    long seed = new Random().nextLong();
    System.out.println("TestUpsertMergeSpark seed " + seed);
    Random random = new Random(seed);
    String branch = LocalLake.branched("upsert", COLUMNS);
    String tombstones = LocalLake.branched("upsert__deleted", GRAVES);
    Map<String, Version> oracle = new TreeMap<>();
    for (int batch = 0; batch < 6; batch++) {
      List<Row> rows = randomBatch(random);
      Map<String, Version> before = new HashMap<>(oracle);
      rows.forEach(each -> accept(oracle, each));
      long changed =
          oracle.entrySet().stream()
              .filter(each -> !each.getValue().equals(before.get(each.getKey())))
              .count();
      // Written out of order, as tasks do.
      List<Row> shuffled = new ArrayList<>(rows);
      java.util.Collections.shuffle(shuffled, random);
      String stage = LocalLake.stage("upsert_stage", COLUMNS, shuffled);
      long duplicates = UpsertMerge.apply(spark, stage, branch, Optional.of(tombstones), DATASET);
      assertThat(duplicates).as("seed %d batch %d", seed, batch).isEqualTo(rows.size() - changed);
      assertThat(shown(branch, "k, coalesce(string(seq), '-'), coalesce(string(v), '-'), part"))
          .as("seed %d batch %d", seed, batch)
          .isEqualTo(expected(oracle, false));
      assertThat(shown(tombstones, "k, coalesce(string(seq), '-'), '-', part"))
          .as("seed %d batch %d tombstones", seed, batch)
          .isEqualTo(expected(oracle, true));
    }
    assertThat(spark.table("lake.t.upsert").count()).isZero();
  }

  /** Rows of 30 histories in arrival order, each over a few keys. */
  private static List<Row> randomBatch(Random random) {
    List<Row> rows = new ArrayList<>();
    for (int history = 0; history < 30; history++) {
      int count = random.nextInt(6);
      for (int i = 0; i < count; i++) {
        Long seq = random.nextInt(12) == 0 ? null : (long) random.nextInt(10);
        Integer v = random.nextInt(6) == 0 ? null : random.nextInt(3);
        String op = random.nextInt(4) == 0 ? "D" : "U";
        rows.add(row("h" + history + "k" + random.nextInt(3), seq, v, op, rows.size() + 1L));
      }
    }
    return rows;
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
    String branch = LocalLake.branched("same", COLUMNS);
    String tombstones = LocalLake.branched("same__deleted", GRAVES);
    String stage =
        LocalLake.stage(
            "same_stage", COLUMNS, List.of(row("a", 1L, null, "U", 1), row("b", 2L, 1, "D", 2)));
    assertThat(UpsertMerge.apply(spark, stage, branch, Optional.of(tombstones), DATASET)).isZero();
    long versions = snapshots("same");
    long graves = snapshots("same__deleted");
    assertThat(UpsertMerge.apply(spark, stage, branch, Optional.of(tombstones), DATASET))
        .isEqualTo(2);
    assertThat(snapshots("same")).isEqualTo(versions);
    assertThat(snapshots("same__deleted")).isEqualTo(graves);
    assertThat(shown(branch, "k, seq, op, _place")).containsExactly("a|1|U|1");
  }

  @Test
  void aLateRowStaysDeadAndANewerOneLivesAgain() {
    String branch = LocalLake.branched("late", COLUMNS);
    String tombstones = LocalLake.branched("late__deleted", GRAVES);
    merge(branch, tombstones, row("a", 5L, 1, "X", 1));
    assertThat(merge(branch, tombstones, row("a", 4L, 1, "U", 1))).isEqualTo(1);
    assertThat(shown(branch, "k")).isEmpty();
    assertThat(shown(tombstones, "k, part, seq, _run_id")).containsExactly("a|1|5|run");
    assertThat(merge(branch, tombstones, row("a", 6L, 2, "U", 1))).isZero();
    assertThat(shown(branch, "k, seq, v")).containsExactly("a|6|2");
    assertThat(shown(tombstones, "k")).isEmpty();
    assertThat(merge(branch, tombstones, row("a", 6L, 3, "U", 1))).isZero();
    assertThat(shown(branch, "k, seq, v")).containsExactly("a|6|3");
  }

  private long merge(String branch, String tombstones, Row... rows) {
    String stage = LocalLake.stage("late_stage", COLUMNS, List.of(rows));
    return UpsertMerge.apply(spark, stage, branch, Optional.of(tombstones), DATASET);
  }

  @Test
  void arrivalDecidesWithoutASequence() {
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
    String branch = LocalLake.branched("arrival", COLUMNS);
    String first =
        LocalLake.stage(
            "arrival_stage",
            COLUMNS,
            List.of(
                row("a", 9L, 1, "U", 2),
                row("a", 9L, 2, "U", 11),
                row("b", 9L, 1, "U", 3),
                row("c", 9L, 1, "D", 4)));
    assertThat(UpsertMerge.apply(spark, first, branch, Optional.empty(), dataset)).isEqualTo(2);
    assertThat(shown(branch, "k, v")).containsExactly("a|2", "b|1");
    String second =
        LocalLake.stage(
            "arrival_stage",
            COLUMNS,
            List.of(row("a", 1L, 1, "U", 1), row("b", 9L, 1, "D", 2), row("d", 1L, 1, "U", 3)));
    assertThat(UpsertMerge.apply(spark, second, branch, Optional.empty(), dataset)).isZero();
    assertThat(shown(branch, "k, v")).containsExactly("a|1", "d|1");
    assertThat(UpsertMerge.apply(spark, second, branch, Optional.empty(), dataset)).isEqualTo(3);
  }
}
