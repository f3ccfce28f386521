package io.citylake.check.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.algorithm.locate.PointOnGeometryLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;

/**
 * The polygons of a GeoJSON file (RFC 7946), longitude before latitude. The index is built when it
 * is first asked, so it doesn't travel. Safe for several threads.
 */
public final class Area implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Geometry geometry;
  private transient volatile @Nullable PointOnGeometryLocator locator;

  private Area(Geometry geometry) {
    this.geometry = geometry;
  }

  /**
   * Reads all polygons of a file.
   *
   * @throws IllegalArgumentException where the file is not GeoJSON with polygons
   */
  public static Area read(Path file) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(Files.readAllBytes(file));
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new IllegalArgumentException(
          "the polygon file " + file.getFileName() + " is no JSON", e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the polygon file " + file.getFileName() + " is unreadable", e);
    }
    GeometryFactory factory = new GeometryFactory();
    List<Polygon> polygons = new ArrayList<>();
    collect(root, factory, polygons);
    if (polygons.isEmpty()) {
      throw new IllegalArgumentException(
          "the polygon file " + file.getFileName() + " holds no Polygon or MultiPolygon");
    }
    // One after the other, as buffers: shared borders and overlaps make an invalid multi-polygon.
    Geometry union = factory.createGeometryCollection(polygons.toArray(new Geometry[0])).union();
    return new Area(union);
  }

  /** Whether the point lies inside or on the border. */
  boolean covers(double longitude, double latitude) {
    PointOnGeometryLocator index = locator;
    if (index == null) {
      index = new IndexedPointInAreaLocator(geometry);
      locator = index;
    }
    return index.locate(new Coordinate(longitude, latitude)) != Location.EXTERIOR;
  }

  private static void collect(JsonNode node, GeometryFactory factory, List<Polygon> into) {
    JsonNode coordinates = node.path("coordinates");
    switch (node.path("type").asText()) {
      case "FeatureCollection" ->
          node.path("features").forEach(each -> collect(each, factory, into));
      case "Feature" -> collect(node.path("geometry"), factory, into);
      case "GeometryCollection" ->
          node.path("geometries").forEach(each -> collect(each, factory, into));
      case "Polygon" -> into.add(polygon(coordinates, factory));
      case "MultiPolygon" -> coordinates.forEach(each -> into.add(polygon(each, factory)));
      default -> {
        // Points and lines cover nothing.
      }
    }
  }

  private static Polygon polygon(JsonNode rings, GeometryFactory factory) {
    List<LinearRing> all = new ArrayList<>();
    for (JsonNode ring : rings) {
      List<Coordinate> points = new ArrayList<>();
      for (JsonNode point : ring) {
        if (!point.path(0).isNumber() || !point.path(1).isNumber()) {
          throw new IllegalArgumentException("a polygon has a point without two numbers");
        }
        points.add(new Coordinate(point.get(0).asDouble(), point.get(1).asDouble()));
      }
      all.add(factory.createLinearRing(points.toArray(new Coordinate[0])));
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException("a polygon has no ring");
    }
    return factory.createPolygon(all.get(0), all.subList(1, all.size()).toArray(new LinearRing[0]));
  }
}
