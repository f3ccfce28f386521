package io.citylake.city.entity;

/**
 * Unified social credit codes, GB 32100-2015: department 9 (market regulation), kind 1 (firm), area
 * 510100, an organisation code of nine by GB 11714-1997, and a check character.
 */
public final class CreditCode {
  private static final String DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  private static final int[] ORGANISATION_WEIGHTS = {3, 7, 9, 10, 5, 8, 4, 2};
  private static final int BASE = 31;
  private static final long SPACE = 887_503_681L; // 31^6
  // Not divisible by 31, so that multiplying by it permutes the space: no two firms share a code.
  private static final long STRIDE = 48_271_003L;

  private CreditCode() {}

  public static String of(long seed, int firm) {
    long number = Math.floorMod(firm * STRIDE + Math.floorMod(Dice.mix(seed), SPACE), SPACE);
    char[] organisation = {'M', 'A', '0', '0', '0', '0', '0', '0'};
    for (int i = 7; i >= 2; i--) {
      organisation[i] = DIGITS.charAt((int) (number % BASE));
      number /= BASE;
    }
    String stem = "91510100" + new String(organisation) + organisationCheck(organisation);
    return stem + check(stem);
  }

  /** The same code with another check character, as genuine registers hold some. */
  public static String spoiled(String code) {
    int last = DIGITS.indexOf(code.charAt(17));
    return code.substring(0, 17) + DIGITS.charAt((last + 1) % BASE);
  }

  public static char check(String stem) {
    int sum = 0;
    int weight = 1;
    for (int i = 0; i < 17; i++) {
      sum += DIGITS.indexOf(stem.charAt(i)) * weight;
      weight = weight * 3 % BASE;
    }
    return DIGITS.charAt((BASE - sum % BASE) % BASE);
  }

  /** GB 11714 counts letters as A=10 to Z=35. */
  private static char organisationCheck(char[] organisation) {
    int sum = 0;
    for (int i = 0; i < 8; i++) {
      sum += Character.digit(organisation[i], 36) * ORGANISATION_WEIGHTS[i];
    }
    int check = 11 - sum % 11;
    return check == 10 ? 'X' : (char) ('0' + check % 11);
  }
}
