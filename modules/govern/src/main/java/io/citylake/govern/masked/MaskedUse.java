package io.citylake.govern.masked;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.citylake.govern.policy.TableDecision;
import io.citylake.model.CityLakeException;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Exists;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationDef;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.Deduplicate;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Except;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Intersect;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LateralJoin;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.UnionLoop;
import org.apache.spark.sql.catalyst.plans.logical.UnionLoopRef;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.catalyst.plans.logical.WithCTE;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/**
 * Follows masked columns through an analysed plan, by the ids of attributes and not by names. What
 * shows them is let be; what tells their values apart, orders them or adds them up is refused,
 * because it would answer of the masks as if they were the values. Nothing here decides what is
 * read: that is the mask's, whose value is all that a plan ever meets.
 */
public final class MaskedUse {
  private final Map<DataSourceV2Relation, Table> tables;
  private final MaskedExpressions expressions = new MaskedExpressions(this::ofSubquery);
  private final Map<Long, List<MaskedValue>> commonTables = new HashMap<>();
  private final Map<Long, List<MaskedValue>> loops = new HashMap<>();

  private MaskedUse(Map<DataSourceV2Relation, Table> tables) {
    this.tables = tables;
  }

  /** A table at one place of a plan, as it is read there. */
  public record Table(TableName name, TableDecision decision) {}

  /**
   * Lets a plan pass whose answer is true whatever the masks hide.
   *
   * @throws CityLakeException MASK_MISLEADS, with the column and what to do
   */
  public static void require(LogicalPlan analysed, Map<DataSourceV2Relation, Table> tables) {
    if (tables.values().stream().anyMatch(each -> each.decision().isMasked())) {
      new MaskedUse(tables).values(analysed, Map.of());
    }
  }

  private List<MaskedValue> ofSubquery(SubqueryExpression subquery, Scope scope) {
    List<MaskedValue> answers = inOrder(subquery.plan(), scope.asOuter());
    // EXISTS answers no value; what chooses its rows has been looked at.
    return subquery instanceof Exists ? List.of() : answers;
  }

  /**
   * What a node answers, by the ids of its attributes.
   *
   * @param outer columns of the query around
   */
  private Map<Object, MaskedValue> values(LogicalPlan plan, Map<Object, MaskedValue> outer) {
    if (plan instanceof DataSourceV2Relation relation) {
      return ofTable(relation);
    } else if (plan instanceof WithCTE with) {
      for (CTERelationDef each : asJava(with.cteDefs())) {
        commonTables.put(each.id(), inOrder(each.child(), outer));
      }
      return values(with.plan(), outer);
    } else if (plan instanceof CTERelationRef reference) {
      return byPosition(plan, commonTables.getOrDefault(reference.cteId(), List.of()));
    } else if (plan instanceof UnionLoopRef reference) {
      return byPosition(plan, loops.getOrDefault(reference.loopId(), List.of()));
    } else if (plan instanceof UnionLoop loop) {
      return ofLoop(loop, outer);
    } else if (plan instanceof Union) {
      return byPosition(plan, branches(asJava(plan.children()), outer));
    } else if (plan instanceof Except || plan instanceof Intersect) {
      List<MaskedValue> columns = branches(asJava(plan.children()), outer);
      String where = plan instanceof Except ? "EXCEPT" : "INTERSECT";
      columns.forEach(each -> MaskedExpressions.tellApart(each, where));
      return byPosition(plan, columns);
    }
    return ofNode(plan, outer);
  }

  private Map<Object, MaskedValue> ofNode(LogicalPlan plan, Map<Object, MaskedValue> outer) {
    Map<Object, MaskedValue> known = new HashMap<>();
    asJava(plan.children()).forEach(child -> known.putAll(values(child, outer)));
    if (plan instanceof LateralJoin join) {
      known.putAll(values(join.right().plan(), new Scope(known, outer).asOuter()));
    }
    Scope scope = new Scope(known, outer);
    if (plan instanceof Project project) {
      return named(asJava(project.projectList()), scope);
    } else if (plan instanceof Aggregate aggregate) {
      asJava(aggregate.groupingExpressions())
          .forEach(each -> expressions.tellApart(each, "GROUP BY", scope));
      return named(asJava(aggregate.aggregateExpressions()), scope);
    } else if (plan instanceof Window window) {
      return scope.with(named(asJava(window.windowExpressions()), scope)).values();
    } else if (plan instanceof Expand expand) {
      return ofExpand(expand, scope);
    } else if (plan instanceof Generate generate) {
      MaskedValue made = expressions.of((Expression) generate.generator(), scope).changed();
      asJava(generate.generatorOutput()).forEach(each -> known.put(each.exprId(), made));
      return known;
    }
    requireChosen(plan, scope);
    return passed(plan, known);
  }

