package io.citylake.check.parse;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Takes a number's text apart without rounding and without making objects: sign, digits, fraction,
 * exponent. Only ASCII digits are digits. Groups are all of three digits but the first. Used by one
 * thread.
 */
final class NumberScan {
  /** Longer texts are refused: exact arithmetic on them costs quadratic time. */
  private static final int LONGEST = 1000;

  private static final int LONGEST_EXPONENT = 6;

  /** How many digits a long holds for certain. */
  static final int LONG_DIGITS = 18;

  private final @Nullable String grouping;
  private final String decimalSeparator;
  private final boolean percent;

  /** Below zero, or minus zero. */
  boolean negative;

  /** Digits without sign and separator; meaningful up to {@link #LONG_DIGITS} digits. */
  long mantissa;

  /** Digits from the first that is not zero; 0 exactly if the number is zero. */
  int digits;

  /** Digits behind the decimal separator. */
  int fraction;

  /** Behind e. */
  int exponent;

  boolean scientific;
  private int at;
  private int end;

  NumberScan(@Nullable String grouping, String decimalSeparator, boolean percent) {
    this.grouping = grouping == null || grouping.isEmpty() ? null : grouping;
    this.decimalSeparator = decimalSeparator;
    this.percent = percent;
    if (decimalSeparator.isEmpty() || decimalSeparator.equals(this.grouping)) {
      throw new IllegalArgumentException(
          "the decimal separator must be there and differ from the grouping separator");
    }
  }

  /** Null where the text is a number, which is then in the fields; else what was found. */
  @Nullable String scan(String text) {
    negative = false;
    mantissa = 0;
    digits = 0;
    fraction = 0;
    exponent = 0;
    scientific = false;
    at = 0;
    end = text.length();
    if (end > LONGEST) {
      return "a text of more than " + LONGEST + " characters";
    }
    if (percent) {
      dropPercent(text);
    }
    if (at < end && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      negative = text.charAt(at++) == '-';
    }
    int whole = wholePart(text);
    if (whole < 0) {
      return "digits grouped by other than three";
    }
    if (at < end && text.startsWith(decimalSeparator, at)) {
      at += decimalSeparator.length();
      fraction = run(text);
    }
    if (whole + fraction == 0) {
      return describe(text);
    }
    if (at < end && (text.charAt(at) == 'e' || text.charAt(at) == 'E') && !exponent(text)) {
      return "an exponent that is out of range or has no digits";
    }
    return at == end ? null : describe(text);
  }

  /** The scanned text as Java writes numbers; for those that don't fit the fields. */
  String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    int i = 0;
    while (i < end) {
      if (text.startsWith(decimalSeparator, i)) {
        plain.append('.');
        i += decimalSeparator.length();
      } else if (grouping != null && text.startsWith(grouping, i)) {
        i += grouping.length();
      } else {
        plain.append(text.charAt(i++));
      }
    }
    return plain.toString();
  }

  private void dropPercent(String text) {
    if (end > 0 && text.charAt(end - 1) == '%') {
      end--;
      while (end > 0 && WhiteSpace.is(text.charAt(end - 1))) {
        end--;
      }
    }
  }

  /** Digits before the decimal separator, or -1 where they are grouped wrongly. */
  private int wholePart(String text) {
    int count = run(text);
    if (grouping == null || at >= end || count == 0 || !text.startsWith(grouping, at)) {
      return count;
    }
    if (count > 3) {
      return -1;
    }
    while (at < end && text.startsWith(grouping, at)) {
      at += grouping.length();
      int group = run(text);
      if (group != 3) {
        return -1;
      }
      count += group;
    }
    return count;
  }

  private int run(String text) {
    int from = at;
    while (at < end) {
      int digit = text.charAt(at) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      if (digits > 0 || digit > 0) {
        digits++;
        if (digits <= LONG_DIGITS) {
          mantissa = mantissa * 10 + digit;
        }
      }
      at++;
    }
    return at - from;
  }

  private boolean exponent(String text) {
    scientific = true;
    at++;
    boolean below = false;
    if (at < end && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      below = text.charAt(at++) == '-';
    }
    int from = at;
    while (at < end && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      if (at - from < LONGEST_EXPONENT) {
        exponent = exponent * 10 + (text.charAt(at) - '0');
      }
      at++;
    }
    int length = at - from;
    exponent = below ? -exponent : exponent;
    return length > 0 && length <= LONGEST_EXPONENT;
  }

  private String describe(String text) {
    String bare = text.toLowerCase(Locale.ROOT).replaceFirst("^[+-]", "");
    if (bare.equals("nan") || bare.equals("inf") || bare.equals("infinity")) {
      return "no finite number";
    }
    if (bare.chars().anyMatch(c -> c >= '０' && c <= '９')) {
      return "full-width digits, which only normalize: nfkc reads";
    }
    if (grouping == null && bare.matches("[0-9]{1,3}(,[0-9]{3})+([.][0-9]*)?")) {
      return "commas between digits, which only grouping: \",\" reads";
    }
    if (!percent && bare.matches("[0-9.]+ ?%")) {
      return "a percent sign, which only percent: true reads";
    }
    return "text that is no number";
  }
}
