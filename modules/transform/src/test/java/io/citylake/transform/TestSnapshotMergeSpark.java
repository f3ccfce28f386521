package io.citylake.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.transform.SnapshotMerge.Vanished;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Full copies against an oracle that rebuilds history from the days before. */
class TestSnapshotMergeSpark {
  private static final String STAGED =
      "k STRING, v INT, w STRING, _source STRING, _place BIGINT, _run_id STRING, _ingested_at TIMESTAMP";
  private static final String TARGET =
      "k STRING, v INT, w STRING, valid_from DATE, valid_to DATE, _source STRING, _place BIGINT,"
          + " _run_id STRING, _ingested_at TIMESTAMP";
  private static final DatasetContract DATASET =
      Contracts.dataset(
          WriteMode.SNAPSHOT, List.of("k"), null, null, "k string", "v int", "w string");
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
  private final SparkSession spark = LocalLake.session();

  private record Version(String k, @Nullable Integer v, LocalDate from, @Nullable LocalDate to) {
    String shown() {
      return k + "|" + (v == null ? "-" : v) + "|" + from + "|" + (to == null ? "-" : to);
    }
  }

  private static Row row(String k, @Nullable Integer v, long place) {
    return RowFactory.create(k, v, null, "f1", place, "run", new Timestamp(0));
  }

  private List<String> shown(String branch) {
    return spark
        .table(branch)
        .selectExpr(
            "concat_ws('|', k, coalesce(string(v), '-'), valid_from, coalesce(string(valid_to), '-'))")
        .collectAsList()
        .stream()
        .map(each -> each.getString(0))
        .sorted()
        .toList();
  }

  private SnapshotMerge.Counts merge(String branch, LocalDate day, Row... rows) {
    String stage = LocalLake.stage("copy_stage", STAGED, List.of(rows));
    return SnapshotMerge.apply(spark, stage, branch, DATASET, day, Vanished.Close.all());
  }

  @Test
  void keysThatACopyWithRefusedRowsLacksStayAsTheyAre() {
    String branch = LocalLake.branched("kept", TARGET);
    merge(branch, FIRST, row("a", 1, 1), row("b", 1, 2));
    String stage = LocalLake.stage("copy_stage", STAGED, List.of(row("a", 2, 1)));
    LocalDate second = FIRST.plusDays(1);
    assertThat(SnapshotMerge.apply(spark, stage, branch, DATASET, second, new Vanished.Keep()))
        .isEqualTo(new SnapshotMerge.Counts(0, 1, 0, 0));
    assertThat(shown(branch))
        .containsExactly("a|1|2026-01-01|2026-01-02", "a|2|2026-01-02|-", "b|1|2026-01-01|-");
  }

