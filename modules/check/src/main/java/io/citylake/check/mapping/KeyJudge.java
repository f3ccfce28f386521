package io.citylake.check.mapping;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.model.JudgedRow;
import io.citylake.model.RawRow;
import io.citylake.model.RowJudge;
import io.citylake.model.RowOrigin;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Refuses for what is wrong with a row's key, or with the row as a whole, alone. */
final class KeyJudge implements RowJudge {
  private static final long serialVersionUID = 1L;

  private final RowJudge judge;
  private final TreeSet<String> others = new TreeSet<>();

  KeyJudge(RowJudge judge, DatasetContract dataset) {
    this.judge = judge;
    dataset.columns().stream()
        .map(ColumnContract::name)
        .filter(name -> !dataset.key().contains(name))
        .forEach(others::add);
  }

  @Override
  public int columns() {
    return judge.columns();
  }

  @Override
  public BoundJudge bind(RowOrigin origin, List<String> names) {
    return new KeyBoundJudge(judge.bind(origin, names), others);
  }

  private record KeyBoundJudge(BoundJudge judge, Set<String> others) implements BoundJudge {
    @Override
    public void judge(RawRow row, JudgedRow into) {
      judge.judge(row, into);
      into.refusals().removeIf(reason -> others.contains(reason.column()));
    }
  }
}
