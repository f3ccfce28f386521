package io.citylake.contract.map;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lies below the layers.
 *
 * @param file GeoJSON under {@code conf/map/}, in the base's own coordinates; null for none
 * @param coordinates of the base map; tables are always WGS-84 (CGCS2000 is the same to under a
 *     metre)
 * @param approval the number of the map's approval (审图号), which is drawn on it; null for none
 * @param supplier whom the map is from; null for none
 * @param bounds west, south, east, north in degrees of WGS-84, which the map shows first; empty for
 *     those of what is shown
 */
public record BaseMap(
    @Nullable String file,
    Coordinates coordinates,
    @Nullable String approval,
    @Nullable String supplier,
    List<Double> bounds) {
  private static final BaseMap NONE = new BaseMap(null, Coordinates.WGS84, null, null, List.of());

  public BaseMap {
    bounds = List.copyOf(bounds);
  }

  public static BaseMap none() {
    return NONE;
  }

  /** The coordinates that a base map is drawn in. */
  public enum Coordinates {
    /** GPS and, to under a metre, CGCS2000. */
    WGS84,
    /** Of Chinese commercial maps. */
    GCJ02,
    /** Of Baidu. */
    BD09
  }
}
