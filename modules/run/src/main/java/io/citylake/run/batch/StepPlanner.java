package io.citylake.run.batch;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Step;
import io.citylake.lake.catalog.Lake;
import io.citylake.run.batch.Delivery.StepRows;
import io.citylake.run.round.RunRequest.Mode;
import io.citylake.run.session.SparkSessions;
import io.citylake.transform.step.StepChange;
import io.citylake.transform.step.StepRequest;
import io.citylake.transform.step.StepRequest.Rebuild;
import io.citylake.transform.step.StepTransformer;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** What the tables that a step reads have to bring. */
final class StepPlanner implements DeliveryPlanner {
  private final Lake lake;
  private final SparkSessions sessions;
  private final DatasetContract dataset;
  private final Step step;
  private final ZoneId zone;
  private final Mode mode;

  StepPlanner(
      Lake lake,
      SparkSessions sessions,
      DatasetContract dataset,
      Step step,
      ZoneId zone,
      Mode mode) {
    this.lake = lake;
    this.zone = zone;
    this.sessions = sessions;
    this.dataset = dataset;
    this.step = step;
    this.mode = mode;
  }

  @Override
  public String kind() {
    return "step";
  }

  @Override
  public Planned plan(TableNow table) {
    StepRequest request =
        new StepRequest(
            step,
            dataset,
            Lake.CATALOG,
            zone,
            table.position(),
            mode.isFull() ? Rebuild.ALWAYS : Rebuild.WHERE_NEEDED);
    StepTransformer transformer = StepTransformer.pin(lake::loadTable, request);
    // Even of empty inputs the size is known, which 0 would deny.
    Supplier<SparkSession> spark =
        () -> sessions.suiting(1 + transformer.inputSize().bytes(), table.size().get());
    StepChange change = transformer.plan(spark);
    if (change.isEmpty()) {
      change.close();
      return Planned.nothing("Nothing new in the source");
    }
    return Planned.of(new StepRows(change, spark.get()));
  }
}
