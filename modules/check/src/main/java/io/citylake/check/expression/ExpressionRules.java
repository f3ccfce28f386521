package io.citylake.check.expression;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.Rule;
import io.citylake.contract.dataset.Severity;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JudgedLayout;
import io.citylake.model.JudgedLayout.Outcome;
import io.citylake.model.QuarantineColumn;
import io.citylake.model.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.TryEval;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The rules that a contract writes as SQL conditions. A null passes; a condition that cannot be
 * evaluated for a row (a division by zero, a failed cast) breaks its rule for that row only.
 */
public final class ExpressionRules {
  private static final String NAME = "expression";
  private static final String JUDGED = "__judged";
  private static final String VERDICT = "__verdict_";
  private static final String REASONS = QuarantineColumn.REASONS.column();

  /** A condition's answers as numbers; null where evaluating it failed. */
  private static final int BROKEN = 0;

  private static final int UNKNOWN = 2;

  private ExpressionRules() {}

  /**
   * A condition and what it belongs to.
   *
   * @param column of the contract, or empty for a rule over the whole row
   */
  private record Condition(String column, Rule.Expression rule, int number) {
    Column verdict() {
      return col(VERDICT + number);
    }

    /** Not null, whatever the verdict. */
    Column isBroken() {
      return verdict().isNull().or(verdict().equalTo(BROKEN));
    }

    Column reason() {
      String text = rule.condition();
      return struct(
          lit(column).as(JudgedLayout.REASON_COLUMN),
          lit(null).cast(DataTypes.StringType).as(JudgedLayout.REASON_VALUE),
          lit(NAME).as(JudgedLayout.REASON_RULE),
          when(verdict().isNull(), lit("expected %s, which cannot be evaluated".formatted(text)))
              .otherwise(lit("expected " + text))
              .as(JudgedLayout.REASON_MESSAGE));
    }

    String label() {
      return new Reason(column, null, NAME, "").label();
    }
  }

  /** The conditions that a contract writes, of its columns and of the row. */
  public static List<String> texts(DatasetContract dataset) {
    return conditions(dataset).stream().map(each -> each.rule().condition()).toList();
  }

  /** Whether the contract has any such rule, of a column or of the row. */
  public static boolean any(DatasetContract dataset) {
    return !conditions(dataset).isEmpty();
  }

  /**
   * Tries each condition on an empty frame.
   *
   * @throws CityLakeException CONTRACT_INVALID for a condition that is no SQL over the table's
   *     columns, or that holds a subquery, an aggregate, a nondeterministic function, or a call of
   *     Java code
   */
  public static void verify(SparkSession spark, DatasetContract dataset) {
    Dataset<Row> empty = ContractFrame.empty(spark, dataset);
    for (Condition condition : conditions(dataset)) {
      String text = condition.rule().condition();
      Expression resolved;
      try {
        Dataset<Row> filtered = empty.where(expr(text));
        resolved =
            ((org.apache.spark.sql.classic.Dataset<Row>) filtered)
                .queryExecution()
                .analyzed()
                .expressions()
                .head();
      } catch (Exception e) {
        // Spark's checked analysis exceptions are not declared, so they can't be named here.
        throw invalid(dataset, text, firstLine(e), e);
      }
      Optional<String> objection = ExpressionGuard.objection(resolved);
      if (objection.isPresent()) {
        throw invalid(dataset, text, objection.get(), null);
      }
    }
  }

  /**
   * The judged rows with these rules applied, in one projection and without an action. Rows must
   * carry their context: {@code bad} filled for accepted rows too.
   *
   * @throws CityLakeException as {@link #verify}
   */
  public static Dataset<Row> apply(Dataset<Row> judged, DatasetContract dataset) {
    List<Condition> conditions = conditions(dataset);
    if (conditions.isEmpty()) {
      return judged;
    }
    verify(judged.sparkSession(), dataset);
    Dataset<Row> evaluated = evaluate(judged, dataset, conditions);
    Column refused = anyBroken(conditions, severity -> severity != Severity.WARN);
    Column bad = col(JudgedLayout.BAD);
    Column added = added(conditions, judged.schema());
    return evaluated.select(
        when(refused, lit(Outcome.QUARANTINED.code()))
            .otherwise(col(JudgedLayout.OUTCOME))
            .as(JudgedLayout.OUTCOME),
        when(refused, lit(null)).otherwise(col(JudgedLayout.GOOD)).as(JudgedLayout.GOOD),
        when(refused, bad.withField(REASONS, added))
            .when(col(JudgedLayout.OUTCOME).equalTo(Outcome.QUARANTINED.code()), bad)
            .as(JudgedLayout.BAD),
        when(refused, lit(null))
            .otherwise(warnings(conditions, judged.schema()))
            .as(JudgedLayout.WARNINGS),
        col(JudgedLayout.FATAL)
            .or(anyBroken(conditions, severity -> severity == Severity.FAIL))
            .as(JudgedLayout.FATAL));
  }

