package io.citylake.lake.backup;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.health.Depth;
import io.citylake.lake.health.Finding;
import io.citylake.lake.health.LakeCheckup;
import io.citylake.lake.io.LocalPaths;
import io.citylake.lake.metadata.LiveRows;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** Holds restored tables against what their backup says of them. */
final class Proof {
  private Proof() {}

  /**
   * Snapshot, rows by metadata, and every file that is named with its length.
   *
   * @param warehouse that all of it lies in
   * @throws CityLakeException RESTORE_UNPROVEN
   */
  static void require(Lake lake, Collection<PointTable> tables, Path warehouse) {
    require(lake, tables, warehouse, Depth.FILES);
  }

  static void require(Lake lake, Collection<PointTable> tables, Path warehouse, Depth depth) {
    List<Finding> findings = new ArrayList<>();
    LakeCheckup checkup = new LakeCheckup(lake, depth, findings::add);
    for (PointTable each : tables) {
      TableName name = TableName.parse(each.name());
      Table table = lake.loadTable(name);
      if (!LocalPaths.path(table.location()).normalize().startsWith(warehouse)) {
        throw unproven(name, "its files go to " + table.location());
      }
      Snapshot now = table.currentSnapshot();
      Long snapshot = now == null ? null : (Long) now.snapshotId();
      if (!Objects.equals(snapshot, each.snapshot())) {
        throw unproven(name, "it shows snapshot %s, not %s".formatted(snapshot, each.snapshot()));
      }
      OptionalLong rows = LiveRows.count(table, now);
      if (each.rows() != null && rows.isPresent() && rows.getAsLong() != each.rows()) {
        throw unproven(name, "it has %,d rows, not %,d".formatted(rows.getAsLong(), each.rows()));
      }
      checkup.check(name);
    }
    for (Finding finding : findings) {
      // What was wrong with the lake itself when it was backed up is not for a restore to judge.
      if (finding.file() != null && !finding.kind().equals("earlier_metadata")) {
        throw unproven(
            Objects.requireNonNull(finding.table()),
            "%s: %s".formatted(finding.file(), finding.problem()));
      }
    }
  }

  static CityLakeException unproven(TableName table, String why) {
    return new CityLakeException(
        ErrorCode.RESTORE_UNPROVEN,
        "Cannot vouch for table %s as it was restored: %s; restore an earlier backup by --as-of"
            .formatted(table, why));
  }
}
