package io.citylake.contract.job;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * How far before the last watermark reading starts: a duration where that is a time, a number where
 * it is one. One of the two is zero.
 */
public record LookBack(Duration time, BigDecimal number) implements Serializable {
  public static final LookBack NONE = of(Duration.ZERO);

  public LookBack {
    if (time.isNegative() || number.signum() < 0) {
      throw new IllegalArgumentException("it is negative");
    }
  }

  public static LookBack of(Duration time) {
    return new LookBack(time, BigDecimal.ZERO);
  }

  public static LookBack of(long number) {
    return new LookBack(Duration.ZERO, BigDecimal.valueOf(number));
  }

  public boolean isZero() {
    return time.isZero() && number.signum() == 0;
  }
}
