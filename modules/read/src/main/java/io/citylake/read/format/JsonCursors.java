package io.citylake.read.format;

import io.citylake.contract.job.SourceSpec.Json;
import io.citylake.model.RawRow;
import io.citylake.model.RowOrigin;
import io.citylake.read.record.RecordCursor;
import io.citylake.read.record.RecordLimits;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

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
      return JsonElements.collect(root, path, waiting);
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
