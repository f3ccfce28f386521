package io.citylake.govern.gate;

import io.citylake.lake.metadata.SmallData;
import io.citylake.lake.metadata.SnapshotTotals;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.source.SparkTable;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * Tells queries that read little, whose time goes into preparing them, from those that are worth
 * compiling and spreading out. A query that makes many rows of few is none of the first.
 */
final class SmallInput {
  private static final Set<String> MAKES_MANY =
      Set.of("Generate", "LateralJoin", "AsOfJoin", "Range", "UnionLoop");

  private SmallInput() {}

  static boolean suits(LogicalPlan plan, List<Reference> references) {
    return !references.isEmpty()
        && isSmall(references)
        && Plans.all(
            plan, node -> !isMany(node) && (!(node instanceof Join join) || isByKey(join)));
  }

  private static boolean isMany(LogicalPlan node) {
    return MAKES_MANY.contains(node.getClass().getSimpleName());
  }

  /** Of its rows, deleted ones too: they are read as well. */
  private static boolean isSmall(List<Reference> references) {
    long bytes = 0;
    for (Reference each : references) {
      Optional<SparkTable> stored = each.table().stored();
      if (stored.isEmpty()) {
        // The ledger of years is one of these.
        return false;
      }
      Table table = stored.get().table();
      long snapshot = each.table().snapshot().snapshotId();
      bytes += SnapshotTotals.of(table.snapshot(snapshot), table.io()).estimatedSize().bytes();
    }
    return SmallData.includes(bytes);
  }

  private static boolean isByKey(Join join) {
    return join.condition().isDefined()
        && Plans.exists(join.condition().get(), each -> each instanceof EqualTo);
  }
}
