package io.citylake.contract.map;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a workspace declares of its map: {@code conf/map.yaml} and {@code conf/map/}. */
public record CityMap(BaseMap base, SortedMap<String, MapLayer> layers) {
  private static final CityMap NONE = new CityMap(BaseMap.none(), new TreeMap<>());

  public CityMap {
    layers = Collections.unmodifiableSortedMap(new TreeMap<>(layers));
  }

  /** Of a workspace that declares none: an empty base and no layer. */
  public static CityMap none() {
    return NONE;
  }
}
