package io.citylake.check.parse;

import org.jspecify.annotations.Nullable;

/**
 * DOUBLE: the nearest finite value. Minus zero becomes zero, so that the two group and join as one.
 * A number that would round to infinity, or one other than zero that would round to zero, is
 * refused.
 */
final class DoubleParser extends ValueParser {
  /** Up to here mantissa and power are exact doubles, so one operation rounds correctly. */
  private static final int EXACT_DIGITS = 15;

  private static final int EXACT_POWER = 22;
  private static final double[] POWERS = new double[EXACT_POWER + 1];

  static {
    double power = 1;
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = power;
      power *= 10;
    }
  }

  private final NumberScan scan;

  DoubleParser(NumberScan scan) {
    super("double");
    this.scan = scan;
  }

  @Override
  public @Nullable Object parse(String text) {
    String found = scan.scan(text);
    if (found != null) {
      return refuse(found);
    }
    if (scan.digits == 0) {
      return 0.0;
    }
    int power = scan.exponent - scan.fraction;
    if (scan.digits <= EXACT_DIGITS && power >= -EXACT_POWER && power <= EXACT_POWER) {
      double value = power < 0 ? scan.mantissa / POWERS[-power] : scan.mantissa * POWERS[power];
      return scan.negative ? -value : value;
    }
    double value = Double.parseDouble(scan.plain(text));
    if (Double.isInfinite(value)) {
      return refuse("a number beyond its range");
    }
    if (value == 0) {
      return refuse("a number too near to zero");
    }
    return value;
  }
}
