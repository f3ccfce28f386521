package io.citylake.check.parse;

import io.citylake.contract.dataset.ColumnType;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** DECIMAL: every digit fits, or the text is refused. */
final class DecimalParser extends ValueParser {
  private final int precision;
  private final int scale;
  private final NumberScan scan;

  DecimalParser(ColumnType.Decimal type, NumberScan scan) {
    super(type.toString());
    this.precision = type.precision();
    this.scale = type.scale();
    this.scan = scan;
  }

  @Override
  public @Nullable Object parse(String text) {
    String found = scan.scan(text);
    if (found != null) {
      return refuse(found);
    }
    int shift = scale - scan.fraction;
    boolean small =
        !scan.scientific
            && scan.digits <= NumberScan.LONG_DIGITS
            && scan.digits + shift <= NumberScan.LONG_DIGITS
            && shift >= -NumberScan.LONG_DIGITS
            && shift <= NumberScan.LONG_DIGITS;
    return small ? parseSmall(shift) : parseLarge(text);
  }

  private @Nullable Object parseSmall(int shift) {
    long unscaled = scan.mantissa;
    if (shift >= 0) {
      unscaled *= Powers.ofTen(shift);
    } else {
      long unit = Powers.ofTen(-shift);
      if (unscaled % unit != 0) {
        return tooFine();
      }
      unscaled /= unit;
    }
    if (precision <= NumberScan.LONG_DIGITS && unscaled >= Powers.ofTen(precision)) {
      return tooLarge();
    }
    return BigDecimal.valueOf(scan.negative ? -unscaled : unscaled, scale);
  }

  private @Nullable Object parseLarge(String text) {
    BigDecimal exact = new BigDecimal(scan.plain(text)).stripTrailingZeros();
    if (exact.signum() == 0) {
      return BigDecimal.valueOf(0, scale);
    }
    // Both are compared before the scale is set: 1e999999 has a million digits once written out.
    if ((long) exact.precision() - exact.scale() > precision - scale) {
      return tooLarge();
    }
    if (exact.scale() > scale) {
      return tooFine();
    }
    return exact.setScale(scale);
  }

  private @Nullable Object tooLarge() {
    return refuse("a number with more than " + (precision - scale) + " digits before the point");
  }

  private @Nullable Object tooFine() {
    return refuse("a number with more than " + scale + " decimals");
  }
}
