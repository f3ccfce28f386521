package io.citylake.lake.metadata;

import java.util.Collection;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.Table;

/** Removes snapshots by name, whatever their age. Who needs them is asked before. */
public final class SnapshotRemoval {
  private SnapshotRemoval() {}

  /**
   * Expires snapshots and deletes the files that only they read.
   *
   * @throws RuntimeException where one of them has become a branch's meanwhile; nothing is expired
   */
  public static void expire(Table table, Collection<Long> snapshots) {
    // What is old by the table's own settings is nobody's business here.
    ExpireSnapshots expiry = table.expireSnapshots().expireOlderThan(0);
    snapshots.forEach(expiry::expireSnapshotId);
    expiry.commit();
  }
}
