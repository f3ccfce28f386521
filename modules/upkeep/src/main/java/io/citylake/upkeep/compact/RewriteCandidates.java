package io.citylake.upkeep.compact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.BinPackRewriteFilePlanner;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** Finds what is worth writing anew in a table; reads its manifests and nothing else. */
public final class RewriteCandidates {
  /** A group is read, sorted and written at once, so it bounds what a task spills. */
  private static final String LARGEST_GROUP = Long.toString(2L << 30);

  /** A tenth of a file's rows deleted, as Amoro takes it, costs each reader more than a rewrite. */
  private static final String DELETED_RATIO = "0.1";

  private static final String DELETION_FILES = "3";

  private RewriteCandidates() {}

  /** The largest gain first. */
  public static List<RewriteCandidate> find(Table table) {
    Snapshot now = table.currentSnapshot();
    if (now == null) {
      return List.of();
    }
    BinPackRewriteFilePlanner planner =
        new BinPackRewriteFilePlanner(table, Expressions.alwaysTrue(), now.snapshotId(), true);
    planner.init(
        Map.of(
            BinPackRewriteFilePlanner.MAX_FILE_GROUP_SIZE_BYTES, LARGEST_GROUP,
            BinPackRewriteFilePlanner.DELETE_RATIO_THRESHOLD, DELETED_RATIO,
            BinPackRewriteFilePlanner.DELETE_FILE_THRESHOLD, DELETION_FILES));
    List<RewriteCandidate> candidates = new ArrayList<>();
    try (CloseableIterable<RewriteFileGroup> groups = planner.plan().groups()) {
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
