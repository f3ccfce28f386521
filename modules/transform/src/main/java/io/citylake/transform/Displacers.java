package io.citylake.transform;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.contract.dataset.WriteMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Whose rows a table shows where it keeps others beside it. */
public final class Displacers {
  private static final String ORIGIN =
      "%s AS source, %s AS run".formatted(ServiceColumns.SOURCE, ServiceColumns.RUN_ID);

  private Displacers() {}

  /**
   * Displaced rows of one run from one source, and who stands before them.
   *
   * @param bySource null for nobody: what stood there has gone by other hands than a run's
   */
  public record Displaced(
      @Nullable String source,
      @Nullable String run,
      @Nullable String bySource,
      @Nullable String byRun,
      long rows) {}

  /** All displaced rows of a table, counted. */
  public static List<Displaced> list(
      SparkSession spark, DatasetContract dataset, TableSides sides) {
    Optional<String> displaced = sides.displaced().get();
    if (displaced.isEmpty()) {
      return List.of();
    }
    String query =
        dataset.writeMode() == WriteMode.REPLACE
            ? byPartition(dataset, sides.target().get(), displaced.get())
            : byKey(dataset, sides, displaced.get());
    return spark.sql(query).collectAsList().stream().map(Displacers::of).toList();
  }

  private static Displaced of(Row row) {
    return new Displaced(
        row.getString(0), row.getString(1), row.getString(2), row.getString(3), row.getLong(4));
  }

  private static String byKey(DatasetContract dataset, TableSides sides, String displaced) {
    String key = dataset.key().stream().map(SqlText::quote).collect(Collectors.joining(", "));
    String standing = "SELECT %s, %s FROM %s".formatted(key, ORIGIN, sides.target().get());
    if (dataset.deletes() != null && sides.tombstones().get().isPresent()) {
      standing +=
          " UNION ALL SELECT %s, %s FROM %s".formatted(key, ORIGIN, sides.tombstones().get().get());
    }
    return joined(
        "SELECT %s, %s FROM %s".formatted(key, ORIGIN, displaced),
        standing,
        SqlText.sameKey(dataset.key()));
  }

  private static String byPartition(DatasetContract dataset, String target, String displaced) {
    List<String> bounds = PartitionCondition.of(dataset).bounds();
    List<String> named = new ArrayList<>();
    List<String> same = new ArrayList<>();
    for (int i = 0; i < bounds.size(); i++) {
      named.add(bounds.get(i) + " AS b" + i + ", ");
      same.add("t.b%1$d <=> s.b%1$d".formatted(i));
    }
    String columns = String.join("", named);
    String grouping = bounds.isEmpty() ? "" : " GROUP BY " + String.join(", ", bounds);
    // Several runs may have brought rows of the one delivery that holds a partition.
    String holders =
        "SELECT %smax(%s) AS source, max(%s) AS run FROM %s%s"
            .formatted(columns, ServiceColumns.SOURCE, ServiceColumns.RUN_ID, target, grouping);
    return joined(
        "SELECT %s%s FROM %s".formatted(columns, ORIGIN, displaced),
        holders,
        same.isEmpty() ? "true" : String.join(" AND ", same));
  }

  private static String joined(String displaced, String standing, String same) {
    return """
        SELECT t.source, t.run, s.source, s.run, count(*)
        FROM (%s) t LEFT JOIN (%s) s ON %s GROUP BY 1, 2, 3, 4
        """
        .formatted(displaced, standing, same);
  }
}
