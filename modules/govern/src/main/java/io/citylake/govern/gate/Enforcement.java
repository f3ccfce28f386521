package io.citylake.govern.gate;

import static scala.jdk.javaapi.CollectionConverters.asJava;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import io.citylake.govern.bounds.AnalysedPlan;
import io.citylake.govern.policy.TableDecision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * Puts what is decided into a plan: each {@link UnreadableTable} gives way to the real table with
 * its row filter, the barrier and the masks, and with no column that isn't read. The rest of the
 * plan stays as the caller wrote it and sees the same columns by the same ids.
 */
final class Enforcement {
  private final SparkSession session;
  private final Masking masking;

  Enforcement(SparkSession session, Masking masking) {
    this.session = session;
    this.masking = masking;
  }

  /** Ready to run: no stand-in is left. */
  LogicalPlan apply(LogicalPlan analysed, List<Reference> references) {
    Map<DataSourceV2Relation, LogicalPlan> governed = new HashMap<>();
    Map<DataSourceV2Relation, List<Expression>> harmless = HarmlessConditions.of(analysed);
    references.forEach(
        each ->
            governed.put(
                each.relation(),
                governed(each, harmless.getOrDefault(each.relation(), List.of()))));
    LogicalPlan replaced =
        Plans.replace(
            AnalysedPlan.bounded(analysed),
            node -> node instanceof DataSourceV2Relation relation ? governed.get(relation) : null);
    Plans.forEach(
        replaced,
        node -> {
          if (node instanceof DataSourceV2Relation relation
              && relation.table() instanceof UnreadableTable) {
            throw new IllegalStateException("no decision on " + relation.table().name());
          }
        });
    return replaced;
  }

  private LogicalPlan governed(Reference reference, List<Expression> harmless) {
    TableDecision decision = reference.decision();
    StructType schema = reference.table().schema();
    // Without a catalog in it, so that nothing can look the name up again and find a later state.
    LogicalPlan table =
        DataSourceV2Relation$.MODULE$.create(
            reference.table().table(), Option.empty(), Option.empty());
    if (decision.isFiltered()) {
      LogicalPlan seen = plan(rows(table).filter(Masking.seen(decision.rows(), schema)));
      table = new PolicyBarrier(narrowed(seen, decision, harmless));
    }
    List<Attribute> read =
        asJava(reference.relation().output()).stream()
            .map(Attribute.class::cast)
            .filter(each -> reference.read().contains(each.name()))
            .toList();
    if (decision.isMasked()) {
      Column[] columns =
          read.stream()
              .map(
                  each ->
                      masking
                          .read(each.name(), schema, decision.cells().get(each.name()))
                          .as(each.name()))
              .toArray(Column[]::new);
      table = plan(rows(table).select(columns));
    }
    return sameIds(read, table);
  }

  private static LogicalPlan narrowed(
      LogicalPlan filtered, TableDecision decision, List<Expression> harmless) {
    LogicalPlan narrowed = filtered;
    for (Expression condition : harmless) {
      // A mask changes what a condition compares.
      if (HarmlessConditions.columns(condition).stream().noneMatch(decision::masks)) {
        narrowed = new Filter(HarmlessConditions.over(filtered, condition), narrowed);
      }
    }
    return narrowed;
  }

  /** A projection whose columns are, to the plan above, those of the stand-in. */
  private static LogicalPlan sameIds(List<Attribute> expected, LogicalPlan values) {
    List<NamedExpression> columns = new ArrayList<>();
    Map<String, Attribute> given = new HashMap<>();
    asJava(values.output()).forEach(each -> given.put(each.name(), each));
    for (Attribute original : expected) {
      Attribute value = Objects.requireNonNull(given.get(original.name()));
      if (!DataType.equalsStructurally(original.dataType(), value.dataType(), true)) {
        throw new IllegalStateException(
            "a mask must keep its column's type (column=%s, type=%s, masked=%s)"
                .formatted(original.name(), original.dataType(), value.dataType()));
      }
      columns.add(
          new Alias(
              value,
              original.name(),
              original.exprId(),
              original.qualifier(),
              Option.apply(original.metadata()),
              asScala(List.<String>of()).toSeq()));
    }
    return new Project(asScala(columns).toSeq(), values);
  }

  private Dataset<Row> rows(LogicalPlan plan) {
    return Dataset$.MODULE$.ofRows(session, plan);
  }

  private static LogicalPlan plan(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().analyzed();
  }
}
