package io.citylake.check.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.check.LocalLake;
import io.citylake.check.Sample;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.Rule;
import io.citylake.contract.dataset.Severity;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions in SQL over judged rows. */
class TestExpressionRulesSpark {
  private final SparkSession spark = LocalLake.session();

  private static DatasetContract dataset(Rule.Expression onA, Rule.Expression... onRow) {
    DatasetContract plain =
        new Sample()
            .column("a", "int", onA)
            .column("b", "int")
            .column("outcome", "string")
            .dataset();
    List<ColumnContract> columns = new ArrayList<>(plain.columns());
    return new DatasetContract(
        plain.name(),
        plain.title(),
        plain.layer(),
        plain.grain(),
        plain.owner(),
        plain.key(),
        plain.sequence(),
        plain.writeMode(),
        plain.deletes(),
        columns,
        plain.partitionBy(),
        plain.sortBy(),
        plain.updateCycle(),
        plain.retention(),
        plain.zone(),
        plain.tags(),
        List.of(onRow),
        plain.audits());
  }

  private static Rule.Expression rule(String condition, Severity severity) {
    return new Rule.Expression(condition, severity);
  }

  /** Judged rows as a reader makes them, from values of a and b. */
  private org.apache.spark.sql.Dataset<Row> judged() {
    return spark
        .sql(
            """
            SELECT * FROM VALUES
              (0, 1, 1), (0, -1, 1), (0, CAST(NULL AS INT), 1), (0, 4, 0), (1, NULL, NULL), (3, NULL, NULL)
              AS t(o, a, b)
            """)
        .selectExpr(
            "o AS outcome",
            "IF(o = 0, named_struct('a', a, 'b', b, 'outcome', 'x', '_source', 's', '_place', 7L),"
                + " NULL) AS good",
            "IF(o < 2, named_struct('id', 'i', 'reasons', IF(o = 1, array(named_struct('column', 'c',"
                + " 'value', 'v', 'rule', 'type', 'message', 'm')), CAST(array() AS"
                + " array<struct<column:string,value:string,rule:string,message:string>>)),"
                + " 'status', 'open'), NULL) AS bad",
            "IF(o = 0, array('old:in'), NULL) AS warnings",
            "false AS fatal")
        // Keeps Spark from folding the rows away, so that the generated code is what is tested.
        .coalesce(1);
  }

