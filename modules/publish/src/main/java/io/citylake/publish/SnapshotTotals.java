package io.citylake.publish;

import java.util.Map;
import java.util.OptionalLong;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot's summary says of the whole table, without reading a manifest. Writers need not
 * keep the totals; one that is missing is unknown, not zero.
 *
 * @param rows empty where unknown: deletions hide rows that the summary still counts
 * @param bytes of data files; 0 where unknown
 */
record SnapshotTotals(OptionalLong rows, long bytes) {
  static SnapshotTotals of(@Nullable Snapshot snapshot) {
    if (snapshot == null) {
      return new SnapshotTotals(OptionalLong.of(0), 0);
    }
    Map<String, String> summary = snapshot.summary();
    String records = summary.get(SnapshotSummary.TOTAL_RECORDS_PROP);
    boolean whole = "0".equals(summary.get(SnapshotSummary.TOTAL_DELETE_FILES_PROP));
    return new SnapshotTotals(
        records != null && whole ? OptionalLong.of(Long.parseLong(records)) : OptionalLong.empty(),
        Long.parseLong(summary.getOrDefault(SnapshotSummary.TOTAL_FILE_SIZE_PROP, "0")));
  }
}
