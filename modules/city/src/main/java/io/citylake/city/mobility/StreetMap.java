package io.citylake.city.mobility;

import io.citylake.city.entity.GridCell;
import io.citylake.city.entity.Street;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The reference city drawn, as GeoJSON in WGS-84: a sketch that nobody surveyed. A street is what
 * is nearer to its point than to another's; grid cells are cut at its edge. Roads lie where their
 * namesakes run, in a few strokes.
 */
public final class StreetMap {
  /** Half the side of the square beyond which no street reaches, in degrees. */
  private static final double REACH = 0.021;

  private static final double CELL = 0.006;

  private StreetMap() {}

  /** A point in degrees. */
  private record Point(double lon, double lat) {}

  /** The strokes of each road, by its code: pairs of longitude and latitude. */
  private static final Map<String, double[]> STROKES =
      Map.ofEntries(
          Map.entry(
              "R01", line(104.0665, 30.645, 104.0662, 30.600, 104.0668, 30.560, 104.0690, 30.530)),
          Map.entry(
              "R02", line(104.0540, 30.622, 104.0555, 30.590, 104.0560, 30.555, 104.0580, 30.530)),
          Map.entry(
              "R03", line(104.0420, 30.618, 104.0430, 30.585, 104.0435, 30.550, 104.0450, 30.530)),
          Map.entry("R04", line(104.0220, 30.5755, 104.0500, 30.5765, 104.0900, 30.5770)),
          Map.entry("R05", line(104.0380, 30.5870, 104.0650, 30.5880, 104.0880, 30.5890)),
          Map.entry(
              "R06",
              line(
                  104.0200, 30.5680, 104.0400, 30.5640, 104.0650, 30.5620, 104.0900, 30.5660,
                  104.1120, 30.5760)),
          Map.entry(
              "R07",
              line(104.0210, 30.6260, 104.0400, 30.6170, 104.0600, 30.6120, 104.0880, 30.6110)),
          Map.entry("R08", line(104.0420, 30.5520, 104.0780, 30.5525)),
          Map.entry("R09", line(104.0425, 30.5480, 104.0790, 30.5485)),
          Map.entry("R10", line(104.0430, 30.5440, 104.0800, 30.5445)),
          Map.entry("R11", line(104.0440, 30.5360, 104.0820, 30.5365)),
          Map.entry("R12", line(104.0560, 30.5810, 104.0780, 30.5815)),
          Map.entry("R13", line(104.0480, 30.6220, 104.0690, 30.6235)),
          Map.entry("R14", line(103.8950, 30.7500, 103.9250, 30.7560, 103.9540, 30.7600)),
          Map.entry("R15", line(103.9230, 30.7350, 103.9235, 30.7700)),
          Map.entry("R16", line(103.9420, 30.7400, 103.9425, 30.7780)));

  private static double[] line(double... places) {
    return places;
  }

  /** By their names under {@code conf/map/}; the same in every run. */
  public static SortedMap<String, String> files() {
    SortedMap<String, String> files = new TreeMap<>();
    files.put("base.geojson", base());
    files.put("cells.geojson", cells());
    files.put("roads.geojson", roads(""));
    return Collections.unmodifiableSortedMap(files);
  }

  private static String base() {
    List<String> features = new ArrayList<>();
    for (Street street : Street.ALL) {
      List<Point> area = area(street);
      features.add(
          feature(
              "{\"class\":\"boundary\",\"name\":\"%s\",\"name_en\":\"%s\"}"
                  .formatted(street.zh(), street.en()),
              polygon(area)));
      for (List<Point> lane : lanes(street, area)) {
        features.add(feature("{\"class\":\"lane\"}", stroke(lane)));
      }
    }
    Road.ALL.forEach(road -> features.add(road(road, "\"class\":\"road\",")));
    return collection(features);
  }

  private static String roads(String more) {
    return collection(Road.ALL.stream().map(road -> road(road, more)).toList());
  }

