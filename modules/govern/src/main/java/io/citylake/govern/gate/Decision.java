package io.citylake.govern.gate;

import io.citylake.govern.access.Constants;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What the gate made of a query: a plan that holds the policy. It follows from the caller, the
 * question with its release, the policies and the day, and from nothing else.
 *
 * @param constants of the statement, for the access log
 * @param cacheKey null where the answer may differ from one call to the next
 */
record Decision(
    SparkSession session,
    LogicalPlan governed,
    StructType schema,
    List<Reference> references,
    Constants constants,
    @Nullable String cacheKey) {
  static Decision of(
      SparkSession session,
      LogicalPlan governed,
      List<Reference> references,
      Constants constants,
      @Nullable String cacheKey) {
    // What Spark has analysed once it passes the next time.
    LogicalPlan analysed = Plans.rows(session, governed).queryExecution().analyzed();
    return new Decision(session, analysed, analysed.schema(), references, constants, cacheKey);
  }

  /** An answer that is there already, and that stands for no other. */
  static Decision told(Dataset<Row> rows) {
    var told = (org.apache.spark.sql.classic.Dataset<?>) rows;
    return new Decision(
        told.sparkSession(),
        told.queryExecution().analyzed(),
        rows.schema(),
        List.of(),
        Constants.unknown(),
        null);
  }

  /** A run of its own for each query. */
  Dataset<Row> rows() {
    return Plans.rows(session, governed);
  }

  /** The same rows by the shortest way; reads manifests. */
  Dataset<Row> toRun() {
    return Plans.rows(session, new MetadataOnlyQueries(references).put(governed));
  }

  /**
   * Whether the same question is decided the same a moment later: not where a value is drawn or a
   * clock is read, and not where an earlier state is asked for, which a newer release may change.
   */
  boolean holds() {
    return cacheKey != null && references.stream().noneMatch(Reference::isOfNamedState);
  }
}
