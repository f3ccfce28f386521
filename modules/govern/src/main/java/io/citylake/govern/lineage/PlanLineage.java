package io.citylake.govern.lineage;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.engine.SparkTypes;
import io.citylake.govern.lineage.LineageNode.ColumnNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.expressions.AggregateWindowFunction;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.CaseWhen;
import org.apache.spark.sql.catalyst.expressions.CreateNamedStruct;
import org.apache.spark.sql.catalyst.expressions.Exists;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.OuterReference;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationDef;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.Deduplicate;
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
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.catalyst.plans.logical.WithCTE;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads from an analysed plan which columns of the tables each column of the answer comes from. A
 * condition inside an expression counts as a value, since its outcome can be read off; a node that
 * isn't known here is taken to mix all that goes into it.
 */
public final class PlanLineage {
  private static final String SOURCE = "citylake.column";

  /** Expressions whose outcome shows what goes into them, whole or among other values. */
  private static final Set<String> SHOWING =
      Set.of(
          "AggregateExpression",
          "Alias",
          "ArrayDistinct",
          "Cast",
          "Coalesce",
          "Concat",
          "ConcatWs",
          "CreateArray",
          "CreateMap",
          "CreateNamedStruct",
          "Explode",
          "Lag",
          "Lead",
          "Greatest",
          "Least",
          "Lower",
          "NthValue",
          "PosExplode",
          "SortOrder",
          "StringTrim",
          "StringTrimLeft",
          "StringTrimRight",
          "Upper");

  private static final Set<String> COLLECTING =
      Set.of("AnyValue", "CollectList", "CollectSet", "First", "Last", "ListAgg");

  private static final Set<String> HASHING =
      Set.of("Md5", "Murmur3Hash", "Sha1", "Sha2", "XxHash64");

  private final Map<Long, List<Origins>> commonTables = new HashMap<>();

  private PlanLineage() {}

  /** A table's schema, with marks in it by which a plan's leaves are known again. */
  public static StructType schema(DatasetContract dataset) {
    StructType schema = new StructType();
    for (ColumnContract column : dataset.columns()) {
      String source = new ColumnNode(dataset.name(), column.name()).toString();
      schema =
          schema.add(
              column.name(),
              SparkTypes.of(column.type()),
              true,
              new MetadataBuilder().putString(SOURCE, source).build());
    }
    // The platform's own columns come from no source; those that a query may mean are told of.
    StructType whole = new StructType();
    for (StructField field :
        SparkTypes.with(schema, ServiceColumns.of(dataset.writeMode())).fields()) {
      boolean told = !field.metadata().contains(SOURCE) && !field.name().startsWith("_");
      whole =
          told
              ? whole.add(
                  field.name(),
                  field.dataType(),
                  field.nullable(),
                  new MetadataBuilder()
                      .putString(SOURCE, new ColumnNode(dataset.name(), field.name()).toString())
                      .build())
              : whole.add(field);
    }
    return whole;
  }

  /** By the answer's column names, in lower case. */
  public static SortedMap<String, Origins> of(LogicalPlan plan) {
    List<Origins> columns = new PlanLineage().inOrder(plan, Map.of());
    SortedMap<String, Origins> answer = new TreeMap<>();
    List<Attribute> output = asJava(plan.output());
    for (int i = 0; i < output.size(); i++) {
      String name = output.get(i).name().toLowerCase(Locale.ROOT);
      answer.merge(name, columns.get(i), Origins::with);
    }
    return answer;
  }

  /**
   * What a node answers.
   *
   * @param columns by expression id
   * @param rows what chose, grouped or ordered them; it influences every column, also one that is
   *     computed from none, as a count
   */
  private record Relation(Map<Long, Origins> columns, Origins rows) {
    Origins find(Attribute attribute) {
      return columns.getOrDefault(attribute.exprId().id(), Origins.NONE).influencedBy(rows);
    }
  }

