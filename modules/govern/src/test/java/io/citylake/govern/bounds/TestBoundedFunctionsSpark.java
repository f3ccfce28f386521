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
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.junit.jupiter.api.BeforeAll;
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
        "levenshtein(repeat('a', 100000), repeat('b', 100000))",
        "array_distinct(transform(sequence(1, 200000), x -> array(x)))",
        "s RLIKE '((){1000}){10000}'"
      })
  void refusesToMakeWhatHasNoEnd(String call) {
    String sql = "SELECT length(to_json(array(" + call + "))) AS a FROM bounded_input";
    Throwable raised = catchThrowable(() -> ours(sql).collectAsList());
    // Spark's own, where a task raised it.
    Throwable said = raised instanceof CityLakeException ? raised : raised.getCause();
    assertThat(said).isInstanceOf(CityLakeException.class);
    assertThat(((CityLakeException) said).code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
  }

  private static Dataset<Row> ours(String sql) {
    LogicalPlan analysed = spark.sql(sql).queryExecution().analyzed();
    LogicalPlan ours = ParsedPlan.withOurs(analysed);
    assertThat(ours).isNotSameAs(analysed);
    return org.apache.spark.sql.classic.Dataset.ofRows(spark, ours);
  }
}
