package io.citylake.contract.load;

import io.citylake.contract.application.Application.Chart;
import io.citylake.contract.application.Comparison;
import io.citylake.contract.application.NamedMarkers;
import io.citylake.contract.application.PanelColumn.Bad;
import io.citylake.contract.application.PanelParameter;
import io.citylake.contract.application.TimeWindow;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.shape.View;
import io.citylake.model.CityLakeException;
import io.citylake.model.TableName;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What an application's file must say, with the tables, layers and screens that it leads to. */
final class ApplicationChecks {
  private static final Set<String> OF_WINDOW =
      Set.of(TimeWindow.FROM, TimeWindow.UNTIL, TimeWindow.LAST);

  private final String name;
  private final View view;
  private final Drafts drafts;
  private final KnownContracts known;
  private final Diagnostics findings;

  /** Parameters of all panels. */
  private final Set<String> shared = new TreeSet<>();

  private final Set<String> used = new TreeSet<>();

  ApplicationChecks(
      String name, View view, Drafts drafts, KnownContracts known, Diagnostics findings) {
    this.name = name;
    this.view = view;
    this.drafts = drafts;
    this.known = known;
    this.findings = findings;
  }

  void run() {
    view.child("window").ifPresent(this::window);
    parameters(view, shared);
    Set<String> names = new TreeSet<>();
    for (View panel : view.children("panels")) {
      panel
          .find("name", String.class)
          .filter(each -> !names.add(each))
          .ifPresent(
              each ->
                  findings.add(
                      panel.place("name"), "there is a panel '%s' already".formatted(each)));
      panel(panel);
    }
    for (String each : shared) {
      if (!used.contains(each) && !OF_WINDOW.contains(each)) {
        findings.add(
            view.place("parameters"), "no panel's query has :%s to fill in".formatted(each));
      }
    }
  }

  private void window(View window) {
    window
        .find("newest", String.class)
        .filter(sql -> !NamedMarkers.parse(sql).names().isEmpty())
        .ifPresent(sql -> findings.add(window.place("newest"), "the query can have no parameters"));
  }

  private void panel(View panel) {
    Optional<Chart> chart = panel.find("chart", Chart.class);
    chart
        .filter(Chart::hasAxes)
        .filter(each -> !panel.has("x") || !panel.has("y"))
        .ifPresent(
            each ->
                findings.add(
                    panel.place("chart"), "such a chart needs 'x' and 'y': columns of its query"));
    if (panel.has("gauge") && chart.filter(each -> each != Chart.GAUGE).isPresent()) {
      findings.add(panel.place("gauge"), "'gauge' goes with a gauge only");
    }
    panel.child("gauge").ifPresent(this::gauge);
    fillsIn(panel);
    panel.views("columns").values().forEach(each -> thresholds(each.value()));
    panel.child("compare").ifPresent(each -> compare(each, panel));
    panel.children("drill").forEach(this::drill);
  }

  private void gauge(View gauge) {
    Optional<BigDecimal> from = gauge.find("from", BigDecimal.class);
    gauge
        .find("to", BigDecimal.class)
        .filter(to -> from.filter(each -> each.compareTo(to) >= 0).isPresent())
        .ifPresent(to -> findings.add(gauge.place("to"), "'to' must be above 'from'"));
  }

  private void fillsIn(View panel) {
    Set<String> declared = new TreeSet<>();
    parameters(panel, declared);
    Set<String> named =
        panel
            .find("sql", String.class)
            .map(sql -> new TreeSet<>(NamedMarkers.parse(sql).names()))
            .orElse(new TreeSet<>(declared));
    used.addAll(named);
    for (String each : named) {
      if (each.equals(TimeWindow.FROM) || each.equals(TimeWindow.UNTIL)) {
        if (!view.has("window")) {
          findings.add(
              panel.place("sql"),
              "the query's :%s needs a 'window' of the application".formatted(each));
        }
      } else if (!declared.contains(each) && !shared.contains(each)) {
        findings.add(
            panel.place("sql"), "the query's :%s is no parameter of the panel".formatted(each));
      }
    }
    for (String each : declared) {
      if (!named.contains(each)) {
        findings.add(panel.place("parameters"), "the query has no :%s to fill in".formatted(each));
      }
    }
  }

  private void parameters(View of, Set<String> declared) {
    for (View parameter : of.children("parameters")) {
      Optional<String> called = parameter.find("name", String.class);
      if (called.isPresent() && (shared.contains(called.get()) || !declared.add(called.get()))) {
        findings.add(
            parameter.place("name"), "there is a parameter '%s' already".formatted(called.get()));
      }
      called
          .filter(OF_WINDOW::contains)
          .ifPresent(
              each ->
                  findings.add(
                      parameter.place("name"),
                      "'%s' is a bound of the window; give it another name".formatted(each)));
      boolean typed = called.isPresent() && parameter.find("type", ColumnType.class).isPresent();
      if (typed && parameter.findText("default").isPresent()) {
        checkDefault(parameter);
      }
      parameter.child("choices").ifPresent(this::choices);
    }
  }

  private void choices(View choices) {
    choices
        .find("codes", String.class)
        .filter(each -> !drafts.codeTables().containsKey(each))
        .ifPresent(
            each ->
                findings.unknown(
                    choices.place("codes"), "code table", each, drafts.codeTables().keySet()));
    choices
        .find("sql", String.class)
        .filter(sql -> !NamedMarkers.parse(sql).names().isEmpty())
        .ifPresent(sql -> findings.add(choices.place("sql"), "the query can have no parameters"));
  }

