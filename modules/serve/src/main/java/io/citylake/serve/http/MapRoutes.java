package io.citylake.serve.http;

import static io.citylake.serve.http.HttpCallers.statingCallerOf;

import io.citylake.contract.MapFiles;
import io.citylake.contract.map.BaseMap;
import io.citylake.contract.map.MapLayer;
import io.citylake.contract.map.MapLayer.Look;
import io.citylake.govern.Caller;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.CatalogView;
import io.citylake.serve.engine.MapView;
import io.citylake.serve.engine.MapView.LayerView;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the map is made of: its base and its layers. Their rows are {@link QueryRoutes}'. */
final class MapRoutes {
  private static final String GEOJSON = "application/geo+json";

  private final CatalogView shelf;
  private final MapView map;

  MapRoutes(CatalogView shelf) {
    this.shelf = shelf;
    this.map = shelf.map();
  }

  /** Written down before anything is told. */
  private Caller reader(Context context) {
    Caller caller = statingCallerOf(context);
    shelf.told(caller, context.path());
    return caller;
  }

  /** Base map and layers, without their rows. */
  void map(Context context) {
    Caller caller = reader(context);
    BaseMap base = map.base();
    Map<String, @Nullable Object> about = new LinkedHashMap<>();
    about.put("file", base.file() != null);
    about.put("coordinates", lower(base.coordinates()));
    about.put("approval", base.approval());
    about.put("supplier", base.supplier());
    about.put("bounds", base.bounds());
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("base", about);
    body.put("layers", map.layers(caller).stream().map(MapRoutes::layer).toList());
    JsonBody.write(context, body);
  }

  /** The base map's GeoJSON, for everybody who is logged in. */
  void base(Context context) {
    reader(context);
    String file = map.base().file();
    if (file == null) {
      throw new CityLakeException(
          ErrorCode.TABLE_NOT_FOUND, "Cannot find the base map: the workspace has none");
    }
    send(context, file);
  }

  /** The lines or areas of a layer. */
  void geometry(Context context) {
    Caller caller = reader(context);
    LayerView layer = map.load(caller, context.pathParam("layer"));
    MapLayer.Shape shape = layer.layer().shape();
    if (shape == null) {
      throw new CityLakeException(
          ErrorCode.TABLE_NOT_FOUND,
          "Cannot find lines or areas of the layer: its rows have coordinates");
    }
    send(context, shape.file());
  }

  private void send(Context context, String file) {
    try {
      // Not as bytes: slow readers of large files would hold as many copies.
      context.contentType(GEOJSON).result(Files.newInputStream(MapFiles.find(map.home(), file)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the map's file", e);
    }
  }

  private static Map<String, @Nullable Object> layer(LayerView view) {
    MapLayer layer = view.layer();
    Map<String, @Nullable Object> body = ShelfRoutes.titled(layer.name(), layer.title());
    body.put("kind", lower(layer.kind()));
    body.put("table", layer.table().toString());
    body.put("longitude", layer.shape() == null ? layer.longitude() : null);
    body.put("latitude", layer.shape() == null ? layer.latitude() : null);
    MapLayer.Shape shape = layer.shape();
    body.put(
        "geometry",
        shape == null ? null : Map.of("property", shape.property(), "column", shape.column()));
    body.put("cell", layer.heat() == null ? null : layer.heat().cell());
    body.put("columns", view.contracts().stream().map(ShelfRoutes::column).toList());
    body.put("label", view.has(layer.label()) ? layer.label() : null);
    body.put("facts", layer.facts().stream().filter(view::has).toList());
    body.put("filters", layer.filters().stream().filter(view::tellsApart).toList());
    body.put("time", view.tellsApart(layer.time()) ? layer.time() : null);
    body.put("track", layer.track());
    body.put(
        "dossier",
        view.dossier() == null
            ? null
            : Map.of("kind", view.dossier().kind(), "column", view.dossier().column()));
    body.put("look", look(layer.look(), view));
    body.put("refreshSeconds", layer.refresh().toSeconds());
    body.put("most", layer.most());
    body.put("shown", layer.shown());
    body.put("sql", view.sql());
    return body;
  }

  private static Map<String, @Nullable Object> look(Look look, LayerView view) {
    boolean coloured = view.tellsApart(look.by());
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("colour", look.colour());
    body.put("icon", lower(look.icon()));
    body.put("by", coloured ? look.by() : null);
    body.put("values", coloured ? look.values() : Map.of());
    body.put(
        "steps",
        coloured
            ? look.steps().stream()
                .map(step -> Map.of("from", step.from(), "colour", step.colour()))
                .toList()
            : List.of());
    return body;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
