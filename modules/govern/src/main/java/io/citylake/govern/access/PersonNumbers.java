package io.citylake.govern.access;

import io.citylake.model.ErasedForms;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers in texts that name a person: eight digits and more in one word, and, within a longer
 * word, what is an identity number by its date and check digit (GB 11643-1999) or a mobile number;
 * so whatever a number is padded with, it is found. Of numbers in groups those two kinds are.
 */
final class PersonNumbers {
  static final int FEWEST_DIGITS = 8;

  /** Half and full width: an input method may write either. */
  static final Pattern WORD = Pattern.compile("[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{8,}");

  /** Between the groups that people write numbers in. */
  private static final String APART = "[\\s\\-·.()]{0,3}";

  private static final Pattern SEPARATORS = Pattern.compile("[^0-9X]");

  private static final List<Pattern> IN_GROUPS =
      List.of(
          Pattern.compile(
              "(?<![0-9A-Z])(?:86%1$s)?(1[3-9](?:%1$s[0-9]){9})(?![0-9A-Z])".formatted(APART)),
          Pattern.compile(
              "(?<![0-9A-Z])([1-9](?:%1$s[0-9]){16}%1$s[0-9X])(?![0-9A-Z])".formatted(APART)));

  private static final Pattern DAY =
      Pattern.compile("(19|20)\\d\\d(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])");
  private static final Pattern IDENTITY = Pattern.compile("(?=([1-9]\\d{16}[0-9X]))");
  private static final Pattern MOBILE = Pattern.compile("(?=(1[3-9]\\d{9}))");
  private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  private static final String CHECKS = "10X98765432";
  private static final int LENGTH = 18;

  private PersonNumbers() {}

  /** Whether a word of a text is to be masked. */
  static boolean isOne(String word) {
    String text = ErasedForms.plain(word);
    return digits(text) >= FEWEST_DIGITS && !DAY.matcher(text).matches();
  }

  /** All numbers of a text, in their plain form. */
  static SortedSet<String> in(String text) {
    SortedSet<String> found = new TreeSet<>();
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      if (isOne(words.group())) {
        found.addAll(ofWord(words.group()));
      }
    }
    found.addAll(inGroups(text));
    return found;
  }

  /** Those of a {@link #WORD} that is to be masked: itself, and what stands within. */
  static SortedSet<String> ofWord(String word) {
    String plain = ErasedForms.plain(word);
    SortedSet<String> found = within(plain);
    found.add(plain);
    return found;
  }

  /** Mobile and identity numbers that are written apart, joined. */
  static SortedSet<String> inGroups(String text) {
    SortedSet<String> found = new TreeSet<>();
    String plain = ErasedForms.plain(text);
    for (Pattern kind : IN_GROUPS) {
      for (Matcher each = kind.matcher(plain); each.find(); ) {
        String joined = SEPARATORS.matcher(each.group(1)).replaceAll("");
        if (!joined.equals(each.group(1)) && (joined.length() < LENGTH || isIdentity(joined))) {
          found.add(joined);
        }
      }
    }
    return found;
  }

  private static SortedSet<String> within(String word) {
    SortedSet<String> found = new TreeSet<>();
    if (word.length() == LENGTH) {
      // A birthday within an identity number looks like the beginning of a mobile number.
      return found;
    }
    for (Matcher each = IDENTITY.matcher(word); each.find(); ) {
      if (isIdentity(each.group(1))) {
        found.add(each.group(1));
      }
    }
    if (found.isEmpty()) {
      for (Matcher each = MOBILE.matcher(word); each.find(); ) {
        found.add(each.group(1));
      }
    }
    return found;
  }

  private static boolean isIdentity(String number) {
    int sum = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      sum += WEIGHTS[i] * (number.charAt(i) - '0');
    }
    if (CHECKS.charAt(sum % CHECKS.length()) != number.charAt(WEIGHTS.length)) {
      return false;
    }
    try {
      int year =
          LocalDate.of(
                  Integer.parseInt(number.substring(6, 10)),
                  Integer.parseInt(number.substring(10, 12)),
                  Integer.parseInt(number.substring(12, 14)))
              .getYear();
      return year >= 1850 && year < 2150;
    } catch (DateTimeException e) {
      return false;
    }
  }

  static long digits(String text) {
    return text.chars().filter(c -> c >= '0' && c <= '9').count();
  }
}
