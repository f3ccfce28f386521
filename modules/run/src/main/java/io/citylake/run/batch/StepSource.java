package io.citylake.run.batch;

import io.citylake.contract.job.Step;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.metadata.SmallData;
import io.citylake.publish.Staging;
import io.citylake.run.Deployment;
import io.citylake.run.round.RunRequest.Mode;
import io.citylake.transform.step.StepChange;
import io.citylake.transform.step.StepRequest;
import io.citylake.transform.step.StepRequest.Rebuild;
import io.citylake.transform.step.StepTransformer;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** The tables that a step reads. */
final class StepSource implements BatchSource {
  private final BatchContext context;
  private final Step step;
  private final Mode mode;

  StepSource(BatchContext context, Step step, Mode mode) {
    this.context = context;
    this.step = step;
    this.mode = mode;
  }

  @Override
  public String kind() {
    return "step";
  }

  @Override
  public Optional<BatchInput> plan(Staging staging) {
    StepRequest request =
        new StepRequest(
            step,
            context.dataset(),
            Lake.CATALOG,
            staging.position(),
            mode == Mode.FULL_REFRESH ? Rebuild.ALWAYS : Rebuild.WHERE_NEEDED);
    Deployment deployment = context.deployment();
    StepTransformer transformer = StepTransformer.pin(deployment.lake()::loadTable, request);
    // Even of empty inputs the size is known, which 0 would deny.
    Supplier<SparkSession> spark =
        () ->
            deployment.spark(1 + SmallData.bytesOf(transformer.inputRows()), staging.targetSize());
    StepChange change = transformer.plan(spark);
    if (change.isEmpty()) {
      change.close();
      return Optional.empty();
    }
    return Optional.of(new StepInput(context, spark.get(), change));
  }
}
