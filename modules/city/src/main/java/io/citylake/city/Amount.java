package io.citylake.city;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** How departments write numbers. */
final class Amount {
  private Amount() {}

  /** With two decimals, and commas between thousands. */
  static String grouped(BigDecimal value) {
    return new DecimalFormat("#,##0.00", DecimalFormatSymbols.getInstance(Locale.ROOT))
        .format(value);
  }

  /** In full-width digits, as an input method leaves them. */
  static String fullWidth(String plain) {
    StringBuilder wide = new StringBuilder();
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      wide.append(c > ' ' && c < 127 ? (char) (c + 0xFEE0) : c);
    }
    return wide.toString();
  }

  /** Mostly plain, now and then grouped or in full-width digits. */
  static String sloppy(Dice dice, BigDecimal value) {
    return switch (dice.below(10)) {
      case 0, 1, 2 -> grouped(value);
      case 3 -> fullWidth(value.toPlainString());
      case 4 -> " " + value.toPlainString() + " ";
      default -> value.toPlainString();
    };
  }

  static BigDecimal hundredths(long value) {
    return BigDecimal.valueOf(value, 2);
  }
}
