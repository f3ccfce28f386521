package io.citylake.schedule.export;

import io.citylake.contract.Title;
import io.citylake.contract.schedule.Priority;
import io.citylake.model.JobName;
import io.citylake.schedule.plan.DatedInput;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as a part of a flow.
 *
 * @param gate null for one that follows its inputs
 * @param upstream those of the flow that it waits for
 * @param dated those of the flow that it waits for of other business dates
 * @param moments those of flows with several moments of a day, the last of which it waits for
 * @param pool empty for none
 * @param timeout of one run; null for none
 * @param deadline counted from when its flow begins; null for none
 */
record ExportTask(
    JobName name,
    Title title,
    String owner,
    @Nullable Gate gate,
    List<JobName> upstream,
    List<DatedInput> dated,
    List<OfMoments> moments,
    int retries,
    String pool,
    Priority priority,
    @Nullable Duration timeout,
    @Nullable Duration deadline) {
  ExportTask {
    upstream = List.copyOf(upstream);
    dated = List.copyOf(dated);
    moments = List.copyOf(moments);
  }

  /** A task of another flow, of whose moments of the same business date the last counts. */
  record OfMoments(JobName task, Pulse pulse) {}
}
