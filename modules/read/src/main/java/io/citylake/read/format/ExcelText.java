package io.citylake.read.format;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.jspecify.annotations.Nullable;

/**
 * A cell's value as text, as Excel shows it but whole: numbers without exponent and without the
 * noise of binary fractions, under a percent format with their sign (0.125 is {@code 12.5%}), whole
 * ones under a format of zeros alone with as many digits (28 under {@code 000000} is {@code
 * 000028}), dates (numbers under a date format, ECMA-376 part 1, 18.8.30) as {@code yyyy-MM-dd} or
 * {@code yyyy-MM-dd HH:mm:ss}, with milliseconds where the format has them, times of day as {@code
 * HH:mm:ss}, durations ({@code [h]:mm}) as {@code 25:30}, formulas by the value that the workbook
 * remembers, errors as {@code #N/A}.
 */
final class ExcelText {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter TIME_MILLIS =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
  private static final LocalDateTime EPOCH_1900 = LocalDateTime.of(1899, 12, 30, 0, 0);
  private static final LocalDateTime EPOCH_1904 = LocalDateTime.of(1904, 1, 1, 0, 0);
  private static final long MILLIS_A_DAY = 86_400_000;
  private static final int LAST_DAY = 2_958_466;

  /** Excel believes that 1900 was a leap year, so days before March of it are one off. */
  private static final int FALSE_LEAP_DAY = 60;

  /** Digits that Excel keeps and shows; beyond them a file shows the noise of binary fractions. */
  private static final int TRUE_DIGITS = 15;

  /** So many zeros or nines at the end of the true digits say that what follows them is noise. */
  private static final int NOISE_AFTER = 2;

  private static final Pattern ZEROS = Pattern.compile("0+");
  private static final Pattern ESCAPE = Pattern.compile("_x([0-9A-Fa-f]{4})_");

  private final boolean from1904;
  private final Map<String, Look> looks = new HashMap<>();

  ExcelText(boolean from1904) {
    this.from1904 = from1904;
  }

  private enum Shape {
    NUMBER,
    PERCENT,
    DATE,
    DATE_TIME,
    TIME,
    HOURS,
    MINUTES,
    SECONDS
  }

  /**
   * How a number format shows numbers.
   *
   * @param seconds and {@code millis}: whether it shows them
   * @param digits how many a whole number has at least
   */
  private record Look(Shape shape, boolean seconds, boolean millis, int digits) {
    Look(Shape shape, boolean seconds, boolean millis) {
      this(shape, seconds, millis, 1);
    }

    static Look of(Shape shape) {
      return new Look(shape, true, false);
    }

    boolean isOfDays() {
      return shape == Shape.DATE || shape == Shape.DATE_TIME || shape == Shape.TIME;
    }
  }

  /** Whether a cell's formula has no value, and not for want of the element that has it. */
  static boolean mayBeEmptyText(Cell cell) {
    return cell.getFormula() != null && cell.getValue() == null && "".equals(cell.getRawValue());
  }

  /** Why a cell does not say what somebody wrote or saw there, or null. */
  @Nullable String fault(Cell cell) {
    String raw = "".equals(cell.getRawValue()) ? null : cell.getRawValue();
    if (cell.getFormula() != null && cell.getValue() == null && raw == null) {
      return "the cell holds a formula whose value the workbook does not remember; open it in Excel and save it";
    }
    if (cell.getValue() instanceof BigDecimal number) {
      BigDecimal digits = number.stripTrailingZeros();
      int whole = digits.precision() - digits.scale();
      boolean shortened =
          digits.precision() <= TRUE_DIGITS
              || (raw != null && raw.toUpperCase(Locale.ROOT).indexOf('E') >= 0);
      if (whole > TRUE_DIGITS && shortened) {
        return "the number has more digits than Excel keeps, the last of its %d are lost; enter it as text"
            .formatted(whole);
      }
      Look look = look(cell);
      return look.isOfDays() ? noDay(number, look) : null;
    }
    return null;
  }

