package io.citylake.govern.lineage;

import io.citylake.govern.lineage.LineageNode.ColumnNode;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where a column comes from.
 *
 * @param ways what it is computed from, with what became of it on each way; no treatment at all
 *     where it comes as it is
 * @param influences what chose or ordered its rows: filters, join keys, groups, order
 */
public record Origins(
    SortedMap<ColumnNode, Set<Set<Treatment>>> ways, SortedSet<ColumnNode> influences) {
  static final Origins NONE = new Origins(new TreeMap<>(), new TreeSet<>());

  public Origins {
    ways = Collections.unmodifiableSortedMap(ways);
    influences = Collections.unmodifiableSortedSet(influences);
  }

  static Origins of(ColumnNode column) {
    return new Origins(new TreeMap<>(Map.of(column, Set.of(Set.of()))), new TreeSet<>());
  }

  /** What it is computed from. */
  public SortedSet<ColumnNode> values() {
    return new TreeSet<>(ways.keySet());
  }

  Origins with(Origins other) {
    if (other.equals(NONE) || other.equals(this)) {
      return this;
    }
    SortedMap<ColumnNode, Set<Set<Treatment>>> all = new TreeMap<>(ways);
    other.ways.forEach((column, more) -> all.merge(column, more, Origins::union));
    return new Origins(all, sorted(influences, other.influences));
  }

  /** The same, treated once more. */
  Origins treated(Treatment treatment) {
    SortedMap<ColumnNode, Set<Set<Treatment>>> all = new TreeMap<>();
    ways.forEach(
        (column, some) ->
            some.forEach(
                way -> all.merge(column, Set.of(union(way, Set.of(treatment))), Origins::union)));
    return new Origins(all, influences);
  }

  /** The same, chosen by what the other is of. */
  Origins influencedBy(Origins other) {
    return with(other.asInfluence());
  }

  Origins asInfluence() {
    return new Origins(new TreeMap<>(), sorted(influences, values()));
  }

  /** All as if computed from; for what depends on whether there are rows at all. */
  Origins asValue() {
    SortedMap<ColumnNode, Set<Set<Treatment>>> all = new TreeMap<>(ways);
    influences.forEach(each -> all.merge(each, Set.of(Set.of(Treatment.COMPUTED)), Origins::union));
    return new Origins(all, new TreeSet<>());
  }

  private static <T> Set<T> union(Set<T> some, Set<T> more) {
    Set<T> all = new HashSet<>(some);
    all.addAll(more);
    return Set.copyOf(all);
  }

  private static SortedSet<ColumnNode> sorted(
      SortedSet<ColumnNode> some, Collection<ColumnNode> more) {
    SortedSet<ColumnNode> all = new TreeSet<>(some);
    all.addAll(more);
    return all;
  }
}
