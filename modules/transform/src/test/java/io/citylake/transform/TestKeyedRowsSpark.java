package io.citylake.transform;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Which of several rows with one key stays. */
class TestKeyedRowsSpark {
  private final SparkSession spark = LocalLake.session();

  private static DatasetContract dataset(WriteMode mode, List<String> key) {
    return Contracts.dataset(mode, key, "seq", null, "k string", "n int", "seq int");
  }

  /** Rows of outcome, k, n, seq, _source, _place. */
  private org.apache.spark.sql.Dataset<Row> judged() {
    return spark
        .sql(
            """
            SELECT * FROM VALUES
              (0, 'a', 1, 5, 'f1', 1L), (0, 'a', 1, 9, 'f1', 2L), (0, 'a', 1, 9, 'f2', 1L),
              (0, 'a', 2, 1, 'f1', 4L), (0, 'b', 1, 1, 'f2', 3L), (0, 'b', 1, NULL, 'f1', 9L),
              (1, 'a', 1, 5, 'f1', 5L), (3, 'a', 1, 5, 'f1', 6L), (1, 'a', 1, 5, 'f1', 7L)
              AS t(o, k, n, seq, s, p)
            """)
        .selectExpr(
            "o AS outcome",
            "IF(o = 0, named_struct('k', k, 'n', n, 'seq', seq, '_source', s, '_place', p), NULL) AS good",
            "IF(o = 1, named_struct('id', concat(s, p)), NULL) AS bad",
            "IF(o = 0, array('w'), NULL) AS warnings",
            "o = 1 AS fatal")
        .coalesce(1);
  }

  private static List<String> shown(org.apache.spark.sql.Dataset<Row> rows) {
    return rows
        .selectExpr(
            "concat_ws('|', outcome, good.k, good.n, good.seq, good._source, good._place, bad.id,"
                + " array_join(warnings, ','), fatal)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static final Column PLACE = col("good._source");
  private static final List<String> REFUSED = List.of("1|f15|true", "1|f17|true", "3|false");

  @Test
  void appendKeepsTheFirstOfAKey() {
    List<String> rows =
        shown(
            KeyedRows.markDuplicates(
                judged(), dataset(WriteMode.APPEND, List.of("k", "n")), PLACE, Optional.empty()));
    assertThat(rows)
        .hasSize(9)
        .containsAll(REFUSED)
        .contains("0|a|1|5|f1|1|w|false", "0|a|2|1|f1|4|w|false", "0|b|1|f1|9|w|false")
        // What others say of a key is kept.
        .contains("2|a|1|9|f1|2|false", "2|a|1|9|f2|1|false", "2|b|1|1|f2|3|false");
  }

  @Test
  void replaceKeepsTheLatestOfAKeyInEachDelivery() {
    List<String> rows =
        shown(
            KeyedRows.markDuplicates(
                judged(), dataset(WriteMode.REPLACE, List.of("k", "n")), PLACE, Optional.empty()));
    assertThat(rows)
        .hasSize(9)
        .containsAll(REFUSED)
        .contains(
            "0|a|1|9|f1|2|w|false",
            "0|a|1|9|f2|1|w|false",
            "0|a|2|1|f1|4|w|false",
            "0|b|1|1|f2|3|w|false",
            "0|b|1|f1|9|w|false");
    assertThat(rows.stream().filter("2|false"::equals)).hasSize(1);
  }

  @Test
  void marksKeysThatTheTableHolds() {
    spark.sql("CREATE TABLE lake.t.known (k STRING, n INT, other INT) USING iceberg");
    spark.sql(
        "INSERT INTO lake.t.known VALUES ('a', 1, 7), ('a', 1, 8), ('c', 1, 7), (NULL, 1, 1)");
    DatasetContract dataset = dataset(WriteMode.APPEND, List.of("k", "n"));
    List<String> rows =
        shown(KeyedRows.markDuplicates(judged(), dataset, PLACE, Optional.of("lake.t.known")));
    assertThat(rows)
        .hasSize(9)
        .containsAll(REFUSED)
        .contains("0|a|2|1|f1|4|w|false", "0|b|1|f1|9|w|false");
    assertThat(rows.stream().filter(row -> row.startsWith("2|"))).hasSize(4);
  }

  @Test
  void spreadsRefusedRowsOverTheTasks() {
    org.apache.spark.sql.Dataset<Row> many =
        judged().where("outcome = 1").crossJoin(spark.range(1000).select("id")).drop("id");
    spark.sql("CREATE TABLE lake.t.none (k STRING, n INT) USING iceberg");
    DatasetContract dataset = dataset(WriteMode.APPEND, List.of("k", "n"));
    org.apache.spark.sql.Dataset<Row> marked =
        KeyedRows.markDuplicates(many, dataset, PLACE, Optional.of("lake.t.none"));
    List<Row> sizes =
        marked.groupBy(org.apache.spark.sql.functions.spark_partition_id()).count().collectAsList();
    assertThat(sizes).hasSizeGreaterThan(1);
    assertThat(sizes).allSatisfy(size -> assertThat(size.getLong(1)).isBetween(700L, 1300L));
  }

  @Test
  void leavesRowsWithoutAKeyAlone() {
    org.apache.spark.sql.Dataset<Row> rows = judged();
    assertThat(
            KeyedRows.markDuplicates(
                rows, dataset(WriteMode.APPEND, List.of()), PLACE, Optional.empty()))
        .isSameAs(rows);
  }
}
