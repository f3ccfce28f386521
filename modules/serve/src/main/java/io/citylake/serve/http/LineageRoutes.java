package io.citylake.serve.http;

import static io.citylake.serve.http.HttpCallers.callerOf;

import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.govern.Caller;
import io.citylake.govern.lineage.LineageNode;
import io.citylake.govern.lineage.LineageNode.ColumnNode;
import io.citylake.govern.lineage.LineageNode.PanelNode;
import io.citylake.govern.lineage.LineageNode.SourceNode;
import io.citylake.govern.lineage.TableLinks;
import io.citylake.govern.lineage.TableLinks.PanelName;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.serve.engine.CatalogView;
import io.citylake.serve.engine.Catalogue;
import io.citylake.serve.engine.ColumnLinks;
import io.citylake.serve.engine.ColumnLinks.Link;
import io.citylake.serve.http.Route.Access;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where data comes from and goes to. Of what a caller isn't told there is no node and no link; a
 * step or panel that reads such a table isn't named.
 */
final class LineageRoutes {
  private static final String PATH = HttpFront.API + "/lineage";

  private final CatalogView shelf;
  private final TableLinks links;
  private final ColumnLinks columns;

  LineageRoutes(Catalogue catalogue, ColumnLinks columns) {
    this.shelf = catalogue.shelf();
    this.links = catalogue.links();
    this.columns = columns;
  }

  List<Route> routes() {
    return List.of(
        new Route(HandlerType.GET, PATH, Access.CALLERS, this::tables),
        new Route(HandlerType.GET, PATH + "/{dataset}", Access.CALLERS, this::columns));
  }

  /** What a caller is told of. */
  private record Told(Caller caller, Map<TableName, DatasetContract> tables) {
    boolean all(Set<TableName> some) {
      return tables.keySet().containsAll(some);
    }
  }

  private Told told(Context context) {
    Caller caller = callerOf(context);
    shelf.told(caller, context.path());
    return new Told(
        caller,
        shelf.datasets(caller).stream()
            .collect(
                Collectors.toMap(
                    DatasetContract::name, each -> each, (a, b) -> a, LinkedHashMap::new)));
  }

  private void tables(Context context) {
    Told told = told(context);
    List<Map<String, @Nullable Object>> tables = new ArrayList<>();
    told.tables()
        .forEach(
            (name, dataset) -> {
              TableLinks.Links found = links.of(name);
              Map<String, @Nullable Object> body =
                  ShelfRoutes.titled(name.toString(), dataset.title());
              body.put("theme", name.theme());
              body.put("layer", dataset.layer());
              body.put(
                  "from",
                  found.upstream().stream()
                      .filter(told.tables()::containsKey)
                      .map(TableName::toString)
                      .toList());
              body.put("sources", sources(told, name));
              tables.add(body);
            });
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("tables", tables);
    body.put("screens", screens(told));
    JsonBody.write(context, body);
  }

  /** The jobs of a table with what they read, for whoever reads where its rows came from. */
  private List<Map<String, @Nullable Object>> sources(Told told, TableName table) {
    if (!shelf.readsOrigin(told.caller(), table)) {
      return List.of();
    }
    return shelf.sources(table).entrySet().stream()
        .map(
            each -> {
              Map<String, @Nullable Object> source = new LinkedHashMap<>();
              source.put("job", each.getKey().toString());
              source.put("place", each.getValue());
              return source;
            })
        .toList();
  }

  private List<Map<String, @Nullable Object>> screens(Told told) {
    List<Map<String, @Nullable Object>> screens = new ArrayList<>();
    for (Application each : shelf.applications(told.caller())) {
      List<Map<String, @Nullable Object>> panels = new ArrayList<>();
      for (Panel panel : each.panels()) {
        Set<TableName> inputs = links.inputs(new PanelName(each.name(), panel.name()));
        if (!inputs.isEmpty() && told.all(inputs)) {
          Map<String, @Nullable Object> body = ShelfRoutes.titled(panel.name(), panel.title());
          body.put("from", inputs.stream().map(TableName::toString).toList());
          panels.add(body);
        }
      }
      if (!panels.isEmpty()) {
        Map<String, @Nullable Object> body = ShelfRoutes.titled(each.name(), each.title());
        body.put("panels", panels);
        screens.add(body);
      }
    }
    return screens;
  }

  private void columns(Context context) {
    Told told = told(context);
    DatasetContract dataset = shelf.loadDataset(told.caller(), context.pathParam("dataset"));
    List<Map<String, @Nullable Object>> shown = new ArrayList<>();
    for (Link each : columns.of(dataset.name())) {
      Optional<Map<String, @Nullable Object>> from = end(told, each.from(), each.to());
      Optional<Map<String, @Nullable Object>> to = end(told, each.to(), each.from());
      if (from.isPresent() && to.isPresent()) {
        Map<String, @Nullable Object> link = new LinkedHashMap<>();
        link.put("from", from.get());
        link.put("to", to.get());
        link.put("kind", each.kind().name().toLowerCase(Locale.ROOT));
        link.put("through", through(told, each.through()));
        shown.add(link);
      }
    }
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put(
        "columns",
        shelf.columns(told.caller(), dataset).stream().map(ShelfRoutes::column).toList());
    body.put("links", shown);
    JsonBody.write(context, body);
  }

  /** One end of a link; empty where the caller isn't told of it. */
  private Optional<Map<String, @Nullable Object>> end(
      Told told, LineageNode node, LineageNode other) {
    Map<String, @Nullable Object> end = new LinkedHashMap<>();
    if (node instanceof ColumnNode column) {
      if (!told.tables().containsKey(column.table())
          || !shelf.shows(told.caller(), column.table(), column.column())) {
        return Optional.empty();
      }
      end.put("table", column.table().toString());
      end.put("name", column.column());
    } else if (node instanceof SourceNode source) {
      if (!(other instanceof ColumnNode into) || !shelf.readsOrigin(told.caller(), into.table())) {
        return Optional.empty();
      }
      end.put("job", source.job().toString());
      end.put("name", source.name());
    } else {
      PanelNode panel = (PanelNode) node;
      Set<TableName> inputs = links.inputs(new PanelName(panel.application(), panel.panel()));
      if (inputs.isEmpty() || !told.all(inputs)) {
        return Optional.empty();
      }
      end.put("application", panel.application());
      end.put("panel", panel.panel());
      end.put("name", panel.column());
    }
    return Optional.of(end);
  }

  /** A step's name, where it reads nothing of which the caller isn't told. */
  private @Nullable String through(Told told, String through) {
    int space = through.indexOf(' ');
    return through.startsWith("step ")
            && !told.all(links.inputs(JobName.parse(through.substring(space + 1))))
        ? null
        : through;
  }
}
