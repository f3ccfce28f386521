package io.citylake.lake.hold;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.hold.SnapshotHold.Kind;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.BranchNames;
import io.citylake.model.Release.TableSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.TableMetadata;

/** The rows that audits blocked, in targets and beside them. Reads the metadata of every table. */
public final class BranchHolds implements HoldSource {
  private final Lake lake;

  public BranchHolds(Lake lake) {
    this.lake = lake;
  }

  @Override
  public List<SnapshotHold> list() {
    List<SnapshotHold> holds = new ArrayList<>();
    lake.forEachTable(
        (name, table) -> {
          TableMetadata metadata = TableRefs.operations(table).current();
          for (String branch : TableRefs.branches(metadata, BranchNames.BLOCKED)) {
            Long head = TableRefs.head(metadata, branch);
            if (head != null) {
              TableSnapshot state = new TableSnapshot(metadata.uuid(), head);
              holds.add(new SnapshotHold(name, state, Kind.BLOCKED_BRANCH, branch, null));
            }
          }
        });
    return holds;
  }
}
