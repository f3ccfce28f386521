package io.citylake.read;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.model.ErasedForms;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.read.scan.ScanPlan;
import java.time.Instant;

/**
 * What a run marks its rows with.
 *
 * @param ingestedAt of {@code _ingested_at} and of {@code refused_at}
 * @param dataset the contract that gives {@code good} its columns
 * @param withContext whether accepted rows carry {@code bad} too (with no reasons), so that a later
 *     step can still refuse them
 * @param erased who was erased: a record that names one of them is refused and not kept
 */
public record RowStamp(
    JobName job,
    RunId run,
    Instant ingestedAt,
    DatasetContract dataset,
    boolean withContext,
    ErasedForms erased) {
  ScanPlan.Stamp forScan() {
    return new ScanPlan.Stamp(job, run, ingestedAt, dataset, withContext, erased);
  }
}
