package io.citylake.govern.bounds;

import static scala.jdk.javaapi.CollectionConverters.asJava;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import scala.Option;
import scala.Tuple3;

/** A parsed statement made fit to be analysed: bounded, with our operators in it. */
public final class ParsedPlan {
  private static final int MOST_DEEP = 1_000;
  private static final int MOST_PARTS = 200_000;
  private static final int MOST_TABLES = 200;

  /** Of what each name of a WITH stands for, where it is in sight. */
  private final Map<String, Weight> named;

  private ParsedPlan(Map<String, Weight> named) {
    this.named = named;
  }

  /** What a part of a plan comes to once each WITH stands where it is used. */
  private record Weight(long parts, long tables) {
    static final Weight ONE = new Weight(1, 0);
    static final Weight TABLE = new Weight(1, 1);

    Weight plus(Weight other) {
      long sum = parts + other.parts;
      long reads = tables + other.tables;
      StatementSize.TABLES.require(reads, MOST_TABLES);
      StatementSize.PLAN.require(sum, MOST_PARTS);
      return new Weight(sum, reads);
    }
  }

  /**
   * The plan with operators that can be stopped.
   *
   * @throws io.citylake.model.CityLakeException STATEMENT_TOO_LARGE where it would be too much
   */
  public static LogicalPlan bounded(LogicalPlan parsed) {
    // Depth first: whatever walks over it after that may recurse.
    new ParsedPlan(Map.of()).weigh(parsed, 0);
    LogicalPlan bounded = withOurs(parsed);
    new ParsedPlan(Map.of()).weigh(bounded, 0);
    return bounded;
  }

  private Weight weigh(LogicalPlan plan, int depth) {
    StatementSize.DEPTH.require(depth, MOST_DEEP);
    if (plan instanceof UnresolvedWith with) {
      return inSight(with, depth);
    }
    Weight weight = Weight.ONE;
    if (plan instanceof UnresolvedRelation relation) {
      weight = named.getOrDefault(name(relation.tableName()), Weight.TABLE);
    }
    for (Expression each : asJava(plan.expressions())) {
      weight = weight.plus(weigh(each, depth + 1));
    }
    for (LogicalPlan child : asJava(plan.children())) {
      weight = weight.plus(weigh(child, depth + 1));
    }
    return weight;
  }

  private Weight weigh(Expression expression, int depth) {
    StatementSize.DEPTH.require(depth, MOST_DEEP);
    Weight weight = Weight.ONE;
    if (expression instanceof PlanExpression<?> subquery) {
      weight = weight.plus(weigh((LogicalPlan) subquery.plan(), depth + 1));
    }
    for (Expression child : asJava(expression.children())) {
      weight = weight.plus(weigh(child, depth + 1));
    }
    return weight;
  }

  private Weight inSight(UnresolvedWith with, int depth) {
    ParsedPlan within = new ParsedPlan(new HashMap<>(named));
    for (Tuple3<String, SubqueryAlias, ?> each : asJava(with.cteRelations())) {
      // One that names itself is bounded by Spark in its turns; here it counts as a table.
      within.named.put(name(each._1()), Weight.TABLE);
      within.named.put(name(each._1()), within.weigh(each._2(), depth + 1));
    }
    return within.weigh(with.child(), depth + 1);
  }

  private static String name(String written) {
    return written.toLowerCase(Locale.ROOT);
  }

  static LogicalPlan withOurs(LogicalPlan plan) {
    return plan.transformDownWithSubqueries(
        new Replacing<>(
            node -> {
              LogicalPlan inside = node instanceof UnresolvedWith with ? withOurs(with) : node;
              // From below, since ours hold theirs.
              LogicalPlan ours =
                  inside.transformExpressionsUp(new Replacing<>(BoundedFunctions::bounded));
              return ours == node ? null : ours;
            }));
  }

  private static LogicalPlan withOurs(UnresolvedWith with) {
    List<Tuple3<String, SubqueryAlias, Option<Object>>> relations = new ArrayList<>();
    for (var each : asJava(with.cteRelations())) {
      relations.add(new Tuple3<>(each._1(), (SubqueryAlias) withOurs(each._2()), each._3()));
    }
    return with.copy(with.child(), asScala(relations).toSeq(), with.allowRecursion());
  }
}
