package io.citylake.read.format;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.jspecify.annotations.Nullable;

/**
 * A cell's value as text: numbers exact and without exponent, dates (numbers under a date format,
 * ECMA-376 part 1, 18.8.30) as {@code yyyy-MM-dd} or {@code yyyy-MM-dd HH:mm:ss}, times of day as
 * {@code HH:mm:ss}, formulas by the value that the workbook remembers, errors as {@code #N/A}.
 */
final class ExcelText {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final LocalDateTime EPOCH_1900 = LocalDateTime.of(1899, 12, 30, 0, 0);
  private static final LocalDateTime EPOCH_1904 = LocalDateTime.of(1904, 1, 1, 0, 0);
  private static final BigDecimal SECONDS_A_DAY = BigDecimal.valueOf(86_400);
  private static final int LAST_DAY = 2_958_466;

  /** Excel believes that 1900 was a leap year, so days before March of it are one off. */
  private static final int FALSE_LEAP_DAY = 60;

  /** Digits that a double always keeps; beyond them a file shows the noise of binary fractions. */
  private static final int TRUE_DIGITS = 15;

  private final boolean from1904;
  private final Map<String, Shape> shapes = new HashMap<>();

  ExcelText(boolean from1904) {
    this.from1904 = from1904;
  }

  private enum Shape {
    NUMBER,
    DATE,
    DATE_TIME,
    TIME
  }

  @Nullable String of(Cell cell) {
    if (cell.getType() == CellType.ERROR) {
      return cell.getRawValue();
    }
    Object value = cell.getValue();
    if (value instanceof BigDecimal number) {
      Shape shape = shape(cell);
      return shape == Shape.NUMBER ? plain(number) : dated(number, shape);
    }
    return value == null ? null : value.toString();
  }

  private static String plain(BigDecimal number) {
    BigDecimal exact = number;
    if (number.scale() > 0 && number.precision() > TRUE_DIGITS) {
      exact = new BigDecimal(Double.toString(number.doubleValue()));
    }
    BigDecimal stripped = exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
    return stripped.toPlainString();
  }

  private String dated(BigDecimal serial, Shape shape) {
    BigDecimal seconds = serial.multiply(SECONDS_A_DAY).setScale(0, RoundingMode.HALF_UP);
    boolean outside = seconds.signum() < 0 || serial.intValue() > LAST_DAY;
    if (outside) {
      return plain(serial);
    }
    long whole = seconds.longValueExact();
    if (shape == Shape.TIME && whole < SECONDS_A_DAY.longValue()) {
      return TIME.format(LocalTime.ofSecondOfDay(whole));
    }
    boolean early = !from1904 && serial.intValue() < FALSE_LEAP_DAY;
    LocalDateTime at =
        (from1904 ? EPOCH_1904 : EPOCH_1900).plusDays(early ? 1 : 0).plusSeconds(whole);
    boolean midnight = at.toLocalTime().toSecondOfDay() == 0;
    return shape == Shape.DATE && midnight ? at.toLocalDate().toString() : SECONDS.format(at);
  }

  private Shape shape(Cell cell) {
    Integer id = cell.getDataFormatId();
    String format = cell.getDataFormatString();
    if (id == null && format == null) {
      return Shape.NUMBER;
    }
    return shapes.computeIfAbsent(id + "|" + format, key -> shape(id == null ? -1 : id, format));
  }

  private static Shape shape(int id, @Nullable String format) {
    if (id == 22) {
      return Shape.DATE_TIME;
    }
    // 18 to 21 and 45 to 47 are times of every locale, 32 to 35 those of Chinese Excel.
    if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47) || (id >= 32 && id <= 35)) {
      return Shape.TIME;
    }
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) {
      return Shape.DATE;
    }
    return format == null ? Shape.NUMBER : shape(format);
  }

  /** By the letters of a format, once quoted text, escapes, colours and locales are gone. */
  private static Shape shape(String format) {
    String letters =
        format
            .replaceAll("\"[^\"]*\"", "")
            .replaceAll("\\\\.", "")
            .replaceAll("_.", "")
            .replaceAll("\\[(?![hms]+])[^]]*]", "")
            .replaceAll("(?i)general", "")
            .replaceAll("(?i)am/pm|a/p", "h")
            .toLowerCase(Locale.ROOT);
    boolean day =
        letters.matches(".*[yd].*") || (letters.contains("m") && !letters.matches(".*[hs].*"));
    boolean time = letters.matches(".*[hs].*");
    if (day) {
      return time ? Shape.DATE_TIME : Shape.DATE;
    }
    return time ? Shape.TIME : Shape.NUMBER;
  }
}
