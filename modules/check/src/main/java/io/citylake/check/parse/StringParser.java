package io.citylake.check.parse;

import org.jspecify.annotations.Nullable;

/** Texts as they are, except those that UTF-8 cannot hold. */
final class StringParser extends ValueParser {
  StringParser() {
    super("text");
  }

  @Override
  public @Nullable Object parse(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean whole =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!whole) {
          return refuse("half of a surrogate pair, which UTF-8 cannot hold");
        }
        i++;
      }
    }
    return text;
  }
}
