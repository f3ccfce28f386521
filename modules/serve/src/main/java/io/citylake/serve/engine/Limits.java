package io.citylake.serve.engine;

import io.citylake.model.DataSize;
import java.time.Duration;

/**
 * What the callers of one role may take of the machine.
 *
 * @param role whose callers share the places
 * @param concurrency how many of their queries run at once
 * @param queue how many more wait for a place; one more is refused
 * @param time that one query may run, and wait for its place
 * @param rows most of one answer
 * @param bytes most of one answer, as Arrow batches
 */
public record Limits(
    String role, int concurrency, int queue, Duration time, long rows, DataSize bytes) {}
