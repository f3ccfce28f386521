package io.citylake.model;

import io.citylake.model.TimeInName.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;

/**
 * Where a delivery stands in the order of all deliveries into a table, as a text that sorts so by
 * its UTF-8 bytes, which is how both this class and Spark compare.
 *
 * <p>The time in its name decides ({@link TimeInName}), else its modification time, in whole
 * seconds because that is what storage and transfer keep. Then the serial number behind the time,
 * before which nothing and after which other words stand. Then the name, numbers in it compared as
 * numbers and its ending last: {@code lv_9.csv}, {@code lv_10.csv}; {@code d.csv}, {@code d-2.csv}.
 * Then who delivered it.
 */
public final class DeliveryPlace {
  /** The order of places. */
  public static final Comparator<String> ORDER =
      (left, right) ->
          Arrays.compareUnsigned(
              left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

  // Sorts below everything that a name may hold.
  private static final char END = '\u0001';
  // From the year 1 on, seconds are positive.
  private static final long YEAR_ONE = 62_135_596_800L;

  private DeliveryPlace() {}

  /**
   * The place of a file.
   *
   * @param modified milliseconds since 1970
   * @param by who delivered it, for the case that two jobs read one file
   */
  public static String ofFile(String source, long modified, String by) {
    Reading said =
        TimeInName.find(source).orElseGet(() -> new Reading(Math.floorDiv(modified, 1000L), ""));
    StringBuilder behind = new StringBuilder();
    numbered(said.behind(), behind);
    return at(said.seconds()) + behind + END + natural(source) + END + by;
  }

  /**
   * The place of what a run read from something that has no files.
   *
   * @param started when the run began, milliseconds since 1970
   */
  public static String ofRun(String source, long started, String by, String run) {
    return at(Math.floorDiv(started, 1000L)) + END + natural(source) + END + by + END + run;
  }

  /** What the places of all earlier deliveries sort before, and no other's. */
  public static String from(Instant time) {
    return at(time.getEpochSecond());
  }

  private static String at(long seconds) {
    return String.format(Locale.ROOT, "%013d ", Math.max(0, seconds + YEAR_ONE));
  }

  /** Each number with its length before it, so that the longer one is the greater. */
  private static String natural(String source) {
    int slash = source.lastIndexOf('/');
    int dot = source.lastIndexOf('.');
    int end = dot > slash + 1 ? dot : source.length();
    StringBuilder text = new StringBuilder();
    numbered(source.substring(0, end), text);
    text.append(END);
    numbered(source.substring(end), text);
    // 09 and 9 are the same number.
    return text.append(END).append(source).toString();
  }

  private static void numbered(String name, StringBuilder into) {
    int i = 0;
    while (i < name.length()) {
      char c = name.charAt(i);
      if (!isDigit(c)) {
        into.append(c);
        i++;
        continue;
      }
      int from = i;
      while (i < name.length() && isDigit(name.charAt(i))) {
        i++;
      }
      while (from < i - 1 && name.charAt(from) == '0') {
        from++;
      }
      into.append('0').append(String.format(Locale.ROOT, "%05d", i - from)).append(name, from, i);
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
