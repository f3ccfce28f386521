package io.citylake.read.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
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
    try (JsonParser parser = factory.createParser(line)) {
      parser.nextToken();
      root = JsonTree.value(parser);
      if (parser.nextToken() != null) {
        return "the line holds more than one JSON value";
      }
      String fault = wayFault(root, path);
      if (fault != null) {
        return fault;
      }
      if (!collect(root, path)) {
        return "the document has nothing at '" + path + "'";
      }
      return path.isEmpty() && waiting.isEmpty() ? "the line holds no record" : null;
    } catch (StreamConstraintsException e) {
      return "the JSON is beyond what is read: " + e.getOriginalMessage();
    } catch (JsonProcessingException e) {
      return "the line is not JSON: %s (column %d)"
          .formatted(e.getOriginalMessage(), e.getLocation().getColumnNr());
    }
  }
}
