package io.citylake.check.mapping;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.Rule;
import io.citylake.model.JudgedRow;
import io.citylake.model.RawRow;
import io.citylake.model.RowJudge;
import io.citylake.model.RowOrigin;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Refuses for what may be wrong with a row's key, or with the row as a whole, alone. */
final class KeyJudge implements RowJudge {
  private static final long serialVersionUID = 1L;

  private final RowJudge judge;
  private final TreeSet<String> apart;

  KeyJudge(RowJudge judge, DatasetContract dataset) {
    this.judge = judge;
    this.apart = new TreeSet<>(apart(dataset));
  }

  /** The columns whose faults say nothing of the key: no rule of theirs looks at it. */
  static SortedSet<String> apart(DatasetContract dataset) {
    SortedSet<String> apart = new TreeSet<>();
    for (ColumnContract column : dataset.columns()) {
      Set<String> looked = new TreeSet<>(Set.of(column.name()));
      column.rules().forEach(rule -> looked(rule, dataset).forEach(looked::add));
      if (Collections.disjoint(looked, dataset.key())) {
        apart.add(column.name());
      }
    }
    return apart;
  }

  private static Stream<String> looked(Rule rule, DatasetContract dataset) {
    if (rule instanceof Rule.Before before) {
      return Stream.of(before.column());
    }
    if (rule instanceof Rule.After after) {
      return Stream.of(after.column());
    }
    if (rule instanceof Rule.Within within) {
      return Stream.of(within.lon(), within.lat());
    }
    // An expression may look at any column.
    return rule instanceof Rule.Expression ? dataset.key().stream() : Stream.of();
  }

  @Override
  public int columns() {
    return judge.columns();
  }

  @Override
  public BoundJudge bind(RowOrigin origin, List<String> names) {
    return new KeyBoundJudge(judge.bind(origin, names), apart);
  }

  private record KeyBoundJudge(BoundJudge judge, Set<String> apart) implements BoundJudge {
    @Override
    public void judge(RawRow row, JudgedRow into) {
      judge.judge(row, into);
      into.refusals().removeIf(reason -> apart.contains(reason.column()));
    }
  }
}
