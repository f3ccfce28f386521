package io.citylake.read.format;

import io.citylake.contract.job.SourceSpec.Json;
import io.citylake.model.RawRow;
import io.citylake.model.RowOrigin;
import io.citylake.read.format.JsonValue.Fields;
import io.citylake.read.format.JsonValue.Items;
import io.citylake.read.record.RecordCursor;
import io.citylake.read.record.RecordLimits;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Opens JSON by lines or by document. */
final class JsonCursors {
  private JsonCursors() {}

  static RecordCursor open(
      Json json, RequestedFields wanted, RecordLimits limits, StrictDecoder in, SplitRange stretch)
      throws IOException {
    JsonRow row = new JsonRow(wanted);
    return json.lines()
        ? new JsonLinesCursor(
            new CsvParser(in, Dialect.LINES, limits, stretch.firstLine()),
            json.rows(),
            limits,
            stretch.origin(),
            row)
        : JsonDocumentCursor.open(
            in, json.rows(), limits, stretch.origin(), row, JsonDocumentCursor.MODERATE);
  }

  /** What the two have in common: rows of a tree wait until they are asked for. */
  abstract static class Base implements RecordCursor {
    private final Closeable in;
    private final RowOrigin origin;
    final JsonRow row;
    final Deque<JsonValue> waiting = new ArrayDeque<>();

    Base(Closeable in, RowOrigin origin, JsonRow row) {
      this.in = in;
      this.origin = origin;
      this.row = row;
    }

    /**
     * Collects the rows of a document: what stands at the path, arrays taken apart.
     *
     * @return whether anything stands there at all
     */
    final boolean collect(JsonValue root, String path) {
      if (path.isEmpty()) {
        explode(root);
        return true;
      }
      return walk(root, path);
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

    private boolean walk(JsonValue value, String path) {
      JsonValue found = value.at(path);
      if (found != null) {
        explode(found);
        return found != JsonValue.Nothing.NOTHING;
      }
      // An array on the way is taken apart as well: districts.stations has the stations of all.
      if (value instanceof Items items) {
        boolean any = false;
        for (JsonValue item : items.values()) {
          any |= walk(item, path);
        }
        return any || items.values().isEmpty();
      }
      int dot = path.indexOf('.');
      JsonValue next = dot < 0 ? null : value.at(path.substring(0, dot));
      return next != null && walk(next, path.substring(dot + 1));
    }

    private void explode(JsonValue found) {
      if (found instanceof Items items) {
        waiting.addAll(items.values());
      } else if (found != JsonValue.Nothing.NOTHING) {
        waiting.add(found);
      }
    }

    @Override
    public RawRow row() {
      return row;
    }

    @Override
    public final RowOrigin origin() {
      return origin;
    }

    @Override
    public final List<String> missing() {
      return row.missing();
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
