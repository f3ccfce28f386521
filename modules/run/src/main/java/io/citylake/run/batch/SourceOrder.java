package io.citylake.run.batch;

import io.citylake.model.DeliveryOrder;
import io.citylake.model.JobName;
import io.citylake.model.Position;
import io.citylake.publish.Staging;
import io.citylake.read.file.DeliveredFiles;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order of the deliveries into a batch's table once the batch is in: by what the positions of
 * all its jobs say, and the batch's own. Looked up when rows compete, which they seldom do.
 */
final class SourceOrder {
  private final JobName job;
  private final Position after;
  private final int sources;
  private @Nullable DeliveryOrder order;

  /**
   * @param after the job's position once the batch is published
   * @param sources how many the batch reads
   */
  SourceOrder(JobName job, Position after, int sources) {
    this.job = job;
    this.after = after;
    this.sources = sources;
  }

  int sources() {
    return sources;
  }

  DeliveryOrder of(Staging staging) {
    if (order == null) {
      Map<JobName, Position> positions = new HashMap<>(staging.positions());
      positions.put(job, after);
      order = DeliveredFiles.order(job, positions, staging.jobsOfRuns());
    }
    return order;
  }
}
