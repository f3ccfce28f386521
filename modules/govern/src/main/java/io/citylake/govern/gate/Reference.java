package io.citylake.govern.gate;

import io.citylake.govern.access.TableAccess;
import io.citylake.govern.policy.TableDecision;
import java.util.List;
import java.util.SortedSet;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/**
 * One place of a plan where a table stands.
 *
 * @param read the columns that the statement reads of it
 * @param isOfNamedState whether the statement itself says at which state it reads the table
 */
record Reference(
    DataSourceV2Relation relation,
    PinnedTable table,
    SortedSet<String> read,
    TableDecision decision,
    boolean isOfNamedState) {

  TableAccess access() {
    return new TableAccess(
        table.name(), List.copyOf(read), decision.highestGrade(), table.snapshot().snapshotId());
  }
}
