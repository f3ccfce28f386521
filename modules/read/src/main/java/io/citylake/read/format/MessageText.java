package io.citylake.read.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes of messages as text. Not thread-safe. */
final class MessageText {
  private static final char MARK = '\uFEFF';

  private final CharsetDecoder decoder = strict();

  private static CharsetDecoder strict() {
    return StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /**
   * UTF-8 without its mark; bytes that it can't explain stand as in {@link StrictDecoder}, so that
   * a record with one of them is refused.
   */
  String of(byte[] bytes) {
    try {
      String text = decoder.decode(ByteBuffer.wrap(bytes)).toString();
      return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      return escaped(bytes);
    }
  }

  private static String escaped(byte[] bytes) {
    StringWriter text = new StringWriter();
    try (StrictDecoder in = StrictDecoder.open(new ByteArrayInputStream(bytes), "utf-8")) {
      in.transferTo(text);
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** UTF-8, and what is none, or holds a NUL that no text may, as its bytes: {@code \x00ff}. */
  static String readable(byte[] bytes) {
    try {
      String text = strict().decode(ByteBuffer.wrap(bytes)).toString();
      return text.indexOf('\0') < 0 ? text : hexadecimal(bytes);
    } catch (CharacterCodingException e) {
      return hexadecimal(bytes);
    }
  }

  private static String hexadecimal(byte[] bytes) {
    return "\\x" + HexFormat.of().formatHex(bytes);
  }
}
