package io.citylake.check.parse;

import org.jspecify.annotations.Nullable;

/**
 * What a format read from a text: calendar fields, or an instant. Reused for each text; used by one
 * thread.
 */
public final class TimeParts {
  static final int NO_OFFSET = Integer.MIN_VALUE;
  private static final int[] MONTH_DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  /** Field numbers for {@link #set}. */
  public static final int YEAR = 0;

  public static final int MONTH = 1;
  public static final int DAY = 2;
  public static final int HOUR = 3;
  public static final int MINUTE = 4;
  public static final int SECOND = 5;
  public static final int NANO = 6;
  static final int FIELDS = 7;

  private final int[] fields = new int[FIELDS];

  /** Seconds east of Greenwich, or {@link #NO_OFFSET}. */
  int offset;

  /** Whether the text was a count since 1970, which is then in {@link #micros}. */
  boolean counted;

  long micros;

  /** Why a text of the right shape is still no time, or null. */
  @Nullable String fault;

  void clear() {
    fields[YEAR] = 0;
    fields[MONTH] = 1;
    fields[DAY] = 1;
    fields[HOUR] = 0;
    fields[MINUTE] = 0;
    fields[SECOND] = 0;
    fields[NANO] = 0;
    offset = NO_OFFSET;
    counted = false;
  }

  void set(int field, int value) {
    fields[field] = value;
  }

  /** Whether the fields are a time of the calendar; else {@link #fault} says why not. */
  boolean isTime() {
    int year = fields[YEAR];
    int month = fields[MONTH];
    int day = fields[DAY];
    if (year < 1 || year > 9999) {
      fault = "a year outside 1 to 9999";
    } else if (month < 1 || month > 12) {
      fault = "a month outside 1 to 12";
    } else if (day < 1 || day > lastDay(year, month)) {
      fault = "a day that its month lacks";
    } else if (fields[HOUR] > 23) {
      fault = "an hour outside 0 to 23";
    } else if (fields[MINUTE] > 59) {
      fault = "a minute outside 0 to 59";
    } else if (fields[SECOND] > 59) {
      fault = fields[SECOND] == 60 ? "a leap second" : "a second outside 0 to 59";
    } else if (fields[NANO] % 1000 != 0) {
      fault = "a time finer than microseconds";
    } else {
      return true;
    }
    return false;
  }

  /** Days since 1970-01-01 of the fields, in the proleptic Gregorian calendar. */
  long epochDay() {
    // Years start in March, so that the leap day is the last one; eras have 400 years. By Howard
    // Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
    int month = fields[MONTH];
    long year = month <= 2 ? fields[YEAR] - 1L : fields[YEAR];
    long era = Math.floorDiv(year, 400);
    long yearOfEra = year - era * 400;
    long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + fields[DAY] - 1;
    long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
  }

  int secondOfDay() {
    return fields[HOUR] * 3600 + fields[MINUTE] * 60 + fields[SECOND];
  }

  int microOfSecond() {
    return fields[NANO] / 1000;
  }

  private static int lastDay(int year, int month) {
    boolean leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return leap ? 29 : MONTH_DAYS[month - 1];
  }
}
