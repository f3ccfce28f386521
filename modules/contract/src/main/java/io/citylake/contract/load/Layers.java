package io.citylake.contract.load;

import io.citylake.contract.dossier.Dossier;
import io.citylake.contract.map.BaseMap;
import io.citylake.contract.map.CityMap;
import io.citylake.contract.map.MapLayer;
import io.citylake.contract.map.MapLayer.Heat;
import io.citylake.contract.map.MapLayer.Kind;
import io.citylake.contract.map.MapLayer.Look;
import io.citylake.contract.map.MapLayer.Place;
import io.citylake.contract.map.MapLayer.Shape;
import io.citylake.contract.map.MapLayer.Step;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Placed;
import io.citylake.model.TableName;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Makes the records of the map whose files are without a problem. */
final class Layers {
  /** Of the base map, as a layer's name is of a layer; no layer may have it. */
  static final String BASE = "base";

  private Layers() {}

  /** How a kind of dossier is called beside layers, whose names have no stroke. */
  static String dossier(String name) {
    return "dossier/" + name;
  }

  /**
   * @param broken says of a layer, or of {@link #BASE}, that it can't be used
   */
  static CityMap map(Drafts drafts, Predicate<String> broken) {
    SortedMap<String, MapLayer> layers = new TreeMap<>();
    drafts
        .layers()
        .forEach(
            (name, view) ->
                view.filter(each -> !broken.test(name))
                    .ifPresent(each -> layers.put(name, layer(name, each))));
    SortedMap<String, Dossier> dossiers = new TreeMap<>();
    drafts
        .dossiers()
        .forEach(
            (name, view) ->
                view.filter(each -> !broken.test(dossier(name)))
                    .ifPresent(
                        each -> dossiers.put(name, Dossiers.build(name, each, drafts.datasets()))));
    return new CityMap(
        drafts
            .baseMap()
            .filter(each -> !broken.test(BASE))
            .map(Layers::base)
            .orElseGet(BaseMap::none),
        layers,
        dossiers);
  }

  private static BaseMap base(View view) {
    return new BaseMap(
        view.find("file", String.class).orElse(null),
        view.load("coordinates", BaseMap.Coordinates.class),
        view.find("approval", String.class).orElse(null),
        view.find("supplier", String.class).orElse(null),
        view.list("bounds", BigDecimal.class).stream().map(BigDecimal::doubleValue).toList());
  }

  private static MapLayer layer(String name, View view) {
    Kind kind = view.load("kind", Kind.class);
    return new MapLayer(
        name,
        WorkspaceBuilder.title(view.childOrDefaults("title")),
        kind,
        view.load("table", TableName.class),
        view.find("where", String.class).orElse(null),
        view.child("place").map(Layers::place).orElse(null),
        view.text("longitude"),
        view.text("latitude"),
        view.child("geometry").map(Layers::shape).orElse(null),
        kind == Kind.HEAT ? heat(view.childOrDefaults("grid")) : null,
        look(view),
        view.find("label", String.class).orElse(null),
        view.list("facts", String.class),
        view.list("filters", String.class),
        view.find("track", String.class).orElse(null),
        view.find("time", String.class).orElse(null),
        view.load("refresh", Duration.class),
        Math.toIntExact(view.load("most", Long.class)),
        view.load("shown", Boolean.class));
  }

  private static Place place(View view) {
    return new Place(view.load("table", TableName.class), view.text("column"), view.text("key"));
  }

  private static Shape shape(View view) {
    return new Shape(view.text("file"), view.text("property"), view.text("column"));
  }

  private static Heat heat(View view) {
    return new Heat(
        view.load("cell", BigDecimal.class), view.find("weight", String.class).orElse(null));
  }

  private static Look look(View view) {
    Optional<View> colours = view.child("colours");
    Map<String, String> values = new LinkedHashMap<>();
    colours
        .map(each -> each.map("values", String.class))
        .orElseGet(Map::<String, Placed<String>>of)
        .forEach((value, colour) -> values.put(value, colour.value()));
    List<Step> steps =
        colours.map(each -> each.children("steps")).orElseGet(List::of).stream()
            .map(step -> new Step(step.load("from", BigDecimal.class), step.text("colour")))
            .toList();
    return new Look(
        view.text("colour"),
        view.load("icon", MapLayer.Icon.class),
        colours.map(each -> each.text("by")).orElse(null),
        values,
        steps);
  }
}
