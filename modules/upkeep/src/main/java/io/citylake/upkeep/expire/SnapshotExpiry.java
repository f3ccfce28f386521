package io.citylake.upkeep.expire;

import io.citylake.lake.hold.SnapshotHold;
import io.citylake.lake.hold.SnapshotHold.Reach;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.TableRefs;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.ExpireSnapshots.CleanupLevel;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
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
    for (SnapshotHold hold : holds) {
      if (hold.state().uuid().equals(metadata.uuid())) {
        needed.add(hold.state().snapshotId());
        if (hold.kind().reach() == Reach.WITH_LATER) {
          addLater(metadata, hold.state().snapshotId(), needed);
        }
      }
    }
    SortedSet<Long> superfluous = new TreeSet<>();
    for (Snapshot snapshot : metadata.snapshots()) {
      if (snapshot.timestampMillis() < before.toEpochMilli()
          && !needed.contains(snapshot.snapshotId())) {
        superfluous.add(snapshot.snapshotId());
      }
    }
    return superfluous;
  }

  /** By their numbers, so that a held snapshot that main was moved back from keeps enough, too. */
  private static void addLater(TableMetadata metadata, long held, Set<Long> needed) {
    Snapshot from = metadata.snapshot(held);
    long least = from == null ? 0 : from.sequenceNumber();
    metadata.snapshots().stream()
        .filter(snapshot -> snapshot.sequenceNumber() >= least)
        .forEach(snapshot -> needed.add(snapshot.snapshotId()));
  }

  /**
   * Expires them and deletes the files that only they read.
   *
   * @throws RuntimeException where one of them has become a branch's meanwhile; nothing is expired
   */
  public static void expire(Table table, SortedSet<Long> snapshots) {
    // What is old by the table's own settings is nobody's business here.
    ExpireSnapshots expiry = table.expireSnapshots().expireOlderThan(0);
    snapshots.forEach(expiry::expireSnapshotId);
    expiry.cleanupLevel(CleanupLevel.ALL).commit();
  }
}
