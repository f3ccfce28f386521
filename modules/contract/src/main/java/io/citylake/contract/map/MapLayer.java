package io.citylake.contract.map;

import io.citylake.contract.Title;
import io.citylake.model.TableName;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table at their places.
 *
 * @param name of its file under {@code conf/map/}
 * @param where a condition over the table's columns; null for all rows
 * @param place where the table has no places of its own; null where it has
 * @param longitude column in degrees, of the place's table where there is one
 * @param latitude likewise
 * @param shape where rows are lines or areas; null where they are points
 * @param heat how points are counted in cells; null where they aren't
 * @param look colour and sign
 * @param label column that a row is called by; null for none
 * @param facts columns that a click shows
 * @param filters columns by whose values it can be narrowed
 * @param track column that says whose points they are; null where rows aren't points of tracks
 * @param time column of a date, an instant or a number such as an hour; null for none
 * @param refresh how often a map that is looked at asks again
 * @param most rows that are handed over at once
 * @param shown whether it is on when the map opens
 */
public record MapLayer(
    String name,
    Title title,
    Kind kind,
    TableName table,
    @Nullable String where,
    @Nullable Place place,
    String longitude,
    String latitude,
    @Nullable Shape shape,
    @Nullable Heat heat,
    Look look,
    @Nullable String label,
    List<String> facts,
    List<String> filters,
    @Nullable String track,
    @Nullable String time,
    Duration refresh,
    int most,
    boolean shown) {
  public MapLayer {
    facts = List.copyOf(facts);
    filters = List.copyOf(filters);
  }

  /** How rows are drawn. */
  public enum Kind {
    POINTS,
    /** Points, counted in cells of a grid. */
    HEAT,
    LINES,
    AREAS,
    /** Points of things that move, joined in the order of their times. */
    TRACKS;

    /** Whether rows are matched with the features of a file, rather than having coordinates. */
    public boolean hasShape() {
      return this == LINES || this == AREAS;
    }
  }

  /** What stands at a point. */
  public enum Icon {
    CIRCLE,
    SQUARE,
    TRIANGLE,
    DIAMOND
  }

  /**
   * The table that has the places.
   *
   * @param column of the layer's table
   * @param key of the place's table that it equals
   */
  public record Place(TableName table, String column, String key) {}

  /**
   * The file that has the lines or areas.
   *
   * @param file GeoJSON under {@code conf/map/}, in WGS-84
   * @param property of its features
   * @param column of the layer's table that it equals
   */
  public record Shape(String file, String property, String column) {}

  /**
   * Cells of a grid.
   *
   * @param cell side of a cell, in degrees
   * @param weight column that is added up; null where rows are counted
   */
  public record Heat(BigDecimal cell, @Nullable String weight) {}

  /**
   * How a row looks.
   *
   * @param colour such as #2a7de1, where nothing else is said
   * @param by column that says the colour; null for none
   * @param values colours by the column's value
   * @param steps colours by the column's number, ascending
   */
  public record Look(
      String colour, Icon icon, @Nullable String by, Map<String, String> values, List<Step> steps) {
    public Look {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
      steps = List.copyOf(steps);
    }
  }

  /** The colour of numbers from one on. */
  public record Step(BigDecimal from, String colour) {}

  /** The table that its coordinates are in; none where its rows are lines or areas. */
  public TableName placeTable() {
    return place == null ? table : place.table();
  }

  /** What it asks of its own table beside coordinates, each once; of heat nothing is told. */
  public Set<String> told() {
    Set<String> columns = new LinkedHashSet<>();
    if (kind == Kind.HEAT) {
      return columns;
    }
    Stream.ofNullable(shape).map(Shape::column).forEach(columns::add);
    Stream.ofNullable(track).forEach(columns::add);
    Stream.ofNullable(label).forEach(columns::add);
    columns.addAll(facts);
    columns.addAll(filters);
    Stream.ofNullable(look.by()).forEach(columns::add);
    Stream.ofNullable(time).forEach(columns::add);
    return columns;
  }

  /** Whether a person is shown the column's values, rather than rows being told apart by them. */
  public boolean isRead(String column) {
    return column.equals(label) || facts.contains(column);
  }

  /** What it can't do without, of its own table. */
  public Set<String> needed() {
    Set<String> columns = new LinkedHashSet<>();
    if (place != null) {
      columns.add(place.column());
    } else if (shape == null) {
      columns.add(longitude);
      columns.add(latitude);
    }
    Stream.ofNullable(shape).map(Shape::column).forEach(columns::add);
    if (track != null && time != null) {
      columns.addAll(List.of(track, time));
    }
    Stream.ofNullable(heat).map(Heat::weight).filter(each -> each != null).forEach(columns::add);
    return columns;
  }
}
