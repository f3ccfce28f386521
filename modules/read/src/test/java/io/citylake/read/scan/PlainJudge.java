package io.citylake.read.scan;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Decimal;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JudgedRow;
import io.citylake.model.Reason;
import io.citylake.model.RowJudge;
import io.citylake.model.RowOrigin;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A judge by Java's own parsers: enough to see that typed values arrive. */
public record PlainJudge(LinkedHashMap<String, ColumnType> types) implements RowJudge {
  public PlainJudge(Map<String, ColumnType> types) {
    this(new LinkedHashMap<>(types));
  }

  @Override
  public int columns() {
    return types.size();
  }

  @Override
  public BoundJudge bind(RowOrigin origin, List<String> names) {
    int[] places = types.keySet().stream().mapToInt(names::indexOf).toArray();
    for (int place : places) {
      if (place < 0) {
        throw new CityLakeException(
            ErrorCode.SOURCE_HEADER_MISSING, "Cannot find a name in " + names);
      }
    }
    List<Map.Entry<String, ColumnType>> columns = List.copyOf(types.entrySet());
    return (row, into) -> {
      for (int i = 0; i < places.length; i++) {
        judge(row.value(places[i]), columns.get(i), i, into);
      }
    };
  }

  private static void judge(
      String text, Map.Entry<String, ColumnType> column, int i, JudgedRow into) {
    if (text == null || text.isEmpty()) {
      return;
    }
    try {
      into.values()[i] = value(text, column.getValue());
    } catch (RuntimeException e) {
      into.refuse(new Reason(column.getKey(), text, "type", "expected " + column.getValue()));
    }
    if (text.equals("odd")) {
      into.warn(new Reason(column.getKey(), text, "in", "is odd"));
    }
    if (text.equals("fatal")) {
      into.fail(new Reason(column.getKey(), text, "in", "is fatal"));
    }
  }

  private static Object value(String text, ColumnType type) {
    if (type instanceof Decimal decimal) {
      return new BigDecimal(text).setScale(decimal.scale(), RoundingMode.UNNECESSARY);
    }
    return switch ((Simple) type) {
      case STRING -> text;
      case INT -> Integer.valueOf(text);
      case LONG -> Long.valueOf(text);
      case DOUBLE -> Double.valueOf(text);
      case BOOLEAN -> Boolean.valueOf(text);
      case DATE -> (int) LocalDate.parse(text).toEpochDay();
      case TIMESTAMP -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text));
    };
  }
}
