package io.citylake.read.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The elements at a path, document after document, without holding more than one of them. It gives
 * what {@link JsonElements#collect} finds in trees; where a tree would have to be looked at twice,
 * it says so instead of finding something else.
 */
final class JsonPathRows {
  /** Which of two equal keys holds the rows, nobody can say. */
  static final String TWICE = "a key stands twice in the document's root or on the way to its rows";

  private final JsonParser parser;
  private final String[] steps;
  private final Deque<Frame> way = new ArrayDeque<>();
  private boolean found;

  /** Whether the last token began an array on the way: an empty one is a place without rows. */
  private boolean atArray;

  private @Nullable String fault;

  /**
   * A container on the way to the rows.
   *
   * @param step which part of the path is looked for in it; the path's length where its elements
   *     are rows
   * @param keys met in an object
   */
  private record Frame(boolean array, int step, Set<String> keys) {}

  JsonPathRows(JsonParser parser, String path) {
    this.parser = parser;
    this.steps = path.isEmpty() ? new String[0] : path.split("\\.", -1);
    for (String step : steps) {
      if (step.matches("\\d{1,6}")) {
        fault = "a path with a number in it is not followed in so large a document";
      }
    }
  }

  /** The next element, or null at the end or at a fault. */
  @Nullable JsonValue next() throws IOException {
    while (fault == null) {
      Frame top = way.peek();
      JsonToken token = parser.nextToken();
      found |= atArray && token == JsonToken.END_ARRAY;
      atArray = false;
      if (top == null) {
        if (token == null) {
          return null;
        }
        JsonValue row = enter(0);
        if (row != null) {
          return row;
        }
      } else if (token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) {
        way.pop();
      } else if (top.array()) {
        JsonValue row = top.step() == steps.length ? JsonTree.value(parser) : enter(top.step());
        if (row != null) {
          return row;
        }
      } else {
        JsonValue row = field(top);
        if (row != null) {
          return row;
        }
      }
    }
    return null;
  }

  private @Nullable JsonValue field(Frame object) throws IOException {
    String key = parser.currentName();
    if (!object.keys().add(key)) {
      fault = TWICE;
      return null;
    }
    if (key.indexOf('.') >= 0 && rest(object.step()).startsWith(key)) {
      fault =
          "the key '%s' holds dots, which are not followed in so large a document".formatted(key);
      return null;
    }
    parser.nextToken();
    if (key.equals(steps[object.step()])) {
      return enter(object.step() + 1);
    }
    parser.skipChildren();
    return null;
  }

  private String rest(int step) {
    return String.join(".", List.of(steps).subList(step, steps.length));
  }

  /** At the first token of a value in which a part of the path is looked for. */
  private @Nullable JsonValue enter(int step) throws IOException {
    JsonToken token = parser.currentToken();
    boolean here = step == steps.length;
    if (token == JsonToken.START_ARRAY) {
      found |= here;
      atArray = true;
      way.push(new Frame(true, step, Set.of()));
      return null;
    }
    if (here) {
      found |= token != JsonToken.VALUE_NULL || steps.length == 0;
      return token == JsonToken.VALUE_NULL ? null : JsonTree.value(parser);
    }
    if (token == JsonToken.START_OBJECT) {
      way.push(new Frame(false, step, new HashSet<>()));
    }
    return null;
  }

  /** Whether anything stood at the path. */
  boolean found() {
    return found;
  }

  /** Why it gave up, or null. */
  @Nullable String fault() {
    return fault;
  }

  /** Of the first document only what stands at these paths, and what is around it. */
  static JsonValue pick(JsonParser parser, List<String> paths) throws IOException {
    return parser.nextToken() == null ? JsonValue.Nothing.NOTHING : picked(parser, paths);
  }

  private static JsonValue picked(JsonParser parser, List<String> paths) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return JsonTree.value(parser);
    }
    Map<String, JsonValue> values = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      List<String> below = new ArrayList<>();
      boolean whole = false;
      for (String path : paths) {
        whole |= path.equals(key);
        if (path.startsWith(key + ".")) {
          below.add(path.substring(key.length() + 1));
        }
      }
      boolean numbered = below.stream().anyMatch(path -> path.matches("\\d{1,6}(\\..*)?"));
      if (whole || (numbered && parser.currentToken() == JsonToken.START_ARRAY)) {
        values.put(key, JsonTree.value(parser));
      } else if (!below.isEmpty() && parser.currentToken() == JsonToken.START_OBJECT) {
        values.put(key, picked(parser, below));
      } else {
        // Of two equal keys the last counts, as in a tree.
        values.remove(key);
        parser.skipChildren();
      }
    }
    return new JsonValue.Fields(values, null);
  }
}
