package io.citylake.receive.viid;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.model.Sha256;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;

/** What is left of an image that is not kept: its SHA-256, its size, and what kind it is. */
final class ImageSum extends OutputStream {
  private static final int MARK = 4;

  private final MessageDigest digest = Sha256.digest();
  private final byte[] first = new byte[MARK];
  private long bytes;

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) {
    for (int i = 0; i < length && bytes + i < MARK; i++) {
      first[(int) bytes + i] = from[offset + i];
    }
    digest.update(from, offset, length);
    bytes += length;
  }

  /** Of a text that need not be what the standard says: with a data URL's head, or no base64. */
  static ObjectNode lenient(String text) {
    ImageSum sum = new ImageSum();
    String bare = text.replaceFirst("^data:[^,]{0,100},", "").replaceAll("\\s", "");
    try {
      byte[] image = Base64.getDecoder().decode(bare);
      sum.write(image, 0, image.length);
      return sum.json();
    } catch (IllegalArgumentException e) {
      byte[] asItCame = text.getBytes(StandardCharsets.UTF_8);
      sum.write(asItCame, 0, asItCame.length);
      return sum.json().put("type", "").put("fault", "no base64; sum and size are of the text");
    }
  }

  ObjectNode json() {
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
