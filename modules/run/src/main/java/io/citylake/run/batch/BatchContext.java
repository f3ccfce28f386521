package io.citylake.run.batch;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Task;
import io.citylake.model.RunId;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Which batch it is.
 *
 * @param dataset the contract of the task's table
 * @param start of the batch, which is its rows' {@code _ingested_at}
 */
record BatchContext(
    Task task, DatasetContract dataset, RunId run, LocalDate businessDate, Instant start) {}
