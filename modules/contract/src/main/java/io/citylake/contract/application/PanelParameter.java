package io.citylake.contract.application;

import io.citylake.contract.Title;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What a screen may fill in of a panel's query: a value of a type, never SQL.
 *
 * @param fallback as text; null where there is none
 * @param required whether a value must be given, as there is none to fall back on; one that need
 *     not be is null in the query
 * @param title null where it is called by its name
 * @param choices null where any value may be given
 */
public record PanelParameter(
    String name,
    ColumnType type,
    @Nullable String fallback,
    boolean required,
    @Nullable Title title,
    @Nullable Choices choices) {
  private static final int LONGEST_TEXT = 1000;

  /** One without choices, which must be given where there is nothing to fall back on. */
  public PanelParameter(String name, ColumnType type, @Nullable String fallback) {
    this(name, type, fallback, fallback == null, null, null);
  }

  /** One that is null in the query where nobody gives it. */
  static PanelParameter optional(String name, ColumnType type) {
    return new PanelParameter(name, type, null, false, null, null);
  }

  /**
   * A given text as a value: String, Integer, Long, Double, Boolean, BigDecimal, LocalDate or
   * Instant.
   *
   * @param zone of a timestamp that states none
   * @throws CityLakeException USAGE where the text is no value of the type
   */
  public Object value(String text, ZoneId zone) {
    try {
      if (text.length() > LONGEST_TEXT) {
        throw new IllegalArgumentException("too long");
      }
      if (type instanceof ColumnType.Decimal decimal) {
        BigDecimal given = new BigDecimal(text);
        // Before it is written out: an exponent of nine digits would fill the memory.
        if ((long) given.precision() - given.scale() > decimal.precision()) {
          throw new IllegalArgumentException("too many digits");
        }
        BigDecimal value = given.setScale(decimal.scale());
        if (value.precision() > decimal.precision()) {
          throw new IllegalArgumentException("too many digits");
        }
        return value;
      }
      return switch ((ColumnType.Simple) type) {
        case STRING -> text;
        case INT -> Integer.valueOf(text);
        case LONG -> Long.valueOf(text);
        case DOUBLE -> Double.valueOf(text);
        case BOOLEAN -> truth(text);
        case DATE -> LocalDate.parse(text);
        case TIMESTAMP -> instant(text, zone);
      };
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot use the parameter %s: its value is no %s".formatted(name, type),
          e);
    }
  }

  private static Boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static Instant instant(String text, ZoneId zone) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return LocalDateTime.parse(text).atZone(zone).toInstant();
    }
  }
}
