package io.citylake.read.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.citylake.model.RowOrigin;
import io.citylake.read.record.RecordLimits;
import java.io.CharArrayReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Documents of many lines. Each is looked through before its first row is given, so that a broken
 * one gives no row but a refused one, and so that values that stand after the rows are found too:
 * one of moderate size as a tree, a larger one by reading it twice from the local disk. Both find
 * the same rows.
 */
final class JsonDocumentCursor extends JsonCursors.Base {
  /** In characters; the tree takes about ten times as much memory. */
  static final int MODERATE = 32 << 20;

  private static final int SHOWN_OF_BROKEN = 1 << 16;

  private final JsonParser parser;
  private final String path;
  private final String head;
  private final @Nullable Spooled spooled;
  private JsonValue root = JsonValue.Nothing.NOTHING;
  private @Nullable JsonPathRows streamed;
  private long ordinal;
  private boolean ended;

  /** A text too large for a tree. */
  private record Spooled(SpooledText text, JsonFactory factory, Reader second) {}

  private JsonDocumentCursor(
      JsonParser parser,
      String path,
      String head,
      @Nullable Spooled spooled,
      Reader in,
      RowOrigin origin,
      JsonRow row) {
    super(in, origin, row);
    this.parser = parser;
    this.path = path;
    this.head = head;
    this.spooled = spooled;
  }

  /**
   * @param moderate up to how many characters a tree is built
   */
  static JsonDocumentCursor open(
      StrictDecoder in,
      String path,
      RecordLimits limits,
      RowOrigin origin,
      JsonRow row,
      int moderate)
      throws IOException {
    char[] text = new char[1 << 16];
    int length = 0;
    int read = 0;
    while (read >= 0 && length < moderate) {
      length += read;
      if (text.length - length < StrictDecoder.LEAST_ROOM) {
        text = Arrays.copyOf(text, text.length * 2);
      }
      read = in.read(text, length, text.length - length);
    }
    JsonFactory factory = JsonTree.factory(limits);
    if (read < 0) {
      String head = new String(text, 0, Math.min(length, SHOWN_OF_BROKEN));
      JsonParser parser = factory.createParser(new CharArrayReader(text, 0, length));
      return new JsonDocumentCursor(parser, path, head, null, in, origin, row);
    }
    length += read;
    String head = new String(text, 0, Math.min(length, SHOWN_OF_BROKEN));
    SpooledText spooled = SpooledText.of(text, length, in);
    try {
      Reader second = spooled.open();
      JsonParser parser = factory.createParser(second);
      return new JsonDocumentCursor(
          parser, path, head, new Spooled(spooled, factory, second), in, origin, row);
    } catch (IOException | RuntimeException e) {
      spooled.close();
      throw e;
    }
  }

  @Override
  public boolean next() throws IOException {
    if (ended) {
      return !waiting.isEmpty() && give(waiting.remove());
    }
    try {
      Spooled large = spooled;
      return large != null ? nextStreamed(large) : nextOfTrees();
    } catch (JsonProcessingException e) {
      ended = true;
      waiting.clear();
      // What is beyond a bound has no place.
      return e.getLocation() == null
          ? refuse("the JSON is beyond what is read: " + e.getOriginalMessage(), 1)
          : refuse(
              "the document is not JSON: " + e.getOriginalMessage(), e.getLocation().getLineNr());
    }
  }

  /** All documents of the file (there may be several, one after the other) before the first row. */
  private boolean nextOfTrees() throws IOException {
    ended = true;
    boolean found = false;
    boolean first = true;
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      JsonValue document = JsonTree.value(parser);
      if (first) {
        root = document;
        first = false;
      }
      found |= collect(document, path);
      String fault = JsonElements.wayFault(document, path);
      if (fault != null) {
        waiting.clear();
        return refuse(fault, 1);
      }
    }
    if (first) {
      throw FormatTask.empty(origin().source(), "a JSON document");
    }
    if (!found) {
      return refuse("the document has nothing at '" + path + "'", 1);
    }
    return !waiting.isEmpty() && give(waiting.remove());
  }

  private boolean give(JsonValue element) {
    row.set(element, root, ++ordinal);
    return true;
  }

  private boolean refuse(String why, long line) {
    row.refuse(why, head, Math.max(1, line));
    return true;
  }

  private boolean nextStreamed(Spooled large) throws IOException {
    JsonPathRows rows = streamed;
    if (rows == null) {
      String fault = lookThrough(large);
      if (fault != null) {
        ended = true;
        return refuse(fault, 1);
      }
      rows = new JsonPathRows(parser, path);
      streamed = rows;
    }
    JsonValue element = rows.next();
    if (element == null) {
      ended = true;
      return false;
    }
    return give(element);
  }

  /** The first reading: what is wrong with the document, or null; and what stands at its root. */
  private @Nullable String lookThrough(Spooled large) throws IOException {
    try (Reader text = large.text().open();
        JsonParser first = large.factory().createParser(text)) {
      JsonPathRows rows = new JsonPathRows(first, path);
      while (rows.next() != null) {
        // To its end: what is cut off there may have lost rows before.
      }
      if (rows.fault() != null) {
        return rows.fault();
      }
      if (!rows.found()) {
        return "the document has nothing at '" + path + "'";
      }
    }
    List<String> ofRoot = row.namesOfRoot();
    if (!ofRoot.isEmpty()) {
      try (Reader text = large.text().open();
          JsonParser first = large.factory().createParser(text)) {
        root = JsonPathRows.pick(first, ofRoot);
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    try {
      Spooled large = spooled;
      if (large != null) {
        large.second().close();
        large.text().close();
      }
    } finally {
      super.close();
    }
  }
}
