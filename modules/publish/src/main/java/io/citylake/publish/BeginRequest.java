package io.citylake.publish;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.model.JobName;
import io.citylake.model.RunId;

/**
 * What a run says before it writes.
 *
 * @param dataset the contract of the target, whose tables exist
 * @param job whose position moves with the rows
 * @param run new for every attempt
 */
public record BeginRequest(DatasetContract dataset, JobName job, RunId run) {}
