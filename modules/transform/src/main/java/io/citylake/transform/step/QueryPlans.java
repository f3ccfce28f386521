package io.citylake.transform.step;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.StructType;

/** Analyses queries over tables of which only the schemas are known. One thread at a time. */
public final class QueryPlans {
  private final SparkSession spark;

  public QueryPlans(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * A query's analysed plan; its leaves have the attributes of the schemas, with their metadata.
   *
   * @param schemas of every table that the query reads
   * @throws CityLakeException SQL_INVALID where the query doesn't fit them
   */
  public LogicalPlan analyse(QuerySql query, Map<TableName, StructType> schemas) {
    String prefix = "citylake_" + UUID.randomUUID().toString().replace('-', '_') + "_";
    Map<TableName, String> views = new TreeMap<>();
    try {
      for (TableName input : query.inputs()) {
        String view = prefix + views.size();
        views.put(input, view);
        spark.createDataFrame(List.of(), schemas.get(input)).createOrReplaceTempView(view);
      }
      var frame = (org.apache.spark.sql.classic.Dataset<?>) spark.sql(query.over(views::get));
      return frame.queryExecution().analyzed();
    } catch (Exception e) {
      // Spark throws its checked exception unannounced.
      if (e instanceof AnalysisException invalid) {
        throw new CityLakeException(
            ErrorCode.SQL_INVALID,
            "Cannot analyse a query: " + invalid.getSimpleMessage().lines().findFirst().orElse(""),
            invalid);
      }
      if (e instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IllegalStateException(e);
    } finally {
      views.values().forEach(view -> spark.catalog().dropTempView(view));
    }
  }
}
