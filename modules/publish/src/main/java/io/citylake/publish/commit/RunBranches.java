package io.citylake.publish.commit;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.metadata.CommitTime;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Fence;
import io.citylake.model.StagedTable;
import io.citylake.model.TableName;
import io.citylake.publish.stage.WriteFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The branches of one run, one a table, and where each ends. A branch that the run has had is never
 * made again: whoever dropped it took the run for dead, and what was on it would be missing from a
 * new one. Used by one thread.
 */
public final class RunBranches {
  private final Lake lake;
  private final StagedTable begun;
  private final Map<TableName, Table> tables = new HashMap<>();
  private final SortedMap<TableName, Long> heads = new TreeMap<>();

  public RunBranches(Lake lake, StagedTable begun, Table target) {
    this.lake = lake;
    this.begun = begun;
    this.tables.put(begun.table(), target);
  }

  /** One of the tables that the run may write to. */
  public Table table(TableName name) {
    return tables.computeIfAbsent(name, lake::loadTable);
  }

  /**
   * The branch of a table for SQL, made where the run has none yet.
   *
   * @throws CityLakeException RESERVATION_LOST where it is not as the run left it; CLOCK_BEHIND
   */
  public String identifier(TableName name) {
    Table table = table(name);
    if (verify(name) == null) {
      requireTime(name);
      WriteFailure.explained(
          table, () -> table.manageSnapshots().createBranch(begun.branch()).commit());
      wrote(name);
    }
    return sqlName(name);
  }

  /**
   * Called before a table is written to that was {@link #verify verified}.
   *
   * @throws CityLakeException CLOCK_BEHIND
   */
  public void requireTime(TableName name) {
    Table table = table(name);
    CommitTime.requireReached(table.name(), TableRefs.operations(table).current());
  }

  /** What SQL calls the branch of a table, whether it is there or not. */
  public String sqlName(TableName name) {
    return Lake.CATALOG + "." + name + ".branch_" + begun.branch();
  }

  /**
   * Where the branch of a table ends, with what the run itself wrote since it was asked last; null
   * where the run has none.
   *
   * @throws CityLakeException RESERVATION_LOST where it is not as the run left it
   */
  public @Nullable Long verify(TableName name) {
    Long known = heads.get(name);
    TableMetadata metadata = TableRefs.refresh(table(name));
    Long head = TableRefs.head(metadata, begun.branch());
    boolean mine =
        known == null
            ? head == null
            : head != null && TableRefs.extendsSnapshot(metadata, head, known);
    if (!mine) {
      throw lost(name, known, head);
    }
    if (head != null) {
      heads.put(name, head);
    }
    return head;
  }

  /** Called after a write that may have made the branch; as {@link #verify} otherwise. */
  public @Nullable Long wrote(TableName name) {
    if (!heads.containsKey(name)) {
      Long head = TableRefs.head(TableRefs.refresh(table(name)), begun.branch());
      if (head != null) {
        heads.put(name, head);
      }
      return head;
    }
    return verify(name);
  }

  /** What must still be so when the run is published; each branch is looked at once more. */
  public Fence fence() {
    heads.keySet().forEach(this::verify);
    return new Fence(begun.fence().recovery(), heads);
  }

  private CityLakeException lost(TableName name, @Nullable Long known, @Nullable Long head) {
    return new CityLakeException(
        ErrorCode.RESERVATION_LOST,
        "Cannot go on with run %s of table %s: its branch in table %s is not as the run left it (expected=%s, found=%s), because the run was taken for dead; nothing was published, run the job again"
            .formatted(begun.run(), begun.table(), name, known, head));
  }
}
