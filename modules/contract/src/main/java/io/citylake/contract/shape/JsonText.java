package io.citylake.contract.shape;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes maps, lists and scalars as JSON, indented, keys in the order of the map. */
final class JsonText {
  private final StringBuilder out = new StringBuilder();

  private JsonText() {}

  static String of(Object value) {
    JsonText text = new JsonText();
    text.value(value, "\n");
    return text.out.append('\n').toString();
  }

  private void value(Object value, String line) {
    if (value instanceof Map<?, ?> map) {
      object(map, line);
    } else if (value instanceof List<?> list) {
      array(list, line);
    } else if (value instanceof String text) {
      string(text);
    } else {
      out.append(value);
    }
  }

  private void object(Map<?, ?> map, String line) {
    String inner = line + "  ";
    out.append('{');
    for (Iterator<? extends Map.Entry<?, ?>> i = map.entrySet().iterator(); i.hasNext(); ) {
      Map.Entry<?, ?> entry = i.next();
      out.append(inner);
      string((String) entry.getKey());
      out.append(": ");
      value(entry.getValue(), inner);
      out.append(i.hasNext() ? "," : line);
    }
    out.append('}');
  }

  private void array(List<?> list, String line) {
    boolean flat = list.stream().noneMatch(each -> each instanceof Map || each instanceof List);
    String inner = line + "  ";
    out.append('[');
    for (Iterator<?> i = list.iterator(); i.hasNext(); ) {
      out.append(flat ? "" : inner);
      value(i.next(), inner);
      out.append(i.hasNext() ? (flat ? ", " : ",") : (flat ? "" : line));
    }
    out.append(']');
  }

  private void string(String text) {
    out.append('"');
    text.chars()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                  if (c < 0x20) {
                    out.append("\\u%04x".formatted(c));
                  } else {
                    out.append((char) c);
                  }
                }
              }
            });
    out.append('"');
  }
}
