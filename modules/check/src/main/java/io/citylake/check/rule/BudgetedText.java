package io.citylake.check.rule;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that a regular expression may look at only so often: backtracking that would take years
 * ends after a bounded number of steps instead. Used by one thread.
 */
public final class BudgetedText implements CharSequence {
  /** Steps that every text may cost, and how many more each character buys. */
  private static final int BASE = 100_000;

  private static final int PER_CHARACTER = 100;

  /** What a try to match came to. */
  public enum Answer {
    MATCHES,
    DIFFERS,
    TOO_SLOW
  }

  private final Matcher matcher;
  private String text = "";
  private long left;

  public BudgetedText(Pattern pattern) {
    this.matcher = pattern.matcher(this);
  }

  Answer matches(String candidate) {
    return run(candidate, true);
  }

  public Answer find(String candidate) {
    return run(candidate, false);
  }

  /** The matcher after {@link Answer#MATCHES}. */
  public Matcher found() {
    left = Long.MAX_VALUE;
    return matcher;
  }

  private Answer run(String candidate, boolean whole) {
    text = candidate;
    left = BASE + (long) PER_CHARACTER * candidate.length();
    try {
      matcher.reset(this);
      boolean matched = whole ? matcher.matches() : matcher.find();
      return matched ? Answer.MATCHES : Answer.DIFFERS;
    } catch (Spent | StackOverflowError spent) {
      // The regular expression engine recurses for each repetition of a group: a long text can use
      // up the stack, which is its other way of taking too long.
      return Answer.TOO_SLOW;
    }
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    if (--left < 0) {
      throw new Spent();
    }
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }

  /** Leaves the regular expression engine, which offers no other way out. */
  private static final class Spent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Spent() {
      super("budget spent", null, false, false);
    }
  }
}
