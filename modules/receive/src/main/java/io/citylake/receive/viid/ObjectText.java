package io.citylake.receive.viid;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Takes values out of a body as they came, but for images: in the place of a text named Data there
 * is what {@link ImageSum} says of it.
 */
final class ObjectText {
  private static final String IMAGE = "Data";
  private static final int LONGEST_ID = 100;

  private final byte[] body;
  private final JsonParser parser;
  private final int mostDepth;

  ObjectText(byte[] body, JsonParser parser, int mostDepth) {
    this.body = body;
    this.parser = parser;
    this.mostDepth = mostDepth;
  }

  /**
   * A value.
   *
   * @param id what its member of that name says; empty for nothing
   * @param tooDeep whether it is nested deeper than the feed takes
   * @param empty whether it is an object without members
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them, and copies cost
  record Taken(byte[] text, String id, boolean tooDeep, boolean empty) {}

  /**
   * Takes the value that the parser has just begun.
   *
   * @param idName the member that tells it from others; null for none
   */
  Taken take(@Nullable String idName) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int from = (int) parser.currentTokenLocation().getByteOffset();
    String id = "";
    boolean tooDeep = false;
    boolean empty = true;
    int depth = parser.currentToken().isStructStart() ? 1 : 0;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new JsonParseException(parser, "the body ends early");
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      tooDeep |= depth > mostDepth;
      empty &= depth == 0;
      if (depth == 1
          && token.isScalarValue()
          && idName != null
          && idName.equals(parser.currentName())) {
        id = shortened(parser.getText());
      } else if (token == JsonToken.VALUE_STRING && IMAGE.equals(parser.currentName())) {
        int at = (int) parser.currentTokenLocation().getByteOffset();
        int end = end(at);
        out.write(body, from, at - from);
        out.write(ImageSum.of(body, at + 1, end).toString().getBytes(StandardCharsets.UTF_8));
        from = end + 1;
      }
    }
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      // Its end is known once it was read.
      parser.getTextLength();
    }
    out.write(body, from, (int) parser.currentLocation().getByteOffset() - from);
    return new Taken(out.toByteArray(), id, tooDeep, empty);
  }

  static String shortened(String id) {
    return id.length() > LONGEST_ID ? id.substring(0, LONGEST_ID) : id;
  }

  /**
   * Where the text ends whose quote is there, without a look at what it says: whether it is JSON is
   * told by the parser, which goes on behind it.
   */
  private int end(int quote) throws IOException {
    for (int i = quote + 1; i < body.length; i++) {
      if (body[i] == '"') {
        return i;
      }
      i += body[i] == '\\' ? 1 : 0;
    }
    throw new JsonParseException(parser, "the body ends early");
  }
}
