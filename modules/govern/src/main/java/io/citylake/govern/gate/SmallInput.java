package io.citylake.govern.gate;

import java.util.List;
import java.util.Set;
import org.apache.iceberg.SnapshotSummary;
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

  private static long bytes(PinnedTable table) {
    String size =
        table
            .table()
            .table()
            .snapshot(table.snapshot().snapshotId())
            .summary()
            .get(SnapshotSummary.TOTAL_FILE_SIZE_PROP);
    return size == null ? MOST_BYTES + 1 : Long.parseLong(size);
  }

  private static boolean isByKey(Join join) {
    boolean[] equal = {false};
    if (join.condition().isDefined()) {
      Plans.forEach(join.condition().get(), each -> equal[0] |= each instanceof EqualTo);
    }
    return equal[0];
  }
}
