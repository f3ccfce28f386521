package io.citylake.upkeep.expire;

import io.citylake.lake.hold.SnapshotHold;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.TableRefs;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;

/**
 * Which snapshots of a table nobody needs: those that are old enough and that no branch, no hold
 * and no later comparison of the platform's own names.
 */
public final class SnapshotExpiry {
  private SnapshotExpiry() {}

  /**
   * Those that nobody needs.
   *
   * @param holds of this table; those of a former table of its name count for nothing
   * @param before snapshots from this time on stay
   */
  public static SortedSet<Long> superfluous(
      TableMetadata metadata, List<SnapshotHold> holds, Instant before) {
    Set<Long> needed = new HashSet<>(TableRefs.needed(metadata));
    LakeProperties.lastPublished(metadata).ifPresent(needed::add);
    SortedSet<Long> superfluous = new TreeSet<>();
    for (Snapshot snapshot : metadata.snapshots()) {
      if (snapshot.timestampMillis() < before.toEpochMilli()
          && !needed.contains(snapshot.snapshotId())
          && holds.stream().noneMatch(hold -> hold.covers(metadata, snapshot.snapshotId()))) {
        superfluous.add(snapshot.snapshotId());
      }
    }
    return superfluous;
  }
}
