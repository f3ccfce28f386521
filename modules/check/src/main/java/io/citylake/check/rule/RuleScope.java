package io.citylake.check.rule;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * What rules may know besides the row.
 *
 * @param columns of the dataset, in order
 * @param zone of the dataset
 * @param codes code tables that the rules name
 * @param areas polygons that the rules name, by file
 */
public record RuleScope(
    List<ColumnContract> columns,
    ZoneId zone,
    LocalDate businessDate,
    Instant runStart,
    Map<String, CodeIndex> codes,
    Map<String, Area> areas)
    implements Serializable {

  /** The place of a column that a rule names. */
  int position(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("the dataset has no column " + name);
  }

  ColumnType type(int position) {
    return columns.get(position).type();
  }

  static boolean isNumber(ColumnType type) {
    return type instanceof ColumnType.Decimal
        || type == Simple.INT
        || type == Simple.LONG
        || type == Simple.DOUBLE;
  }
}
