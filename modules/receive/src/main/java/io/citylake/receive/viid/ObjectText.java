package io.citylake.receive.viid;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

  /**
   * Whether images are decoded while they are read, which holds none of them in memory and ends at
   * the first that is no base64.
   */
  private final boolean strict;

  ObjectText(byte[] body, JsonParser parser, int mostDepth, boolean strict) {
    this.body = body;
    this.parser = parser;
    this.mostDepth = mostDepth;
    this.strict = strict;
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
        ObjectNode image = image();
        out.write(body, from, at - from);
        out.write(image.toString().getBytes(StandardCharsets.UTF_8));
        from = (int) parser.currentLocation().getByteOffset();
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

  private ObjectNode image() throws IOException {
    if (!strict) {
      return ImageSum.lenient(parser.getText());
    }
    ImageSum sum = new ImageSum();
    try {
      parser.readBinaryValue(Base64Variants.MIME_NO_LINEFEEDS, sum);
      return sum.json();
    } catch (IllegalArgumentException e) {
      throw new JsonParseException(parser, "no base64", e);
    }
  }
}