  private static String road(Road road, String more) {
    double[] places = STROKES.get(road.code());
    if (places == null) {
      throw new IllegalStateException("No stroke of road " + road.code());
    }
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < places.length; i += 2) {
      points.add(new Point(places[i], places[i + 1]));
    }
    return feature(
        "{%s\"road_code\":\"%s\",\"name\":\"%s\",\"rank\":\"%s\"}"
            .formatted(more, road.code(), road.name(), road.kind().name().toLowerCase(Locale.ROOT)),
        stroke(points));
  }

  private static String cells() {
    List<String> features = new ArrayList<>();
    for (GridCell cell : GridCell.ALL) {
      double lon = cell.lon() / 1e5;
      double lat = cell.lat() / 1e5;
      List<Point> area = area(cell.street());
      area = cut(area, new Point(lon - CELL / 2, lat), -1, 0);
      area = cut(area, new Point(lon + CELL / 2, lat), 1, 0);
      area = cut(area, new Point(lon, lat - CELL / 2), 0, -1);
      area = cut(area, new Point(lon, lat + CELL / 2), 0, 1);
      if (area.size() >= 3) {
        features.add(
            feature(
                "{\"cell_code\":\"%s\",\"name\":\"%s\"}".formatted(cell.code(), cell.name()),
                polygon(area)));
      }
    }
    return collection(features);
  }

  /** What is nearer to a street than to the others. */
  private static List<Point> area(Street street) {
    double lon = street.lon() / 1e5;
    double lat = street.lat() / 1e5;
    List<Point> area =
        List.of(
            new Point(lon - REACH, lat - REACH),
            new Point(lon + REACH, lat - REACH),
            new Point(lon + REACH, lat + REACH),
            new Point(lon - REACH, lat + REACH));
    for (Street other : Street.ALL) {
      if (!other.equals(street)) {
        double there = other.lon() / 1e5;
        double above = other.lat() / 1e5;
        Point middle = new Point((lon + there) / 2, (lat + above) / 2);
        area = cut(area, middle, there - lon, above - lat);
      }
    }
    return area;
  }

  /** The part of a convex area that lies against a direction from a point (Sutherland, Hodgman). */
  private static List<Point> cut(List<Point> area, Point at, double east, double north) {
    List<Point> kept = new ArrayList<>();
    for (int i = 0; i < area.size(); i++) {
      Point from = area.get(i);
      Point to = area.get((i + 1) % area.size());
      double before = beyond(from, at, east, north);
      double after = beyond(to, at, east, north);
      if (before <= 0) {
        kept.add(from);
      }
      if ((before < 0 && after > 0) || (before > 0 && after < 0)) {
        double share = before / (before - after);
        kept.add(
            new Point(
                from.lon() + (to.lon() - from.lon()) * share,
                from.lat() + (to.lat() - from.lat()) * share));
      }
    }
    return kept;
  }

  private static double beyond(Point point, Point at, double east, double north) {
    return (point.lon() - at.lon()) * east + (point.lat() - at.lat()) * north;
  }

  /** The lines of the grid within a street: the least cut of a strip that has no width. */
  private static List<List<Point>> lanes(Street street, List<Point> area) {
    List<List<Point>> lanes = new ArrayList<>();
    for (int i = -3; i <= 3; i++) {
      double lon = street.lon() / 1e5 + (i + 0.5) * CELL;
      double lat = street.lat() / 1e5 + i * CELL;
      lanes.add(crossing(area, new Point(lon, 0), 1, 0));
      lanes.add(crossing(area, new Point(0, lat), 0, 1));
    }
    lanes.removeIf(lane -> lane.size() != 2);
    return lanes;
  }

  /** Where a straight line crosses the edge of a convex area. */
  private static List<Point> crossing(List<Point> area, Point at, double east, double north) {
    List<Point> crossed = new ArrayList<>();
    for (int i = 0; i < area.size(); i++) {
      Point from = area.get(i);
      Point to = area.get((i + 1) % area.size());
      double before = beyond(from, at, east, north);
      double after = beyond(to, at, east, north);
      if (before < 0 != after < 0) {
        double share = before / (before - after);
        crossed.add(
            new Point(
                from.lon() + (to.lon() - from.lon()) * share,
                from.lat() + (to.lat() - from.lat()) * share));
      }
    }
    return crossed;
  }

  private static String collection(List<String> features) {
    return "{\"type\":\"FeatureCollection\",\"features\":[\n"
        + String.join(",\n", features)
        + "\n]}\n";
  }

  private static String feature(String properties, String geometry) {
    return "{\"type\":\"Feature\",\"properties\":%s,\"geometry\":%s}"
        .formatted(properties, geometry);
  }

  private static String polygon(List<Point> area) {
    List<Point> ring = new ArrayList<>(area);
    ring.add(area.get(0));
    return "{\"type\":\"Polygon\",\"coordinates\":[%s]}".formatted(list(ring));
  }

  private static String stroke(List<Point> points) {
    return "{\"type\":\"LineString\",\"coordinates\":%s}".formatted(list(points));
  }

  private static String list(List<Point> points) {
    return points.stream()
        .map(each -> String.format(Locale.ROOT, "[%.5f,%.5f]", each.lon(), each.lat()))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