  private void checkDefault(View parameter) {
    PanelParameter built = Applications.parameter(parameter, drafts.codes());
    try {
      // Any zone: whether a text is a time does not depend on it.
      built.value(parameter.findText("default").orElseThrow(), ZoneOffset.UTC);
    } catch (CityLakeException e) {
      findings.add(parameter.place("default"), "the value is no %s".formatted(built.type()));
    }
  }

  private void thresholds(View column) {
    Optional<BigDecimal> warn = column.find("warn", BigDecimal.class);
    Optional<BigDecimal> alarm = column.find("alarm", BigDecimal.class);
    Optional<Bad> bad = column.find("bad", Bad.class);
    if (bad.isPresent() && warn.isEmpty() && alarm.isEmpty()) {
      findings.add(column.place("bad"), "'bad' goes with 'warn' or 'alarm'");
    }
    if (warn.isPresent() && alarm.isPresent()) {
      int order = alarm.get().compareTo(warn.get());
      if (order == 0 || bad.filter(each -> (each == Bad.HIGH) != (order > 0)).isPresent()) {
        findings.add(
            column.place("alarm"),
            "'alarm' must lie beyond 'warn': above it where high is bad, below it where low is");
      }
    }
  }

  private void compare(View compare, View panel) {
    boolean moves =
        panel
            .find("sql", String.class)
            .map(sql -> NamedMarkers.parse(sql).names())
            .filter(all -> all.contains(TimeWindow.FROM) || all.contains(TimeWindow.UNTIL))
            .isPresent();
    if (panel.find("sql", String.class).isPresent() && !moves) {
      findings.add(
          compare.place(), "a query without :from and :until is the same of any earlier time");
    }
    Optional<TimeWindow.By> by =
        view.child("window").flatMap(each -> each.find("by", TimeWindow.By.class));
    compare
        .find("to", Comparison.To.class)
        .filter(to -> by.filter(each -> !to.fits(each)).isPresent())
        .ifPresent(
            to -> findings.add(compare.place("to"), "the window is not counted in such steps"));
    Optional<Chart> chart = panel.find("chart", Chart.class);
    compare
        .find("as", Comparison.As.class)
        .filter(as -> as == Comparison.As.SERIES)
        .filter(as -> chart.filter(each -> each != Chart.LINE && each != Chart.BAR).isPresent())
        .ifPresent(as -> findings.add(compare.place("as"), "a series goes with line and bar only"));
    if (chart.filter(each -> each == Chart.TABLE || each == Chart.MAP).isPresent()
        && !(compare.has("key") && compare.has("columns"))) {
      findings.add(compare.place(), "a table needs 'key' and 'columns' to be compared");
    }
    if (!chart.filter(each -> each == Chart.TABLE).isPresent()
        && panel.list("y", String.class).isEmpty()
        && !compare.has("columns")) {
      findings.add(compare.place(), "say by 'y' or 'columns' which values are compared");
    }
  }

  private void drill(View drill) {
    drill.child("screen").ifPresent(this::screen);
    drill
        .child("map")
        .ifPresent(
            each ->
                each.find("layer", String.class)
                    .filter(layer -> !drafts.layers().containsKey(layer))
                    .ifPresent(
                        layer ->
                            findings.unknown(
                                each.place("layer"), "layer", layer, drafts.layers().keySet())));
    drill.child("rows").ifPresent(this::rows);
  }

  private void screen(View screen) {
    String application = screen.find("application", String.class).orElse(name);
    Optional<View> there = drafts.applications().getOrDefault(application, Optional.empty());
    if (!drafts.applications().containsKey(application)) {
      findings.unknown(
          screen.place("application"), "application", application, drafts.applications().keySet());
      return;
    }
    Set<String> panels = new TreeSet<>();
    Set<String> parameters = new TreeSet<>(OF_WINDOW);
    there.ifPresent(
        each -> {
          names(each, "parameters", parameters);
          names(each, "panels", panels);
          each.children("panels").forEach(panel -> names(panel, "parameters", parameters));
        });
    screen
        .map("with", String.class)
        .forEach(
            (parameter, column) -> {
              if (there.isPresent() && !parameters.contains(parameter)) {
                findings.unknown(column.place(), "parameter", parameter, parameters);
              }
            });
    screen
        .find("panel", String.class)
        .filter(each -> there.isPresent() && !panels.contains(each))
        .ifPresent(each -> findings.unknown(screen.place("panel"), "panel", each, panels));
  }

  private static void names(View of, String key, Set<String> names) {
    of.children(key).forEach(each -> each.find("name", String.class).ifPresent(names::add));
  }

  private void rows(View rows) {
    Optional<TableName> table = rows.find("table", TableName.class);
    table
        .filter(each -> !known.has(each))
        .ifPresent(
            each ->
                findings.unknown(
                    rows.place("table"), "table", each.toString(), known.tableNames()));
    table
        .filter(known::isReadable)
        .ifPresent(
            each -> {
              rows.map("where", String.class)
                  .forEach(
                      (column, value) -> {
                        if (!known.has(each, column)) {
                          findings.unknown(
                              value.place(), "column", column, known.columnNames(each));
                        }
                      });
              rows.find("time", String.class)
                  .filter(column -> !known.has(each, column))
                  .ifPresent(
                      column ->
                          findings.unknown(
                              rows.place("time"), "column", column, known.columnNames(each)));
            });
  }
}
