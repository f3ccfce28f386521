package io.citylake.govern.bounds;

import io.citylake.engine.Wanted;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that a regular expression is matched with, as long as the match is wanted: Java's matcher
 * asks the text for each character that it tries, and tries some patterns for longer than the
 * universe is old.
 */
final class StoppableText implements CharSequence {
  private static final int ASKED_EVERY = 1 << 10;

  /** What {n} and {n,m} of a pattern may multiply to: empty loops ask for no character. */
  private static final long MOST_REPEATED = 1_000_000;

  private static final Pattern REPEATED = Pattern.compile("\\{(\\d+)(?:,(\\d*))?}");

  private final String text;
  private int asked;

  StoppableText(String text) {
    this.text = text;
  }

  static Matcher matcher(Pattern pattern, String text) {
    return pattern.matcher(new StoppableText(text));
  }

  /**
   * Refuses a pattern that could loop without asking for a character.
   *
   * @throws CityLakeException LIMIT_EXCEEDED
   */
  static void requireFewRepetitions(String pattern) {
    long product = 1;
    Matcher counts = REPEATED.matcher(pattern);
    while (counts.find()) {
      String most =
          counts.group(2) == null || counts.group(2).isEmpty() ? counts.group(1) : counts.group(2);
      product *= most.length() > 9 ? MOST_REPEATED + 1 : Math.max(1, Long.parseLong(most));
      if (product > MOST_REPEATED) {
        throw new CityLakeException(
            ErrorCode.LIMIT_EXCEEDED,
            "Cannot match the pattern: its counts in { } multiply to too much; use smaller ones (most=%d)"
                .formatted(MOST_REPEATED));
      }
    }
  }

  @Override
  public char charAt(int index) {
    if (++asked % ASKED_EVERY == 0) {
      Wanted.check();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
