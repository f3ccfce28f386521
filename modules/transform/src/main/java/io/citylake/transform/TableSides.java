package io.citylake.transform;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;

/**
 * A run's branches of a target and of the tables beside it, as SQL identifiers. Those to read may
 * be asked at any time; asking for one to write to makes it, which costs a commit.
 *
 * @param target to read: the target as the run would leave it
 * @param targetBranch to write
 * @param tombstones to read; empty where there are none
 * @param tombstoneBranch to write
 * @param displaced to read; empty where no row is displaced
 * @param displacedBranch to write
 * @param run the run under way
 * @param freed the rows that the run took out before, in the targets as they were
 */
public record TableSides(
    Supplier<String> target,
    Supplier<String> targetBranch,
    Supplier<Optional<String>> tombstones,
    Supplier<String> tombstoneBranch,
    Supplier<Optional<String>> displaced,
    Supplier<String> displacedBranch,
    String run,
    Optional<Freed> freed) {

  /** Tables as they are published, to read and not to write. */
  public static TableSides published(
      String target, Optional<String> tombstones, Optional<String> displaced) {
    Supplier<String> none =
        () -> {
          throw new IllegalStateException("Cannot write to a published table: " + target);
        };
    return new TableSides(
        () -> target, none, () -> tombstones, none, () -> displaced, none, "", Optional.empty());
  }

  /**
   * Rows of superseded deliveries.
   *
   * @param which over the service columns
   * @param target as it was before they went
   * @param tombstones as they were; empty where there were none
   * @param displaced as they were; empty where there were none
   */
  public record Freed(
      Column which, String target, Optional<String> tombstones, Optional<String> displaced) {}
}
