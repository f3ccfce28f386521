package io.citylake.receive.viid;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** What is left of an image that is not kept: its SHA-256, its size, and what kind it is. */
final class ImageSum {
  private static final int MARK = 4;

  private final MessageDigest digest = Sha256.digest();
  private final byte[] first = new byte[MARK];
  private long bytes;

  /**
   * Of a text in JSON, which is decoded in parts.
   *
   * @param from of the text's first byte
   * @param until after its last
   */
  static ObjectNode of(byte[] body, int from, int until) {
    ImageSum sum = new ImageSum();
    if (Base64Text.decode(body, from, until, sum::add)) {
      return sum.json();
    }
    ImageSum text = new ImageSum();
    text.add(body, from, until - from);
    return text.json()
        .put("type", "")
        .put("fault", "no base64; sum and size are of the text as it came");
  }

  private void add(byte[] from, int offset, int length) {
    for (int i = 0; i < length && bytes + i < MARK; i++) {
      first[(int) bytes + i] = from[offset + i];
    }
    digest.update(from, offset, length);
    bytes += length;
  }

  private ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("sha256", HexFormat.of().formatHex(digest.digest()))
        .put("bytes", bytes)
        .put("type", type());
  }

  private String type() {
    String mark = new String(first, StandardCharsets.ISO_8859_1);
    if (mark.startsWith("\u00FF\u00D8\u00FF")) {
      return "image/jpeg";
    }
    if (mark.equals("\u0089PNG")) {
      return "image/png";
    }
    if (mark.startsWith("GIF8")) {
      return "image/gif";
    }
    return mark.startsWith("BM") ? "image/bmp" : "";
  }
}
