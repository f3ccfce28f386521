package io.citylake.lake.history;

import java.time.Duration;
import java.time.Instant;

/** One stage of a run and how long it took. */
public record StageRecord(String stage, Instant started, Duration took) {}
