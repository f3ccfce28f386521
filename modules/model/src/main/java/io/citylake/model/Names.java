package io.citylake.model;

import java.util.regex.Pattern;

/**
 * What a theme, table, column or job may be called: lower_snake, so that no engine ever has to
 * quote it.
 */
final class Names {
  static final int LONGEST = 64;
  private static final Pattern LOWER_SNAKE = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  private Names() {}

  static String check(String kind, String name) {
    if (!LOWER_SNAKE.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "Cannot use '%s' as a %s name: it must match %s"
              .formatted(name, kind, LOWER_SNAKE.pattern()));
    }
    return name;
  }
}
