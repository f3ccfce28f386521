package io.citylake.contract.load;

import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Chart;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.application.NamedMarkers;
import io.citylake.contract.application.PanelParameter;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.shape.View;
import io.citylake.model.CityLakeException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Applications: what their files must say, and their records. */
final class Applications {
  private Applications() {}

  static void check(View view, Diagnostics findings) {
    Set<String> names = new TreeSet<>();
    for (View panel : view.children("panels")) {
      panel
          .find("name", String.class)
          .filter(name -> !names.add(name))
          .ifPresent(
              name ->
                  findings.add(
                      panel.place("name"), "there is a panel '%s' already".formatted(name)));
      panel
          .find("chart", Chart.class)
          .filter(Chart::hasAxes)
          .filter(chart -> !panel.has("x") || !panel.has("y"))
          .ifPresent(
              chart ->
                  findings.add(
                      panel.place("chart"),
                      "such a chart needs 'x' and 'y': columns of its query"));
      checkParameters(panel, findings);
    }
  }

  private static void checkParameters(View panel, Diagnostics findings) {
    Set<String> declared = new TreeSet<>();
    for (View parameter : panel.children("parameters")) {
      Optional<String> name = parameter.find("name", String.class);
      if (name.isPresent() && !declared.add(name.get())) {
        findings.add(
            parameter.place("name"), "there is a parameter '%s' already".formatted(name.get()));
      }
      if (name.isPresent()
          && parameter.find("type", ColumnType.class).isPresent()
          && parameter.findText("default").isPresent()) {
        checkDefault(parameter, findings);
      }
    }
    Set<String> used =
        panel
            .find("sql", String.class)
            .map(sql -> new TreeSet<>(NamedMarkers.parse(sql).names()))
            .orElse(new TreeSet<>(declared));
    for (String name : used) {
      if (!declared.contains(name)) {
        findings.add(
            panel.place("sql"), "the query's :%s is no parameter of the panel".formatted(name));
      }
    }
    for (String name : declared) {
      if (!used.contains(name)) {
        findings.add(panel.place("parameters"), "the query has no :%s to fill in".formatted(name));
      }
    }
  }

  private static void checkDefault(View parameter, Diagnostics findings) {
    PanelParameter built = parameter(parameter);
    try {
      // Any zone: whether a text is a time does not depend on it.
      built.value(parameter.findText("default").orElseThrow(), ZoneOffset.UTC);
    } catch (CityLakeException e) {
      findings.add(parameter.place("default"), "the value is no %s".formatted(built.type()));
    }
  }

  private static PanelParameter parameter(View parameter) {
    return new PanelParameter(
        parameter.text("name"),
        parameter.load("type", ColumnType.class),
        parameter.findText("default").orElse(null));
  }

  static Application build(String name, View view) {
    List<Panel> panels = new ArrayList<>();
    for (View panel : view.children("panels")) {
      panels.add(
          new Panel(
              panel.text("name"),
              WorkspaceBuilder.title(panel.childOrDefaults("title")),
              panel.load("chart", Chart.class),
              panel.find("x", String.class).orElse(null),
              panel.list("y", String.class),
              panel.text("sql"),
              panel.children("parameters").stream().map(Applications::parameter).toList(),
              panel.place("sql").file()));
    }
    return new Application(
        name, WorkspaceBuilder.title(view.childOrDefaults("title")), view.text("owner"), panels);
  }
}