  /** Of the days before March 1900 Excel counts two that never were. */
  private @Nullable String noDay(BigDecimal serial, Look look) {
    if (from1904
        || serial.signum() < 0
        || serial.compareTo(BigDecimal.valueOf(FALSE_LEAP_DAY + 1)) >= 0) {
      return null;
    }
    long day = millis(serial, look) / MILLIS_A_DAY;
    if (day == FALSE_LEAP_DAY || (day == 0 && look.shape() != Shape.TIME)) {
      return "the cell has a date format and holds %s, which Excel shows as %s, a day that never was"
          .formatted(plain(serial), day == 0 ? "1900-01-00" : "1900-02-29");
    }
    return null;
  }

  private static long millis(BigDecimal serial, Look look) {
    long grain = look.millis() ? 1 : 1000;
    return serial
            .multiply(BigDecimal.valueOf(MILLIS_A_DAY / grain))
            .setScale(0, RoundingMode.HALF_UP)
            .longValueExact()
        * grain;
  }

  @Nullable String of(Cell cell) {
    if (cell.getType() == CellType.ERROR) {
      return cell.getRawValue();
    }
    Object value = cell.getValue();
    if (value instanceof BigDecimal number) {
      Look look = look(cell);
      return switch (look.shape()) {
        case NUMBER -> padded(plain(number), look.digits());
        case PERCENT -> plain(exact(number).movePointRight(2)) + "%";
        case DATE, DATE_TIME, TIME -> dated(number, look);
        case HOURS, MINUTES, SECONDS -> elapsed(number, look);
      };
    }
    return value instanceof String text ? unescaped(text) : value == null ? null : value.toString();
  }

  /** A carriage return in a text is kept as {@code _x000D_} (ECMA-376 part 1, 22.9.2.19). */
  private static String unescaped(String text) {
    return text.contains("_x") ? ESCAPE.matcher(text).replaceAll(ExcelText::character) : text;
  }

  private static String character(MatchResult escape) {
    char meant = (char) Integer.parseInt(escape.group(1), 16);
    return java.util.regex.Matcher.quoteReplacement(
        meant == 0 ? escape.group() : String.valueOf(meant));
  }

  private static String plain(BigDecimal number) {
    BigDecimal exact = exact(number);
    BigDecimal stripped = exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
    return stripped.toPlainString();
  }

  private static String padded(String number, int digits) {
    boolean negative = number.startsWith("-");
    String shown = negative ? number.substring(1) : number;
    return shown.length() >= digits || shown.indexOf('.') >= 0
        ? number
        : (negative ? "-" : "") + "0".repeat(digits - shown.length()) + shown;
  }

  /** 1.1 + 2.2 is kept as 3.3000000000000003, and Excel shows 3.3. */
  private static BigDecimal exact(BigDecimal number) {
    if (number.scale() <= 0 || number.precision() <= TRUE_DIGITS) {
      return number;
    }
    BigDecimal kept = new BigDecimal(Double.toString(number.doubleValue()));
    BigDecimal shown = kept.round(new MathContext(TRUE_DIGITS, RoundingMode.HALF_UP));
    boolean noise = shown.stripTrailingZeros().precision() <= TRUE_DIGITS - NOISE_AFTER;
    return noise ? shown : kept;
  }

  private String dated(BigDecimal serial, Look look) {
    if (serial.signum() < 0 || serial.compareTo(BigDecimal.valueOf(LAST_DAY + 1)) >= 0) {
      return plain(serial);
    }
    long millis = millis(serial, look);
    if (look.shape() == Shape.TIME && millis < MILLIS_A_DAY) {
      LocalTime time = LocalTime.ofNanoOfDay(millis * 1_000_000);
      return (look.millis() ? TIME_MILLIS : TIME).format(time);
    }
    boolean early = !from1904 && serial.intValue() < FALSE_LEAP_DAY;
    LocalDateTime at =
        (from1904 ? EPOCH_1904 : EPOCH_1900)
            .plusDays(early ? 1 : 0)
            .plusNanos(millis % MILLIS_A_DAY * 1_000_000)
            .plusDays(millis / MILLIS_A_DAY);
    boolean midnight = at.toLocalTime().equals(LocalTime.MIDNIGHT);
    return look.shape() == Shape.DATE && midnight
        ? at.toLocalDate().toString()
        : (look.millis() ? MILLIS : SECONDS).format(at);
  }

