package io.citylake.run.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.session.SparkSettings;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small session answers as the standard one does, and shuffles nothing. */
class TestOneTaskScanSpark {
  private static final Pattern EXCHANGE = Pattern.compile("(?m)^\\W*Exchange\\b.*$");

  @TempDir private static Path home;
  private static SparkSession standard;
  private static SparkSession small;

  @BeforeAll
  static void tables() {
    standard = LocalLake.session(SparkSettings.of(LocalLake.settings(home)));
    small = SmallSession.of(standard, LocalLake.settings(home));
    small.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    standard.sql("CREATE NAMESPACE IF NOT EXISTS lake.one");
    standard.sql("CREATE TABLE lake.one.none (k INT, v STRING, d DATE) USING iceberg");
    standard.sql(
        "CREATE TABLE lake.one.many (k INT, v STRING, d DATE) USING iceberg PARTITIONED BY (d)"
            // Each file is a split of its own.
            + " TBLPROPERTIES ('read.split.open-file-cost'='134217728')");
    Random random = new Random(7);
    for (int file = 0; file < 5; file++) {
      List<String> rows = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String v = random.nextInt(5) == 0 ? "NULL" : "'v" + random.nextInt(9) + "'";
        rows.add(
            "(%d, %s, DATE '2026-01-0%d')".formatted(random.nextInt(20), v, 1 + random.nextInt(3)));
      }
      standard.sql("INSERT INTO lake.one.many VALUES " + String.join(", ", rows));
    }
  }

  @AfterAll
  static void drop() {
    standard.sql("DROP TABLE lake.one.none PURGE");
    standard.sql("DROP TABLE lake.one.many PURGE");
    standard.sql("DROP NAMESPACE lake.one");
  }

  @Test
  void answersAsTheStandardSessionAndShufflesNothing() {
    for (String query :
        List.of(
            "SELECT count(*), sum(k), max(v) FROM lake.one.many",
            "SELECT count(*), sum(k), max(v) FROM lake.one.none",
            "SELECT count(*) FROM lake.one.many WHERE d = DATE '2030-01-01' AND v > ''",
            "SELECT v, count(*), count(DISTINCT k) FROM lake.one.many GROUP BY v",
            "SELECT * FROM lake.one.many ORDER BY d, k DESC, v",
            "SELECT k, v, row_number() OVER (PARTITION BY d ORDER BY k, v) FROM lake.one.many",
            "SELECT a.k, b.v FROM lake.one.many a JOIN lake.one.many b ON a.k = b.k AND a.d < b.d",
            "SELECT a.k, b.v FROM lake.one.many a LEFT JOIN lake.one.none b ON a.k = b.k",
            "SELECT k FROM lake.one.many WHERE k NOT IN (SELECT k + 10 FROM lake.one.many)",
            "SELECT k, v FROM lake.one.many EXCEPT SELECT k, v FROM lake.one.many WHERE k < 9",
            "SELECT DISTINCT v FROM lake.one.many LIMIT 100",
            "SELECT k, (SELECT max(v) FROM lake.one.many) FROM lake.one.many WHERE v = 'v1'")) {
      assertThat(rows(small, query)).as(query).isEqualTo(rows(standard, query));
      assertThat(exchanges(small, query)).as("exchanges of " + query).isEmpty();
    }
  }

  @Test
  void whatSparkStillShufflesAnswersAlike() {
    for (String query :
        List.of(
            "SELECT v, count(*) FROM (SELECT * FROM lake.one.many UNION ALL"
                + " SELECT * FROM lake.one.many) GROUP BY v",
            "SELECT v, count(DISTINCT k), count(DISTINCT d) FROM lake.one.many GROUP BY v",
            "SELECT v, d, count(*) FROM lake.one.many GROUP BY ROLLUP (v, d)")) {
      assertThat(rows(small, query)).as(query).isEqualTo(rows(standard, query));
    }
  }

  @Test
  void writesWhatItReads() {
    small.sql("CREATE TABLE lake.one.copy USING iceberg AS SELECT * FROM lake.one.many");
    try {
      small.sql("DELETE FROM lake.one.copy WHERE k IN (SELECT k FROM lake.one.many WHERE k < 5)");
      small.sql(
          "MERGE INTO lake.one.copy t USING (SELECT DISTINCT k + 100 k FROM lake.one.many) s"
              + " ON t.k = s.k WHEN NOT MATCHED THEN INSERT (k, v, d) VALUES (s.k, 'new', NULL)");
      assertThat(rows(standard, "SELECT count(*) FROM lake.one.copy WHERE v = 'new'"))
          .isEqualTo(rows(standard, "SELECT count(DISTINCT k) FROM lake.one.many"));
      assertThat(rows(standard, "SELECT * FROM lake.one.copy WHERE k < 100"))
          .isEqualTo(rows(standard, "SELECT * FROM lake.one.many WHERE k >= 5"));
    } finally {
      standard.sql("DROP TABLE lake.one.copy PURGE");
    }
  }

  private static List<String> rows(SparkSession session, String query) {
    return session.sql(query).collectAsList().stream().map(Object::toString).sorted().toList();
  }

  private static List<String> exchanges(SparkSession session, String query) {
    String plan =
        ((org.apache.spark.sql.classic.Dataset<?>) session.sql(query))
            .queryExecution()
            .executedPlan()
            .treeString();
    assertThat(plan).contains("OneTaskScan");
    return EXCHANGE.matcher(plan).results().map(MatchResult::group).toList();
  }
}
