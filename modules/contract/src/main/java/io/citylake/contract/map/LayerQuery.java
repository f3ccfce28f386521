package io.citylake.contract.map;

import io.citylake.contract.map.MapLayer.Heat;
import io.citylake.contract.map.MapLayer.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The statement that a layer comes to. What callers give goes beside it as values, never into its
 * text; the names in it are those of contracts.
 *
 * @param values in the order of their {@code ?}
 */
public record LayerQuery(String sql, List<Object> values) {
  /** What a caller may narrow. */
  public record Window(@Nullable Box box, @Nullable Object from, @Nullable Object until) {
    public static final Window ALL = new Window(null, null, null);
  }

  /** Degrees of WGS-84. */
  public record Box(double west, double south, double east, double north) {}

  public LayerQuery {
    values = List.copyOf(values);
  }

  /**
   * The statement over some columns.
   *
   * @param columns of {@link MapLayer#told()} those that are asked
   * @param limit rows; one more than are handed over tells whether there are more
   */
  public static LayerQuery of(
      MapLayer layer, Collection<String> columns, Window window, long limit) {
    List<Object> values = new ArrayList<>();
    String rows = rows(layer, columns, window, values);
    Heat heat = layer.heat();
    String sql = heat == null ? rows : counted(heat, layer, rows);
    // Of tracks that are too long the ends are drawn.
    String time = layer.track() == null ? null : layer.time();
    String order = time == null ? "" : " ORDER BY " + quoted(time) + " DESC";
    return new LayerQuery(sql + order + " LIMIT " + limit, values);
  }

  /** What somebody may go on from in a workbench: without a window and a caller's columns. */
  public static String text(MapLayer layer, Collection<String> columns) {
    return of(layer, columns, Window.ALL, 100).sql();
  }

  private static String rows(
      MapLayer layer, Collection<String> columns, Window window, List<Object> values) {
    Set<String> own = new LinkedHashSet<>(columns);
    own.addAll(layer.needed());
    List<String> conditions = new ArrayList<>();
    if (layer.where() != null) {
      conditions.add("(" + layer.where() + ")");
    }
    String time = layer.time();
    if (time != null && window.from() != null) {
      conditions.add(quoted(time) + " >= ?");
      values.add(window.from());
    }
    if (time != null && window.until() != null) {
      conditions.add(quoted(time) + " < ?");
      values.add(window.until());
    }
    Place place = layer.place();
    if (place == null) {
      if (layer.shape() == null) {
        conditions.addAll(within(layer, window, values));
      }
      return "SELECT %s FROM %s%s".formatted(list(own), layer.table(), where(conditions));
    }
    String rows = "SELECT %s FROM %s%s".formatted(list(own), layer.table(), where(conditions));
    List<String> near = within(layer, window, values);
    String places =
        "SELECT %s AS place_key, %s, %s FROM %s%s"
            .formatted(
                quoted(place.key()),
                quoted(layer.longitude()),
                quoted(layer.latitude()),
                place.table(),
                where(near));
    String told =
        own.stream()
            .filter(each -> columns.contains(each) || each.equals(weight(layer)))
            .map(each -> "l." + quoted(each) + ", ")
            .collect(Collectors.joining());
    return "SELECT %sp.%s, p.%s FROM (%s) l JOIN (%s) p ON l.%s = p.place_key"
        .formatted(
            told,
            quoted(layer.longitude()),
            quoted(layer.latitude()),
            rows,
            places,
            quoted(place.column()));
  }

  private static @Nullable String weight(MapLayer layer) {
    return layer.heat() == null ? null : layer.heat().weight();
  }

  /** Rows without a place are none of the map's. */
  private static List<String> within(MapLayer layer, Window window, List<Object> values) {
    String longitude = quoted(layer.longitude());
    String latitude = quoted(layer.latitude());
    Box box = window.box();
    if (box == null) {
      return List.of(longitude + " IS NOT NULL", latitude + " IS NOT NULL");
    }
    values.addAll(List.of(box.west(), box.east(), box.south(), box.north()));
    return List.of(longitude + " BETWEEN ? AND ?", latitude + " BETWEEN ? AND ?");
  }

  private static String counted(Heat heat, MapLayer layer, String rows) {
    String cell = heat.cell().toPlainString() + "D";
    String middle = "(floor(%s / %s) + 0.5D) * %s AS %s";
    String weight = heat.weight() == null ? "count(*)" : "sum(" + quoted(heat.weight()) + ")";
    return "SELECT %s, %s, CAST(%s AS DOUBLE) AS weight FROM (%s) GROUP BY 1, 2"
        .formatted(
            middle.formatted(quoted(layer.longitude()), cell, cell, quoted(layer.longitude())),
            middle.formatted(quoted(layer.latitude()), cell, cell, quoted(layer.latitude())),
            weight,
            rows);
  }

  private static String where(List<String> conditions) {
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  private static String list(Collection<String> columns) {
    return columns.stream().map(LayerQuery::quoted).collect(Collectors.joining(", "));
  }

  private static String quoted(String name) {
    return "`" + name.toLowerCase(Locale.ROOT) + "`";
  }
}
