package io.citylake.read.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.citylake.model.RowOrigin;
import io.citylake.read.record.RecordLimits;
import java.io.CharArrayReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Documents of many lines. One of moderate size is parsed before its first row is given, so that a
 * broken one gives no row but a refused one, and so that values that stand after the rows are found
 * too. A larger one is streamed: there only values before the rows can be picked from its root.
 */
final class JsonDocumentCursor extends JsonCursors.Base {
  /** In characters; the tree takes about ten times as much memory. */
  private static final int MODERATE = 32 << 20;

  private static final int SHOWN_OF_BROKEN = 1 << 16;

  private final JsonParser parser;
  private final String path;
  private final boolean streaming;
  private final String head;
  private JsonValue root = JsonValue.Nothing.NOTHING;
  private long ordinal;
  private boolean inRows;
  private boolean ended;

  private JsonDocumentCursor(
      JsonParser parser,
      String path,
      boolean streaming,
      String head,
      Reader in,
      RowOrigin origin,
      JsonRow row) {
    super(in, origin, row);
    this.parser = parser;
    this.path = path;
    this.streaming = streaming;
    this.head = head;
  }

  static JsonDocumentCursor open(
      StrictDecoder in, String path, RecordLimits limits, RowOrigin origin, JsonRow row)
      throws IOException {
    char[] text = new char[1 << 16];
    int length = 0;
    int read = 0;
    while (read >= 0 && length < MODERATE) {
      length += read;
      if (text.length - length < StrictDecoder.LEAST_ROOM) {
        text = Arrays.copyOf(text, text.length * 2);
      }
      read = in.read(text, length, text.length - length);
    }
    boolean streaming = read >= 0;
    Reader first = new CharArrayReader(text, 0, length);
    if (streaming) {
      length += read;
      first = new Continued(new CharArrayReader(text, 0, length), in);
    }
    JsonParser parser = JsonTree.factory(limits).createParser(first);
    String head = new String(text, 0, Math.min(length, SHOWN_OF_BROKEN));
    return new JsonDocumentCursor(parser, path, streaming, head, in, origin, row);
  }

  @Override
  public boolean next() throws IOException {
    if (ended) {
      return !waiting.isEmpty() && give(waiting.remove());
    }
    try {
      return streaming ? nextStreamed() : nextOfTrees();
    } catch (JsonProcessingException e) {
      ended = true;
      waiting.clear();
      return refuse(
          "the document is not JSON: " + e.getOriginalMessage(), e.getLocation().getLineNr());
    }
  }

  /** All documents of the file (there may be several, one after the other) before the first row. */
  private boolean nextOfTrees() throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      ended = true;
      return false;
    }
    JsonValue first = JsonTree.value(parser);
    root = first;
    boolean found = collect(first, path);
    while (parser.nextToken() != null) {
      found |= collect(JsonTree.value(parser), path);
    }
    ended = true;
    String fault = rootFault(first, path);
    if (fault != null) {
      waiting.clear();
      return refuse(fault, 1);
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

  private boolean nextStreamed() throws IOException {
    if (!inRows) {
      if (parser.nextToken() == null || !enter(path)) {
        ended = true;
        return refuse("the document has no array at '" + path + "'", 1);
      }
      inRows = true;
    }
    if (parser.nextToken() != JsonToken.END_ARRAY) {
      return give(JsonTree.value(parser));
    }
    // To its end, because what is cut off there may have lost rows before.
    while (parser.nextToken() != null) {
      parser.skipChildren();
    }
    ended = true;
    return false;
  }

  /** Goes down to the array of rows, and keeps what it meets on the root's level. */
  private boolean enter(String rest) throws IOException {
    Map<String, JsonValue> before = new LinkedHashMap<>();
    @Nullable String left = rest.isEmpty() ? null : rest;
    boolean atRoot = true;
    while (left != null) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        return false;
      }
      int dot = left.indexOf('.');
      String key = dot < 0 ? left : left.substring(0, dot);
      if (!find(key, atRoot ? before : new LinkedHashMap<>())) {
        return false;
      }
      left = dot < 0 ? null : left.substring(dot + 1);
      atRoot = false;
    }
    root = new JsonValue.Fields(before, null);
    return parser.currentToken() == JsonToken.START_ARRAY;
  }

  private boolean find(String key, Map<String, JsonValue> passed) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals(key)) {
        return true;
      }
      passed.put(name, JsonTree.value(parser));
    }
    return false;
  }

  /** What was read ahead, then the rest. */
  private static final class Continued extends Reader {
    private final Reader first;
    private final Reader rest;

    Continued(Reader first, Reader rest) {
      this.first = first;
      this.rest = rest;
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
      int read = first.read(into, offset, length);
      return read > 0 ? read : rest.read(into, offset, length);
    }

    @Override
    public void close() throws IOException {
      rest.close();
    }
  }
}
