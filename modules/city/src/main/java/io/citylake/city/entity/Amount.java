package io.citylake.city.entity;

import java.math.BigDecimal;

/** How departments write numbers. */
public final class Amount {
  private Amount() {}

  /** With commas between thousands. */
  public static String grouped(BigDecimal value) {
    return grouped(value.toPlainString());
  }

  private static String grouped(String plain) {
    StringBuilder text = new StringBuilder(plain);
    int point = text.indexOf(".");
    int first = plain.startsWith("-") ? 1 : 0;
    for (int i = (point < 0 ? text.length() : point) - 3; i > first; i -= 3) {
      text.insert(i, ',');
    }
    return text.toString();
  }

  /** With leading zeros to the width. */
  public static String padded(long value, int width) {
    char[] digits = new char[width];
    long rest = value;
    for (int i = width - 1; i >= 0; i--) {
      digits[i] = (char) ('0' + rest % 10);
      rest /= 10;
    }
    return rest == 0 && value >= 0 ? String.valueOf(digits) : plain(value, width);
  }

  /** What is wider, or negative. */
  private static String plain(long value, int width) {
    String digits = Long.toString(value);
    return "0".repeat(Math.max(0, width - digits.length())) + digits;
  }

  /** In full-width digits, as an input method leaves them. */
  public static String fullWidth(String plain) {
    StringBuilder wide = new StringBuilder();
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      wide.append(c > ' ' && c < 127 ? (char) (c + 0xFEE0) : c);
    }
    return wide.toString();
  }

  /**
   * Mostly plain, now and then grouped or in full-width digits.
   *
   * @param plain digits, with a sign before and a point between them at most
   */
  public static String sloppy(Dice dice, String plain) {
    return switch (dice.below(10)) {
      case 0, 1, 2 -> grouped(plain);
      case 3 -> fullWidth(plain);
      case 4 -> " " + plain + " ";
      default -> plain;
    };
  }

  public static BigDecimal hundredths(long value) {
    return BigDecimal.valueOf(value, 2);
  }

  /** The same as text: 1234 is {@code 12.34}. */
  public static String hundredthsText(long value) {
    long positive = Math.abs(value);
    String text = positive / 100 + (positive % 100 < 10 ? ".0" : ".") + positive % 100;
    return value < 0 ? "-" + text : text;
  }

  /** A coordinate that is given in hundred-thousandths of a degree. */
  public static String degrees(int hundredThousandths) {
    return BigDecimal.valueOf(hundredThousandths, 5).toPlainString();
  }
}
