package io.citylake.check.mapping;

import org.jspecify.annotations.Nullable;

/**
 * Hides most of a personal text but keeps what helps to find it again: of twelve characters or more
 * the first three and last four, of six or more the first and last, else nothing.
 */
final class ValueMask {
  private ValueMask() {}

  static @Nullable String hide(@Nullable String text) {
    if (text == null) {
      return null;
    }
    int[] points = text.codePoints().toArray();
    int head = points.length >= 12 ? 3 : points.length >= 6 ? 1 : 0;
    int tail = points.length >= 12 ? 4 : points.length >= 6 ? 1 : 0;
    StringBuilder hidden = new StringBuilder(points.length);
    for (int i = 0; i < points.length; i++) {
      if (i < head || i >= points.length - tail) {
        hidden.appendCodePoint(points[i]);
      } else {
        hidden.append('*');
      }
    }
    return hidden.toString();
  }
}
