package io.citylake.city.entity;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** How departments write numbers. */
public final class Amount {
  private Amount() {}

  /** With two decimals, and commas between thousands. */
  public static String grouped(BigDecimal value) {
    return new DecimalFormat("#,##0.00", DecimalFormatSymbols.getInstance(Locale.ROOT))
        .format(value);
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

  /** Mostly plain, now and then grouped or in full-width digits. */
  public static String sloppy(Dice dice, BigDecimal value) {
    return switch (dice.below(10)) {
      case 0, 1, 2 -> grouped(value);
      case 3 -> fullWidth(value.toPlainString());
      case 4 -> " " + value.toPlainString() + " ";
      default -> value.toPlainString();
    };
  }

  public static BigDecimal hundredths(long value) {
    return BigDecimal.valueOf(value, 2);
  }

  /** A coordinate that is given in hundred-thousandths of a degree. */
  public static String degrees(int hundredThousandths) {
    return BigDecimal.valueOf(hundredThousandths, 5).toPlainString();
  }
}