  /** A duration in its greatest unit, as {@code 25:30} for a day and an hour and a half. */
  private static String elapsed(BigDecimal days, Look look) {
    long grain = look.millis() ? 1 : 1000;
    BigDecimal units =
        days.abs()
            .multiply(BigDecimal.valueOf(MILLIS_A_DAY / grain))
            .setScale(0, RoundingMode.HALF_UP);
    if (units.precision() > TRUE_DIGITS) {
      return plain(days);
    }
    long millis = units.longValueExact() * grain;
    long seconds = millis / 1000;
    String tail = look.millis() ? String.format(Locale.ROOT, ".%03d", millis % 1000) : "";
    String text =
        switch (look.shape()) {
          case MINUTES -> String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60) + tail;
          case SECONDS -> seconds + tail;
          default ->
              String.format(Locale.ROOT, "%d:%02d", seconds / 3600, seconds / 60 % 60)
                  + (look.seconds() || seconds % 60 != 0
                      ? String.format(Locale.ROOT, ":%02d", seconds % 60) + tail
                      : "");
        };
    return days.signum() < 0 ? "-" + text : text;
  }

  private Look look(Cell cell) {
    Integer id = cell.getDataFormatId();
    String format = cell.getDataFormatString();
    if (id == null && format == null) {
      return Look.of(Shape.NUMBER);
    }
    return looks.computeIfAbsent(id + "|" + format, key -> look(id == null ? -1 : id, format));
  }

  private static Look look(int id, @Nullable String format) {
    if (id == 9 || id == 10) {
      return Look.of(Shape.PERCENT);
    }
    if (id == 22) {
      return Look.of(Shape.DATE_TIME);
    }
    if (id == 46) {
      return Look.of(Shape.HOURS);
    }
    if (id == 47) {
      return new Look(Shape.TIME, true, true);
    }
    // 18 to 21 and 45 are times of every locale, 32 to 35 those of Chinese Excel.
    if ((id >= 18 && id <= 21) || id == 45 || (id >= 32 && id <= 35)) {
      return Look.of(Shape.TIME);
    }
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) {
      return Look.of(Shape.DATE);
    }
    if (format == null) {
      return Look.of(Shape.NUMBER);
    }
    return ZEROS.matcher(format).matches()
        ? new Look(Shape.NUMBER, true, false, format.length())
        : look(format);
  }

  /** By the letters of a format, once quoted text, escapes, colours and locales are gone. */
  private static Look look(String format) {
    String letters =
        format
            .replaceAll("\"[^\"]*\"", "")
            .replaceAll("\\\\.", "")
            .replaceAll("_.", "")
            .replaceAll("(?i)\\[(?![hms]+])[^]]*]", "")
            .replaceAll("(?i)general", "")
            .replaceAll("(?i)am/pm|a/p", "h")
            .toLowerCase(Locale.ROOT);
    boolean seconds = letters.indexOf('s') >= 0;
    boolean millis = letters.contains("s.0") || letters.contains("s].0");
    if (letters.contains("[h")) {
      return new Look(Shape.HOURS, seconds, millis);
    }
    if (letters.contains("[m")) {
      return new Look(Shape.MINUTES, seconds, millis);
    }
    if (letters.contains("[s")) {
      return new Look(Shape.SECONDS, seconds, millis);
    }
    boolean day =
        letters.matches(".*[yd].*") || (letters.contains("m") && !letters.matches(".*[hs].*"));
    boolean time = letters.matches(".*[hs].*");
    if (day) {
      return new Look(time ? Shape.DATE_TIME : Shape.DATE, true, millis);
    }
    if (time) {
      return new Look(Shape.TIME, true, millis);
    }
    return Look.of(letters.indexOf('%') >= 0 ? Shape.PERCENT : Shape.NUMBER);
  }
}
