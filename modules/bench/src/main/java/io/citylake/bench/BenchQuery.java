package io.citylake.bench;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import io.citylake.contract.Workspace;
import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.application.BoundPanel;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One question of the benchmark.
 *
 * @param sql with {@code ?} where a parameter is
 * @param path of the panel that asks it over HTTP; null for one over Flight SQL
 */
record BenchQuery(
    String name, Group group, String sql, List<Object> parameters, @Nullable String path) {
  private static final Pattern TABLE = Pattern.compile("\\b\\w+\\.\\w+\\b");

  /** What is reported together. */
  enum Group {
    ADS_PANEL("panels on ads_ only"),
    PANEL("other panels"),
    AD_HOC("ad hoc queries"),
    METADATA("count(*), min, max");

    final String title;

    Group(String title) {
      this.title = title;
    }
  }

  BenchQuery {
    parameters = List.copyOf(parameters);
  }

  /** Every panel that can be asked: one with a parameter that has no default can't. */
  static List<BenchQuery> panels(Workspace workspace) {
    List<BenchQuery> panels = new ArrayList<>();
    for (Application application : workspace.applications().values()) {
      for (Panel panel : application.panels()) {
        if (panel.parameters().stream().allMatch(each -> each.fallback() != null)) {
          panels.add(panel(application, panel, workspace));
        }
      }
    }
    return panels;
  }

  private static BenchQuery panel(Application application, Panel panel, Workspace workspace) {
    BoundPanel bound = BoundPanel.ofFallbacks(panel, workspace.settings().zone());
    List<Object> values = new ArrayList<>(bound.values());
    String path = "/api/v1/data/" + application.name() + "/" + panel.name();
    String name = application.name() + "." + panel.name();
    BenchQuery query = new BenchQuery(name, Group.PANEL, bound.sql(), values, path);
    boolean ads =
        query.tables(workspace.datasets().keySet()).stream()
            .allMatch(each -> each.table().startsWith("ads_"));
    return ads ? new BenchQuery(name, Group.ADS_PANEL, bound.sql(), values, path) : query;
  }

  /** Those of the known tables that it names. */
  Set<TableName> tables(Set<TableName> known) {
    Set<String> named = TABLE.matcher(sql).results().map(MatchResult::group).collect(toSet());
    return known.stream()
        .filter(each -> named.contains(each.toString()))
        .collect(toCollection(TreeSet::new));
  }
}
