package io.citylake.cli.city;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Step;
import io.citylake.model.TableName;
import io.citylake.run.sql.SqlEngine;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The city in figures: records, themes, streams, algorithms, devices, applications. */
final class CityHeadline {
  /** What all themes join is no theme. */
  private static final String SHARED = "dim";

  private CityHeadline() {}

  /** Counts what arrived, table by table; Iceberg answers most of it from metadata. */
  static String sql(Workspace workspace) {
    Set<TableName> derived =
        workspace.steps().values().stream().map(Step::target).collect(Collectors.toSet());
    String arrived =
        workspace.datasets().values().stream()
            .map(DatasetContract::name)
            .filter(name -> !derived.contains(name))
            .map(
                name ->
                    "SELECT '%s' AS theme, count(*) AS records FROM %s"
                        .formatted(name.theme(), name))
            .collect(Collectors.joining(" UNION ALL "));
    return """
        WITH arrived AS (%s)
        SELECT sum(records) AS records,
          count(DISTINCT theme) FILTER (WHERE records > 0 AND theme <> '%s') AS themes,
          (SELECT count(*) FROM video_analytics.dim_camera) AS streams,
          (SELECT count(*) FROM video_analytics.dim_algorithm) AS algorithms,
          (SELECT count(*) FROM iot_sensing.dim_device) AS devices,
          %d AS applications
        FROM arrived
        """
        .formatted(arrived, SHARED, workspace.applications().size());
  }

  static void print(PrintWriter out, Workspace workspace, SqlEngine engine) {
    SqlEngine.Answer answer = engine.query(sql(workspace));
    List<@Nullable Object> row = answer.rows().next();
    for (int i = 0; i < row.size(); i++) {
      Number figure = (Number) Objects.requireNonNull(row.get(i));
      out.printf(Locale.ROOT, "   %,15d  %s%n", figure.longValue(), answer.columns().get(i));
    }
    out.flush();
  }
}
