package io.citylake.transform.disclosure;

import io.citylake.contract.dataset.Suppression;
import io.citylake.transform.disclosure.CountTable.Line;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** One table of counts, whole in memory. A function over rows, because cells look at each other. */
final class SuppressionTask implements FlatMapGroupsFunction<String, Row, Row> {
  private static final long serialVersionUID = 1L;

  private final Suppression rule;
  private final List<String> columns;

  /**
   * @param columns of the rows, in order
   */
  SuppressionTask(Suppression rule, List<String> columns) {
    this.rule = rule;
    this.columns = List.copyOf(columns);
  }

  @Override
  public Iterator<Row> call(String table, Iterator<Row> given) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    while (given.hasNext()) {
      Row row = given.next();
      @Nullable Object[] values = new @Nullable Object[row.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.get(i);
      }
      rows.add(values);
    }
    Set<Integer> touched = new TreeSet<>();
    CountGroup.of(rule).forEach(group -> suppress(rows, group, touched));
    for (int each : touched) {
      rule.figures().forEach(figure -> rows.get(each)[columns.indexOf(figure)] = null);
      rows.get(each)[columns.indexOf(rule.flag())] = true;
    }
    return rows.stream().map(RowFactory::create).iterator();
  }

  private void suppress(List<@Nullable Object[]> rows, CountGroup group, Set<Integer> touched) {
    List<Line> lines = rows.stream().map(row -> line(row, group)).toList();
    int width = group.columns().size() + group.divisions().size();
    CountTable.suppressed(lines, group.moves(), rule.minimum()).stream()
        .filter(cell -> cell % width < group.columns().size())
        .forEach(
            cell -> {
              rows.get(cell / width)[columns.indexOf(group.columns().get(cell % width))] = null;
              touched.add(cell / width);
            });
  }

  private Line line(@Nullable Object[] row, CountGroup group) {
    List<String> at = new ArrayList<>();
    List<Boolean> total = new ArrayList<>();
    for (String each : rule.by()) {
      String value = String.valueOf(row[columns.indexOf(each)]);
      at.add(value);
      total.add(value.equals(rule.total()));
    }
    return new Line(
        at,
        total,
        group.counts(each -> row[columns.indexOf(each)] instanceof Number number ? number : null));
  }
}
