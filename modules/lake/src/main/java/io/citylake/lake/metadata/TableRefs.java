package io.citylake.lake.metadata;

import io.citylake.lake.retry.Retry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/**
 * Changes of branches that write one metadata file and nothing else. Iceberg's own operations would
 * take one commit for each of them.
 */
public final class TableRefs {
  public static final String MAIN = SnapshotRef.MAIN_BRANCH;

  /**
   * In the summary of a snapshot that took out rows because they were older than their table keeps
   * them, and did nothing else.
   */
  public static final String RETAINED = "citylake.retention";

  private TableRefs() {}

  /** Whether a snapshot gives no reason to derive anything anew: its rows are the same, or old. */
  public static boolean isUpkeep(Snapshot snapshot) {
    return DataOperations.REPLACE.equals(snapshot.operation())
        || snapshot.summary().containsKey(RETAINED);
  }

  public static TableOperations operations(Table table) {
    return ((HasTableOperations) table).operations();
  }

  public static TableMetadata refresh(Table table) {
    return operations(table).refresh();
  }

  /**
   * Commits a change that is computed anew each time another commit was first.
   *
   * @param change gives back what it got where there is nothing to do
   * @throws io.citylake.model.CityLakeException CLOCK_BEHIND
   */
  public static void change(Table table, UnaryOperator<TableMetadata> change) {
    TableOperations operations = operations(table);
    Retry.Attempts attempts = Retry.ofCommits().begin();
    while (true) {
      TableMetadata base = operations.refresh();
      TableMetadata changed = apply(table, base, change);
      if (changed == base) {
        return;
      }
      try {
        operations.commit(base, changed);
        return;
      } catch (CommitFailedException e) {
        if (!attempts.again()) {
          throw new CommitFailedException(
              e,
              "Cannot change the branches of table %s: other commits were first, %s",
              table.name(),
              attempts.spent());
        }
      }
    }
  }

  private static TableMetadata apply(
      Table table, TableMetadata base, UnaryOperator<TableMetadata> change) {
    try {
      return change.apply(base);
    } catch (IllegalArgumentException | ValidationException e) {
      // Iceberg's words for a clock that is behind would read as a fault of CityLake.
      CommitTime.requireReached(table.name(), base);
      throw e;
    }
  }

  /** A branch's newest snapshot; null where there is no such branch. */
  public static @Nullable Long head(TableMetadata metadata, String branch) {
    SnapshotRef ref = metadata.ref(branch);
    return ref == null ? null : ref.snapshotId();
  }

  public static List<String> branches(TableMetadata metadata, String prefix) {
    return metadata.refs().keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .sorted()
        .toList();
  }

  /** The branches and tags that are at a snapshot, each with what it is: {@code tag before_1}. */
  public static List<String> named(TableMetadata metadata, long snapshot) {
    return metadata.refs().entrySet().stream()
        .filter(ref -> ref.getValue().snapshotId() == snapshot)
        .map(ref -> (ref.getValue().isTag() ? "tag " : "branch ") + ref.getKey())
        .sorted()
        .toList();
  }

  public static void rename(Table table, String from, String to) {
    change(
        table,
        metadata -> {
          SnapshotRef ref = metadata.ref(from);
          return ref == null
              ? metadata
              : TableMetadata.buildFrom(metadata).setRef(to, ref).removeRef(from).build();
        });
  }

  public static void drop(Table table, List<String> branches) {
    change(
        table,
        metadata -> {
          TableMetadata.Builder builder = TableMetadata.buildFrom(metadata);
          List<String> present =
              branches.stream().filter(name -> metadata.ref(name) != null).toList();
          present.forEach(builder::removeRef);
          return present.isEmpty() ? metadata : builder.build();
        });
  }

  /**
   * What the branches and tags of a table need: their newest snapshots, and of each branch all that
   * led to it since it left {@code main}, with the snapshot where it did.
   */
  public static Set<Long> needed(TableMetadata metadata) {
    Set<Long> onMain = new HashSet<>();
    Long main = head(metadata, MAIN);
    for (Snapshot at = main == null ? null : metadata.snapshot(main);
        at != null;
        at = parent(metadata, at)) {
      onMain.add(at.snapshotId());
    }
    Set<Long> needed = new HashSet<>();
    for (SnapshotRef ref : metadata.refs().values()) {
      Snapshot at = metadata.snapshot(ref.snapshotId());
      needed.add(ref.snapshotId());
      while (at != null && !onMain.contains(at.snapshotId())) {
        at = parent(metadata, at);
        if (at != null) {
          needed.add(at.snapshotId());
        }
      }
    }
    return needed;
  }

  /**
   * Moves {@code main} to a snapshot that was staged on top of it.
   *
   * @return false where {@code main} has moved since
   */
  public static boolean publish(Table table, long staged) {
    change(
        table,
        metadata -> {
          Snapshot snapshot = metadata.snapshot(staged);
          return snapshot != null && Objects.equals(snapshot.parentId(), head(metadata, MAIN))
              ? TableMetadata.buildFrom(metadata).setBranchSnapshot(staged, MAIN).build()
              : metadata;
        });
    return Objects.equals(head(operations(table).current(), MAIN), staged);
  }

  /** Whether a table shows the same rows as at an earlier snapshot: nothing but rewrites since. */
  public static boolean isRewrittenOnly(TableMetadata metadata, long since) {
    Long main = head(metadata, MAIN);
    return main != null
        && metadata.snapshot(since) != null
        && extendsSnapshot(metadata, main, since)
        && areRewrites(apart(metadata, main, since));
  }

  /**
   * Whether nothing but upkeep has changed a table since an earlier snapshot.
   *
   * @param since null for the table as it was before its first
   */
  public static boolean isUpkeepOnly(TableMetadata metadata, @Nullable Long since) {
    Long main = head(metadata, MAIN);
    if (main == null
        || (since != null && metadata.snapshot(since) == null)
        || !extendsSnapshot(metadata, main, since)) {
      return false;
    }
    List<Snapshot> apart = apart(metadata, main, since == null ? -1 : since);
    // Of a table without a state, what led to it must all be there.
    return apart.stream().allMatch(TableRefs::isUpkeep)
        && (since != null || apart.get(0).parentId() == null);
  }

  /** Whether snapshots changed files and no row. */
  public static boolean areRewrites(List<Snapshot> snapshots) {
    return snapshots.stream()
        .allMatch(snapshot -> DataOperations.REPLACE.equals(snapshot.operation()));
  }

  /** What led to one snapshot and not to the other, oldest first. */
  public static List<Snapshot> apart(TableMetadata metadata, long of, long from) {
    Set<Long> shared = new HashSet<>();
    for (Snapshot at = metadata.snapshot(from); at != null; at = parent(metadata, at)) {
      shared.add(at.snapshotId());
    }
    List<Snapshot> apart = new ArrayList<>();
    for (Snapshot at = metadata.snapshot(of);
        at != null && !shared.contains(at.snapshotId());
        at = parent(metadata, at)) {
      apart.add(0, at);
    }
    return apart;
  }

  private static @Nullable Snapshot parent(TableMetadata metadata, Snapshot of) {
    Long parent = of.parentId();
    return parent == null ? null : metadata.snapshot(parent);
  }

  /** Whether a branch holds everything that a snapshot holds; null is the empty table. */
  public static boolean extendsSnapshot(
      TableMetadata metadata, long head, @Nullable Long ancestor) {
    return ancestor == null || SnapshotUtil.isAncestorOf(head, ancestor, metadata::snapshot);
  }
}
