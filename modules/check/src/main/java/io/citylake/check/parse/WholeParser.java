package io.citylake.check.parse;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** INT and LONG. A fraction of zeros ({@code 12.0}) is exact and so allowed; an exponent is not. */
final class WholeParser extends ValueParser {
  private final NumberScan scan;
  private final boolean isInt;
  private final long least;
  private final long most;

  WholeParser(String name, long least, long most, NumberScan scan) {
    super(name);
    this.isInt = most == Integer.MAX_VALUE;
    this.least = least;
    this.most = most;
    this.scan = scan;
  }

  @Override
  public @Nullable Object parse(String text) {
    String found = scan.scan(text);
    if (found != null) {
      return refuse(found);
    }
    if (scan.scientific) {
      return refuse("a number with an exponent");
    }
    if (scan.digits > NumberScan.LONG_DIGITS || scan.fraction > NumberScan.LONG_DIGITS) {
      return parseLong(text);
    }
    long value = scan.mantissa;
    if (scan.fraction > 0) {
      long unit = Powers.ofTen(scan.fraction);
      if (value % unit != 0) {
        return refuse("a fraction");
      }
      value /= unit;
    }
    return boxed(scan.negative ? -value : value);
  }

  private @Nullable Object parseLong(String text) {
    BigDecimal exact = new BigDecimal(scan.plain(text)).stripTrailingZeros();
    if (exact.scale() > 0) {
      return refuse("a fraction");
    }
    if (exact.compareTo(BigDecimal.valueOf(least)) < 0
        || exact.compareTo(BigDecimal.valueOf(most)) > 0) {
      return refuse("a number beyond its range");
    }
    return boxed(exact.longValueExact());
  }

  private @Nullable Object boxed(long value) {
    if (value < least || value > most) {
      return refuse("a number beyond its range");
    }
    if (isInt) {
      return (int) value;
    }
    return value;
  }
}
