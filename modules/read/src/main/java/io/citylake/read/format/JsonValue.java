package io.citylake.read.format;

import io.citylake.read.record.RawText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value that keeps numbers as they were written, which Jackson's own tree does not. */
sealed interface JsonValue {
  /** Appends compact JSON. */
  void write(StringBuilder out);

  /** The value as text: scalars as written, others as compact JSON; null for null. */
  default @Nullable String text() {
    StringBuilder out = new StringBuilder();
    write(out);
    return out.toString();
  }

  /** What makes a value unusable that JSON's grammar allows, or null. */
  @Nullable String fault();

  /** What stands at a dotted path below this value; null where nothing does. */
  default @Nullable JsonValue at(String path) {
    return null;
  }

  /** A string. */
  record Text(String value) implements JsonValue {
    @Override
    public void write(StringBuilder out) {
      RawText.quote(value, out);
    }

    @Override
    public String text() {
      return value;
    }

    @Override
    public @Nullable String fault() {
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c == 0) {
          return "the record holds a NUL character, which no text may";
        }
        if (Character.isSurrogate(c)) {
          boolean pair =
              Character.isHighSurrogate(c)
                  && i + 1 < value.length()
                  && Character.isLowSurrogate(value.charAt(i + 1));
          if (!pair) {
            return "the record holds bytes or escapes that are no Unicode text";
          }
          i++;
        }
      }
      return null;
    }
  }

  /** A number, true or false, as written. */
  record Bare(String value) implements JsonValue {
    @Override
    public void write(StringBuilder out) {
      out.append(value);
    }

    @Override
    public @Nullable String fault() {
      return null;
    }
  }

  /** The null of JSON. */
  enum Nothing implements JsonValue {
    NOTHING;

    @Override
    public void write(StringBuilder out) {
      out.append("null");
    }

    @Override
    public @Nullable String text() {
      return null;
    }

    @Override
    public @Nullable String fault() {
      return null;
    }
  }

  /** An array. */
  record Items(List<JsonValue> values) implements JsonValue {
    @Override
    public void write(StringBuilder out) {
      out.append('[');
      for (int i = 0; i < values.size(); i++) {
        if (i > 0) {
          out.append(',');
        }
        values.get(i).write(out);
      }
      out.append(']');
    }

    @Override
    public @Nullable String fault() {
      for (JsonValue value : values) {
        String fault = value.fault();
        if (fault != null) {
          return fault;
        }
      }
      return null;
    }

    @Override
    public @Nullable JsonValue at(String path) {
      int dot = path.indexOf('.');
      String index = dot < 0 ? path : path.substring(0, dot);
      if (!index.matches("\\d{1,6}") || Integer.parseInt(index) >= values.size()) {
        return null;
      }
      JsonValue value = values.get(Integer.parseInt(index));
      return dot < 0 ? value : value.at(path.substring(dot + 1));
    }
  }

  /**
   * An object.
   *
   * @param duplicate a key that stands twice in it, or null
   */
  record Fields(Map<String, JsonValue> values, @Nullable String duplicate) implements JsonValue {
    @Override
    public void write(StringBuilder out) {
      out.append('{');
      boolean comma = false;
      for (Map.Entry<String, JsonValue> entry : values.entrySet()) {
        if (comma) {
          out.append(',');
        }
        comma = true;
        RawText.quote(entry.getKey(), out);
        out.append(':');
        entry.getValue().write(out);
      }
      out.append('}');
    }

    @Override
    public @Nullable String fault() {
      if (duplicate != null) {
        return "the key '%s' stands twice in one object".formatted(duplicate);
      }
      for (Map.Entry<String, JsonValue> entry : values.entrySet()) {
        // A name with a broken byte is not the name that the job maps, and its value would be lost.
        String inName = new Text(entry.getKey()).fault();
        String fault = inName == null ? entry.getValue().fault() : inName;
        if (fault != null) {
          return fault;
        }
      }
      return null;
    }

    /** Whole keys first, because a key may hold dots itself. */
    @Override
    public @Nullable JsonValue at(String path) {
      JsonValue whole = values.get(path);
      if (whole != null) {
        return whole;
      }
      for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
        JsonValue part = values.get(path.substring(0, dot));
        JsonValue found = part == null ? null : part.at(path.substring(dot + 1));
        if (found != null) {
          return found;
        }
      }
      return null;
    }
  }
}
