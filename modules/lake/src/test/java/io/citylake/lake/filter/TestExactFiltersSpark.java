package io.citylake.lake.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.session.SparkSettings;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2ScanRelation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is asked of a table is what is asked of its rows in memory, where nothing is handed to
 * Iceberg; apache/iceberg#9130 and #1710.
 */
class TestExactFiltersSpark {
  private static final long SEED = Long.getLong("citylake.seed", 20261128L);
  private static final int CONDITIONS = Integer.getInteger("citylake.conditions", 20);

  @TempDir private static Path home;
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    SparkSession first = LocalLake.session(SparkSettings.of(LocalLake.settings(home)));
    first.sql("CREATE NAMESPACE IF NOT EXISTS lake.exact");
    // What a session passes on to the next: the gate's and that of small jobs are made so.
    spark = first.newSession();
    scala.jdk.javaapi.CollectionConverters.asJava(first.conf().getAll())
        .forEach(
            (key, value) -> {
              if (key.startsWith("spark.sql.catalog.") || key.equals("spark.sql.defaultCatalog")) {
                spark.conf().set(key, value);
              }
            });
    spark.conf().set("spark.sql.shuffle.partitions", "1");
    SparkSession.setActiveSession(spark);
  }

  @AfterEach
  void drop() {
    spark.sql("DROP TABLE IF EXISTS lake.exact.t PURGE");
  }

  static LongStream seeds() {
    return new Random(SEED).longs(Integer.getInteger("citylake.tables", 3));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void answersAsRowsInMemoryDo(long seed) {
    Random draw = new Random(seed);
    DrawnConditions drawn = new DrawnConditions(draw);
    String layout = DrawnConditions.LAYOUTS.get(draw.nextInt(DrawnConditions.LAYOUTS.size()));
    String history = create(draw, drawn, layout);
    remember();
    int found = 0;
    for (int i = 0; i < CONDITIONS; i++) {
      String condition = drawn.next();
      String asked = "seed %d: %s of %s".formatted(seed, condition, history);
      List<String> ids = answer("SELECT id FROM $t WHERE " + condition, "rows");
      found += ids.size();
      assertThat(answer("SELECT id FROM $t WHERE " + condition, "lake.exact.t"))
          .as(asked)
          .isEqualTo(ids);
      String totals =
          "SELECT count(*), count(kind), min(day), max(n), min(score), max(score), max(ratio),"
              + " max(kind) FROM $t WHERE "
              + condition;
      assertThat(answer(totals, "lake.exact.t")).as(asked).isEqualTo(answer(totals, "rows"));
      if (i % 5 == 0) {
        String joined =
            "SELECT l.id, r.id FROM $t l JOIN (SELECT * FROM $t WHERE %s) r ON l.kind = r.kind OR"
                    .formatted(condition)
                + " l.score = r.score WHERE l.n <> 4 OR l.flag";
        assertThat(answer(joined, "lake.exact.t")).as(asked).isEqualTo(answer(joined, "rows"));
        changes(condition, asked);
      }
    }
    assertThat(found).isPositive();
  }

  private static void changes(String condition, String asked) {
    Object before =
        spark
            .sql("SELECT snapshot_id FROM lake.exact.t.refs WHERE name = 'main'")
            .collectAsList()
            .get(0)
            .get(0);
    spark.sql("DELETE FROM lake.exact.t WHERE " + condition);
    assertThat(answer("SELECT id, n FROM $t", "lake.exact.t"))
        .as("DELETE, " + asked)
        .isEqualTo(answer("SELECT id, n FROM $t WHERE NOT ((" + condition + ") <=> true)", "rows"));
    back(before);
    spark.sql("UPDATE lake.exact.t SET n = 99 WHERE " + condition);
    String updated = "SELECT id, if((" + condition + ") <=> true, 99, n) FROM $t";
    assertThat(answer("SELECT id, n FROM $t", "lake.exact.t"))
        .as("UPDATE, " + asked)
        .isEqualTo(answer(updated, "rows"));
    back(before);
    spark.sql(
        "MERGE INTO lake.exact.t AS t USING (SELECT id AS other FROM rows) AS s ON t.id = s.other"
            + " AND ("
            + condition
            + ") WHEN MATCHED THEN UPDATE SET n = 99");
    assertThat(answer("SELECT id, n FROM $t", "lake.exact.t"))
        .as("MERGE, " + asked)
        .isEqualTo(answer(updated, "rows"));
    back(before);
  }

  private static void back(Object snapshot) {
    spark.sql("CALL lake.system.set_current_snapshot('exact.t', " + snapshot + ")");
  }

  private static String create(Random draw, DrawnConditions drawn, String layout) {
    String create =
        "CREATE TABLE lake.exact.t ("
            + DrawnConditions.COLUMNS
            + ") USING iceberg"
            + (layout.isEmpty() ? "" : " PARTITIONED BY (" + layout + ")")
            + " TBLPROPERTIES ('write.delete.mode'='%s', 'write.metadata.metrics.default'='%s')"
                .formatted(
                    draw.nextBoolean() ? "merge-on-read" : "copy-on-write",
                    draw.nextInt(4) == 0 ? "none" : "full");
    spark.sql(create);
    StringBuilder history = new StringBuilder(create);
    for (int i = 0; i < 6; i++) {
      String insert = "INSERT INTO lake.exact.t VALUES " + drawn.rows(10 * i);
      spark.sql(insert);
      history.append("; ").append(insert);
    }
    if (draw.nextInt(3) == 0) {
      spark.sql("DELETE FROM lake.exact.t WHERE id IN (1, 20, 31)");
      history.append("; deleted 1, 20, 31");
    }
    return history.toString();
  }

  /** A copy in memory that nothing is handed to. */
  private static void remember() {
    Dataset<Row> rows = spark.table("lake.exact.t");
    spark.createDataFrame(rows.collectAsList(), rows.schema()).createOrReplaceTempView("rows");
  }

  /** Which of two zeros stands for both depends on which came first. */
  private static List<String> answer(String statement, String table) {
    return spark.sql(statement.replace("$t", table)).collectAsList().stream()
        .map(row -> row.toString().replace("-0.0", "0.0"))
        .sorted()
        .toList();
  }

  private static void table(String layout, String... inserts) {
    spark.sql(
        "CREATE TABLE lake.exact.t (id INT, kind STRING, day DATE, score DOUBLE) USING iceberg"
            + layout
            // Each file is a split of its own.
            + " TBLPROPERTIES ('read.split.open-file-cost'='134217728')");
    for (String each : inserts) {
      spark.sql("INSERT INTO lake.exact.t VALUES " + each);
    }
  }

  private static List<String> ids(String condition) {
    return answer("SELECT id FROM $t WHERE " + condition, "lake.exact.t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind <> 'a' OR kind = 'zz'",
        "NOT (kind = 'a' AND kind <> 'zz')",
        "kind NOT LIKE 'a%' OR kind = 'zz'",
        "kind <> 'a' OR kind IS NULL AND kind = 'zz'",
        "NOT (kind IN ('a', 'x')) OR kind = 'zz'"
      })
  void nullIsNotDifferentFromAnything(String condition) {
    table(
        " PARTITIONED BY (kind)",
        "(1, 'a', null, null), (2, 'b', null, null), (3, null, null, null)");
    assertThat(ids(condition)).containsExactly("[2]");
    spark.sql("DELETE FROM lake.exact.t WHERE " + condition);
    assertThat(ids("true")).containsExactly("[1]", "[3]");
  }

  /** Iceberg's own way fails there. */
  @Test
  void nullBeginsWithNothing() {
    table(
        " PARTITIONED BY (kind)",
        "(1, 'a', null, null), (2, 'b', null, null), (3, null, null, null)");
    assertThat(ids("kind LIKE 'a%' OR id = 3")).containsExactly("[1]", "[3]");
    assertThat(ids("kind NOT LIKE 'a%' OR id = 3")).containsExactly("[2]", "[3]");
    assertThat(ids("kind IS NOT NULL AND kind LIKE 'a%' OR id = 3")).containsExactly("[1]", "[3]");
    spark.sql("DELETE FROM lake.exact.t WHERE kind LIKE 'a%'");
    assertThat(ids("true")).containsExactly("[2]", "[3]");
  }

  @Test
  void deletesNoNullOfAPartitionColumn() {
    table(
        " PARTITIONED BY (kind)",
        "(1, 'a', null, null), (2, 'b', null, null), (3, null, null, null)");
    spark.sql("DELETE FROM lake.exact.t WHERE kind <> 'a'");
    assertThat(ids("true")).containsExactly("[1]", "[3]");
  }

  @Test
  void notInAListWithNullIsNowhereTrue() {
    table(" PARTITIONED BY (kind)", "(1, 'a', null, null), (2, 'b', null, null)");
    assertThat(ids("kind NOT IN ('a', null)")).isEmpty();
    assertThat(ids("kind NOT IN ('a', null) OR kind = 'a'")).containsExactly("[1]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "score > 5D",
        "score >= 5D",
        "5D < score",
        "NOT score < 5D",
        "score > 5D OR kind = 'zz'",
        "score NOT BETWEEN -5D AND 5D"
      })
  void nanIsGreaterThanAllElse(String condition) {
    table("", "(1, 'a', null, 1.5D), (2, 'b', null, double('NaN'))", "(3, 'c', null, 2.5D)");
    assertThat(ids(condition)).containsExactly("[2]");
    spark.sql("DELETE FROM lake.exact.t WHERE " + condition);
    assertThat(ids("true")).containsExactly("[1]", "[3]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "score = 0D",
        "score = -0.0D",
        "score >= 0D AND score < 1D",
        "score <= -0.0D",
        "score IN (-0.0D, 7D)",
        "score IN (0D, 7D)",
        "score <=> 0D"
      })
  void zerosAreOneNumber(String condition) {
    table("", "(1, 'a', null, -0.0D)", "(2, 'b', null, 0.0D)", "(3, 'c', null, 2.5D)");
    assertThat(ids(condition)).containsExactly("[1]", "[2]");
  }

  /** Four files of four kinds and days; conditions that cut them as they did before. */
  @Test
  void readsTheFilesThatItNeeds() {
    table(
        " PARTITIONED BY (kind)",
        "(1, 'a', DATE'2026-01-01', 1D), (2, 'b', DATE'2026-01-02', 2D),"
            + " (3, 'c', DATE'2026-01-03', 3D), (4, null, DATE'2026-01-04', double('NaN'))");
    assertThat(files("true")).isEqualTo(4);
    assertThat(files("kind = 'a'")).isEqualTo(1);
    assertThat(files("kind <> 'a'")).isEqualTo(2);
    assertThat(files("kind NOT IN ('a', 'b')")).isEqualTo(1);
    assertThat(files("kind <> 'a' OR day = DATE'2026-01-01'")).isEqualTo(3);
    assertThat(files("kind LIKE 'a%'")).isEqualTo(1);
    assertThat(files("day >= DATE'2026-01-03'")).isEqualTo(2);
    assertThat(files("day < DATE'2026-01-02' OR kind = 'c'")).isEqualTo(2);
    assertThat(files("score < 2D")).isEqualTo(1);
    assertThat(files("score = 2D")).isEqualTo(1);
    // And the one with NaN.
    assertThat(files("score > 2D")).isEqualTo(2);
  }

  /** Spark looks at no row again where Iceberg did. */
  @Test
  void leavesPlainConditionsToIceberg() {
    table(" PARTITIONED BY (kind)", "(1, 'a', null, 1D)");
    for (String condition : List.of("kind = 'a'", "kind <> 'a'", "kind <> 'a' OR kind = 'b'")) {
      assertThat(optimized(condition).toString()).as(condition).doesNotContain("Filter");
    }
  }

  private static LogicalPlan optimized(String condition) {
    Dataset<Row> rows = spark.table("lake.exact.t").where(condition);
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().optimizedPlan();
  }

  private static int files(String condition) {
    LogicalPlan leaf = optimized(condition).collectLeaves().head();
    return ((DataSourceV2ScanRelation) leaf).scan().toBatch().planInputPartitions().length;
  }
}
