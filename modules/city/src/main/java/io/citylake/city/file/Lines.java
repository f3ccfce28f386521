package io.citylake.city.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lines of a feed, UTF-8, each ended by a line feed. */
public final class Lines implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final OutputStream out;

  private Lines(OutputStream out) {
    this.out = out;
  }

  static Lines open(Path file) throws IOException {
    return new Lines(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
  }

  public void line(CharSequence text) throws IOException {
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  /** Writes the line and leaves it as it is. */
  public void line(ByteLine line) throws IOException {
    line.writeTo(out);
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
