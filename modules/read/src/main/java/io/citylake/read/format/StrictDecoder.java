package io.citylake.read.format;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decodes bytes without ever guessing: a byte that the encoding cannot explain comes out as the
 * lone low surrogate U+DC00 + byte, which no valid text holds, so that the record that it stands in
 * can be refused and the rest of the file be read. A byte-order mark overrides the declared
 * encoding.
 */
final class StrictDecoder extends Reader {
  /** Callers must offer at least this much room, so that a fault always fits. */
  static final int LEAST_ROOM = 16;

  private static final Set<String> CHINESE = Set.of("gb2312", "gbk", "gb_2312-80", "cp936");
  private static final int CAPACITY = 1 << 16;

  private final InputStream in;
  private final Charset charset;
  private final CharsetDecoder decoder;
  private final byte[] block;
  private final ByteBuffer bytes;
  private boolean ended;
  private boolean suspect;

  private StrictDecoder(InputStream in, byte[] block, boolean ended, Charset charset) {
    this.in = in;
    this.block = block;
    this.bytes = ByteBuffer.wrap(block);
    this.ended = ended;
    this.charset = charset;
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** Looks for a byte-order mark, then decodes. */
  static StrictDecoder open(InputStream in, String encoding) throws IOException {
    byte[] block = new byte[CAPACITY];
    int read = in.readNBytes(block, 0, CAPACITY);
    Mark mark = Mark.of(block, read, named(encoding));
    StrictDecoder decoder = new StrictDecoder(in, block, read < CAPACITY, mark.charset());
    decoder.bytes.limit(read).position(mark.length());
    return decoder;
  }

  /** Decodes from the middle of a file, where no mark can stand. */
  static StrictDecoder openAt(InputStream in, Charset charset) {
    StrictDecoder decoder = new StrictDecoder(in, new byte[CAPACITY], false, charset);
    decoder.bytes.limit(0);
    return decoder;
  }

  /**
   * The encoding of that name; GB2312 and GBK are read as GB18030, which holds both.
   *
   * @throws CityLakeException SETTING_INVALID where Java knows none
   */
  static Charset named(String encoding) {
    String name = encoding.strip().toLowerCase(Locale.ROOT);
    try {
      return Charset.forName(CHINESE.contains(name) ? "GB18030" : name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new CityLakeException(
          ErrorCode.SETTING_INVALID,
          "Cannot read text: the encoding is not known, use utf-8, gb18030, utf-16, iso-8859-1 or windows-125x (encoding=%s)"
              .formatted(encoding),
          e);
    }
  }

  Charset charset() {
    return charset;
  }

  /** Whether anything so far was undecodable or a NUL: then records must be looked at closely. */
  boolean suspect() {
    return suspect;
  }

  @Override
  public int read(char[] into, int offset, int length) throws IOException {
    CharBuffer out = CharBuffer.wrap(into, offset, length);
    int from = out.position();
    while (true) {
      CoderResult result = decoder.decode(bytes, out, ended);
      if (result.isError()) {
        if (out.remaining() < result.length()) {
          return taken(into, from, out);
        }
        escape(result.length(), out);
      } else if (result.isOverflow() || out.position() > from) {
        return taken(into, from, out);
      } else if (ended) {
        return -1;
      } else {
        refill();
      }
    }
  }

  private void escape(int length, CharBuffer out) {
    suspect = true;
    for (int i = 0; i < length; i++) {
      out.put((char) (0xDC00 + (bytes.get() & 0xFF)));
    }
  }

  private int taken(char[] into, int from, CharBuffer out) {
    int until = out.position();
    if (!suspect) {
      for (int i = from; i < until; i++) {
        if (into[i] == 0) {
          suspect = true;
          break;
        }
      }
    }
    return until - from;
  }

  private void refill() throws IOException {
    bytes.compact();
    int read = in.read(block, bytes.position(), bytes.remaining());
    if (read < 0) {
      ended = true;
    } else {
      bytes.position(bytes.position() + read);
    }
    bytes.flip();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** What is wrong with a stretch of decoded text, or null. */
  @Nullable String fault(char[] text, int from, int until) {
    for (int i = from; i < until; i++) {
      char c = text[i];
      if (c == 0) {
        return "the record holds a NUL character, which no text may";
      }
      if (Character.isLowSurrogate(c) && (i == from || !Character.isHighSurrogate(text[i - 1]))) {
        return "the record holds bytes that are not %s (first byte 0x%02X)"
            .formatted(charset.name(), c & 0xFF);
      }
    }
    return null;
  }

  /**
   * A byte-order mark, or none.
   *
   * @param length in bytes
   */
  record Mark(Charset charset, int length) {
    static Mark of(byte[] head, int length, Charset declared) {
      if (starts(head, length, 0xEF, 0xBB, 0xBF)) {
        return new Mark(StandardCharsets.UTF_8, 3);
      }
      if (starts(head, length, 0xFF, 0xFE, 0, 0)) {
        return new Mark(Charset.forName("UTF-32LE"), 4);
      }
      if (starts(head, length, 0, 0, 0xFE, 0xFF)) {
        return new Mark(Charset.forName("UTF-32BE"), 4);
      }
      if (starts(head, length, 0xFF, 0xFE)) {
        return new Mark(StandardCharsets.UTF_16LE, 2);
      }
      if (starts(head, length, 0xFE, 0xFF)) {
        return new Mark(StandardCharsets.UTF_16BE, 2);
      }
      if (starts(head, length, 0x84, 0x31, 0x95, 0x33)) {
        return new Mark(Charset.forName("GB18030"), 4);
      }
      // Without a mark Java takes UTF-16 as big-endian, but what Windows writes is little-endian.
      if (declared.equals(StandardCharsets.UTF_16) && length > 1 && head[0] != 0 && head[1] == 0) {
        return new Mark(StandardCharsets.UTF_16LE, 0);
      }
      return new Mark(declared, 0);
    }

    private static boolean starts(byte[] head, int length, int... mark) {
      if (length < mark.length) {
        return false;
      }
      for (int i = 0; i < mark.length; i++) {
        if ((head[i] & 0xFF) != mark[i]) {
          return false;
        }
      }
      return true;
    }
  }
}
