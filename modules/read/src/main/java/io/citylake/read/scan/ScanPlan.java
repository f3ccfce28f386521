package io.citylake.read.scan;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.model.ErasedForms;
import io.citylake.model.JobName;
import io.citylake.model.RowJudge;
import io.citylake.model.RunId;
import io.citylake.read.record.RecordTask;
import java.time.Instant;
import java.util.List;

/**
 * Everything that a scan needs; stays on the driver but for the tasks, the judge and the stamp.
 *
 * @param title what the plan of a query says about it
 * @param groups the tasks of each Spark partition
 */
public record ScanPlan(String title, List<List<RecordTask>> groups, RowJudge judge, Stamp stamp) {
  public ScanPlan {
    groups = groups.stream().map(List::copyOf).toList();
  }

  /** What rows are marked with. */
  public record Stamp(
      JobName job,
      RunId run,
      Instant ingestedAt,
      DatasetContract dataset,
      boolean withContext,
      ErasedForms erased) {}

  long bytes() {
    return groups.stream().flatMap(List::stream).mapToLong(RecordTask::bytes).sum();
  }
}
