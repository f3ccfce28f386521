package io.citylake.govern.bounds;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.analysis.PlanWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.RelationTimeTravel;
import org.apache.spark.sql.catalyst.analysis.Star;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedInlineTable;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CreateNamedStruct;
import org.apache.spark.sql.catalyst.expressions.Cube;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GroupingSets;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.expressions.Rollup;
import org.apache.spark.sql.catalyst.expressions.UnresolvedWindowExpression;
import org.apache.spark.sql.catalyst.expressions.WindowSpecDefinition;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Except;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Intersect;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Pivot;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.Unpivot;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.catalyst.plans.logical.WithWindowDefinition;
import scala.Tuple3;

/**
 * A parsed plan, weighed by what the analyser makes of it: each WITH stands where it is used, each
 * star is columns, each way to group is a copy of the rows, and a value of several has all of their
 * parts. What a table has is not known yet, and taken for {@link #COLUMNS_OF_A_TABLE}.
 */
final class WrittenPlan {
  private static final int MOST_DEEP = 1_000;
  private static final int MOST_PARTS = 200_000;
  private static final int MOST_TABLES = 200;
  private static final int MOST_GROUPINGS = 1_000;
  private static final int COLUMNS_OF_A_TABLE = 100;

  /** Of an analysed plan as well. */
  static final int MOST_COLUMNS = 10_000;

  /** What puts its arguments' parts together, besides what the parser makes a struct of. */
  private static final Set<String> JOINING =
      Set.of("struct", "named_struct", "map", "map_from_arrays", "map_concat", "arrays_zip");

  /** What is given a schema as a text. */
  private static final Set<String> WITH_SCHEMA = Set.of("from_json", "from_csv");

  /** What each name of a WITH stands for, where it is in sight; by letters as Spark tells them. */
  private final TreeMap<String, Weight> named = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** Of the largest window that has a name. */
  private Weight window = Weight.ONE;

  /** Of the columns of the queries around this. */
  private long widest = 1;

  private WrittenPlan() {}

  private static WrittenPlan within(WrittenPlan around) {
    WrittenPlan inner = new WrittenPlan();
    inner.named.putAll(around.named);
    inner.window = around.window;
    inner.widest = around.widest;
    return inner;
  }

  /**
   * What a part of a plan comes to.
   *
   * @param columns of a plan, or that an expression stands for
   * @param widest how many parts the largest value has
   */
  private record Weight(long parts, long tables, long columns, long widest) {
    static final Weight ONE = new Weight(1, 0, 1, 1);
    static final Weight NONE = new Weight(1, 0, 0, 1);
    static final Weight TABLE = new Weight(1, 1, COLUMNS_OF_A_TABLE, 1);

    /** With what it holds; its own columns. */
    Weight plus(Weight other) {
      long sum = parts + other.parts;
      long reads = tables + other.tables;
      StatementSize.TABLES.require(reads, MOST_TABLES);
      StatementSize.PLAN.require(sum, MOST_PARTS);
      return new Weight(sum, reads, columns, widest);
    }

    Weight with(long otherColumns, long otherWidest) {
      return new Weight(parts, tables, otherColumns, otherWidest);
    }

    Weight orHeavier(Weight other) {
      return new Weight(
          Math.max(parts, other.parts),
          Math.max(tables, other.tables),
          Math.max(columns, other.columns),
          Math.max(widest, other.widest));
    }
  }

  /**
   * Refuses what would be too much.
   *
   * @throws io.citylake.model.CityLakeException STATEMENT_TOO_LARGE
   */
  static void require(LogicalPlan parsed) {
    new WrittenPlan().weigh(parsed, 0);
  }

  private Weight weigh(LogicalPlan plan, int depth) {
    StatementSize.DEPTH.require(depth, MOST_DEEP);
    if (plan instanceof UnresolvedWith with) {
      return inSight(with, depth);
    }
    WrittenPlan scope = plan instanceof WithWindowDefinition with ? windows(with, depth) : this;
    Weight weight = leaf(plan);
    long columns = weight.columns();
    long input = weight.widest();
    for (LogicalPlan child : asJava(plan.children())) {
      Weight each = scope.weigh(child, depth + 1);
      weight = weight.plus(each);
      columns = isOneOf(plan) ? Math.max(columns, each.columns()) : columns + each.columns();
      input = Math.max(input, each.widest());
    }
    return scope.expressions(plan, weight.with(columns, Math.max(input, widest)), depth);
  }

  private static boolean isOneOf(LogicalPlan plan) {
    return plan instanceof Union || plan instanceof Except || plan instanceof Intersect;
  }

  private Weight leaf(LogicalPlan plan) {
    if (plan instanceof UnresolvedRelation relation) {
      List<String> name = asJava(relation.multipartIdentifier());
      return name.size() == 1 ? named.getOrDefault(name.get(0), Weight.TABLE) : Weight.TABLE;
    }
    if (plan instanceof RelationTimeTravel) {
      return Weight.TABLE;
    }
    if (plan instanceof PlanWithUnresolvedIdentifier) {
      // Its name is known to the analyser only.
      return named.values().stream().reduce(Weight.TABLE, Weight::orHeavier);
    }
    return plan instanceof UnresolvedInlineTable table
        ? Weight.NONE.with(table.names().size(), 1)
        : Weight.NONE;
  }

