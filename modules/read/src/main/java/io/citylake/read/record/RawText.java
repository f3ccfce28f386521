package io.citylake.read.record;

import org.jspecify.annotations.Nullable;

/**
 * Writes one flat JSON object of names and texts: how a refused record is kept. Bytes that no
 * encoding explains stand in a text as lone low surrogates (U+DC00 + byte, as Python's
 * surrogateescape does) and are printed as {@code \xFF}, so that the object is valid UTF-8.
 */
public final class RawText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();
  private final StringBuilder json = new StringBuilder(256).append('{');
  private boolean first = true;

  public RawText put(String name, @Nullable String text) {
    name(name);
    if (text == null) {
      json.append("null");
    } else {
      quote(text, json);
    }
    return this;
  }

  /** Puts a value that is JSON already. */
  public RawText putJson(String name, String value) {
    name(name);
    json.append(value);
    return this;
  }

  public RawText putAll(String name, Iterable<String> texts) {
    name(name);
    json.append('[');
    boolean comma = false;
    for (String text : texts) {
      if (comma) {
        json.append(',');
      }
      quote(text, json);
      comma = true;
    }
    json.append(']');
    return this;
  }

  /** The whole object. */
  public String close() {
    return json.append('}').toString();
  }

  private void name(String name) {
    if (!first) {
      json.append(',');
    }
    first = false;
    quote(name, json);
    json.append(':');
  }

  /** Appends a JSON string. */
  public static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        control(c, out);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else if (Character.isSurrogate(c)) {
        lone(c, out);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static void control(char c, StringBuilder out) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 0xf]);
    }
  }

  private static void lone(char c, StringBuilder out) {
    if (c >= '\uDC00' && c <= '\uDCFF') {
      out.append("\\\\x")
          .append(Character.toUpperCase(HEX[(c >> 4) & 0xf]))
          .append(Character.toUpperCase(HEX[c & 0xf]));
    } else {
      out.append('\uFFFD');
    }
  }
}
