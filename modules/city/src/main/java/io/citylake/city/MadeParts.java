package io.citylake.city;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All parts of a city that are there in a landing directory.
 *
 * @param making the call that is under way, or was ended half-way; null where none is
 */
record MadeParts(
    long seed, double scale, @Nullable Making making, SortedMap<MadePart.Key, MadePart> parts) {
  MadeParts {
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  /** A city of which nothing is made yet. */
  static MadeParts none(CityRequest request) {
    return new MadeParts(request.seed(), request.scale(), null, new TreeMap<>());
  }

  boolean sameCity(CityRequest request) {
    return seed == request.seed() && Double.compare(scale, request.scale()) == 0;
  }

  MadeParts making(CityRequest request) {
    return new MadeParts(seed, scale, Making.of(request), parts);
  }

  /** With the parts that the call has made, which take the places of those before. */
  MadeParts made(Collection<MadePart> more) {
    SortedMap<MadePart.Key, MadePart> all = new TreeMap<>(parts);
    more.forEach(part -> all.put(part.key(), part));
    return new MadeParts(seed, scale, null, all);
  }
}