  /**
   * With the expressions of an operator.
   *
   * @param input what it reads, with the columns that its expressions see
   */
  private Weight expressions(LogicalPlan plan, Weight input, int depth) {
    Weight weight = input;
    long ways = 1;
    long columns = 0;
    long largest = 1;
    int many = 0;
    for (Expression each : asJava(plan.expressions())) {
      Weight found = weigh(each, input, depth + 1);
      weight = weight.plus(found);
      ways = Math.min(ways * groupings(each), MOST_PARTS);
      StatementSize.GROUPINGS.require(ways, MOST_GROUPINGS);
      many++;
      if (!(plan instanceof Aggregate aggregate) || many > aggregate.groupingExpressions().size()) {
        columns += found.columns();
        largest = Math.max(largest, found.widest());
      }
    }
    if (ways > 1) {
      weight = weight.plus(new Weight(ways * many, 0, 0, 0));
    }
    if (plan instanceof Project || plan instanceof Aggregate) {
      return made(weight, columns, largest);
    }
    if (plan instanceof Pivot pivot) {
      long values = (long) pivot.pivotValues().size() * pivot.aggregates().size();
      return made(
          weight.plus(new Weight(values, 0, 0, 0)), input.columns() + values, input.widest());
    }
    if (plan instanceof Unpivot unpivot && unpivot.values().isDefined()) {
      long copies = unpivot.values().get().size() * input.columns();
      return weight.plus(new Weight(copies, 0, 0, 0));
    }
    boolean makes = plan instanceof Generate || plan.children().isEmpty();
    return makes && !(plan instanceof UnresolvedInlineTable) && many > 0
        ? made(weight, input.columns() + columns + largest, Math.max(input.widest(), largest))
        : weight;
  }

  private static Weight made(Weight weight, long columns, long widest) {
    StatementSize.COLUMNS.require(columns, MOST_COLUMNS);
    StatementSize.COLUMNS.require(widest, MOST_COLUMNS);
    return weight.with(columns, widest);
  }

  private static long groupings(Expression expression) {
    if (expression instanceof Cube cube) {
      return 1L << Math.min(cube.groupingSetIndexes().size(), 20);
    } else if (expression instanceof Rollup rollup) {
      return rollup.groupingSetIndexes().size() + 1L;
    }
    return expression instanceof GroupingSets sets
        ? Math.max(1, sets.groupingSetIndexes().size())
        : 1;
  }

  private Weight weigh(Expression expression, Weight input, int depth) {
    StatementSize.DEPTH.require(depth, MOST_DEEP);
    if (expression instanceof PlanExpression<?> subquery) {
      WrittenPlan inner = within(this);
      inner.widest = Math.max(widest, input.widest());
      Weight answer = inner.weigh((LogicalPlan) subquery.plan(), depth + 1);
      return parts(expression, Weight.ONE.plus(answer), input, depth).with(1, answer.widest());
    }
    if (expression instanceof Star) {
      // Of a structure it may be its fields.
      long columns = Math.max(input.columns(), input.widest());
      Weight weight = Weight.ONE.plus(new Weight(columns, 0, 0, 0));
      return parts(expression, weight, input, depth).with(columns, input.widest());
    }
    if (expression instanceof UnresolvedWindowExpression) {
      return parts(expression, Weight.ONE.plus(window), input, depth);
    }
    return parts(expression, Weight.ONE, input, depth);
  }

  /** With what it is called with. */
  private Weight parts(Expression expression, Weight own, Weight input, int depth) {
    String function = function(expression);
    List<Expression> children = asJava(expression.children());
    Weight weight = own;
    long sum = 0;
    long most = own(expression, children, function, input);
    for (Expression each : children) {
      // What a caller wrote as a function is called with what stands before it.
      Weight seen =
          each instanceof LambdaFunction
              ? input.with(input.columns(), Math.max(input.widest(), most))
              : input;
      Weight found = weigh(each, seen, depth + 1);
      weight = weight.plus(found);
      sum += found.columns() * found.widest();
      most = Math.max(most, found.widest());
    }
    boolean joins = expression instanceof CreateNamedStruct || JOINING.contains(function);
    long parts = joins ? Math.max(1, sum) : most;
    StatementSize.COLUMNS.require(parts, MOST_COLUMNS);
    return weight.with(1, parts);
  }

  private static String function(Expression expression) {
    if (expression instanceof UnresolvedFunction function) {
      List<String> name = asJava(function.nameParts());
      return name.get(name.size() - 1).toLowerCase(java.util.Locale.ROOT);
    }
    return "";
  }

  /** Of a value besides what it is made of. */
  private static long own(
      Expression expression, List<Expression> children, String function, Weight input) {
    if (expression instanceof Literal) {
      return 1;
    }
    if (expression instanceof Cast cast) {
      return TypeParts.of(cast.dataType());
    }
    if (WITH_SCHEMA.contains(function)) {
      return children.stream()
          .filter(Literal.class::isInstance)
          .mapToLong(each -> 1 + each.toString().chars().filter(letter -> letter == ',').count())
          .sum();
    }
    // A name may stand for any column that is seen here.
    return children.isEmpty() ? input.widest() : 1;
  }

  private Weight inSight(UnresolvedWith with, int depth) {
    WrittenPlan within = within(this);
    for (Tuple3<String, SubqueryAlias, ?> each : asJava(with.cteRelations())) {
      // One that names itself is bounded by Spark in its turns; here it counts as a table.
      within.named.put(each._1(), Weight.TABLE);
      within.named.put(each._1(), within.weigh(each._2(), depth + 1));
    }
    return within.weigh(with.child(), depth + 1);
  }

  private WrittenPlan windows(WithWindowDefinition with, int depth) {
    WrittenPlan within = within(this);
    Weight input = Weight.TABLE.with(COLUMNS_OF_A_TABLE, widest);
    for (WindowSpecDefinition each : asJava(with.windowDefinitions()).values()) {
      within.window = within.window.orHeavier(weigh(each, input, depth + 1));
    }
    return within;
  }
}
