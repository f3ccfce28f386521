package io.citylake.contract.shape;

import static io.citylake.contract.shape.Shape.Field.derived;
import static io.citylake.contract.shape.Shape.Field.optional;
import static io.citylake.contract.shape.Shape.Field.required;
import static io.citylake.contract.shape.Shape.Field.withDefault;

import io.citylake.contract.map.BaseMap;
import io.citylake.contract.map.MapLayer;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;
import io.citylake.contract.shape.Shape.MapOf;

/** The shapes of {@code conf/map.yaml} and {@code conf/map/NAME.yaml}. */
public final class MapShape {
  private static final Fields PLACE =
      Fields.of(
          "place",
          required("table", Scalars.TABLE, "The table with the coordinates."),
          required("column", Scalars.IDENTIFIER, "The layer's column that names the place."),
          required("key", Scalars.IDENTIFIER, "The place's column that it equals."));

  private static final Fields GEOMETRY =
      Fields.of(
          "geometry",
          required(
              "file",
              Scalars.FILE_NAME,
              "GeoJSON in conf/map, longitude before latitude in WGS-84; at most 16 MB."),
          required("property", Scalars.LABEL, "The property of its features that is the key."),
          required("column", Scalars.IDENTIFIER, "The layer's column that it equals."));

  private static final Fields STEP =
      Fields.of(
          "step",
          required("from", Scalars.NUMBER, "The least number of this colour."),
          required("colour", Scalars.COLOUR, "Its colour."));

  private static final Fields COLOURS =
      Fields.of(
              "colours",
              required("by", Scalars.IDENTIFIER, "The column that says it."),
              optional(
                  "values", new MapOf("values of the column", Scalars.COLOUR), "By its value."),
              optional("steps", ListOf.some(STEP), "By thresholds, ascending; below: 'colour'."))
          .withOneOf("values", "steps");

  private static final Fields GRID =
      Fields.of(
          "grid",
          withDefault("cell", Scalars.NUMBER, "0.005", "The side of a cell, in degrees."),
          derived(
              "weight", Scalars.IDENTIFIER, "rows are counted", "The column that is added up."));

  /** A layer's file. */
  public static final Fields LAYER =
      Fields.of(
          "layer",
          required("title", FileShapes.TITLE, "What the layer is called."),
          required("kind", Scalars.oneOf(MapLayer.Kind.class), "How its rows are drawn."),
          required("table", Scalars.TABLE, "The table whose rows it shows, to whom may read them."),
          optional(
              "where", Scalars.EXPRESSION, "Only rows for which this holds, over its columns."),
          optional("place", PLACE, "Where another table has the coordinates."),
          withDefault(
              "longitude", Scalars.IDENTIFIER, "lon", "The column of longitude, in WGS-84."),
          withDefault("latitude", Scalars.IDENTIFIER, "lat", "The column of latitude, in WGS-84."),
          optional("geometry", GEOMETRY, "Where the lines or areas are; needed by these kinds."),
          optional("grid", GRID, "The cells of kind heat."),
          withDefault("colour", Scalars.COLOUR, "#2a7de1", "The colour where no other is said."),
          optional("colours", COLOURS, "Colours by a column."),
          withDefault("icon", Scalars.oneOf(MapLayer.Icon.class), "circle", "What a point is."),
          optional("label", Scalars.IDENTIFIER, "The column that a row is called by and found by."),
          derived(
              "facts",
              ListOf.oneOrSome(Scalars.IDENTIFIER),
              "none",
              "The columns that a click shows."),
          derived(
              "filters",
              ListOf.oneOrSome(Scalars.IDENTIFIER),
              "none",
              "The columns by whose values it can be narrowed."),
          optional(
              "track",
              Scalars.IDENTIFIER,
              "Of kind tracks: the column that says whose points they are, such as a vehicle or a mission."),
          optional(
              "time",
              Scalars.IDENTIFIER,
              "The column of the time slider: a date, a timestamp or a number such as an hour."),
          withDefault("refresh", Scalars.DURATION, "5m", "How often an open map asks again."),
          withDefault(
              "most", Scalars.whole(1, 100_000), "20000", "The most rows that come at once."),
          withDefault("shown", Scalars.BOOLEAN, "false", "Whether it is on when the map opens."));

  /** The base map's file. */
  public static final Fields BASE =
      Fields.of(
          "base-map",
          optional("file", Scalars.FILE_NAME, "GeoJSON in conf/map; at most 16 MB."),
          withDefault(
              "coordinates",
              Scalars.oneOf(BaseMap.Coordinates.class),
              "wgs84",
              "What the base map is drawn in; rows are converted as they are shown."),
          optional("approval", Scalars.LABEL, "The map's approval number (审图号), drawn on it."),
          optional("supplier", Scalars.LABEL, "Whom the map is from."),
          derived(
              "bounds",
              ListOf.some(Scalars.NUMBER),
              "those of the base map",
              "What the map shows first: west, south, east, north in WGS-84."));

  private MapShape() {}
}
