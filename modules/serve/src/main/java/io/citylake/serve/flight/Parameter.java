package io.citylake.serve.flight;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.util.ArrowUtils;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of a statement: what a client is told of it, and what is made of a value that
 * comes.
 *
 * <p>The JDBC driver squeezes a value into the type that it was told without a word: a fraction
 * into a whole number, a long into an int, an instant into the milliseconds of a wall clock whose
 * zone only the client knows. So it is told a type that holds what is meant, or one into which it
 * can't squeeze the value and says so; what may have lost something all the same is refused here.
 *
 * @param type what the statement takes the value for
 */
record Parameter(Meaning meaning, DataType type, ZoneId zone) {
  /** Every whole number below it is a double of its own. */
  private static final double EXACT = 1L << 53;

  /** So many digits of a decimal number come back from a double as they were. */
  private static final MathContext KEPT = new MathContext(15);

  private static final int FINEST = 30;

  /** How a value is taken. */
  enum Meaning {
    /** Beside whole numbers, where a fraction decides too. */
    NUMBER,
    /** A number of rows. */
    COUNT,
    /** What the statement itself casts to BIGINT, as which a fraction is cut in SQL too. */
    LONG,
    REAL,
    INSTANT,
    /** A time without a zone. */
    LOCAL_TIME,
    /**
     * An instant or time as a driver's wall clock shows it, in milliseconds, as the client wishes.
     */
    WALL_CLOCK,
    /** Of a type that a driver doesn't squeeze anything else into. */
    OTHER
  }

  Field field(String name) {
    return switch (meaning) {
      case NUMBER, COUNT, REAL ->
          Field.nullable(name, new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));
      case LONG -> Field.nullable(name, new ArrowType.Int(Long.SIZE, true));
      // A driver puts no java.sql.Timestamp into a text, and a text holds the instant.
      case INSTANT, LOCAL_TIME -> Field.nullable(name, ArrowType.Utf8.INSTANCE);
      case WALL_CLOCK -> Field.nullable(name, new ArrowType.Timestamp(TimeUnit.MILLISECOND, null));
      case OTHER ->
          type instanceof DecimalType decimal
              ? Field.nullable(
                  name, new ArrowType.Decimal(DecimalType.MAX_PRECISION(), decimal.scale(), 128))
              : ArrowUtils.toArrowField(name, type, true, zone.getId(), false);
    };
  }

  /**
   * What to bind for a value.
   *
   * @param sent as it came, as one of Spark's external types
   * @throws CityLakeException SQL_INVALID where the value may not be what the client meant
   */
  @Nullable Object value(@Nullable Object sent) {
    if (sent == null) {
      return null;
    }
    return switch (meaning) {
      case NUMBER -> sent instanceof Double number ? number(number) : sent;
      case COUNT -> count(sent);
      case LONG -> sent instanceof Long number ? within(number) : sent;
      case INSTANT -> sent instanceof String text ? instant(text) : sent;
      case LOCAL_TIME -> sent instanceof String text ? localTime(text) : sent;
      case REAL, WALL_CLOCK -> sent;
      case OTHER -> sent instanceof LocalDate date ? date(date) : sent;
    };
  }

  private static Object number(double number) {
    if (!Double.isFinite(number)) {
      return number;
    }
    if (Math.abs(number) >= EXACT) {
      throw refused(
          "a driver sends it as a double, which doesn't hold every number of its size; write"
              + " CAST(? AS BIGINT) in its place");
    }
    if (number == Math.rint(number)) {
      return number == (int) number ? (Object) (int) number : (Object) (long) number;
    }
    BigDecimal decimal = new BigDecimal(number).round(KEPT).stripTrailingZeros();
    if (decimal.scale() > FINEST) {
      return number;
    }
    if (decimal.doubleValue() != number) {
      throw refused(
          "it has more than %d digits, which a driver's double doesn't keep; write CAST(? AS"
                  .formatted(KEPT.getPrecision())
              + " DOUBLE) or CAST(? AS DECIMAL(p, s)) in its place");
    }
    return decimal;
  }

  private static int count(Object sent) {
    try {
      return new BigDecimal(sent.toString()).intValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw refused("it is no number of rows from 0 to " + Integer.MAX_VALUE);
    }
  }

  /** A driver sends these for every double that is larger still. */
  private static long within(long number) {
    if (number == Long.MAX_VALUE || number == Long.MIN_VALUE) {
      throw refused("it may be a larger number that a driver cut; write it into the statement");
    }
    return number;
  }

  private Object instant(String text) {
    return DateTimeUtils.stringToTimestamp(UTF8String.fromString(text), zone)
        .map(micros -> (Object) Instant.EPOCH.plus((Long) micros, ChronoUnit.MICROS))
        .getOrElse(Parameter::noTime);
  }

  private static Object localTime(String text) {
    return DateTimeUtils.stringToTimestampWithoutTimeZone(UTF8String.fromString(text))
        .map(micros -> (Object) DateTimeUtils.microsToLocalDateTime((Long) micros))
        .getOrElse(Parameter::noTime);
  }

  private static Object noTime() {
    throw refused("it is no time such as 2026-05-01 08:30:00.123456");
  }

  /** A whole number that a driver took for days. */
  private static LocalDate date(LocalDate date) {
    if (date.getYear() < 1 || date.getYear() > 9999) {
      throw refused("it is no date of the years 1 to 9999");
    }
    return date;
  }

  private static CityLakeException refused(String why) {
    return new CityLakeException(ErrorCode.SQL_INVALID, "Cannot bind a parameter: " + why);
  }
}
