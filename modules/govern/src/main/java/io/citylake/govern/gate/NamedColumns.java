package io.citylake.govern.gate;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.Star;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * The columns of a table that a statement may mean, by their names alone: for the access log, where
 * the table was refused before anything of it was resolved.
 */
final class NamedColumns {
  private final Set<String> names = new HashSet<>();
  private boolean all;

  private NamedColumns() {}

  static List<ColumnContract> of(LogicalPlan parsed, DatasetContract dataset) {
    NamedColumns named = new NamedColumns();
    Plans.forEach(parsed, node -> Plans.expressions(node, named::take));
    return dataset.columns().stream()
        .filter(each -> named.all || named.names.contains(each.name()))
        .toList();
  }

  private void take(Object expression) {
    if (expression instanceof Star) {
      all = true;
    } else if (expression instanceof UnresolvedAttribute attribute) {
      asJava(attribute.nameParts()).forEach(each -> names.add(each.toLowerCase(Locale.ROOT)));
    }
  }
}
