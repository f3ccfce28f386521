package io.citylake.govern.gate;

import static scala.jdk.javaapi.CollectionConverters.asJava;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import io.citylake.govern.gate.FileTotals.GroupKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.UnboundAggregate;
import org.apache.iceberg.spark.SparkV2Filters;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.expressions.TruncDate;
import org.apache.spark.sql.catalyst.expressions.Year;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.Count;
import org.apache.spark.sql.catalyst.expressions.aggregate.Max;
import org.apache.spark.sql.catalyst.expressions.aggregate.Min;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Strategy$;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Puts rows in the place of aggregates that a table's manifests answer exactly, wherever in a plan
 * they stand: counts, minima and maxima, of the whole table or by what is constant in each file.
 * The plan holds the policy by then: a mask is no column that a manifest knows, and a row filter is
 * a condition as any other. What isn't known exactly stays as it was, and is read.
 */
final class MetadataOnlyQueries {
  private final List<Reference> references;

  MetadataOnlyQueries(List<Reference> references) {
    this.references = references;
  }

  /** Reads manifests where there is something to gain, and never data. */
  LogicalPlan put(LogicalPlan governed) {
    return Plans.replace(governed, node -> aggregate(node).flatMap(this::answer).orElse(null));
  }

  private static Optional<Aggregate> aggregate(LogicalPlan node) {
    if (node instanceof Distinct distinct) {
      List<Attribute> columns = asJava(distinct.child().output());
      return Optional.of(
          new Aggregate(
              asScala(List.<Expression>copyOf(columns)).toSeq(),
              asScala(List.<NamedExpression>copyOf(columns)).toSeq(),
              distinct.child(),
              Option.empty()));
    }
    return node instanceof Aggregate aggregate ? Optional.of(aggregate) : Optional.empty();
  }

  private Optional<LogicalPlan> answer(Aggregate aggregate) {
    Source source = source(aggregate.child());
    if (source == null) {
      return Optional.empty();
    }
    List<Attribute> output = new ArrayList<>();
    Map<Expression, Attribute> known = new LinkedHashMap<>();
    List<GroupKey> keys = new ArrayList<>();
    for (Expression each : asJava(aggregate.groupingExpressions())) {
      GroupKey key = source.key(each);
      if (key == null) {
        return Optional.empty();
      }
      keys.add(key);
      output.add(each instanceof AttributeReference column ? column : column(each));
      known.put(each, output.get(output.size() - 1));
    }
    List<UnboundAggregate<?>> totals = new ArrayList<>();
    for (AggregateExpression each : totals(aggregate)) {
      UnboundAggregate<?> total = source.total(each);
      if (total == null) {
        return Optional.empty();
      }
      totals.add(total);
      output.add(each.resultAttribute());
      known.put(each, each.resultAttribute());
    }
    List<NamedExpression> columns = new ArrayList<>();
    for (NamedExpression each : asJava(aggregate.aggregateExpressions())) {
      columns.add((NamedExpression) Plans.replace((Expression) each, part -> found(known, part)));
    }
    Optional<org.apache.iceberg.expressions.Expression> filter = source.filter();
    return filter
        .flatMap(condition -> FileTotals.of(source.table, condition, keys, totals))
        .map(rows -> rows(output, rows, columns))
        .filter(plan -> plan.missingInput().isEmpty());
  }

  private static LogicalPlan rows(
      List<Attribute> output, List<InternalRow> rows, List<NamedExpression> columns) {
    return new Project(
        asScala(columns).toSeq(),
        LocalRelation$.MODULE$.apply(
            asScala(output).toSeq(), asScala(rows).toSeq(), false, Option.empty()));
  }

  private static Attribute column(Expression value) {
    return new Alias(value, "key", NamedExpression.newExprId(), none(), Option.empty(), none())
        .toAttribute();
  }

  private static scala.collection.immutable.Seq<String> none() {
    return asScala(List.<String>of()).toSeq();
  }

