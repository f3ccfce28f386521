package io.citylake.govern.lineage;

import io.citylake.govern.lineage.LineageNode.ColumnNode;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where a column comes from.
 *
 * @param values what it is computed from
 * @param influences what chose or ordered its rows: filters, join keys, groups, order
 */
public record Origins(SortedSet<ColumnNode> values, SortedSet<ColumnNode> influences) {
  static final Origins NONE = new Origins(Set.of(), Set.of());

  public Origins {
    values = Collections.unmodifiableSortedSet(values);
    influences = Collections.unmodifiableSortedSet(influences);
  }

  Origins(Collection<ColumnNode> values, Collection<ColumnNode> influences) {
    this(new TreeSet<>(values), new TreeSet<>(influences));
  }

  static Origins of(ColumnNode column) {
    return new Origins(Set.of(column), Set.of());
  }

  Origins with(Origins other) {
    if (other.equals(NONE) || other.equals(this)) {
      return this;
    }
    TreeSet<ColumnNode> allValues = new TreeSet<>(values);
    allValues.addAll(other.values);
    TreeSet<ColumnNode> allInfluences = new TreeSet<>(influences);
    allInfluences.addAll(other.influences);
    return new Origins((SortedSet<ColumnNode>) allValues, allInfluences);
  }

  /** The same, chosen by what the other is of. */
  Origins influencedBy(Origins other) {
    return with(other.asInfluence());
  }

  Origins asInfluence() {
    TreeSet<ColumnNode> all = new TreeSet<>(values);
    all.addAll(influences);
    return new Origins(new TreeSet<>(), all);
  }

  /** All as if computed from; for what depends on whether there are rows at all. */
  Origins asValue() {
    TreeSet<ColumnNode> all = new TreeSet<>(values);
    all.addAll(influences);
    return new Origins(all, new TreeSet<>());
  }
}
