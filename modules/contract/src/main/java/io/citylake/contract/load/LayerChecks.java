package io.citylake.contract.load;

import io.citylake.contract.MapFiles;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.map.MapLayer.Kind;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Placed;
import io.citylake.model.CityLakeException;
import io.citylake.model.TableName;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a layer and the base map must say, with the tables that they speak of. */
final class LayerChecks {
  private static final String COLUMN = "column";
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  private final String name;
  private final View view;
  private final Drafts drafts;
  private final Diagnostics findings;
  private final KnownContracts known;

  LayerChecks(String name, View view, Drafts drafts, Diagnostics findings, KnownContracts known) {
    this.name = name;
    this.view = view;
    this.drafts = drafts;
    this.findings = findings;
    this.known = known;
  }

  void run() {
    if (name.equals(Layers.BASE)) {
      findings.add(view.place(), "no layer may be called 'base'; give the file another name");
    }
    view.find("refresh", Duration.class)
        .filter(each -> each.compareTo(SHORTEST) < 0)
        .ifPresent(each -> findings.add(view.place("refresh"), "'refresh' is 10s at least"));
    parts();
    Optional<TableName> table = table(view);
    table.filter(known::isReadable).ifPresent(this::columns);
    view.child("geometry").ifPresent(this::geometry);
    view.child("colours").ifPresent(this::steps);
  }

  /** What goes with which kind. */
  private void parts() {
    Optional<Kind> kind = view.find("kind", Kind.class);
    if (kind.isEmpty()) {
      return;
    }
    boolean shaped = kind.get().hasShape();
    if (shaped && !view.has("geometry")) {
      findings.add(view.place("kind"), "lines and areas need 'geometry': the file that has them");
    }
    if (!shaped && view.has("geometry")) {
      findings.add(view.place("kind"), "'geometry' goes with lines and areas only");
    }
    if (shaped && view.has("place")) {
      findings.add(view.place("place"), "'place' goes with points and heat only");
    }
    if (kind.get() != Kind.HEAT && view.has("grid")) {
      findings.add(view.place("grid"), "'grid' goes with heat only");
    }
    boolean tracks = kind.get() == Kind.TRACKS;
    if (tracks && !(view.has("track") && view.has("time"))) {
      findings.add(view.place("kind"), "tracks need 'track' and 'time': whose points, and when");
    }
    if (!tracks && view.has("track")) {
      findings.add(view.place("track"), "'track' goes with tracks only");
    }
    List<String> ofRows =
        Stream.of("label", "facts", "filters", "colours", "time").filter(view::has).toList();
    if (kind.get() == Kind.HEAT && !ofRows.isEmpty()) {
      findings.add(
          view.place("kind"),
          "heat shows sums only: leave out %s".formatted(String.join(", ", ofRows)));
    }
    view.child("grid")
        .flatMap(grid -> grid.find("cell", BigDecimal.class))
        .filter(
            cell ->
                cell.compareTo(new BigDecimal("0.0001")) < 0 || cell.compareTo(BigDecimal.ONE) > 0)
        .ifPresent(
            cell ->
                findings.add(
                    view.childOrDefaults("grid").place("cell"),
                    "'cell' must be from 0.0001 to 1 degree"));
  }

  private Optional<TableName> table(View of) {
    Optional<TableName> table = of.find("table", TableName.class);
    table
        .filter(each -> !known.has(each))
        .ifPresent(
            each ->
                findings.unknown(of.place("table"), "table", each.toString(), known.tableNames()));
    return table;
  }

  private void columns(TableName table) {
    Optional<View> place = view.child("place");
    place.ifPresent(each -> place(each, table));
    if (place.isEmpty() && !view.has("geometry")) {
      coordinates(table);
    }
    view.child("geometry").ifPresent(each -> column(table, each, COLUMN));
    view.child("colours").ifPresent(each -> colours(each, table));
    view.child("grid")
        .flatMap(each -> column(table, each, "weight"))
        .filter(type -> !ColumnIndex.isNumber(type))
        .ifPresent(
            type ->
                findings.add(
                    view.childOrDefaults("grid").place("weight"),
                    "'weight' must be a number, not %s".formatted(type)));
    column(table, view, "label");
    column(table, view, "track");
    List<Placed<String>> lists = new ArrayList<>(view.placed("facts", String.class));
    lists.addAll(view.placed("filters", String.class));
    for (Placed<String> each : lists) {
      if (!known.has(table, each.value())) {
        findings.unknown(each.place(), COLUMN, each.value(), known.columnNames(table));
      }
    }
    column(table, view, "time")
        .filter(type -> !ColumnIndex.isTime(type) && !ColumnIndex.isNumber(type))
        .ifPresent(
            type ->
                findings.add(
                    view.place("time"),
                    "'time' must be a date, a timestamp or a number, not %s".formatted(type)));
  }

