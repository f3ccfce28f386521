package io.citylake.govern.gate;

import io.citylake.lake.metadata.SmallData;
import java.util.List;
import java.util.OptionalLong;
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

  private static boolean isSmall(List<Reference> references) {
    long bytes = 0;
    for (Reference each : references) {
      OptionalLong size = bytes(each.table());
      if (size.isEmpty()) {
        return false;
      }
      bytes += size.getAsLong();
    }
    return SmallData.includes(bytes);
  }

  private static OptionalLong bytes(PinnedTable table) {
    String size =
        table
            .table()
            .table()
            .snapshot(table.snapshot().snapshotId())
            .summary()
            .get(SnapshotSummary.TOTAL_FILE_SIZE_PROP);
    return size == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(size));
  }

  private static boolean isByKey(Join join) {
    return join.condition().isDefined()
        && Plans.exists(join.condition().get(), each -> each instanceof EqualTo);
  }
}
