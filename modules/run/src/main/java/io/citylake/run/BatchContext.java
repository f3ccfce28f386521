package io.citylake.run;

import io.citylake.contract.Dataset;
import io.citylake.contract.Task;
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
    Deployment deployment,
    Task task,
    Dataset dataset,
    RunId run,
    LocalDate businessDate,
    Instant start) {}