  /** What decides which rows a node answers, and in which order. */
  private void requireChosen(LogicalPlan plan, Scope scope) {
    if (plan instanceof Filter filter) {
      expressions.require(filter.condition(), "a condition", scope);
    } else if (plan instanceof Join join) {
      join.condition().foreach(each -> required(each, "JOIN", scope));
    } else if (plan instanceof LateralJoin join) {
      join.condition().foreach(each -> required(each, "JOIN", scope));
    } else if (plan instanceof Sort sort) {
      asJava(sort.order()).forEach(each -> expressions.order(each.child(), "ORDER BY", scope));
    } else if (plan instanceof Distinct) {
      asJava(plan.output())
          .forEach(each -> expressions.tellApart((Expression) each, "DISTINCT", scope));
    } else if (plan instanceof Deduplicate distinct) {
      asJava(distinct.keys())
          .forEach(each -> expressions.tellApart((Expression) each, "DISTINCT", scope));
    } else {
      asJava(plan.expressions()).forEach(each -> expressions.require(each, plan.nodeName(), scope));
    }
  }

  private boolean required(Expression condition, String where, Scope scope) {
    expressions.require(condition, where, scope);
    return true;
  }

  private Map<Object, MaskedValue> ofTable(DataSourceV2Relation relation) {
    Map<Object, MaskedValue> out = new HashMap<>();
    Table table = tables.get(relation);
    if (table != null) {
      for (Attribute each : asJava(relation.output())) {
        // A column that isn't read is decided on nowhere, and comes up nowhere.
        if (table.decision().cells().containsKey(each.name())
            && table.decision().masks(each.name())) {
          out.put(
              each.exprId(),
              MaskedValue.of(
                  new MaskedColumn(
                      table.name(),
                      each.name(),
                      each.dataType(),
                      table.decision().cells().get(each.name()))));
        }
      }
    }
    return out;
  }

  /** Goes round until what comes back changes nothing any more. */
  private Map<Object, MaskedValue> ofLoop(UnionLoop loop, Map<Object, MaskedValue> outer) {
    List<MaskedValue> columns = inOrder(loop.anchor(), outer);
    List<MaskedValue> before;
    do {
      before = columns;
      loops.put(loop.id(), before);
      columns = branches(List.of(loop.anchor(), loop.recursion()), outer);
    } while (!columns.equals(before));
    return byPosition(loop, columns);
  }

  private List<MaskedValue> branches(List<LogicalPlan> plans, Map<Object, MaskedValue> outer) {
    List<List<MaskedValue>> all = plans.stream().map(each -> inOrder(each, outer)).toList();
    List<MaskedValue> columns = new ArrayList<>();
    for (int i = 0; i < all.get(0).size(); i++) {
      int position = i;
      columns.add(MaskedValue.oneOf(all.stream().map(each -> each.get(position)).toList()));
    }
    return columns;
  }

  private List<MaskedValue> inOrder(LogicalPlan plan, Map<Object, MaskedValue> outer) {
    Map<Object, MaskedValue> values = values(plan, outer);
    return asJava(plan.output()).stream()
        .map(each -> values.getOrDefault(each.exprId(), MaskedValue.NONE))
        .toList();
  }

  private static Map<Object, MaskedValue> byPosition(LogicalPlan plan, List<MaskedValue> columns) {
    Map<Object, MaskedValue> out = new HashMap<>();
    List<Attribute> output = asJava(plan.output());
    for (int i = 0; i < Math.min(output.size(), columns.size()); i++) {
      out.put(output.get(i).exprId(), columns.get(i));
    }
    return out;
  }

  private Map<Object, MaskedValue> named(List<NamedExpression> columns, Scope scope) {
    Map<Object, MaskedValue> out = new HashMap<>();
    columns.forEach(each -> out.put(each.exprId(), expressions.of((Expression) each, scope)));
    return out;
  }

  /** Grouping sets leave columns out by a null, which is no value. */
  private Map<Object, MaskedValue> ofExpand(Expand expand, Scope scope) {
    Map<Object, MaskedValue> out = new HashMap<>();
    List<Attribute> output = asJava(expand.output());
    for (int i = 0; i < output.size(); i++) {
      List<MaskedValue> ways = new ArrayList<>();
      for (var projection : asJava(expand.projections())) {
        Expression way = projection.apply(i);
        if (!MaskedExpressions.isNull(way)) {
          ways.add(expressions.of(way, scope));
        }
      }
      out.put(output.get(i).exprId(), MaskedValue.oneOf(ways));
    }
    return out;
  }

  /** A column that comes from nowhere that is known here may be made of all. */
  private static Map<Object, MaskedValue> passed(LogicalPlan plan, Map<Object, MaskedValue> known) {
    List<Object> given = new ArrayList<>();
    asJava(plan.children())
        .forEach(child -> asJava(child.output()).forEach(each -> given.add(each.exprId())));
    Map<Object, MaskedValue> out = new HashMap<>(known);
    for (Attribute each : asJava(plan.output())) {
      if (!given.contains(each.exprId()) && !known.containsKey(each.exprId())) {
        out.put(each.exprId(), MaskedValue.computed(List.copyOf(known.values())));
      }
    }
    return out;
  }
}
