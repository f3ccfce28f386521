package io.citylake.govern.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Takes out of a text what must not stand in a log: passwords and keys, and numbers that name a
 * person (eight digits and more in one word: identity, phone, card and credit numbers). Of the
 * numbers a keyed hash stays, so that who asked for a person can be found by who has the number.
 */
final class StatementMask {
  private static final int FEWEST_DIGITS = 8;
  private static final int LONGEST = 100_000;
  private static final int HASH_BYTES = 16;
  private static final String HIDDEN = "***";

  /** Half and full width: an input method may write either. */
  private static final Pattern WORD = Pattern.compile("[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{8,}");

  private static final Pattern DAY =
      Pattern.compile("(19|20)\\d\\d(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])");
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(?:password|passwd|pwd|secret|token|credential|access[._-]?key)[\\w.-]{0,64}['\"`]?\\s{0,16}(?:=>|=|:|\\s(?=['\"]))\\s{0,16}");
  private static final Pattern LOGIN =
      Pattern.compile("(://[^/\\s:@'\"]{0,256}:)[^/\\s@'\"]{1,256}@");

  private final SecretKeySpec salt;

  StatementMask(byte[] salt) {
    this.salt = new SecretKeySpec(salt, "HmacSHA256");
  }

  /**
   * A text without what was masked.
   *
   * @param subjects hashes of the numbers, sorted
   */
  record Masked(String text, List<String> subjects) {}

  Masked mask(String text) {
    String bounded =
        text.length() <= LONGEST
            ? text
            : text.substring(0, LONGEST) + "… (%d characters)".formatted(text.length());
    String open = LOGIN.matcher(withoutSecrets(bounded)).replaceAll("$1" + HIDDEN + "@");
    SortedSet<String> subjects = new TreeSet<>();
    String masked =
        WORD.matcher(open)
            .replaceAll(
                word -> {
                  if (!namesAPerson(word)) {
                    return Matcher.quoteReplacement(word.group());
                  }
                  subjects.add(subject(word.group()));
                  return HIDDEN;
                });
    return new Masked(masked, List.copyOf(subjects));
  }

  /** By hand behind the key: a pattern for quoted texts would overflow the stack on long ones. */
  private static String withoutSecrets(String text) {
    StringBuilder open = new StringBuilder();
    Matcher key = SECRET.matcher(text);
    int from = 0;
    while (key.find(from)) {
      int end = valueEnd(text, key.end());
      open.append(text, from, key.end()).append(end > key.end() ? HIDDEN : "");
      from = end;
    }
    return open.append(text, from, text.length()).toString();
  }

  private static int valueEnd(String text, int start) {
    if (start == text.length()) {
      return start;
    }
    char quote = text.charAt(start);
    boolean quoted = quote == '\'' || quote == '"';
    int at = quoted ? start + 1 : start;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (quoted && c == '\\') {
        at++;
      } else if (quoted && c == quote) {
        // A quote that is doubled stands for itself.
        if (at + 1 == text.length() || text.charAt(at + 1) != quote) {
          return at + 1;
        }
        at++;
      } else if (!quoted && (Character.isWhitespace(c) || ",;()'\"".indexOf(c) >= 0)) {
        return at;
      }
      at++;
    }
    return text.length();
  }

  /** The hash of one number, by which its entries are found. */
  String subject(String number) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(salt);
      byte[] hash = mac.doFinal(plain(number).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot use HMAC-SHA-256", e);
    }
  }

  private static boolean namesAPerson(MatchResult word) {
    String text = plain(word.group());
    long digits = text.chars().filter(c -> c >= '0' && c <= '9').count();
    return digits >= FEWEST_DIGITS && !DAY.matcher(text).matches();
  }

  private static String plain(String word) {
    return Normalizer.normalize(word, Normalizer.Form.NFKC).strip().toUpperCase(Locale.ROOT);
  }
}
