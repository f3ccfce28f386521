package io.citylake.read.format;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Decoded text on the local disk, two bytes a character, so that it can be read more than once
 * without decoding and without memory. Half surrogates, which stand for bytes that no encoding
 * explains, come back as they were.
 */
final class SpooledText implements Closeable {
  private static final int BUFFER = 1 << 16;
  private final Path file;

  private SpooledText(Path file) {
    this.file = file;
  }

  /** Takes what was read ahead, then the rest. */
  static SpooledText of(char[] head, int length, Reader rest) throws IOException {
    SpooledText text = new SpooledText(Files.createTempFile("citylake-", ".text"));
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(text.file), BUFFER)) {
      write(head, length, out);
      char[] block = new char[BUFFER];
      for (int read = rest.read(block, 0, BUFFER); read >= 0; read = rest.read(block, 0, BUFFER)) {
        write(block, read, out);
      }
      return text;
    } catch (IOException | RuntimeException e) {
      text.close();
      throw e;
    }
  }

  private static void write(char[] text, int length, OutputStream out) throws IOException {
    for (int i = 0; i < length; i++) {
      out.write(text[i] >> 8);
      out.write(text[i]);
    }
  }

  /** Reads from the begin; the caller closes the reader. */
  Reader open() throws IOException {
    return new Pairs(new BufferedInputStream(Files.newInputStream(file), BUFFER));
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }

  private static final class Pairs extends Reader {
    private final InputStream in;
    private final byte[] block = new byte[BUFFER];

    Pairs(InputStream in) {
      this.in = in;
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
      int bytes = in.readNBytes(block, 0, Math.min(block.length, length * 2));
      for (int i = 0; i < bytes; i += 2) {
        into[offset + i / 2] = (char) ((block[i] & 0xFF) << 8 | (block[i + 1] & 0xFF));
      }
      return bytes == 0 ? -1 : bytes / 2;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
