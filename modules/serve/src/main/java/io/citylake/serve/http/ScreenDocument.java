package io.citylake.serve.http;

import static io.citylake.serve.http.ShelfRoutes.titled;

import io.citylake.contract.Title;
import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.application.Choices;
import io.citylake.contract.application.Comparison;
import io.citylake.contract.application.Drill;
import io.citylake.contract.application.PanelColumn;
import io.citylake.contract.application.PanelLook;
import io.citylake.contract.application.PanelParameter;
import io.citylake.contract.application.TimeWindow;
import io.citylake.govern.Caller;
import io.citylake.serve.engine.CatalogView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a screen: of panels, columns and places to go on to those that the caller may.
 */
final class ScreenDocument {
  private final CatalogView shelf;
  private final Caller caller;

  ScreenDocument(CatalogView shelf, Caller caller) {
    this.shelf = shelf;
    this.caller = caller;
  }

  /** In a list. */
  static Map<String, @Nullable Object> head(Application application) {
    Map<String, @Nullable Object> body = titled(application.name(), application.title());
    body.put("owner", application.owner());
    return body;
  }

  Map<String, @Nullable Object> of(Application application) {
    List<Panel> panels =
        application.panels().stream().filter(each -> shelf.shows(caller, each)).toList();
    Map<String, @Nullable Object> body = head(application);
    body.put("window", window(application.window()));
    body.put(
        "parameters",
        application.parameters().stream()
            .filter(each -> panels.stream().anyMatch(panel -> panel.parameters().contains(each)))
            .map(ScreenDocument::parameter)
            .toList());
    body.put("panels", panels.stream().map(this::panel).toList());
    return body;
  }

  private static @Nullable Map<String, @Nullable Object> window(@Nullable TimeWindow window) {
    if (window == null) {
      return null;
    }
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("by", word(window.by()));
    body.put("last", window.last());
    return body;
  }

  private static Map<String, @Nullable Object> parameter(PanelParameter parameter) {
    Title title = parameter.title();
    Map<String, @Nullable Object> body =
        titled(
            parameter.name(),
            title == null ? new Title(parameter.name(), parameter.name()) : title);
    body.put("type", parameter.type().toString());
    body.put("default", parameter.fallback());
    body.put("required", parameter.required());
    Choices choices = parameter.choices();
    body.put("asksChoices", choices != null && choices.sql() != null);
    body.put(
        "choices",
        choices == null
            ? List.of()
            : choices.codes().stream().map(each -> titled(each.value(), each.title())).toList());
    return body;
  }

  private Map<String, @Nullable Object> panel(Panel panel) {
    PanelLook look = panel.look();
    Map<String, @Nullable Object> body = titled(panel.name(), panel.title());
    body.put("chart", word(panel.chart()));
    body.put("x", panel.x());
    body.put("y", panel.y());
    body.put("parameters", panel.parameters().stream().map(ScreenDocument::parameter).toList());
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    shelf.columns(caller, panel).forEach((name, column) -> columns.put(name, column(name, column)));
    body.put("columns", columns);
    body.put("compare", compare(look.comparison()));
    PanelLook.Range range = look.range();
    body.put("range", range == null ? null : List.of(range.from(), range.to()));
    List<Map<String, @Nullable Object>> drills = new ArrayList<>();
    for (Drill each : look.drills()) {
      Map<String, @Nullable Object> drill = drill(each);
      if (drill != null) {
        drills.add(drill);
      }
    }
    body.put("drill", drills);
    return body;
  }

  private static Map<String, @Nullable Object> column(String name, PanelColumn column) {
    Title title = column.title();
    Title unit = column.unit();
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("title", title == null ? name : title.zh());
    body.put("titleEn", title == null ? name : title.en());
    body.put("unit", unit == null ? null : unit.zh());
    body.put("unitEn", unit == null ? null : unit.en());
    body.put("warn", column.warn());
    body.put("alarm", column.alarm());
    body.put("bad", column.bad() == null ? null : word(column.bad()));
    return body;
  }

  private static @Nullable Map<String, @Nullable Object> compare(@Nullable Comparison comparison) {
    if (comparison == null) {
      return null;
    }
    Map<String, @Nullable Object> body = titled(word(comparison.to()), comparison.to().title());
    body.put("as", word(comparison.as()));
    body.put("key", comparison.key());
    body.put("columns", comparison.columns());
    body.put("days", comparison.to().days());
    body.put("months", comparison.to().months());
    return body;
  }

  /** Null where the caller isn't told of what it leads to. */
  private @Nullable Map<String, @Nullable Object> drill(Drill drill) {
    if (drill instanceof Drill.ToScreen screen) {
      return shelf.applications(caller).stream()
          .filter(each -> each.name().equals(screen.application()))
          .findFirst()
          .map(each -> screen(each, screen))
          .orElse(null);
    }
    if (drill instanceof Drill.ToMap map) {
      return shelf.map().layers(caller).stream()
          .filter(each -> each.layer().name().equals(map.layer()))
          .findFirst()
          .map(each -> leads("map", titled(map.layer(), each.layer().title()), map.where()))
          .orElse(null);
    }
    Drill.ToRows rows = (Drill.ToRows) drill;
    return shelf.datasets(caller).stream()
        .filter(each -> each.name().equals(rows.table()))
        .findFirst()
        .map(
            each -> {
              Map<String, @Nullable Object> body =
                  leads("rows", titled(rows.table().toString(), each.title()), rows.where());
              body.put("time", rows.time());
              body.put("newest", rows.newest());
              return body;
            })
        .orElse(null);
  }

  private @Nullable Map<String, @Nullable Object> screen(
      Application application, Drill.ToScreen screen) {
    Title title = application.title();
    if (screen.panel() != null) {
      Panel panel =
          application.panels().stream()
              .filter(each -> each.name().equals(screen.panel()) && shelf.shows(caller, each))
              .findFirst()
              .orElse(null);
      if (panel == null) {
        return null;
      }
      title = panel.title();
    }
    Map<String, @Nullable Object> body =
        leads("screen", titled(application.name(), title), screen.with());
    body.put("panel", screen.panel());
    TimeWindow window = application.window();
    body.put("by", window == null ? null : word(window.by()));
    return body;
  }

  private static Map<String, @Nullable Object> leads(
      String to, Map<String, @Nullable Object> target, Map<String, String> where) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("to", to);
    body.putAll(target);
    body.put("where", where);
    return body;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
