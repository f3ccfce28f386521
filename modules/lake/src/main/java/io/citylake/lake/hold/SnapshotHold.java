package io.citylake.lake.hold;

import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.time.Instant;
import java.util.Comparator;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * That somebody needs a snapshot of a table.
 *
 * @param state which one; of a name that was dropped and made again, the table of the UUID
 * @param owner who, as its {@link Kind} says
 * @param until when the need ends by itself, by the catalog database's clock; null where it ends
 *     with what it stands for
 */
public record SnapshotHold(
    TableName table, TableSnapshot state, Kind kind, String owner, @Nullable Instant until)
    implements Comparable<SnapshotHold> {
  private static final Comparator<SnapshotHold> ORDER =
      Comparator.comparing(SnapshotHold::table)
          .thenComparing(SnapshotHold::kind)
          .thenComparing(SnapshotHold::owner)
          .thenComparing(hold -> hold.state().snapshotId())
          .thenComparing(hold -> hold.state().uuid());

  /** What needs a snapshot. */
  public enum Kind {
    /** A release that can be asked for; the owner is its number, or those of several. */
    RELEASE("release", Reach.ALONE),
    /**
     * A derived table that is made as far as this snapshot; the owner is its step. What comes later
     * on {@code main} tells the step what has changed.
     */
    STEP("step", Reach.WITH_LATER),
    /** A process that answers queries; the owner is the machine and the number of the process. */
    READER("reader", Reach.ALONE),
    /** A backup that is being made, or that refers to the files; the owner names it. */
    BACKUP("backup", Reach.ALONE),
    /** Rows that an audit blocked, until their branch is dropped; the owner is the branch. */
    BLOCKED_BRANCH("blocked branch", Reach.ALONE);

    private final String text;
    private final Reach reach;

    Kind(String text, Reach reach) {
      this.text = text;
      this.reach = reach;
    }

    public Reach reach() {
      return reach;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** What is needed beside the snapshot itself. */
  public enum Reach {
    /** Nothing: its own files are enough. */
    ALONE,
    /** Every later snapshot of the same history. */
    WITH_LATER
  }

  /**
   * Whether the need is for a snapshot of a table as well. What came later is needed only where the
   * one that it came after is still there: nobody can go on from one that is gone.
   */
  public boolean covers(TableMetadata metadata, long snapshot) {
    if (!state.uuid().equals(metadata.uuid())) {
      return false;
    }
    if (state.snapshotId() == snapshot) {
      return true;
    }
    Snapshot held = metadata.snapshot(state.snapshotId());
    return kind.reach() == Reach.WITH_LATER
        && held != null
        && metadata.snapshot(snapshot).sequenceNumber() >= held.sequenceNumber();
  }

  @Override
  public int compareTo(SnapshotHold other) {
    return ORDER.compare(this, other);
  }
}
