package io.citylake.govern.access;

import io.citylake.model.TableName;
import java.util.List;

/**
 * One table that a statement names.
 *
 * @param columns that it reads, sorted
 * @param highestGrade of these columns
 * @param snapshotId at which it is read; 0 where it was refused before that was known
 */
public record TableAccess(
    TableName table, List<String> columns, int highestGrade, long snapshotId) {
  public TableAccess {
    columns = columns.stream().sorted().distinct().toList();
  }
}
