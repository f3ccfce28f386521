package io.citylake.check.parse;

/** Powers of ten, exact. */
final class Powers {
  private static final long[] LONGS = new long[19];

  static {
    long power = 1;
    for (int i = 0; i < LONGS.length; i++) {
      LONGS[i] = power;
      power *= 10;
    }
  }

  private Powers() {}

  /** 10 to the exponent, for 0 to 18. */
  static long ofTen(int exponent) {
    return LONGS[exponent];
  }
}
