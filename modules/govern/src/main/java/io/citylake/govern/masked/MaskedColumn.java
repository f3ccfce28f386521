package io.citylake.govern.masked;

import io.citylake.contract.policy.Mask.Action;
import io.citylake.govern.policy.Cell;
import io.citylake.model.TableName;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampType;

/**
 * A column that a caller reads masked, in all rows or in some.
 *
 * @param cells as decided; the first whose filters hold counts
 */
record MaskedColumn(TableName table, String column, DataType type, List<Cell> cells) {
  private static final Set<Action> OF_TEXT_LENGTH =
      EnumSet.of(Action.NONE, Action.SHOW_LAST_4, Action.PARTIAL);
  private static final Set<Action> OF_YEAR =
      EnumSet.of(Action.NONE, Action.TRUNCATE_TO_MONTH, Action.TRUNCATE_TO_YEAR, Action.PARTIAL);
  private static final Set<Action> OF_MONTH = EnumSet.of(Action.NONE, Action.TRUNCATE_TO_MONTH);

  MaskedColumn {
    cells = List.copyOf(cells);
  }

  /**
   * Whether equal values, and no others, read equal: the keyed hash, in every row. Where some rows
   * are read in clear, one value is read in two ways.
   */
  boolean isKeyed() {
    return cells.size() == 1
        && cells.get(0).action() == Action.SHA_256
        && (type instanceof StringType || type instanceof LongType);
  }

  /** Whether what is read is null where the value is, and nowhere else. */
  boolean keepsNulls() {
    return cells.stream().allMatch(each -> keepsNulls(each.action()));
  }

  private boolean keepsNulls(Action action) {
    return switch (action) {
      case NONE -> true;
      case ROUND ->
          type instanceof DoubleType
              || type instanceof DecimalType
              || type instanceof IntegerType
              || type instanceof LongType;
      case TRUNCATE_TO_MONTH, TRUNCATE_TO_YEAR -> isTime();
      case SHOW_LAST_4, REDACT -> type instanceof StringType;
      case PARTIAL -> type instanceof StringType || isTime();
      case SHA_256 -> isKeyed();
      case REPLACE_WITH_NULL -> false;
    };
  }

  /** Whether a text is read as long as it is. */
  boolean keepsLength() {
    return type instanceof StringType && allIn(OF_TEXT_LENGTH);
  }

  boolean keepsYear() {
    return isTime() && allIn(OF_YEAR);
  }

  boolean keepsMonth() {
    return isTime() && allIn(OF_MONTH);
  }

  private boolean isTime() {
    return type instanceof DateType || type instanceof TimestampType;
  }

  private boolean allIn(Set<Action> actions) {
    return cells.stream().allMatch(each -> actions.contains(each.action()));
  }

  /** How it is masked, as policies write it. */
  String how() {
    String actions =
        cells.stream()
            .map(each -> each.action().name().toLowerCase(Locale.ROOT))
            .distinct()
            .collect(Collectors.joining(" or "));
    return cells.size() == 1 ? actions : actions + ", by its row";
  }

  @Override
  public String toString() {
    return table + "." + column;
  }
}
