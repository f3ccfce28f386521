package io.citylake.read.format;

import com.fasterxml.jackson.core.JsonFactory;
import io.citylake.model.RowOrigin;
import io.citylake.read.record.RecordLimits;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One document a line: a bad line is one refused record, the others go on. */
final class JsonLinesCursor extends JsonCursors.Base {
  private final CsvParser lines;
  private final String path;
  private final JsonFactory factory;
  private JsonValue root = JsonValue.Nothing.NOTHING;

  JsonLinesCursor(
      CsvParser lines, String path, RecordLimits limits, RowOrigin origin, JsonRow row) {
    super(lines, origin, row);
    this.lines = lines;
    this.path = path;
    this.factory = JsonTree.factory(limits);
  }

  @Override
  public boolean next() throws IOException {
    while (waiting.isEmpty()) {
      if (!lines.next()) {
        return false;
      }
      String fault = lines.fault();
      String line = lines.text();
      if (fault == null && line.isBlank()) {
        continue;
      }
      fault = fault == null ? read(line) : fault;
      if (fault != null) {
        row.refuse(fault, line, lines.place());
        return true;
      }
    }
    row.set(waiting.remove(), root, lines.place());
    return true;
  }

  /** Why the line is no document, or null. */
  private @Nullable String read(String line) throws IOException {
    JsonElements.Read read = JsonElements.read(factory, line, "line", path, waiting);
    root = read.document();
    return read.fault();
  }
}
