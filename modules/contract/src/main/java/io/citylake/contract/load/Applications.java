package io.citylake.contract.load;

import io.citylake.contract.Application;
import io.citylake.contract.Application.Chart;
import io.citylake.contract.Application.Panel;
import io.citylake.contract.shape.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Applications: what their files must say, and their records. */
final class Applications {
  private Applications() {}

  static void check(View view, Findings findings) {
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
    }
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
              panel.place("sql").file()));
    }
    return new Application(
        name, WorkspaceBuilder.title(view.childOrDefaults("title")), view.text("owner"), panels);
  }
}
