package io.citylake.publish.commit;

import io.citylake.lake.metadata.CommitTime;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.PositionStore;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.lake.retry.Retry;
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
 *
 * <p>Where {@code main} was only compacted since the run began, the run's rows are put on top of
 * the compacted one first ({@link BranchRebase}). One thread uses it, once.
 */
public final class PublishCommit {
  private static final Logger LOG = LoggerFactory.getLogger(PublishCommit.class);
  // An unknown outcome comes after many tries of the swap itself.
  private static final int UNKNOWN_TRIES = 2;

  private final Table table;
  private final StagedTable staged;
  private final String position;
  private final SideTables sideTables;
  private final List<SideTables.Pending> pending;
  private final Retry retry;
  private @Nullable Rebased rebased;

  public PublishCommit(Table table, StagedTable staged, String position, SideTables sideTables) {
    this(table, staged, position, sideTables, Retry.ofCommits());
  }

  /**
   * @param retry how often other commits may be first
   */
  public PublishCommit(
      Table table, StagedTable staged, String position, SideTables sideTables, Retry retry) {
    this.table = table;
    this.staged = staged;
    this.position = position;
    this.sideTables = sideTables;
    this.pending = SideTables.of(staged);
    this.retry = retry;
  }

  /**
   * The run's rows on a main that was compacted.
   *
   * @param main that they are on top of
   * @param head the snapshot that holds them
   */
  private record Rebased(long main, long head) {}

  /**
   * Tries until it is known what became of it, or that it isn't.
   *
   * @throws io.citylake.model.CityLakeException CLOCK_BEHIND; then nothing was sent
   */
  public CommitOutcome commit() {
    TableOperations operations = TableRefs.operations(table);
    Retry.Attempts attempts = retry.begin();
    int unknown = 0;
    @Nullable String unanswered = null;
    do {
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
      if (unanswered == null) {
        CommitTime.requireReached(table.name(), base);
      }
      if (isCompacted(base)) {
        refusal = rebase(base);
        if (refusal != null) {
          return new CommitOutcome.NotCommitted(refusal);
        }
        // All is looked at anew.
        continue;
      }
      try {
        TableMetadata next = next(base);
        operations.commit(base, next);
        return new CommitOutcome.Committed(mainOf(next));
      } catch (CommitStateUnknownException e) {
        unanswered = message(e);
        unknown++;
        if (unknown == UNKNOWN_TRIES) {
          break;
        }
      } catch (CommitFailedException e) {
        LOG.debug("Another commit was first on table {}", staged.table(), e);
        // What got no answer before can't arrive any more.
        unanswered = null;
      } catch (RuntimeException e) {
        // Nothing was sent to the catalog; whether that is so is read back.
        return readBack(operations, e);
      }
    } while (attempts.again());
    return unanswered != null
        ? new CommitOutcome.Unknown(unanswered)
        : new CommitOutcome.NotCommitted("other commits were first, " + attempts.spent());
  }

  /** Whether the run's rows must be put on another main before they can be published. */
  private boolean isCompacted(TableMetadata base) {
    Long head = head(base);
    return head != null
        && !TableRefs.extendsSnapshot(base, head, TableRefs.head(base, TableRefs.MAIN));
  }

  /** The snapshot that main moves to; null where the run wrote nothing to the target. */
  private @Nullable Long head(TableMetadata base) {
    Long head = TableRefs.head(base, staged.branch());
    Rebased over = rebased;
    return head != null
            && over != null
            && Objects.equals(TableRefs.head(base, TableRefs.MAIN), over.main())
        ? Long.valueOf(over.head())
        : head;
  }

  /** Puts the run's rows on the main that was compacted; says why where it can't be. */
  private @Nullable String rebase(TableMetadata base) {
    try {
      Long head = TableRefs.head(base, staged.branch());
      Optional<BranchRebase> found =
          head == null ? Optional.empty() : BranchRebase.find(table, base, head);
      if (found.isEmpty()) {
        return "main moved since the run began";
      }
      Optional<String> conflict = found.get().conflict();
      if (conflict.isPresent()) {
        return "main moved since the run began, and " + conflict.get();
      }
      long main = found.get().main();
      found
          .get()
          .stage(
              Map.of("citylake.run", staged.run().value(), "citylake.job", staged.job().toString()))
          .ifPresent(rows -> rebased = new Rebased(main, rows));
      return null;
    } catch (RuntimeException e) {
      LOG.warn("Cannot put run {} on the compacted {}", staged.run(), staged.table(), e);
      return "main was compacted since the run began, and its rows can't be put on top: "
          + message(e);
    }
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
    if (!Objects.equals(main, staged.baseSnapshot()) && !onlyCompacted(base, main)) {
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
    if (head != null && !TableRefs.extendsSnapshot(base, head, staged.baseSnapshot())) {
      return "the run's branch does not start at main (branch=%s)".formatted(staged.branch());
    }
    Optional<String> moved = sideTables.moved(pending);
    if (moved.isPresent()) {
      return moved.get();
    }
    return null;
  }

  /** Whether main is where the run began, but for compactions: the same rows in other files. */
  private boolean onlyCompacted(TableMetadata base, @Nullable Long main) {
    Long began = staged.baseSnapshot();
    return began != null
        && main != null
        && TableRefs.extendsSnapshot(base, main, began)
        && BranchRebase.isPossible(base, began);
  }

  private TableMetadata next(TableMetadata base) {
    TableMetadata.Builder builder = TableMetadata.buildFrom(base);
    Long head = head(base);
    if (head != null) {
      builder.setBranchSnapshot(head, TableRefs.MAIN).removeRef(staged.branch());
    }
    Map<String, String> properties =
        new HashMap<>(LakeProperties.publishedRun(staged.job(), staged.run()));
    Long main = head == null ? TableRefs.head(base, TableRefs.MAIN) : head;
    if (main != null) {
      properties.put(LakeProperties.MAIN, main.toString());
    }
    if (staged.after().isStart()) {
      builder.removeProperties(Set.of(PositionStore.property(staged.job())));
    } else {
      properties.put(PositionStore.property(staged.job()), position);
    }
    String standing = staged.standing();
    if (standing != null) {
      properties.putAll(LakeProperties.standing(staged.job(), standing));
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
