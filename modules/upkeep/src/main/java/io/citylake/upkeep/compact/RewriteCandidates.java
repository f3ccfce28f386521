package io.citylake.upkeep.compact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.io.CloseableIterable;

/** Finds what is worth writing anew in a table; reads its manifests and nothing else. */
public final class RewriteCandidates {
  private RewriteCandidates() {}

  /** The largest gain first. */
  public static List<RewriteCandidate> find(Table table) {
    Snapshot now = table.currentSnapshot();
    if (now == null) {
      return List.of();
    }
    List<RewriteCandidate> candidates = new ArrayList<>();
    try (CloseableIterable<RewriteFileGroup> groups =
        new LikeSizedPlanner(table, now.snapshotId()).plan().groups()) {
      groups.forEach(group -> candidates.add(RewriteCandidate.of(group, now.snapshotId())));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot end reading manifests of " + table.name(), e);
    }
    candidates.removeIf(candidate -> candidate.gain() <= 0);
    candidates.sort(
        Comparator.comparingLong(RewriteCandidate::gain)
            .reversed()
            .thenComparing(RewriteCandidate::partition));
    return candidates;
  }
}