  /**
   * Goes through a plan.
   *
   * @param outer columns of the query around, for a subquery
   */
  private Relation relation(LogicalPlan plan, Map<Long, Origins> outer) {
    if (plan instanceof WithCTE with) {
      for (CTERelationDef definition : asJava(with.cteDefs())) {
        commonTables.put(definition.id(), inOrder(definition.child(), outer));
      }
      return relation(with.plan(), outer);
    } else if (plan instanceof CTERelationRef reference) {
      return byPosition(plan, commonTables.getOrDefault(reference.cteId(), List.of()));
    } else if (plan instanceof Union || plan instanceof Except || plan instanceof Intersect) {
      return ofSets(plan, outer);
    }
    Map<Long, Origins> known = new HashMap<>();
    Origins rows = Origins.NONE;
    for (LogicalPlan child : asJava(plan.children())) {
      Relation relation = relation(child, outer);
      known.putAll(relation.columns());
      rows = rows.with(relation.rows());
    }
    if (plan instanceof LateralJoin join) {
      Relation right = relation(join.right().plan(), merged(outer, known));
      known.putAll(right.columns());
      rows = rows.with(right.rows());
    }
    Scope scope = new Scope(known, outer);
    return new Relation(columns(plan, scope), rows.with(chosenBy(plan, scope).asInfluence()));
  }

  private Map<Long, Origins> columns(LogicalPlan plan, Scope scope) {
    if (plan instanceof Project project) {
      return named(asJava(project.projectList()), scope);
    } else if (plan instanceof Aggregate aggregate) {
      return named(asJava(aggregate.aggregateExpressions()), scope);
    } else if (plan instanceof Window window) {
      return merged(scope.known(), named(asJava(window.windowExpressions()), scope));
    } else if (plan instanceof Generate generate) {
      Origins made = origins((Expression) generate.generator(), scope);
      Map<Long, Origins> out = new HashMap<>(scope.known());
      asJava(generate.generatorOutput()).forEach(each -> out.put(each.exprId().id(), made));
      return out;
    } else if (plan instanceof Expand expand) {
      return ofExpand(expand, scope);
    }
    return passed(plan, scope.known());
  }

  private Origins chosenBy(LogicalPlan plan, Scope scope) {
    if (plan instanceof Filter filter) {
      return origins(filter.condition(), scope);
    } else if (plan instanceof Aggregate aggregate) {
      return all(asJava(aggregate.groupingExpressions()), scope);
    } else if (plan instanceof Join join && join.condition().isDefined()) {
      return origins(join.condition().get(), scope);
    } else if (plan instanceof LateralJoin join && join.condition().isDefined()) {
      return origins(join.condition().get(), scope);
    } else if (plan instanceof Sort || plan instanceof Deduplicate) {
      return all(asJava(plan.expressions()), scope);
    }
    return Origins.NONE;
  }

  private static Map<Long, Origins> passed(LogicalPlan plan, Map<Long, Origins> known) {
    Map<Long, Origins> out = new HashMap<>();
    for (Attribute attribute : asJava(plan.output())) {
      Origins origins = known.get(attribute.exprId().id());
      if (origins == null) {
        origins =
            plan.children().isEmpty()
                ? ofLeaf(attribute)
                : known.values().stream().reduce(Origins.NONE, Origins::with);
      }
      out.put(attribute.exprId().id(), origins);
    }
    return out;
  }

  private static Origins ofLeaf(Attribute attribute) {
    return attribute.metadata().contains(SOURCE)
        ? Origins.of(ColumnNode.parse(attribute.metadata().getString(SOURCE)))
        : Origins.NONE;
  }

  private Relation ofSets(LogicalPlan plan, Map<Long, Origins> outer) {
    List<Origins> columns = new ArrayList<>();
    boolean first = true;
    for (LogicalPlan child : asJava(plan.children())) {
      List<Origins> more = inOrder(child, outer);
      for (int i = 0; i < more.size(); i++) {
        if (first) {
          columns.add(more.get(i));
        } else {
          // Rows of the right side of EXCEPT and INTERSECT choose, and don't come themselves.
          Origins other = plan instanceof Union ? more.get(i) : more.get(i).asInfluence();
          columns.set(i, columns.get(i).with(other));
        }
      }
      first = false;
    }
    return byPosition(plan, columns);
  }

  private Map<Long, Origins> ofExpand(Expand expand, Scope scope) {
    Map<Long, Origins> out = new HashMap<>();
    List<Attribute> output = asJava(expand.output());
    for (var projection : asJava(expand.projections())) {
      List<Expression> expressions = asJava(projection);
      for (int i = 0; i < output.size(); i++) {
        out.merge(output.get(i).exprId().id(), origins(expressions.get(i), scope), Origins::with);
      }
    }
    return out;
  }

  private List<Origins> inOrder(LogicalPlan plan, Map<Long, Origins> outer) {
    Relation relation = relation(plan, outer);
    return asJava(plan.output()).stream().map(relation::find).toList();
  }

