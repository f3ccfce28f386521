package io.citylake.check.parse;

import java.util.List;

/** A pattern of numeric fields and literals, read in one walk over the text without objects. */
public final class FixedFormat implements TimeFormat {
  /**
   * One step of the walk.
   *
   * @param literal text to skip whatever its case; empty for a field
   * @param field of {@link TimeParts}
   * @param least digits
   * @param most digits; more than least for a field of free width
   */
  public record Step(String literal, int field, int least, int most) {
    public static Step literal(String text) {
      return new Step(text, -1, 0, 0);
    }

    public boolean isField() {
      return field >= 0;
    }
  }

  private final Step[] steps;

  public FixedFormat(List<Step> steps) {
    this.steps = steps.toArray(new Step[0]);
  }

  @Override
  public boolean read(String text, TimeParts into) {
    into.clear();
    int end = text.length();
    int at = 0;
    for (Step step : steps) {
      if (!step.isField()) {
        int length = step.literal.length();
        if (!text.regionMatches(true, at, step.literal, 0, length)) {
          return false;
        }
        at += length;
        continue;
      }
      int value = 0;
      int read = 0;
      while (read < step.most && at < end) {
        int digit = text.charAt(at) - '0';
        if (digit < 0 || digit > 9) {
          break;
        }
        value = value * 10 + digit;
        read++;
        at++;
      }
      if (read < step.least) {
        return false;
      }
      if (step.field == TimeParts.NANO) {
        value = (int) (value * Powers.ofTen(9 - read));
      }
      into.set(step.field, value);
    }
    return at == end && into.isTime();
  }
}
