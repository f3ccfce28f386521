package io.citylake.run.round;

import io.citylake.run.batch.JobResult;
import java.time.Instant;

/** How a job of a round ended, and when it was at it. */
record TimedResult(JobResult result, Instant began, Instant ended) {}
