package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.govern.catalogue.DatasetFacts;
import io.citylake.lake.system.SystemRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How new each table's data is: {@code _sys.freshness}. Each costs a look at its metadata. */
final class FreshnessRows implements SystemRows {
  private final Workspace workspace;
  private final DatasetFacts.Source facts;
  private final Clock clock;

  FreshnessRows(Workspace workspace, DatasetFacts.Source facts, Clock clock) {
    this.workspace = workspace;
    this.facts = facts;
    this.clock = clock;
  }

  @Override
  public Iterator<@Nullable Object[]> read(Request request) {
    Predicate<String> named = named(request, "table_name");
    return workspace.datasets().values().stream()
        .filter(each -> request.shows(each.name()) && named.test(each.name().toString()))
        .map(each -> row(each, request.columns()))
        .iterator();
  }

  /** Whether a text fulfils the conditions on one column. */
  static Predicate<String> named(Request request, String column) {
    List<Condition> conditions =
        request.conditions().stream()
            .filter(each -> each.column().equals(column))
            .filter(each -> each.comparison() == Comparison.ONE_OF)
            .toList();
    return text -> conditions.stream().allMatch(each -> each.values().contains(text));
  }

  private @Nullable Object[] row(DatasetContract dataset, List<String> columns) {
    DatasetFacts known = facts.of(dataset.name());
    return columns.stream().map(column -> cell(dataset, known, column)).toArray();
  }

  private @Nullable Object cell(DatasetContract dataset, DatasetFacts known, String column) {
    Instant newest = known.dataUntil();
    return switch (column) {
      case "table_name" -> dataset.name().toString();
      case "update_cycle" -> dataset.updateCycle();
      case "updated_at" -> known.updatedAt();
      case "newest_at" -> newest;
      case "age_seconds" ->
          newest == null ? null : (Object) Duration.between(newest, clock.instant()).toSeconds();
      case "late" -> known.late(dataset.updateCycle(), clock).orElse(null);
      case "row_count" -> known.rows();
      default -> throw new IllegalArgumentException("no column " + column);
    };
  }
}