  private static Relation byPosition(LogicalPlan plan, List<Origins> columns) {
    Map<Long, Origins> out = new HashMap<>();
    List<Attribute> output = asJava(plan.output());
    for (int i = 0; i < output.size(); i++) {
      Origins origins = i < columns.size() ? columns.get(i) : Origins.NONE;
      out.put(output.get(i).exprId().id(), origins);
    }
    return new Relation(out, Origins.NONE);
  }

  private Map<Long, Origins> named(List<? extends NamedExpression> expressions, Scope scope) {
    Map<Long, Origins> out = new HashMap<>();
    for (NamedExpression each : expressions) {
      out.put(each.exprId().id(), origins((Expression) each, scope));
    }
    return out;
  }

  private static Map<Long, Origins> merged(Map<Long, Origins> some, Map<Long, Origins> more) {
    Map<Long, Origins> all = new HashMap<>(some);
    all.putAll(more);
    return all;
  }

  private Origins all(Iterable<? extends Expression> expressions, Scope scope) {
    Origins all = Origins.NONE;
    for (Expression each : expressions) {
      all = all.with(origins(each, scope));
    }
    return all;
  }

  private Origins origins(Expression expression, Scope scope) {
    if (expression instanceof Attribute attribute) {
      return scope.find(attribute.exprId().id());
    } else if (expression instanceof OuterReference reference) {
      return scope.find(reference.e().exprId().id());
    } else if (expression instanceof WindowExpression window) {
      return ofWindow(window, scope);
    } else if (expression instanceof GetStructField field
        && field.child() instanceof CreateNamedStruct struct) {
      return origins(asJava(struct.valExprs()).get(field.ordinal()), scope);
    } else if (expression instanceof SubqueryExpression subquery) {
      return ofSubquery(subquery, scope);
    }
    return treated(expression, scope);
  }

  /** A function that is given nothing counts or numbers rows, and so tells of their order. */
  private Origins ofWindow(WindowExpression window, Scope scope) {
    Origins given = origins(window.windowFunction(), scope);
    if (given.values().isEmpty()) {
      given = all(asJava(window.windowSpec().orderSpec()), scope).treated(Treatment.COMPUTED);
    }
    return given.influencedBy(origins(window.windowSpec(), scope));
  }

  /** What an expression makes of the values that go into it. */
  private Origins treated(Expression expression, Scope scope) {
    if (expression instanceof If choice) {
      return origins(choice.predicate(), scope)
          .treated(Treatment.COMPUTED)
          .with(origins(choice.trueValue(), scope))
          .with(origins(choice.falseValue(), scope));
    } else if (expression instanceof CaseWhen choice) {
      return ofCase(choice, scope);
    }
    Origins all = all(asJava(expression.children()), scope);
    String name = expression.getClass().getSimpleName();
    if (SHOWING.contains(name)) {
      return all;
    } else if (COLLECTING.contains(name)) {
      return all.treated(Treatment.COLLECTED);
    } else if (expression instanceof AggregateFunction
        && !(expression instanceof AggregateWindowFunction)) {
      return all.treated(Treatment.AGGREGATED);
    }
    return all.treated(HASHING.contains(name) ? Treatment.HASHED : Treatment.COMPUTED);
  }

  private Origins ofCase(CaseWhen choice, Scope scope) {
    Origins all = Origins.NONE;
    for (var branch : asJava(choice.branches())) {
      all =
          all.with(origins(branch._1(), scope).treated(Treatment.COMPUTED))
              .with(origins(branch._2(), scope));
    }
    return choice.elseValue().isDefined()
        ? all.with(origins(choice.elseValue().get(), scope))
        : all;
  }

  private Origins ofSubquery(SubqueryExpression subquery, Scope scope) {
    Relation relation = relation(subquery.plan(), merged(scope.outer(), scope.known()));
    Origins all = relation.rows();
    for (Attribute attribute : asJava(subquery.plan().output())) {
      all = all.with(relation.find(attribute));
    }
    // Whether there is a row is told by what chose it.
    return subquery instanceof Exists ? all.asValue() : all;
  }

  /** The attributes that an expression may name. */
  private record Scope(Map<Long, Origins> known, Map<Long, Origins> outer) {
    Origins find(long id) {
      Origins origins = known.get(id);
      return origins != null ? origins : outer.getOrDefault(id, Origins.NONE);
    }
  }
}