  /** The judged columns, and one verdict for each condition on accepted rows. */
  private static Dataset<Row> evaluate(
      Dataset<Row> judged, DatasetContract dataset, List<Condition> conditions) {
    List<Column> flat = new ArrayList<>();
    Column[] whole = Arrays.stream(judged.columns()).map(name -> col(name)).toArray(Column[]::new);
    flat.add(struct(whole).as(JUDGED));
    dataset
        .columns()
        .forEach(each -> flat.add(col(JudgedLayout.GOOD).getField(each.name()).as(each.name())));
    List<Column> verdicts = new ArrayList<>();
    for (String name : judged.columns()) {
      verdicts.add(col(JUDGED).getField(name).as(name));
    }
    Column accepted = col(JUDGED).getField(JudgedLayout.OUTCOME).equalTo(Outcome.ACCEPTED.code());
    for (Condition condition : conditions) {
      Column answer = expr(condition.rule().condition()).cast(DataTypes.IntegerType);
      Column tried = attempt(coalesce(answer, lit(UNKNOWN)));
      verdicts.add(when(accepted, tried).otherwise(lit(UNKNOWN)).as(VERDICT + condition.number()));
    }
    return judged.select(flat.toArray(new Column[0])).select(verdicts.toArray(new Column[0]));
  }

  /** Null instead of an error; Spark offers it for single functions only. */
  private static Column attempt(Column column) {
    return ExpressionUtils.column(new TryEval(ExpressionUtils.expression(column)));
  }

  private static Column anyBroken(List<Condition> conditions, Predicate<Severity> of) {
    return conditions.stream()
        .filter(each -> of.test(each.rule().severity()))
        .map(Condition::isBroken)
        .reduce(Column::or)
        .orElse(lit(false));
  }

  private static Column added(List<Condition> conditions, StructType schema) {
    DataType type =
        ((StructType) schema.apply(JudgedLayout.BAD).dataType()).apply(REASONS).dataType();
    List<Column> parts = new ArrayList<>();
    parts.add(coalesce(col(JudgedLayout.BAD).getField(REASONS), array().cast(type)));
    for (Condition each : conditions) {
      if (each.rule().severity() != Severity.WARN) {
        parts.add(
            when(each.isBroken(), array(each.reason()).cast(type)).otherwise(array().cast(type)));
      }
    }
    return concat(parts.toArray(new Column[0])).cast(type);
  }

  private static Column warnings(List<Condition> conditions, StructType schema) {
    List<Condition> warning =
        conditions.stream().filter(each -> each.rule().severity() == Severity.WARN).toList();
    if (warning.isEmpty()) {
      return col(JudgedLayout.WARNINGS);
    }
    DataType type = schema.apply(JudgedLayout.WARNINGS).dataType();
    List<Column> parts = new ArrayList<>();
    parts.add(coalesce(col(JudgedLayout.WARNINGS), array().cast(type)));
    for (Condition each : warning) {
      parts.add(
          when(each.isBroken(), array(lit(each.label())).cast(type)).otherwise(array().cast(type)));
    }
    return when(anyBroken(warning, severity -> true), concat(parts.toArray(new Column[0])))
        .otherwise(col(JudgedLayout.WARNINGS))
        .cast(type);
  }

  private static List<Condition> conditions(DatasetContract dataset) {
    List<Condition> conditions = new ArrayList<>();
    for (ColumnContract column : dataset.columns()) {
      for (Rule rule : column.rules()) {
        if (rule instanceof Rule.Expression expression) {
          conditions.add(new Condition(column.name(), expression, conditions.size()));
        }
      }
    }
    for (Rule.Expression expression : dataset.expressions()) {
      conditions.add(new Condition("", expression, conditions.size()));
    }
    return conditions;
  }

  private static CityLakeException invalid(
      DatasetContract dataset, String condition, String why, @Nullable Exception cause) {
    return new CityLakeException(
        ErrorCode.CONTRACT_INVALID,
        "Cannot use the condition of table %s: %s (condition=%s)"
            .formatted(dataset.name(), why, condition),
        cause);
  }

  private static String firstLine(Exception e) {
    String message = String.valueOf(e.getMessage()).strip();
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end).strip();
  }
}
