package io.citylake.check.rule;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Unified social credit codes by GB 32100-2015: 18 characters of 31 (digits and capital letters
 * without I, O, S, V, Z), an area of six digits at the third place, and a check character by the
 * weights 3^i mod 31.
 */
final class SocialCreditCode {
  private static final String LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  private static final int LENGTH = 18;
  private static final int[] WEIGHTS = new int[LENGTH - 1];
  private static final byte[] VALUES = new byte[128];

  static {
    int weight = 1;
    for (int i = 0; i < WEIGHTS.length; i++) {
      WEIGHTS[i] = weight;
      weight = weight * 3 % 31;
    }
    Arrays.fill(VALUES, (byte) -1);
    for (int i = 0; i < LETTERS.length(); i++) {
      VALUES[LETTERS.charAt(i)] = (byte) i;
    }
  }

  private SocialCreditCode() {}

  static @Nullable String fault(String text) {
    if (text.length() != LENGTH) {
      return "expected a unified social credit code of 18 characters";
    }
    int sum = 0;
    for (int i = 0; i < LENGTH; i++) {
      int value = value(text.charAt(i));
      if (value < 0) {
        return "expected a unified social credit code of digits and capital letters without I, O, S, V, Z";
      }
      if (i >= 2 && i < 8 && value > 9) {
        return "expected six digits of an area from the third character of a unified social credit code";
      }
      if (i < WEIGHTS.length) {
        sum += value * WEIGHTS[i];
      }
    }
    int check = (31 - sum % 31) % 31;
    return value(text.charAt(LENGTH - 1)) == check
        ? null
        : "expected a unified social credit code with a right check character";
  }

  private static int value(char c) {
    return c < VALUES.length ? VALUES[c] : -1;
  }
}
