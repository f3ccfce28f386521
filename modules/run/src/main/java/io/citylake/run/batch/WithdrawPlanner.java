package io.citylake.run.batch;

import io.citylake.contract.job.Job;
import io.citylake.model.Position;
import io.citylake.read.ReadBatch;
import io.citylake.read.ReplayBatch;
import io.citylake.read.file.DeliveredFiles;
import io.citylake.run.batch.Delivery.Arrival;
import io.citylake.run.batch.Delivery.SourceRows;
import java.util.List;
import java.util.Optional;

/**
 * Takes out what one file has brought; what it had displaced comes back.
 *
 * @param source as {@code _source} says it
 */
public record WithdrawPlanner(Job job, String source) implements DeliveryPlanner {
  @Override
  public String kind() {
    return "withdraw";
  }

  @Override
  public Planned plan(TableNow table) {
    if (!DeliveredFiles.loaded(table.position()).contains(source)) {
      return Planned.nothing("The delivery is not loaded any more");
    }
    Position after = DeliveredFiles.withdraw(table.position(), source);
    ReadBatch none = ReplayBatch.of(List.of(), after);
    return Planned.of(
        new SourceRows(
            job,
            none,
            after,
            Arrival.LOAD,
            List.of(source),
            Optional.empty(),
            false,
            false,
            false));
  }
}
