package io.citylake.check.parse;

import io.citylake.check.parse.FixedFormat.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a java.time pattern: to {@link FixedFormat} where it has only numeric fields, literals
 * and optional sections, else to {@link JavaTimeFormat}, whose answers the former equals.
 */
public final class PatternCompiler {
  private static final int MOST_ALTERNATIVES = 16;

  private final String pattern;
  private int at;
  private boolean fixed = true;

  private PatternCompiler(String pattern) {
    this.pattern = pattern;
  }

  public static TimeFormat compile(String pattern) {
    JavaTimeFormat general = new JavaTimeFormat(pattern);
    List<TimeFormat> alternatives = new PatternCompiler(pattern).alternatives();
    if (alternatives.isEmpty()) {
      return general;
    }
    if (alternatives.size() == 1) {
      return alternatives.get(0);
    }
    TimeFormat[] each = alternatives.toArray(new TimeFormat[0]);
    return (text, into) -> {
      for (TimeFormat format : each) {
        if (format.read(text, into)) {
          return true;
        }
      }
      return false;
    };
  }

  /** The pattern with and without each optional section, or nothing where java.time has to read. */
  private List<TimeFormat> alternatives() {
    List<List<Step>> all = sequence();
    if (!fixed
        || all.size() > MOST_ALTERNATIVES
        || !all.stream().allMatch(PatternCompiler::sound)) {
      return List.of();
    }
    List<TimeFormat> formats = new ArrayList<>();
    for (List<Step> steps : all) {
      formats.add(new FixedFormat(steps));
    }
    return formats;
  }

  private List<List<Step>> sequence() {
    List<List<Step>> all = new ArrayList<>();
    all.add(List.of());
    while (fixed && at < pattern.length() && all.size() <= MOST_ALTERNATIVES) {
      char c = pattern.charAt(at);
      if (c == ']') {
        at++;
        break;
      } else if (c == '[') {
        at++;
        all = withOptional(all, sequence());
      } else {
        Step step = c == '\'' ? quoted() : isLetter(c) ? field(c) : plain(c);
        if (step == null) {
          fixed = false;
        } else {
          all = all.stream().map(steps -> append(steps, step)).toList();
        }
      }
    }
    return all;
  }

  private static List<List<Step>> withOptional(List<List<Step>> all, List<List<Step>> inner) {
    List<List<Step>> both = new ArrayList<>();
    for (List<Step> steps : all) {
      for (List<Step> more : inner) {
        List<Step> joined = new ArrayList<>(steps);
        joined.addAll(more);
        both.add(joined);
      }
      both.add(steps);
    }
    return both;
  }

  private static List<Step> append(List<Step> steps, Step step) {
    List<Step> longer = new ArrayList<>(steps);
    longer.add(step);
    return longer;
  }

  private Step plain(char c) {
    at++;
    return Step.literal(String.valueOf(c));
  }

  private Step quoted() {
    int close = pattern.indexOf('\'', at + 1);
    StringBuilder text = new StringBuilder(pattern.substring(at + 1, close));
    at = close + 1;
    if (text.isEmpty()) {
      return Step.literal("'");
    }
    while (at < pattern.length() && pattern.charAt(at) == '\'') {
      close = pattern.indexOf('\'', at + 1);
      text.append('\'').append(pattern, at + 1, close);
      at = close + 1;
    }
    return Step.literal(text.toString());
  }

  private @Nullable Step field(char letter) {
    int from = at;
    while (at < pattern.length() && pattern.charAt(at) == letter) {
      at++;
    }
    int width = at - from;
    return switch (letter) {
      case 'y', 'u' -> width == 4 ? new Step("", TimeParts.YEAR, 4, 4) : null;
      case 'M' -> pair(TimeParts.MONTH, width);
      case 'd' -> pair(TimeParts.DAY, width);
      case 'H' -> pair(TimeParts.HOUR, width);
      case 'm' -> pair(TimeParts.MINUTE, width);
      case 's' -> pair(TimeParts.SECOND, width);
      case 'S' -> width <= 9 ? new Step("", TimeParts.NANO, width, width) : null;
      default -> null;
    };
  }

  private static @Nullable Step pair(int field, int width) {
    return width <= 2 ? new Step("", field, width, 2) : null;
  }

  /** No field twice, and none of free width right before another, where java.time looks ahead. */
  private static boolean sound(List<Step> steps) {
    Set<Integer> seen = new HashSet<>();
    boolean free = false;
    for (Step step : steps) {
      if (step.isField() && (free || !seen.add(step.field()))) {
        return false;
      }
      free = step.isField() && step.least() < step.most();
    }
    return true;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
