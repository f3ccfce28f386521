package io.citylake.city.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lines of a feed, UTF-8, each ended by a line feed. Used by one thread. */
public final class Lines implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final OutputStream out;
  // Java's own buffered stream takes a lock for each line.
  private byte[] buffer = new byte[BUFFER];
  private int length;

  private Lines(OutputStream out) {
    this.out = out;
  }

  static Lines open(Path file) throws IOException {
    return new Lines(Files.newOutputStream(file));
  }

  public void line(CharSequence text) throws IOException {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    room(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    end(bytes.length);
  }

  /** Writes the line and leaves it as it is. */
  public void line(ByteLine line) throws IOException {
    room(line.length());
    line.copyTo(buffer, length);
    end(line.length());
  }

  private void room(int more) throws IOException {
    if (more >= buffer.length - length) {
      flush();
      if (more >= buffer.length) {
        buffer = new byte[more + 1];
      }
    }
  }

  private void end(int more) {
    length += more;
    buffer[length++] = '\n';
  }

  private void flush() throws IOException {
    out.write(buffer, 0, length);
    length = 0;
  }

  @Override
  public void close() throws IOException {
    try (out) {
      flush();
    }
  }
}
