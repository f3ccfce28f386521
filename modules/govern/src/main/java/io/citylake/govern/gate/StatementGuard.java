package io.citylake.govern.gate;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.analysis.RelationTimeTravel;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.plans.logical.ScriptTransformation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/** What a query may consist of: on the parsed plan what is no query, on the analysed one a list. */
final class StatementGuard {
  private static final Set<String> ALLOWED =
      Set.of(
          "Aggregate",
          "AsOfJoin",
          "CTERelationDef",
          "CTERelationRef",
          "DataSourceV2Relation",
          "Distinct",
          "Except",
          "Expand",
          "Filter",
          "Generate",
          "GlobalLimit",
          "Intersect",
          "Join",
          "LateralJoin",
          "LocalLimit",
          "LocalRelation",
          "Offset",
          "OneRowRelation",
          "PipeOperator",
          "Project",
          "Range",
          "RebalancePartitions",
          "Repartition",
          "RepartitionByExpression",
          "ResolvedHint",
          "ResolvedInlineTable",
          "Sample",
          "Sort",
          "SubqueryAlias",
          "Tail",
          "Union",
          "UnionLoop",
          "UnionLoopRef",
          "Window",
          "WithCTE");

  /** What the parser makes of statements that are neither queries nor commands to it. */
  private static final Set<String> NO_QUERIES =
      Set.of("UnresolvedExecuteImmediate", "InsertIntoDir", "CompoundBody");

  private StatementGuard() {}

  /** Refuses what writes, commands, runs programs, or reads past the release. */
  static void parsed(LogicalPlan plan, boolean mayTravel, Predicate<String> functions) {
    Plans.forEach(
        plan,
        node -> {
          if (node instanceof Command
              || node instanceof ParsedStatement
              || node instanceof ScriptTransformation
              || NO_QUERIES.contains(node.getClass().getSimpleName())) {
            throw refused(node.nodeName());
          }
          if (node instanceof UnresolvedRelation relation) {
            plain(relation);
          }
          if (node instanceof RelationTimeTravel travel) {
            travel(travel, mayTravel);
          }
          Plans.expressions(
              node,
              each -> {
                if (each instanceof UnresolvedFunction function && !function.isInternal()) {
                  known(asJava(function.nameParts()), functions);
                }
              });
        });
  }

  /** Refuses every node that isn't listed, wherever it hides, and every table that isn't ours. */
  static void analysed(LogicalPlan plan) {
    Plans.forEach(
        plan,
        node -> {
          boolean ours =
              !(node instanceof DataSourceV2Relation relation)
                  || relation.table() instanceof UnreadableTable;
          if (!ALLOWED.contains(node.getClass().getSimpleName()) || !ours) {
            throw refused(node.nodeName());
          }
        });
  }

  private static void known(List<String> name, Predicate<String> functions) {
    if (name.size() != 1 || !functions.test(name.get(0))) {
      throw new CityLakeException(
          ErrorCode.ACCESS_DENIED,
          "Cannot run this statement: function %s doesn't exist or isn't allowed here"
              .formatted(String.join(".", name)));
    }
  }

  private static void plain(UnresolvedRelation relation) {
    if (!relation.options().isEmpty() || relation.isStreaming()) {
      throw withOptions(relation.tableName());
    }
  }

  static CityLakeException withOptions(String table) {
    return new CityLakeException(
        ErrorCode.ACCESS_DENIED,
        "Cannot read %s with options or as a stream: name the table alone".formatted(table));
  }

  private static void travel(RelationTimeTravel travel, boolean mayTravel) {
    if (!mayTravel) {
      throw noTravel();
    }
    if (travel.relation() instanceof UnresolvedRelation relation) {
      plain(relation);
    } else {
      throw refused(travel.relation().nodeName());
    }
    if (travel.timestamp().isDefined()) {
      Expression time = travel.timestamp().get();
      Plans.forEach(
          time,
          each -> {
            if (each instanceof SubqueryExpression) {
              throw refused("a query as the time of a state");
            }
          });
    }
  }

  static CityLakeException noTravel() {
    return new CityLakeException(
        ErrorCode.ACCESS_DENIED, "Cannot read an earlier state: no role of yours has time-travel");
  }

  static CityLakeException refused(String what) {
    return new CityLakeException(
        ErrorCode.ACCESS_DENIED,
        "Cannot run this statement: %s isn't allowed here; allowed are queries, EXPLAIN, SHOW CATALOGS, SCHEMAS, TABLES, VIEWS, COLUMNS and FUNCTIONS, DESCRIBE, USE, SET purpose and SET TIME ZONE"
            .formatted(what));
  }
}
