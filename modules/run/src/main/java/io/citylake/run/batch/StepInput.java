package io.citylake.run.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.citylake.check.audit.ControlTotals;
import io.citylake.model.AuditFinding;
import io.citylake.model.Position;
import io.citylake.model.Tally;
import io.citylake.publish.Staging;
import io.citylake.transform.step.StepChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A step's answer on its way into the derived table. */
final class StepInput implements BatchInput {
  private final BatchContext context;
  private final StepChange change;
  private final SparkSession spark;

  StepInput(BatchContext context, SparkSession spark, StepChange change) {
    this.context = context;
    this.spark = spark;
    this.change = change;
  }

  @Override
  public SparkSession spark() {
    return spark;
  }

  @Override
  public Position after() {
    return change.after();
  }

  @Override
  public String summary() {
    return "Would be " + change.how();
  }

  @Override
  public Tally look() {
    return counted(change.rows().count());
  }

  @Override
  public Tally write(Staging staging) {
    // All at once: a step's plan is long, and is analysed again for each call.
    Dataset<Row> rows =
        change
            .rows()
            .select(
                col("*"),
                lit(context.task().name().toString()).as("_source"),
                lit(null).cast("bigint").as("_place"),
                lit(context.run().value()).as("_run_id"),
                lit(context.start()).as("_ingested_at"));
    return counted(staging.replace(change.deletion(), rows));
  }

  private static Tally counted(long rows) {
    return new Tally(rows, rows, 0, 0, 0, 0, 0, Map.of(), Map.of());
  }

  @Override
  public String message() {
    return change.how();
  }

  @Override
  public List<AuditFinding> remarks() {
    return List.of();
  }

  @Override
  public Optional<ControlTotals> controlTotals() {
    return Optional.empty();
  }

  @Override
  public boolean hasMore() {
    return false;
  }

  @Override
  public void close() {
    change.close();
  }
}