  /** What the first copy of a day ended goes on where a second has it, refused. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void keysOfRefusedRowsAreTakenBackFromWhatAnotherCopyOfTheDayEnded(boolean readable) {
    String branch = LocalLake.branched("again_" + readable, TARGET);
    merge(branch, FIRST, row("a", 1, 1), row("b", 1, 2), row("c", 1, 3), row("d", 1, 4));
    LocalDate second = FIRST.plusDays(1);
    merge(branch, second, row("a", 1, 1), row("c", 2, 2));
    String stage = LocalLake.stage("copy_stage", STAGED, List.of(row("a", 1, 1)));
    Dataset<Row> refused = spark.sql("SELECT * FROM VALUES ('b'), ('c'), ('e') AS t(k)");
    SnapshotMerge.apply(
        spark,
        stage,
        branch,
        DATASET,
        second,
        readable ? new Vanished.Close(Optional.of(refused)) : new Vanished.Keep());
    assertThat(shown(branch))
        .containsExactly(
            "a|1|2026-01-01|-",
            "b|1|2026-01-01|-",
            "c|1|2026-01-01|2026-01-02",
            "c|2|2026-01-02|-",
            readable ? "d|1|2026-01-01|2026-01-02" : "d|1|2026-01-01|-");
  }

  @Test
  void keepsHistoryOfWhatChangedVanishedAndCame() {
    String branch = LocalLake.branched("history", TARGET);
    assertThat(merge(branch, FIRST, row("a", 1, 1), row("b", 1, 2), row("c", null, 3)))
        .isEqualTo(new SnapshotMerge.Counts(3, 0, 0, 0));
    LocalDate second = FIRST.plusDays(1);
    assertThat(
            merge(branch, second, row("a", 1, 1), row("b", 1, 2), row("b", 2, 3), row("d", 1, 4)))
        .isEqualTo(new SnapshotMerge.Counts(1, 1, 1, 2));
    assertThat(shown(branch))
        .containsExactly(
            "a|1|2026-01-01|-",
            "b|1|2026-01-01|2026-01-02",
            "b|2|2026-01-02|-",
            "c|-|2026-01-01|2026-01-02",
            "d|1|2026-01-02|-");
    assertThat(spark.table(branch).where("k = 'a'").select("_run_id").head().getString(0))
        .isEqualTo("run");
    assertThatThrownBy(() -> merge(branch, FIRST, row("a", 2, 1)))
        .isInstanceOfSatisfying(
            CityLakeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COPY_BEHIND))
        .hasMessage(
            "Cannot merge the copy of 2026-01-01 into t.ods_t: the table holds history of later"
                + " days; load copies in the order of their days (newest=2026-01-02)");
  }

  @Test
  void writesNothingWhereNothingChanged() {
    String branch = LocalLake.branched("unchanged", TARGET);
    merge(branch, FIRST, row("a", 1, 1), row("b", null, 2));
    long versions = spark.table("lake.t.unchanged.snapshots").count();
    assertThat(merge(branch, FIRST.plusDays(9), row("b", null, 7), row("a", 1, 8)))
        .isEqualTo(new SnapshotMerge.Counts(0, 0, 0, 2));
    assertThat(merge(branch, FIRST.plusDays(9), row("b", null, 7), row("a", 1, 8)))
        .isEqualTo(new SnapshotMerge.Counts(0, 0, 0, 2));
    assertThat(spark.table("lake.t.unchanged.snapshots").count()).isEqualTo(versions);
  }

  @Test
  void aSecondRunOfADayCorrectsTheFirst() {
    long seed = new Random().nextLong();
    System.out.println("TestSnapshotMergeSpark seed " + seed);
    Random random = new Random(seed);
    String branch = LocalLake.branched("corrected", TARGET);
    List<Version> before = List.of();
    LocalDate day = FIRST;
    List<Version> after = before;
    for (int run = 0; run < 7; run++) {
      if (random.nextInt(3) > 0) {
        before = after;
        day = day.plusDays(1 + random.nextInt(3));
      }
      Map<String, @Nullable Integer> copy = randomCopy(random);
      List<Row> rows = new ArrayList<>();
      copy.forEach((k, v) -> rows.add(row(k, v, rows.size() + 1L)));
      merge(branch, day, rows.toArray(new Row[0]));
      after = applied(before, copy, day);
      assertThat(shown(branch))
          .as("seed %d run %d day %s", seed, run, day)
          .isEqualTo(after.stream().map(Version::shown).sorted().toList());
    }
  }

  private static Map<String, @Nullable Integer> randomCopy(Random random) {
    Map<String, @Nullable Integer> copy = new TreeMap<>();
    for (int i = 0; i < 60; i++) {
      if (random.nextInt(4) > 0) {
        copy.put("k" + i, random.nextInt(4) == 0 ? null : random.nextInt(2));
      }
    }
    return copy;
  }

  /** The history that the days before and this copy make. */
  private static List<Version> applied(
      List<Version> before, Map<String, @Nullable Integer> copy, LocalDate day) {
    List<Version> after = new ArrayList<>();
    Map<String, @Nullable Integer> fresh = new TreeMap<>(copy);
    for (Version old : before) {
      boolean same =
          copy.containsKey(old.k()) && java.util.Objects.equals(copy.get(old.k()), old.v());
      if (old.to() != null) {
        after.add(old);
      } else if (same) {
        after.add(old);
        fresh.remove(old.k());
      } else {
        after.add(new Version(old.k(), old.v(), old.from(), day));
      }
    }
    fresh.forEach((k, v) -> after.add(new Version(k, v, day, null)));
    return after;
  }
}
