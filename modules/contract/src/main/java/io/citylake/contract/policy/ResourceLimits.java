package io.citylake.contract.policy;

import io.citylake.model.DataSize;
import java.time.Duration;
import java.util.List;

/**
 * What one user may take.
 *
 * @param time of one statement
 * @param rows of one answer
 * @param bytes of one answer
 * @param concurrency statements at once
 * @param queue statements that wait
 * @param exportRows rows of one answer that are handed out as CSV or as a workbook
 */
public record ResourceLimits(
    Duration time, long rows, DataSize bytes, int concurrency, int queue, long exportRows) {
  /** Whose answers may all be handed out as CSV or as a workbook. */
  public ResourceLimits(Duration time, long rows, DataSize bytes, int concurrency, int queue) {
    this(time, rows, bytes, concurrency, queue, rows);
  }

  /** Of someone with several roles: in each respect that of the role which allows most. */
  public static ResourceLimits widest(List<ResourceLimits> each) {
    return each.stream()
        .reduce(
            (a, b) ->
                new ResourceLimits(
                    a.time.compareTo(b.time) > 0 ? a.time : b.time,
                    Math.max(a.rows, b.rows),
                    a.bytes.bytes() > b.bytes.bytes() ? a.bytes : b.bytes,
                    Math.max(a.concurrency, b.concurrency),
                    Math.max(a.queue, b.queue),
                    Math.max(a.exportRows, b.exportRows)))
        .orElseGet(() -> new ResourceLimits(Duration.ZERO, 0, DataSize.parse("0B"), 0, 0));
  }
}