  private static @Nullable Expression found(Map<Expression, Attribute> known, Expression part) {
    return known.entrySet().stream()
        .filter(each -> each.getKey().semanticEquals(part))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static List<AggregateExpression> totals(Aggregate aggregate) {
    List<AggregateExpression> totals = new ArrayList<>();
    for (NamedExpression column : asJava(aggregate.aggregateExpressions())) {
      Plans.forEach(
          (Expression) column,
          each -> {
            if (each instanceof AggregateExpression total
                && totals.stream().noneMatch(total::semanticEquals)) {
              totals.add(total);
            }
          });
    }
    return totals;
  }

  /** A table with conditions and names; null for anything else. */
  private @Nullable Source source(LogicalPlan plan) {
    if (plan instanceof SubqueryAlias alias) {
      return source(alias.child());
    }
    if (plan instanceof PolicyBarrier barrier) {
      return source(barrier.child());
    }
    if (plan instanceof Filter filter) {
      Source below = source(filter.child());
      return below == null ? null : below.where(filter.condition());
    }
    if (plan instanceof Project project) {
      Source below = source(project.child());
      return below == null ? null : below.named(asJava(project.projectList()));
    }
    if (plan instanceof DataSourceV2Relation relation) {
      return references.stream()
          .map(Reference::table)
          .filter(each -> each.table() == relation.table())
          .findFirst()
          .map(table -> new Source(table, relation))
          .orElse(null);
    }
    return null;
  }

  /** One table, the conditions above it, and the names that its columns go by. */
  private static final class Source {
    private final PinnedTable table;
    private final Map<ExprId, AttributeReference> columns = new LinkedHashMap<>();
    private final List<Optional<Expression>> conditions = new ArrayList<>();

    Source(PinnedTable table, DataSourceV2Relation relation) {
      this.table = table;
      for (AttributeReference each : asJava(relation.output())) {
        columns.put(each.exprId(), each);
      }
    }

    Source where(Expression condition) {
      conditions.add(stored(condition));
      return this;
    }

    Source named(List<NamedExpression> projected) {
      for (NamedExpression each : projected) {
        if (each instanceof Alias alias
            && alias.child() instanceof AttributeReference column
            && columns.containsKey(column.exprId())) {
          columns.put(alias.exprId(), columns.get(column.exprId()));
        }
      }
      return this;
    }

    /**
     * In the table's own columns; empty where it has others, those of an outer query among them.
     */
    private Optional<Expression> stored(Expression expression) {
      boolean own =
          Plans.all(
              expression,
              each -> !(each instanceof Attribute name) || columns.containsKey(name.exprId()));
      return own
          ? Optional.of(
              Plans.replace(
                  expression,
                  each ->
                      each instanceof Attribute name ? columns.get(name.exprId()) : constant(each)))
          : Optional.empty();
    }

    private static @Nullable Expression constant(Expression each) {
      return each instanceof Cast ? HarmlessConditions.constant(each).orElse(null) : null;
    }

    private @Nullable NestedField field(Expression expression) {
      return stored(expression)
          .filter(AttributeReference.class::isInstance)
          .map(column -> table.field(((AttributeReference) column).name()))
          .orElse(null);
    }

    /** What a file's rows are grouped by; null where it can't be told from a file. */
    @Nullable GroupKey key(Expression expression) {
      NestedField field = field(expression);
      if (field != null) {
        return FileTotals.isKey(field) ? new GroupKey(field, null) : null;
      }
      Expression date =
          expression instanceof TruncDate trunc && trunc.format() instanceof Literal
              ? trunc.date()
              : expression instanceof Year year ? year.child() : null;
      NestedField of = date == null ? null : field(date);
      return of != null && FileTotals.isKey(of) && date instanceof Attribute column
          ? new GroupKey(of, FileTotals.ofColumn(expression, column))
          : null;
    }

    @Nullable UnboundAggregate<?> total(AggregateExpression total) {
      if (total.isDistinct() || total.filter().isDefined()) {
        return null;
      }
      if (total.aggregateFunction() instanceof Count count && count.children().size() == 1) {
        Expression counted = count.children().head();
        if (counted instanceof Literal literal && literal.value() != null) {
          return Expressions.countStar();
        }
        NestedField field = field(counted);
        return field != null && field.type().isPrimitiveType()
            ? Expressions.count(field.name())
            : null;
      }
      if (total.aggregateFunction() instanceof Min min) {
        NestedField field = field(min.child());
        return field != null && FileTotals.isBounded(field) ? Expressions.min(field.name()) : null;
      }
      if (total.aggregateFunction() instanceof Max max) {
        NestedField field = field(max.child());
        return field != null && FileTotals.isBounded(field) ? Expressions.max(field.name()) : null;
      }
      return null;
    }

    /** All conditions; empty where one isn't of a kind that Iceberg decides by itself. */
    Optional<org.apache.iceberg.expressions.Expression> filter() {
      org.apache.iceberg.expressions.Expression all = Expressions.alwaysTrue();
      for (Optional<Expression> each : conditions) {
        Optional<Expression> certain = each.flatMap(Source::certain);
        if (certain.isEmpty() || hasFloats(certain.get())) {
          return Optional.empty();
        }
        Option<Predicate> predicate =
            DataSourceV2Strategy$.MODULE$.translateFilterV2(certain.get());
        org.apache.iceberg.expressions.Expression converted =
            predicate.isEmpty() ? null : SparkV2Filters.convert(predicate.get());
        if (converted == null) {
          return Optional.empty();
        }
        all = Expressions.and(all, converted);
      }
      return Optional.of(all);
    }

    /**
     * A condition that is false where SQL's is unknown, as Iceberg knows only two values: no NOT
     * but of a comparison of a column, and a comparison with the nulls named. Empty for what isn't
     * listed.
     */
    private static Optional<Expression> certain(Expression condition) {
      if (condition instanceof And || condition instanceof Or) {
        Optional<Expression> left = certain(condition.children().head());
        Optional<Expression> right = certain(condition.children().last());
        return left.flatMap(
            one -> right.map(two -> condition.withNewChildren(asScala(List.of(one, two)).toSeq())));
      }
      // Iceberg has null before everything, and different from everything.
      Expression compared = condition instanceof Not not ? not.child() : condition;
      if (isComparison(compared)) {
        return Optional.of(new And(new IsNotNull(compared.children().head()), condition));
      }
      boolean listed =
          condition.equals(Literal.TrueLiteral())
              || (condition instanceof IsNull none && none.child() instanceof Attribute)
              || (condition instanceof IsNotNull some && some.child() instanceof Attribute);
      return listed ? Optional.of(condition) : Optional.empty();
    }

    private static boolean isComparison(Expression condition) {
      List<Expression> operands = asJava(condition.children());
      return HarmlessConditions.isComparison(condition)
          && operands.get(0) instanceof Attribute
          && operands.stream()
              .skip(1)
              .allMatch(each -> each instanceof Literal literal && literal.value() != null);
    }

    /** Spark and Iceberg order NaN and -0.0 in different ways. */
    private static boolean hasFloats(Expression condition) {
      return asJava(condition.references().toSeq()).stream()
          .anyMatch(
              each ->
                  each.dataType() instanceof DoubleType || each.dataType() instanceof FloatType);
    }
  }
}
