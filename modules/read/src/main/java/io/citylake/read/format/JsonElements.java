package io.citylake.read.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.citylake.read.format.JsonValue.Fields;
import io.citylake.read.format.JsonValue.Items;
import java.io.IOException;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the elements of a document that are its rows. */
final class JsonElements {
  private JsonElements() {}

  /**
   * Collects the rows of a document: what stands at the path, arrays taken apart.
   *
   * @return whether anything stands there at all
   */
  static boolean collect(JsonValue root, String path, Deque<JsonValue> rows) {
    if (path.isEmpty()) {
      explode(root, rows);
      return true;
    }
    return walk(root, path, rows);
  }

  /** Why nobody can say which values are the rows, or null. */
  static @Nullable String wayFault(JsonValue value, String path) {
    if (path.isEmpty()) {
      return null;
    }
    if (value instanceof Items items) {
      return items.values().stream()
          .map(item -> wayFault(item, path))
          .filter(Objects::nonNull)
          .findFirst()
          .orElse(null);
    }
    if (!(value instanceof Fields fields)) {
      return null;
    }
    if (fields.duplicate() != null) {
      return JsonPathRows.TWICE;
    }
    int dot = path.indexOf('.');
    JsonValue next = fields.values().get(dot < 0 ? path : path.substring(0, dot));
    return next == null ? null : wayFault(next, dot < 0 ? "" : path.substring(dot + 1));
  }

  private static boolean walk(JsonValue value, String path, Deque<JsonValue> rows) {
    JsonValue found = value.at(path);
    if (found != null) {
      explode(found, rows);
      return found != JsonValue.Nothing.NOTHING;
    }
    // An array on the way is taken apart as well: districts.stations has the stations of all.
    if (value instanceof Items items) {
      boolean any = false;
      for (JsonValue item : items.values()) {
        any |= walk(item, path, rows);
      }
      return any || items.values().isEmpty();
    }
    int dot = path.indexOf('.');
    JsonValue next = dot < 0 ? null : value.at(path.substring(0, dot));
    return next != null && walk(next, path.substring(dot + 1), rows);
  }

  private static void explode(JsonValue found, Deque<JsonValue> rows) {
    if (found instanceof Items items) {
      rows.addAll(items.values());
    } else if (found != JsonValue.Nothing.NOTHING) {
      rows.add(found);
    }
  }

  /**
   * A text that is one document, or why it is none.
   *
   * @param fault null where it is one
   */
  record Read(JsonValue document, @Nullable String fault) {}

  /**
   * Reads a text that must be one document, and collects its rows.
   *
   * @param what the text is, for a fault: {@code line}
   */
  static Read read(
      JsonFactory factory, String text, String what, String path, Deque<JsonValue> rows)
      throws IOException {
    try (JsonParser parser = factory.createParser(text)) {
      if (parser.nextToken() == null) {
        return none("the %s is empty".formatted(what));
      }
      JsonValue root = JsonTree.value(parser);
      if (parser.nextToken() != null) {
        return none("the %s holds more than one JSON value".formatted(what));
      }
      return new Read(root, collected(root, what, path, rows));
    } catch (StreamConstraintsException e) {
      return none("the JSON is beyond what is read: " + e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      return none(
          "the %s is not JSON: %s (column %d)"
              .formatted(what, e.getOriginalMessage(), e.getLocation().getColumnNr()));
    }
  }

  private static Read none(String fault) {
    return new Read(JsonValue.Nothing.NOTHING, fault);
  }

  /** Collects the rows of a document, or says why there are none. */
  static @Nullable String collected(
      JsonValue root, String what, String path, Deque<JsonValue> rows) {
    String fault = wayFault(root, path);
    if (fault != null) {
      return fault;
    }
    if (!collect(root, path, rows)) {
      return "the document has nothing at '" + path + "'";
    }
    return path.isEmpty() && rows.isEmpty() ? "the %s holds no record".formatted(what) : null;
  }
}
