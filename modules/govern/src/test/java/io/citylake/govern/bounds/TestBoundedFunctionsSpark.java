package io.citylake.govern.bounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.testkit.LocalLake;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestBoundedFunctionsSpark {
  private static SparkSession spark;

  @BeforeAll
  static void open() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("spark.ui.enabled", "false");
    spark = (SparkSession) LocalLake.session(settings);
    spark
        .sql(
            "SELECT * FROM VALUES ('abc', 'b', 2), ('a,b;c,,', '[,;]', -1), ('', '', 0), (null, 'x',"
                + " 1), ('100-200, 300-400', '(\\\\d+)-(\\\\d+)', 1), ('天府一街', '府.', 3), ('a%b_c',"
                + " '%\\\\%b\\\\_%', 5), ('aaa', null, 4), ('ab', '(a)|(z)', 2), ('xyz', '', 2) AS t(s,"
                + " p, n)")
        .repartition(1)
        .createOrReplaceTempView("bounded_input");
  }

  /** What is ours answers as Spark's own does, compiled and not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "s LIKE '%b%'",
        "s LIKE 'a%'",
        "s LIKE '%_b%'",
        "s ILIKE '%B%C%'",
        "s LIKE ANY ('a%', '%c%c%', null)",
        "s LIKE ALL ('a%', '%b%b%')",
        "s NOT LIKE ALL ('a%b%c%', '%z%z%')",
        "s NOT LIKE ANY ('a%b%c%', '%z%z%')",
        "s RLIKE '^a.*c'",
        "s RLIKE p",
        "regexp_like(s, p)",
        "split(s, p)",
        "split(s, p, n)",
        "split(s, '[,;]', 2)",
        "regexp_replace(s, p, 'x')",
        "regexp_replace(s, 'a', '$0$0', 2)",
        "regexp_extract(s, '(\\\\d+)-(\\\\d+)', 2)",
        "regexp_extract(s, '(a)|(b)', 2)",
        "regexp_extract_all(s, '(\\\\d+)-(\\\\d+)', 1)",
        "regexp_instr(s, p)",
        "regexp_count(s, 'a')",
        "regexp_substr(s, '[b-z]')",
        "repeat(s, n)",
        "repeat(s, null)",
        "space(n)",
        "lpad(s, n, 'xy')",
        "rpad(s, n)",
        "rpad(s, n, p)",
        "sequence(1, n + 5, 2)",
        "sequence(n, 1)",
        "sequence(date'2026-01-01', date'2026-03-01', interval 1 month)",
        "sequence(timestamp'2026-01-01 00:00:00', timestamp'2026-01-01 03:00:00', interval 1 hour)",
        "sequence(timestamp'2026-01-01 00:00:00', timestamp'2026-01-03 00:00:00')",
        "array_repeat(s, n)",
        "array_insert(array(1, 2), 5, n)",
        "format_string('%5s|%d', s, n)",
        "format_number(n * 1.234, 2)",
        "replace(s, 'a', 'bcd')",
        "concat(s, p, 'x')",
        "s || p || n",
        "concat(array(s), array(p))",
        "concat(CAST(s AS BINARY), CAST(p AS BINARY))",
        "concat_ws(p, s, array(s, null, 'q'))",
        "array_join(array(s, p, 'x'), ',', '-')",
        "flatten(array(array(s), array(p)))",
        "overlay(s placing p from 2)",
        "hex(s)",
        "hex(n)",
        "base64(CAST(s AS BINARY))",
        "encode(s, 'utf-8')",
        "array_distinct(array(array(n), array(n), array(1)))",
        "array_union(array(named_struct('n', n)), array(named_struct('n', 2)))",
        "array_intersect(array(array(n)), array(array(2)))",
        "array_except(array(array(n)), array(array(2)))",
        "arrays_overlap(array(s), array('abc', p))",
        "levenshtein(s, 'abd')",
        "levenshtein(s, 'abd', 1)"
      })
  void answersAsSparkDoes(String call) {
    String sql = "SELECT " + call + " AS a FROM bounded_input";
    for (String compiled : List.of("true", "false")) {
      spark.conf().set("spark.sql.codegen.wholeStage", compiled);
      spark
          .conf()
          .set(
              "spark.sql.codegen.factoryMode",
              compiled.equals("true") ? "CODEGEN_ONLY" : "NO_CODEGEN");
      List<Row> plain = spark.sql(sql).collectAsList();
      Dataset<Row> ours = ours(sql);
      assertThat(ours.queryExecution().analyzed().toString()).isNotEmpty();
      assertThat(ours.collectAsList()).as(compiled).isEqualTo(plain);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "repeat(s, 2000000000)",
        "space(n + 2000000000)",
        "lpad(s, 2000000000, 'x')",
        "rpad(s, 2000000000, 'x')",
        "sequence(1L, n * 1000000000L + 2000000L)",
        "sequence(date'0001-01-01', date'9999-01-01')",
        "sequence(timestamp'2026-01-01 00:00:00', timestamp'2027-01-01 00:00:00', interval 1 second)",
        "array_repeat(s, 2000000000)",
        "array_insert(array(1), 2000000000, 1)",
        "format_string('%2000000000d', n)",
        "replace(repeat('a', 100000), 'a', repeat('b', 100000))",
        "regexp_replace(repeat('a', 100000), 'a', repeat('b', 100000))",
        "aggregate(sequence(1, 30), 'a', (t, i) -> t || t)",
        "aggregate(sequence(1, 30), array('a'), (t, i) -> concat(t, t))",
        "aggregate(sequence(1, 30), 'a', (t, i) -> concat_ws(t, t, t))",
        "aggregate(sequence(1, 30), 'a', (t, i) -> array_join(array(t, t), ','))",
        "aggregate(sequence(1, 30), 'a', (t, i) -> overlay(t placing t from 1 for 0))",
        "aggregate(sequence(1, 30), 'a', (t, i) -> hex(t))",
        "aggregate(sequence(1, 70), 'abc', (t, i) -> base64(CAST(t AS BINARY)))",
        "aggregate(sequence(1, 15), 'a', (t, i) -> CAST(encode(t, 'utf-32') AS STRING))",
        "flatten(transform(sequence(1, 1000), x -> array_repeat(repeat('a', 1000), 100)))",
        "levenshtein(repeat('a', 100000), repeat('b', 100000))",
        "array_distinct(transform(sequence(1, 200000), x -> array(x)))",
        "s RLIKE '((){1000}){10000}'"
      })
  void refusesToMakeWhatHasNoEnd(String call) {
    String sql = "SELECT length(to_json(array(" + call + "))) AS a FROM bounded_input";
    assertThatIsTooMuch(ours(sql));
  }

  private static void assertThatIsTooMuch(Dataset<Row> query) {
    Throwable raised = catchThrowable(query::collectAsList);
    assertThat(raised).as("it was answered").isNotNull();
    // Spark's own, where a task raised it.
    Throwable said = raised instanceof CityLakeException ? raised : raised.getCause();
    assertThat(said).isInstanceOf(CityLakeException.class);
    assertThat(((CityLakeException) said).code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
  }

  /** What is kept of a group, in as many ways as Spark goes about it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sort_array(collect_list(s))",
        "sort_array(array_agg(s) FILTER (WHERE n > 1))",
        "sort_array(collect_list(DISTINCT p))",
        "sort_array(collect_set(p))",
        "sort_array(collect_list(array(s, p)))",
        "sort_array(collect_list(struct(n, s)))",
        "listagg(s, '-') WITHIN GROUP (ORDER BY s DESC)",
        "string_agg(DISTINCT s) WITHIN GROUP (ORDER BY s)",
        "mode() WITHIN GROUP (ORDER BY n)",
        "mode(n, true)"
      })
  void keepsWhatSparkKeeps(String call) {
    for (String sql :
        List.of(
            "SELECT n %% 2 AS k, %s AS a FROM bounded_input GROUP BY n %% 2 ORDER BY k",
            "SELECT 1, %s AS a FROM bounded_input WHERE n > 100")) {
      String query = sql.formatted(call);
      List<Row> plain = spark.sql(query).collectAsList();
      assertThat(kept(query).collectAsList()).isEqualTo(plain);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "size(collect_list(t))",
        "size(array_agg(array(t)))",
        "size(collect_list(struct(id, t)))",
        "size(collect_set(concat(t, id)))",
        "length(listagg(t, ','))",
        "length(string_agg(t, ',') WITHIN GROUP (ORDER BY id))",
        "length(mode(concat(t, id)))"
      })
  void refusesToKeepWhatHasNoEnd(String call) {
    String from = " AS a FROM (SELECT id, repeat('a', 100000) AS t FROM range(0, 300, 1, 2))";
    assertThatIsTooMuch(kept("SELECT " + call + from));
  }

  /** What has no bytes of its own has a place. */
  @ParameterizedTest
  @ValueSource(strings = {"size(collect_list(''))", "size(collect_list('') OVER ())"})
  void refusesToKeepManyOfNothing(String call) {
    assertThatIsTooMuch(kept("SELECT " + call + " AS a FROM range(0, 1100000, 1, 2)"));
  }

  @Test
  void countsWhatAGroupKeepsAndNotWhatItWasGiven() {
    String from = " FROM (SELECT id, repeat('a', 100000) AS t FROM range(0, 300, 1, 2))";
    assertThat(kept("SELECT size(collect_set(t)), length(mode(t))" + from).collectAsList())
        .containsExactly(RowFactory.create(1, 100_000));
    assertThat(
            kept("SELECT max(n) FROM (SELECT size(collect_list(t)) AS n" + from + " GROUP BY id)")
                .collectAsList())
        .containsExactly(RowFactory.create(1));
    assertThatIsTooMuch(kept("SELECT size(collect_list(t) OVER ()) AS a" + from));
  }

  private static Dataset<Row> kept(String sql) {
    LogicalPlan analysed = spark.sql(sql).queryExecution().analyzed();
    LogicalPlan bounded = AnalysedPlan.bounded(analysed);
    assertThat(bounded).isNotEqualTo(analysed);
    return org.apache.spark.sql.classic.Dataset.ofRows(spark, bounded);
  }

  private static Dataset<Row> ours(String sql) {
    LogicalPlan analysed = spark.sql(sql).queryExecution().analyzed();
    LogicalPlan ours = ParsedPlan.withOurs(analysed);
    assertThat(ours).isNotSameAs(analysed);
    return org.apache.spark.sql.classic.Dataset.ofRows(spark, ours);
  }
}
