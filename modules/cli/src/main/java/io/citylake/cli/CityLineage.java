package io.citylake.cli;

import io.citylake.govern.lineage.LineageGraph;
import io.citylake.govern.lineage.QueryAnalyzer;
import io.citylake.model.TableName;
import io.citylake.run.Deployment;
import io.citylake.transform.step.QueryPlans;
import io.citylake.transform.step.QuerySql;
import java.util.Map;
import java.util.SortedSet;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.StructType;

/** Plans for lineage, made as those that the steps run with. */
final class CityLineage implements QueryAnalyzer {
  private final Deployment deployment;

  private CityLineage(Deployment deployment) {
    this.deployment = deployment;
  }

  static LineageGraph of(Deployment deployment) {
    return new LineageGraph(deployment.workspace(), new CityLineage(deployment));
  }

  @Override
  public SortedSet<TableName> inputs(String sql, String file) {
    return QuerySql.parse(sql, file).inputs();
  }

  @Override
  public LogicalPlan analyse(String sql, String file, Map<TableName, StructType> schemas) {
    return new QueryPlans(deployment.spark()).analyse(QuerySql.parse(sql, file), schemas);
  }
}
