package io.citylake.govern.gate;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.PipeOperator;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LateralJoin;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.ResolvedHint;
import org.apache.spark.sql.catalyst.plans.logical.Sample;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/**
 * Which columns an analysed plan reads of each reference to a table. A column counts where any
 * expression names it, and where it leaves its part of the plan without being named: {@code TABLE
 * t}, a branch of a union, a WITH.
 */
final class ColumnUse {
  private final Set<ExprId> named = new HashSet<>();
  private final Map<DataSourceV2Relation, Boolean> exposed = new LinkedHashMap<>();

  private ColumnUse() {}

  /** By reference, not by table: a table that stands twice has two entries. */
  static Map<DataSourceV2Relation, SortedSet<String>> of(LogicalPlan analysed) {
    ColumnUse use = new ColumnUse();
    use.visit(analysed, true);
    Map<DataSourceV2Relation, SortedSet<String>> columns = new LinkedHashMap<>();
    use.exposed.forEach((relation, all) -> columns.put(relation, use.columns(relation, all)));
    return columns;
  }

  private SortedSet<String> columns(DataSourceV2Relation relation, boolean all) {
    SortedSet<String> read = new TreeSet<>();
    for (Attribute each : asJava(relation.output())) {
      if (all || named.contains(each.exprId())) {
        read.add(each.name());
      }
    }
    return read;
  }

  private void visit(LogicalPlan plan, boolean whole) {
    if (plan instanceof DataSourceV2Relation relation) {
      exposed.merge(relation, whole, Boolean::logicalOr);
      return;
    }
    Plans.expressions(
        plan,
        each -> {
          if (each instanceof NamedExpression name && each.resolved()) {
            named.add(name.exprId());
          }
          if (each instanceof PlanExpression<?> subquery) {
            visit((LogicalPlan) subquery.plan(), true);
          }
        });
    boolean below =
        !(plan instanceof Project || plan instanceof Aggregate) && (whole || !passes(plan));
    asJava(plan.children()).forEach(child -> visit(child, below));
  }

  /**
   * Whether a node hands on its children's columns one by one, so that who stands above names them.
   */
  private static boolean passes(LogicalPlan plan) {
    return plan instanceof Filter
        || plan instanceof Join
        || plan instanceof Sort
        || plan instanceof GlobalLimit
        || plan instanceof LocalLimit
        || plan instanceof SubqueryAlias
        || plan instanceof ResolvedHint
        || plan instanceof LateralJoin
        || plan instanceof Generate
        || plan instanceof Window
        || plan instanceof Offset
        || plan instanceof PipeOperator
        || plan instanceof Sample;
  }
}