  private void place(View place, TableName table) {
    column(table, place, COLUMN);
    table(place)
        .filter(known::isReadable)
        .ifPresent(
            there -> {
              column(there, place, "key");
              coordinates(there);
            });
    for (String key : List.of("longitude", "latitude")) {
      view.find(key, String.class)
          .filter(each -> known.has(table, each))
          .ifPresent(
              each ->
                  findings.add(
                      place.place(),
                      "the layer's table has a column '%s' itself; leave 'place' out"
                          .formatted(each)));
    }
  }

  private void coordinates(TableName table) {
    for (String key : List.of("longitude", "latitude")) {
      column(table, view, key)
          .filter(type -> !ColumnIndex.isNumber(type))
          .ifPresent(
              type ->
                  findings.add(
                      view.place(key), "'%s' must be a number, not %s".formatted(key, type)));
    }
  }

  private void colours(View colours, TableName table) {
    column(table, colours, "by")
        .filter(type -> colours.has("steps") && !ColumnIndex.isNumber(type))
        .ifPresent(
            type ->
                findings.add(colours.place("by"), "'steps' need a number, not %s".formatted(type)));
  }

  private void steps(View colours) {
    BigDecimal before = null;
    for (View step : colours.children("steps")) {
      BigDecimal from = step.find("from", BigDecimal.class).orElse(null);
      if (from != null && before != null && from.compareTo(before) <= 0) {
        findings.add(step.place("from"), "the steps must ascend: it is not above " + before);
      }
      before = from == null ? before : from;
    }
  }

  /** The column's type; reports it where there is no such column. */
  private Optional<ColumnType> column(TableName table, View of, String key) {
    Optional<String> column = of.find(key, String.class);
    column
        .filter(each -> !known.has(table, each))
        .ifPresent(each -> findings.unknown(of.place(key), COLUMN, each, known.columnNames(table)));
    return column.flatMap(each -> known.type(table, each));
  }

  private void geometry(View geometry) {
    Optional<String> property = geometry.find("property", String.class);
    file(geometry, drafts.files(), findings)
        .filter(
            text ->
                property
                    .filter(
                        each ->
                            !Pattern.compile(Pattern.quote("\"" + each + "\"") + "\\s*:")
                                .matcher(text)
                                .find())
                    .isPresent())
        .ifPresent(
            text ->
                findings.add(
                    geometry.place("property"),
                    "no feature of the file has a property '%s'"
                        .formatted(property.orElseThrow())));
  }

  /** The file's text; reports where it is none that can be drawn. */
  private static Optional<String> file(View view, Path home, Diagnostics findings) {
    Optional<String> name = view.find("file", String.class);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      String text = new String(MapFiles.read(home, name.get()), StandardCharsets.UTF_8);
      if (!text.stripLeading().startsWith("{") || !text.contains("\"FeatureCollection\"")) {
        findings.add(view.place("file"), "the file is no GeoJSON with a FeatureCollection");
        return Optional.empty();
      }
      return Optional.of(text);
    } catch (CityLakeException e) {
      findings.add(view.place("file"), e.getMessage());
      return Optional.empty();
    }
  }

  static void base(View view, Path home, Diagnostics findings) {
    file(view, home, findings);
    List<Double> bounds =
        view.list("bounds", BigDecimal.class).stream().map(BigDecimal::doubleValue).toList();
    boolean good =
        bounds.size() == 4
            && bounds.get(0) < bounds.get(2)
            && bounds.get(1) < bounds.get(3)
            && bounds.get(0) >= -180
            && bounds.get(2) <= 180
            && bounds.get(1) >= -90
            && bounds.get(3) <= 90;
    if (!bounds.isEmpty() && !good) {
      findings.add(
          view.place("bounds"),
          "'bounds' must have four numbers: west, south, east, north, in degrees");
    }
  }
}
