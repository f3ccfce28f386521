package io.citylake.govern.gate;

import io.citylake.lake.metadata.SnapshotTotals;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * Tells queries that read little, whose time goes into preparing them, from those that are worth
 * compiling and spreading out. A query that makes many rows of few is none of the first.
 */
final class SmallInput {
  /** As for small jobs: a hundred thousand rows or two. */
  private static final long MOST_BYTES = 16L << 20;

  private static final Set<String> MAKES_MANY =
      Set.of("Generate", "LateralJoin", "AsOfJoin", "Range", "UnionLoop");

  private SmallInput() {}

  static boolean suits(LogicalPlan plan, List<Reference> references) {
    long bytes = 0;
    for (Reference each : references) {
      bytes += bytes(each.table());
    }
    boolean[] few = {!references.isEmpty() && bytes <= MOST_BYTES};
    Plans.forEach(
        plan,
        node ->
            few[0] &=
                !MAKES_MANY.contains(node.getClass().getSimpleName())
                    && (!(node instanceof Join join) || isByKey(join)));
    return few[0];
  }

  /** Of its rows, deleted ones too: they are read as well. */
  private static long bytes(PinnedTable pinned) {
    Table table = pinned.table().table();
    return SnapshotTotals.of(table.snapshot(pinned.snapshot().snapshotId()), table.io())
        .estimatedSize()
        .bytes();
  }

  private static boolean isByKey(Join join) {
    boolean[] equal = {false};
    if (join.condition().isDefined()) {
      Plans.forEach(join.condition().get(), each -> equal[0] |= each instanceof EqualTo);
    }
    return equal[0];
  }
}
