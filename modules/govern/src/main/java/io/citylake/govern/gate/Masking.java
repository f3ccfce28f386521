package io.citylake.govern.gate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.repeat;
import static org.apache.spark.sql.functions.right;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.citylake.contract.policy.RowFilter;
import io.citylake.govern.policy.Cell;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/** Policies as expressions of Spark. None of them can fail for any value. */
final class Masking {
  private static final int SHOWN = 4;

  private final UserDefinedFunction hash;
  private final UserDefinedFunction hashedNumber;

  Masking(MaskKey key) {
    this.hash = udf(key.task(), DataTypes.StringType).withName("keyed_hash");
    this.hashedNumber = udf(key.numberTask(), DataTypes.LongType).withName("keyed_number");
  }

  /**
   * What is read of a column.
   *
   * @param cells the first whose filters hold counts
   */
  Column read(String name, StructType schema, List<Cell> cells) {
    DataType type = schema.apply(name).dataType();
    Column value = column(name);
    Cell first = cells.get(0);
    if (first.when().isEmpty()) {
      return masked(value, type, first);
    }
    @Nullable Column choice = null;
    for (Cell cell : cells) {
      Column shown = masked(value, type, cell);
      if (cell.when().isEmpty()) {
        return choice == null ? shown : choice.otherwise(shown);
      }
      Column condition = holds(cell.when(), schema);
      choice = choice == null ? when(condition, shown) : choice.when(condition, shown);
    }
    return choice == null ? lit(null).cast(type) : choice.cast(type);
  }

  /** Whether the row is seen: all filters of one of the lists hold. */
  static Column seen(List<List<RowFilter>> alternatives, StructType schema) {
    return alternatives.stream()
        .map(each -> holds(each, schema))
        .reduce(Column::or)
        .orElseGet(() -> lit(true));
  }

  private static Column holds(List<RowFilter> filters, StructType schema) {
    return filters.stream()
        .map(each -> holds(each, schema.apply(each.column()).dataType()))
        .reduce(Column::and)
        .orElseGet(() -> lit(true));
  }

  private static Column holds(RowFilter filter, DataType type) {
    return column(filter.column())
        .isin(filter.values().stream().map(each -> value(each, type)).toArray());
  }

  private static Object value(String text, DataType type) {
    if (type instanceof IntegerType) {
      return Integer.valueOf(text);
    }
    if (type instanceof LongType) {
      return Long.valueOf(text);
    }
    if (type instanceof BooleanType) {
      return Boolean.valueOf(text);
    }
    return type instanceof DateType ? LocalDate.parse(text) : text;
  }

  static Column column(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }

  private Column masked(Column value, DataType type, Cell cell) {
    return switch (cell.action()) {
      case NONE -> value;
      case ROUND -> rounded(value, type, cell.digits());
      case TRUNCATE_TO_MONTH -> truncated(value, type, "month");
      case TRUNCATE_TO_YEAR -> truncated(value, type, "year");
      case SHOW_LAST_4 -> type instanceof StringType ? lastFour(value) : nothing(type);
      case PARTIAL -> partial(value, type);
      case SHA_256 -> hashed(value, type);
      case REDACT ->
          type instanceof StringType ? when(value.isNotNull(), lit("***")) : nothing(type);
      case REPLACE_WITH_NULL -> nothing(type);
    };
  }

  private Column hashed(Column value, DataType type) {
    if (type instanceof StringType) {
      return hash.apply(value);
    }
    return type instanceof LongType ? hashedNumber.apply(value) : nothing(type);
  }

  private static Column nothing(DataType type) {
    return lit(null).cast(type);
  }

  private static Column partial(Column value, DataType type) {
    if (type instanceof StringType) {
      return lastFour(value);
    }
    return truncated(value, type, "year");
  }

  private static Column lastFour(Column value) {
    Column hidden = length(value).minus(SHOWN);
    return when(length(value).gt(SHOWN), concat(repeat(lit("*"), hidden), right(value, lit(SHOWN))))
        .otherwise(repeat(lit("*"), length(value)));
  }

  private static Column truncated(Column value, DataType type, String unit) {
    if (type instanceof DateType) {
      return trunc(value, unit);
    }
    return type instanceof TimestampType ? date_trunc(unit, value) : nothing(type);
  }

  /**
   * Exact numbers lose their digits towards zero, because rounding up could leave the type and
   * fail.
   */
  private static Column rounded(Column value, DataType type, int digits) {
    if (type instanceof DoubleType) {
      return round(value, digits);
    }
    if (type instanceof DecimalType decimal) {
      return digits >= decimal.scale()
          ? value
          : remaining(value, digits, decimal.precision() - decimal.scale()).cast(type);
    }
    if (type instanceof IntegerType || type instanceof LongType) {
      return digits >= 0
          ? value
          : remaining(value, digits, type instanceof LongType ? 18 : 9).cast(type);
    }
    return nothing(type);
  }

  private static Column remaining(Column value, int digits, int most) {
    if (-digits > most) {
      return value.minus(value);
    }
    return value.minus(value.mod(lit(BigDecimal.ONE.movePointRight(-digits))));
  }
}
