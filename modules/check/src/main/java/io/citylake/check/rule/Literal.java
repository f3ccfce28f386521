package io.citylake.check.rule;

import io.citylake.check.parse.ValueParser;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.job.Mapping;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that a contract writes, by the type of the column, and values as text. */
public final class Literal {
  private Literal() {}

  /**
   * The value that a contract writes as this text.
   *
   * @throws IllegalArgumentException where the text is no value of the type
   */
  static Object parse(ColumnType type, String text, ZoneId zone) {
    Mapping plain =
        new Mapping(
            "literal",
            new Mapping.Origin.Constant(text),
            false,
            List.of(),
            List.of(),
            zone,
            null,
            ".",
            false,
            false,
            true,
            Mapping.TextCase.KEEP,
            null,
            Map.of());
    ValueParser parser = ValueParser.of(type, plain);
    Object value = parser.parse(text);
    if (value == null) {
      throw new IllegalArgumentException("the value '%s': %s".formatted(text, parser.fault()));
    }
    return value;
  }

  /** The value as the contract would write it. */
  static String text(ColumnType type, Object value) {
    if (type == Simple.DATE) {
      return LocalDate.ofEpochDay((Integer) value).toString();
    } else if (type == Simple.TIMESTAMP) {
      return instant((Long) value).toString();
    } else if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    return value.toString();
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
  }

  public static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000L + instant.getNano() / 1000;
  }

  static @Nullable BigDecimal decimal(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return new BigDecimal(text.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'%s' is no number".formatted(text), e);
    }
  }
}
