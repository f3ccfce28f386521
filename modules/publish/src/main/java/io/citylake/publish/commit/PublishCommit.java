package io.citylake.publish.commit;

import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.PositionStore;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CommitOutcome;
import io.citylake.model.StagedTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one commit that publishes a run: {@code main} moves to the branch, the branch goes, the job's
 * position moves, and the run's name is recorded, which is how a lost reply is found out.
 *
 * <p>Every attempt reads the table first and is a compare-and-set on what it read. So attempting
 * again after an unknown outcome is safe: if the lost attempt arrived, the run's name is there; if
 * it arrives late, it finds the table changed.
 */
public final class PublishCommit {
  private static final Logger LOG = LoggerFactory.getLogger(PublishCommit.class);
  private static final int TRIES = 5;
  // An unknown outcome comes after many tries of the swap itself.
  private static final int UNKNOWN_TRIES = 2;

  private final Table table;
  private final StagedTable staged;
  private final String position;
  private final SideTables sideTables;
  private final List<SideTables.Pending> pending;

  public PublishCommit(Table table, StagedTable staged, String position, SideTables sideTables) {
    this.table = table;
    this.staged = staged;
    this.position = position;
    this.sideTables = sideTables;
    this.pending = SideTables.of(staged);
  }

  public CommitOutcome commit() {
    TableOperations operations = TableRefs.operations(table);
    int unknown = 0;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      TableMetadata base;
      try {
        base = operations.refresh();
      } catch (RuntimeException e) {
        LOG.warn("Cannot read table {} to publish run {}", staged.table(), staged.run(), e);
        return new CommitOutcome.Unknown(message(e));
      }
      if (published(base, staged)) {
        return new CommitOutcome.Committed(mainOf(base));
      }
      String refusal = refusal(base);
      if (refusal != null) {
        return new CommitOutcome.NotCommitted(refusal);
      }
      try {
        TableMetadata next = next(base);
        operations.commit(base, next);
        return new CommitOutcome.Committed(mainOf(next));
      } catch (CommitStateUnknownException e) {
        unknown++;
        if (unknown == UNKNOWN_TRIES) {
          return new CommitOutcome.Unknown(message(e));
        }
      } catch (CommitFailedException e) {
        LOG.debug("Another commit was first on table {}", staged.table(), e);
      } catch (RuntimeException e) {
        // Nothing was sent to the catalog; whether that is so is read back.
        return readBack(operations, e);
      }
    }
    return new CommitOutcome.NotCommitted("other commits were first, %d times".formatted(TRIES));
  }

  private CommitOutcome readBack(TableOperations operations, RuntimeException failure) {
    try {
      TableMetadata now = operations.refresh();
      return published(now, staged)
          ? new CommitOutcome.Committed(mainOf(now))
          : new CommitOutcome.NotCommitted(message(failure));
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
      LOG.warn("Cannot read back run {} of table {}", staged.run(), staged.table(), failure);
      return new CommitOutcome.Unknown(message(failure));
    }
  }

  public static boolean published(TableMetadata metadata, StagedTable staged) {
    return LakeProperties.publishedRun(metadata, staged.job())
        .filter(staged.run()::equals)
        .isPresent();
  }

  /** Why the table is no longer as the run found it, or null where it is. */
  private @Nullable String refusal(TableMetadata base) {
    // Before the branches, because it says why they are gone.
    if (!Objects.equals(LakeProperties.recovery(base), staged.fence().recovery())) {
      return "another run took this one for dead and recovered the table (recovered by=%s)"
          .formatted(LakeProperties.recovery(base));
    }
    Long main = TableRefs.head(base, TableRefs.MAIN);
    if (!Objects.equals(main, staged.baseSnapshot())) {
      return "main moved since the run began (expected=%s, found=%s)"
          .formatted(staged.baseSnapshot(), main);
    }
    if (!PositionStore.matches(base, staged.job(), staged.before())) {
      return "the job's position moved since the run began";
    }
    Long head = TableRefs.head(base, staged.branch());
    Long expected = staged.fence().head(staged.table());
    if (!Objects.equals(head, expected)) {
      return "the run's branch is gone or moved (branch=%s, expected=%s, found=%s)"
          .formatted(staged.branch(), expected, head);
    }
    if (head == null && staged.tally().accepted() > 0) {
      return "the run wrote no branch for its rows (branch=%s)".formatted(staged.branch());
    }
    if (head != null && !TableRefs.extendsSnapshot(base, head, main)) {
      return "the run's branch does not start at main (branch=%s)".formatted(staged.branch());
    }
    Optional<String> moved = sideTables.moved(pending);
    if (moved.isPresent()) {
      return moved.get();
    }
    return null;
  }

  private TableMetadata next(TableMetadata base) {
    TableMetadata.Builder builder = TableMetadata.buildFrom(base);
    Long head = TableRefs.head(base, staged.branch());
    if (head != null) {
      builder.setBranchSnapshot(head, TableRefs.MAIN).removeRef(staged.branch());
    }
    Map<String, String> properties =
        new HashMap<>(LakeProperties.publishedRun(staged.job(), staged.run()));
    if (staged.after().isStart()) {
      builder.removeProperties(Set.of(PositionStore.property(staged.job())));
    } else {
      properties.put(PositionStore.property(staged.job()), position);
    }
    if (pending.isEmpty()) {
      builder.removeProperties(Set.of(LakeProperties.PENDING));
    } else {
      properties.put(LakeProperties.PENDING, SideTables.render(pending));
    }
    return builder.setProperties(properties).build();
  }

  /** A table without a snapshot has main at -1. */
  private static long mainOf(TableMetadata metadata) {
    Long main = TableRefs.head(metadata, TableRefs.MAIN);
    return main == null ? -1 : main;
  }

  private static String message(RuntimeException failure) {
    return String.valueOf(failure.getMessage());
  }
}
