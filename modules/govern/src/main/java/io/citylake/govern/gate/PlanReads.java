package io.citylake.govern.gate;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.govern.access.Constants;
import io.citylake.govern.access.TableAccess;
import io.citylake.govern.policy.TableColumns;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a statement reads and compares, for the access log: nothing is decided by it. */
public record PlanReads(List<TableAccess> tables, Constants constants) {
  private static final Logger LOG = LoggerFactory.getLogger(PlanReads.class);

  /** Of a column that the contract doesn't know. */
  private static final int HIGHEST = 4;

  /**
   * Of a statement on tables that no policy stands before; nothing of one that has no plan. It must
   * be one that only reads: Spark runs EXECUTE IMMEDIATE while it analyses.
   *
   * @param datasets whose grades count
   */
  public static PlanReads of(
      SparkSession spark, String statement, Map<TableName, DatasetContract> datasets) {
    try {
      var state = ((org.apache.spark.sql.classic.SparkSession) spark).sessionState();
      LogicalPlan analysed =
          state
              .executePlan(state.sqlParser().parsePlan(statement), state.executePlan$default$2())
              .analyzed();
      Map<TableName, SortedMap<String, Integer>> grades = new TreeMap<>();
      return of(
          analysed,
          statement,
          relation -> name(relation),
          (name, columns) -> grades.computeIfAbsent(name, each -> grades(datasets, each, columns)),
          relation -> 0);
    } catch (Exception e) {
      // Scala's checked exceptions come unannounced. It runs next, and says what is wrong.
      LOG.debug("A statement has no plan", e);
      return unknown();
    }
  }

  /** Of what must not be analysed, or can't be. */
  public static PlanReads unknown() {
    return new PlanReads(List.of(), Constants.unknown());
  }

  private static SortedMap<String, Integer> grades(
      Map<TableName, DatasetContract> datasets, TableName name, List<String> columns) {
    DatasetContract dataset = datasets.get(name);
    return dataset == null ? new TreeMap<>() : TableColumns.of(dataset, columns).grades();
  }

  private static TableName name(DataSourceV2Relation relation) {
    Identifier id = relation.identifier().get();
    return new TableName(String.join(".", id.namespace()), id.name());
  }

  /** What stands where a table does. */
  interface Naming {
    TableName of(DataSourceV2Relation relation);
  }

  /** The grades of a table's columns. */
  interface Grades {
    SortedMap<String, Integer> of(TableName table, List<String> columns);
  }

  /** The state at which a table is read; 0 where that isn't known. */
  interface Snapshots {
    long of(DataSourceV2Relation relation);
  }

  static PlanReads of(
      LogicalPlan analysed, String sql, Naming naming, Grades grades, Snapshots snapshots) {
    List<TableAccess> reads = new ArrayList<>();
    Map<ExprId, Integer> byColumn = new HashMap<>();
    for (Map.Entry<DataSourceV2Relation, SortedSet<String>> each :
        ColumnUse.of(analysed).entrySet()) {
      DataSourceV2Relation relation = each.getKey();
      TableName name = naming.of(relation);
      List<String> columns =
          asJava(relation.output()).stream().map(column -> column.name()).toList();
      SortedMap<String, Integer> known = grades.of(name, columns);
      int highest =
          each.getValue().stream()
              .mapToInt(column -> known.getOrDefault(column, HIGHEST))
              .max()
              .orElse(0);
      reads.add(
          new TableAccess(name, List.copyOf(each.getValue()), highest, snapshots.of(relation)));
      asJava(relation.output())
          .forEach(
              column -> byColumn.put(column.exprId(), known.getOrDefault(column.name(), HIGHEST)));
    }
    int highest = reads.stream().mapToInt(TableAccess::highestGrade).max().orElse(0);
    return new PlanReads(reads, PlanConstants.of(analysed, byColumn, highest, sql));
  }
}
