package io.citylake.govern.lineage;

import io.citylake.model.TableName;
import java.util.Map;
import java.util.SortedSet;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.StructType;

/** Makes analysed plans of queries, over tables of which only the schemas are given. */
public interface QueryAnalyzer {
  /**
   * The tables that a query names; nothing is analysed for it.
   *
   * @param file where the query stands, for messages
   */
  SortedSet<TableName> inputs(String sql, String file);

  /**
   * A query's plan; its leaves keep the metadata of the schemas.
   *
   * @param schemas of the query's inputs
   * @throws io.citylake.model.CityLakeException where the query doesn't fit them
   */
  LogicalPlan analyse(String sql, String file, Map<TableName, StructType> schemas);
}
