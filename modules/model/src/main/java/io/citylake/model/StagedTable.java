package io.citylake.model;

import org.jspecify.annotations.Nullable;

/**
 * Rows of a run on a branch, not yet visible on {@code main}.
 *
 * @param table the target
 * @param job whose position moves with the rows
 * @param run the run that staged them; its branch is {@link #branch()}
 * @param baseSnapshot what {@code main} was when staging began; null for a table without a snapshot
 * @param before the position that the run started from; publishing fails where the table no longer
 *     says so
 * @param after the position that the table takes
 * @param tally what the run counted
 * @param standing by which rule the rows of the job stand once it is published; null where that is
 *     as before
 * @param fence what must still be so when it is published
 */
public record StagedTable(
    TableName table,
    JobName job,
    RunId run,
    @Nullable Long baseSnapshot,
    Position before,
    Position after,
    Tally tally,
    @Nullable String standing,
    Fence fence) {

  /**
   * The branch of the target, of its quarantine and of its tombstones that holds the run's rows.
   */
  public String branch() {
    return branchOf(run);
  }

  public static String branchOf(RunId run) {
    return BranchNames.run(run);
  }
}