  private List<String> apply(DatasetContract dataset) {
    return ExpressionRules.apply(judged(), dataset)
        .selectExpr(
            "concat_ws('|', outcome, good.a, array_join(transform(bad.reasons, r -> r.column || ':' ||"
                + " r.rule || ':' || r.message), ';'), array_join(warnings, ','), fatal)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  @Test
  void refusesRowsWhoseConditionIsFalseAndPassesNulls() {
    assertThat(apply(dataset(rule("a >= 0", Severity.QUARANTINE))))
        .containsExactly(
            "0|1|old:in|false",
            "1|a:expression:expected a >= 0|false",
            "0|old:in|false",
            "0|4|old:in|false",
            "1|c:type:m|false",
            "3|false");
  }

  @Test
  void warnsAndFails() {
    DatasetContract dataset =
        dataset(
            rule("a > 1", Severity.WARN),
            rule("a < 4 or outcome <> 'x'", Severity.FAIL),
            rule("a is not null", Severity.WARN));
    assertThat(apply(dataset))
        .containsExactly(
            "0|1|old:in,a:expression|false",
            "0|-1|old:in,a:expression|false",
            "0|old:in,expression|false",
            "1|:expression:expected a < 4 or outcome <> 'x'|true",
            "1|c:type:m|false",
            "3|false");
  }

  @Test
  void collectsTheReasonsOfAllConditions() {
    assertThat(
            apply(dataset(rule("a > 0", Severity.QUARANTINE), rule("a + b > 5", Severity.FAIL)))
                .get(1))
        .isEqualTo("1|a:expression:expected a > 0;:expression:expected a + b > 5|true");
  }

  @Test
  void refusesTheRowAndNotTheRunWhereAConditionCannotBeEvaluated() {
    assertThat(apply(dataset(rule("a / b > 0 and a / b < 9", Severity.QUARANTINE))))
        .containsExactly(
            "0|1|old:in|false",
            "1|a:expression:expected a / b > 0 and a / b < 9|false",
            "0|old:in|false",
            "1|a:expression:expected a / b > 0 and a / b < 9, which cannot be evaluated|false",
            "1|c:type:m|false",
            "3|false");
    // Twice the same part, and in two rules: Spark must not compute it ahead of the attempt.
    DatasetContract twice =
        dataset(
            rule("a / b + a / b > 9", Severity.WARN), rule("a / b + b > 9", Severity.QUARANTINE));
    assertThat(apply(twice).get(3))
        .isEqualTo("1|:expression:expected a / b + b > 9, which cannot be evaluated|false");
    assertThat(apply(dataset(rule("cast(outcome as int) = 1", Severity.QUARANTINE))).get(0))
        .contains("which cannot be evaluated");
  }

  @Test
  void keepsTheSchemaOfJudgedRows() {
    org.apache.spark.sql.Dataset<Row> before = judged();
    org.apache.spark.sql.Dataset<Row> after =
        ExpressionRules.apply(before, dataset(rule("a > 0", Severity.WARN)));
    assertThat(after.columns()).containsExactly(before.columns());
    for (String column : before.columns()) {
      assertThat(after.schema().apply(column).dataType().sql())
          .isEqualTo(before.schema().apply(column).dataType().sql());
    }
    assertThat(after.schema().apply("outcome").nullable()).isFalse();
    assertThat(after.schema().apply("fatal").nullable()).isFalse();
  }

  @Test
  void doesNothingWithoutConditions() {
    DatasetContract none = new Sample().column("a", "int").dataset();
    assertThat(ExpressionRules.any(none)).isFalse();
    org.apache.spark.sql.Dataset<Row> rows = judged();
    assertThat(ExpressionRules.apply(rows, none)).isSameAs(rows);
    assertThat(ExpressionRules.any(dataset(rule("true", Severity.WARN)))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a >; PARSE_SYNTAX_ERROR",
        "c > 1; UNRESOLVED_COLUMN",
        "_source = 'x'; UNRESOLVED_COLUMN",
        "a + 1; DATATYPE_MISMATCH",
        "count(a) > 1; ",
        "row_number() over (order by a) = 1; ",
        "exists (select 1); it holds a subquery",
        "a in (select 1); it holds a subquery",
        "a = (select max(1)); it holds a subquery",
        "rand() > 0.5; it gives another answer each time (rand)",
        "uuid() = 'x'; it gives another answer each time (uuid)",
        "monotonically_increasing_id() = a; it gives another answer each time",
        "input_file_name() = 'x'; it gives another answer each time",
        "current_date() > date'2020-01-01'; it depends on more than the row (current_date)",
        "now() > timestamp'2020-01-01'; it depends on more than the row (now)",
        "current_user() = 'x'; it depends on more than the row",
        "a > 0 and reflect('java.lang.System', 'exit', 1) = 'x'; it calls Java code",
        "java_method('java.lang.System', 'getenv', 'HOME') = 'x'; it calls Java code",
        "try_reflect('java.lang.System', 'getenv', 'HOME') = 'x'; it calls Java code",
        "if(a > 0, true, raise_error('x')); it raises errors",
        "assert_true(a > 0) is null; it raises errors",
      })
  void refusesConditionsThatLookBeyondTheRow(String condition, @Nullable String why) {
    assertThatThrownBy(() -> ExpressionRules.verify(spark, dataset(rule(condition, Severity.WARN))))
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTRACT_INVALID))
        .hasMessageStartingWith("Cannot use the condition of table ent.ods_firm: ")
        .hasMessageContaining(why == null ? "" : why)
        .hasMessageEndingWith("(condition=" + condition + ")");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nvl(a, 1) > 0",
        "a between 1 and 2 or b in (1, 2)",
        "upper(outcome) rlike '^X'",
        "case when a > 1 then true end",
        "date_add(date'2020-01-01', a) > date'2020-01-02'",
        "exists(array(a, b), x -> x > 1)",
        "try_divide(a, b) > 1",
        "luhn_check('123')"
      })
  void allowsWhatDependsOnTheRowOnly(String condition) {
    ExpressionRules.verify(spark, dataset(rule(condition, Severity.WARN)));
  }
}
