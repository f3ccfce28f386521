package io.citylake.receive.viid;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.citylake.contract.feed.Feed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Takes values out of a body as they came, but for images: in the place of a text named Data, in
 * any case of letters, and of each text in an array or object of that name, there is what {@link
 * ImageSum} says of it.
 */
final class ObjectText {
  private static final String IMAGE = "Data";
  private static final int LONGEST_ID = 100;

  private final byte[] body;
  private final JsonParser parser;
  private final int mostDepth;
  private final long mostBytes;

  /** What may still be made of the body. */
  private long room;

  ObjectText(byte[] body, JsonParser parser, Feed.Limits limits) {
    this.body = body;
    this.parser = parser;
    this.mostDepth = limits.depth();
    this.mostBytes = limits.message().bytes();
    this.room = 2 * limits.body().bytes();
  }

  /**
   * A value.
   *
   * @param text empty where it has more bytes than the feed takes of a message
   * @param bytes how many it has
   * @param id what its member of that name says; empty for nothing
   * @param tooDeep whether it is nested deeper than the feed takes
   * @param empty whether it is an object without members
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them, and copies cost
  record Taken(byte[] text, long bytes, String id, boolean tooDeep, boolean empty) {}

  /**
   * Takes the value that the parser has just begun.
   *
   * @param name of the member that it is the value of; empty for an element
   * @param idName the member that tells it from others; null for none
   */
  Taken take(String name, @Nullable String idName) throws IOException, ViidFault {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int from = at();
    long bytes = 0;
    String id = "";
    boolean tooDeep = false;
    boolean empty = true;
    int depth = 0;
    // The depth below which all texts are images; 0 while there is none.
    int images = 0;
    JsonToken token = parser.currentToken();
    String member = name;
    while (true) {
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      tooDeep |= depth > mostDepth;
      boolean image = IMAGE.equalsIgnoreCase(member);
      if (token.isStructStart() && image && images == 0) {
        images = depth;
      }
      images = depth < images ? 0 : images;
      if (depth == 1 && token.isScalarValue() && idName != null && idName.equals(member)) {
        id = shortened(parser.getText());
      } else if (token == JsonToken.VALUE_STRING && (image || images > 0)) {
        int quote = at();
        int end = end(quote);
        byte[] sum = ImageSum.of(body, quote + 1, end).toString().getBytes(StandardCharsets.UTF_8);
        bytes += quote - from + sum.length;
        if (bytes <= mostBytes) {
          out.write(body, from, quote - from);
          out.write(sum, 0, sum.length);
        }
        from = end + 1;
      }
      if (depth == 0) {
        break;
      }
      token = parser.nextToken();
      if (token == null) {
        throw new JsonParseException(parser, "the body ends early");
      }
      member = parser.currentName();
      empty &= depth == 1 && token.isStructEnd();
    }
    if (token == JsonToken.VALUE_STRING && from <= at()) {
      // Its end is known once it was read.
      parser.getTextLength();
    }
    int until = (int) parser.currentLocation().getByteOffset();
    bytes += Math.max(0, until - from);
    if (bytes > mostBytes) {
      return new Taken(new byte[0], bytes, id, tooDeep, empty);
    }
    if (from < until) {
      out.write(body, from, until - from);
    }
    spend(bytes);
    return new Taken(out.toByteArray(), bytes, id, tooDeep, empty);
  }

  /**
   * Counts bytes that are held of the body: small texts with large heads, and images of no size,
   * become many times what came.
   */
  void spend(long bytes) throws ViidFault {
    room -= bytes;
    if (room < 0) {
      throw new ViidFault(
          ViidCode.JSON_CONTENT,
          "its objects, each with what their notification says, have more than twice the bytes of a body; send fewer in one");
    }
  }

  private int at() {
    return (int) parser.currentTokenLocation().getByteOffset();
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
