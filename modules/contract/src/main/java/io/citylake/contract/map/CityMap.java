package io.citylake.contract.map;

import io.citylake.contract.dossier.Dossier;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a workspace declares of its map, {@code conf/map.yaml} and {@code conf/map/}, and of the
 * things on it, {@code conf/dossier/}.
 */
public record CityMap(
    BaseMap base, SortedMap<String, MapLayer> layers, SortedMap<String, Dossier> dossiers) {
  private static final CityMap NONE = new CityMap(BaseMap.none(), new TreeMap<>(), new TreeMap<>());

  public CityMap {
    dossiers = Collections.unmodifiableSortedMap(new TreeMap<>(dossiers));
    layers = Collections.unmodifiableSortedMap(new TreeMap<>(layers));
  }

  /** Of a workspace that declares none: an empty base, no layer and no dossier. */
  public static CityMap none() {
    return NONE;
  }
}
