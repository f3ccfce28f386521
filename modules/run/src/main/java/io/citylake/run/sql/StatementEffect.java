package io.citylake.run.sql;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.citylake.lake.catalog.Lake;
import io.citylake.model.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.LocalTempView$;
import org.apache.spark.sql.catalyst.analysis.PlanWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTable;
import org.apache.spark.sql.catalyst.plans.logical.DeleteFromTable;
import org.apache.spark.sql.catalyst.plans.logical.InsertIntoStatement;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.MergeIntoTable;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UpdateTable;
import org.apache.spark.sql.execution.command.CreateViewCommand;

/**
 * Whether a statement changes more than its own session. Told by its syntax, and failing closed:
 * what is not known to be a query, a question or of the session counts as a change, such as text
 * that becomes a statement only when it runs.
 *
 * @param kind what Spark calls such a statement, in lower-case words
 * @param writes whether it may change tables, files or the catalog
 * @param table the one table whose rows it changes; empty where it is something else, or a name
 *     that depends on the session
 */
record StatementEffect(String kind, boolean writes, Optional<TableName> table) {
  // By name, since Spark has one command for each way of its catalogs.
  private static final List<String> ASKING = List.of("Show", "Describe", "Explain");
  private static final Set<String> OF_THE_SESSION =
      Set.of(
          "CacheTable",
          "CacheTableAsSelect",
          "ClearCacheCommand",
          "CreateTempViewUsing",
          "CreateVariable",
          "DropTempViewCommand",
          "DropVariable",
          "RefreshTable",
          "ResetCommand",
          "SetCatalogAndNamespace",
          "SetCatalogCommand",
          "SetCommand",
          "SetNamespaceCommand",
          "SetVariable",
          "UncacheTable");
  private static final Set<String> QUERIES =
      Set.of(
          "Aggregate",
          "AsOfJoin",
          "Distinct",
          "Except",
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
          "OneRowRelation$",
          "PipeOperator",
          "Pivot",
          "Project",
          "Range",
          "RelationTimeTravel",
          "Repartition",
          "RepartitionByExpression",
          "Sample",
          "Sort",
          "SubqueryAlias",
          "Tail",
          "Transpose",
          "Union",
          "UnionLoop",
          "Unpivot",
          "UnresolvedHaving",
          "UnresolvedHint",
          "UnresolvedInlineTable",
          "UnresolvedRelation",
          "UnresolvedSubqueryColumnAliases",
          "UnresolvedTVFAliases",
          "UnresolvedTableValuedFunction",
          "UnresolvedWith",
          "WithWindowDefinition");

  static StatementEffect of(LogicalPlan parsed) {
    String name = parsed.getClass().getSimpleName();
    return isOfTheSession(parsed, name) || ASKING.stream().anyMatch(name::startsWith)
        ? new StatementEffect(kind(parsed), false, Optional.empty())
        : changing(parsed)
            .map(change -> new StatementEffect(kind(change), true, target(change)))
            .orElseGet(() -> new StatementEffect(kind(parsed), false, Optional.empty()));
  }

  private static boolean isOfTheSession(LogicalPlan command, String name) {
    boolean temporaryView =
        command instanceof CreateViewCommand view && view.viewType() == LocalTempView$.MODULE$;
    return temporaryView || OF_THE_SESSION.contains(name);
  }

  /** The part of a statement that is no query; empty where every part is one. */
  private static Optional<LogicalPlan> changing(LogicalPlan part) {
    // The name of a table that is made of text; with children it is a statement about that table.
    boolean madeName =
        part instanceof PlanWithUnresolvedIdentifier && asJava(part.children()).isEmpty();
    if (!madeName && !QUERIES.contains(part.getClass().getSimpleName())) {
      return Optional.of(part);
    }
    return asJava(part.children()).stream()
        .map(StatementEffect::changing)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static String kind(LogicalPlan parsed) {
    return parsed
        .nodeName()
        .replaceAll("(Statement|Command)$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }

  private static Optional<TableName> target(LogicalPlan parsed) {
    if (parsed instanceof InsertIntoStatement insert) {
      return named(insert.table());
    }
    if (parsed instanceof DeleteFromTable delete) {
      return named(delete.table());
    }
    if (parsed instanceof UpdateTable update) {
      return named(update.table());
    }
    return parsed instanceof MergeIntoTable merge ? named(merge.targetTable()) : Optional.empty();
  }

  private static Optional<TableName> named(LogicalPlan table) {
    if (table instanceof SubqueryAlias alias) {
      return named(alias.child());
    }
    if (table instanceof UnresolvedRelation relation) {
      return named(asJava(relation.multipartIdentifier()));
    }
    return table instanceof UnresolvedTable unresolved
        ? named(asJava(unresolved.multipartIdentifier()))
        : Optional.empty();
  }

  private static Optional<TableName> named(List<String> parts) {
    boolean whole = parts.size() == 3 && parts.get(0).equalsIgnoreCase(Lake.CATALOG);
    List<String> name = whole ? parts.subList(1, 3) : parts;
    try {
      return name.size() == 2
          ? Optional.of(TableName.parse(String.join(".", name).toLowerCase(Locale.ROOT)))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      // Spark's views and files have names that no table of the lake could have.
      return Optional.empty();
    }
  }
}
