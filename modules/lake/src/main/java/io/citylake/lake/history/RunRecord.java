package io.citylake.lake.history;

import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.model.Tally;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One line of the run ledger.
 *
 * @param kind {@code load} or {@code replay}
 * @param positionBefore and positionAfter as stored, cut to 2,000 characters: for people; the
 *     table's own is the truth
 */
public record RunRecord(
    RunId run,
    JobName job,
    TableName target,
    String kind,
    LocalDate businessDate,
    Instant started,
    @Nullable Instant ended,
    RunOutcome outcome,
    Tally tally,
    @Nullable String positionBefore,
    @Nullable String positionAfter,
    @Nullable String errorCode,
    @Nullable String message) {}
