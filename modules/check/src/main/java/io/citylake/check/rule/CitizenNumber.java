package io.citylake.check.rule;

import io.citylake.check.parse.IsoFormat;
import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Citizen identity numbers by GB 11643-1999: 17 digits with a birth date at the seventh, and a
 * check digit by ISO 7064 MOD 11-2, X for ten. Messages never hold a part of the number.
 */
final class CitizenNumber {
  private static final int LENGTH = 18;
  private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  private static final String CHECKS = "10X98765432";
  private static final int FIRST_YEAR = 1800;

  private CitizenNumber() {}

  static @Nullable String fault(String text, LocalDate businessDate) {
    if (text.length() != LENGTH) {
      return "expected a citizen identity number of 18 characters";
    }
    int sum = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return "expected a citizen identity number of 17 digits and a check digit or X";
      }
      sum += digit * WEIGHTS[i];
    }
    if (text.charAt(0) == '0') {
      return "expected a citizen identity number whose area does not begin with 0";
    }
    if (!isBirthDate(text, businessDate)) {
      return "expected a citizen identity number with a birth date that has been";
    }
    return text.charAt(LENGTH - 1) == CHECKS.charAt(sum % 11)
        ? null
        : "expected a citizen identity number with a right check digit";
  }

  private static boolean isBirthDate(String text, LocalDate businessDate) {
    int year = IsoFormat.digits(text, 6, 4);
    int month = IsoFormat.digits(text, 10, 2);
    int day = IsoFormat.digits(text, 12, 2);
    if (year < FIRST_YEAR || month < 1 || month > 12 || day < 1 || day > 31) {
      return false;
    }
    try {
      return !LocalDate.of(year, month, day).isAfter(businessDate);
    } catch (DateTimeException e) {
      return false;
    }
  }
}
