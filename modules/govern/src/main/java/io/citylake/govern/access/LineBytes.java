package io.citylake.govern.access;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The whole lines of a file in UTF-8, one at a time, and how many bytes they take. */
final class LineBytes {
  private final InputStream bytes;
  private long taken;

  LineBytes(InputStream bytes) {
    this.bytes = new BufferedInputStream(bytes);
  }

  /** Without its line feed; null at the end, and where what is left has none. */
  @Nullable String next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int each = bytes.read(); each >= 0; each = bytes.read()) {
      if (each == '\n') {
        taken += line.size() + 1L;
        return line.toString(StandardCharsets.UTF_8);
      }
      line.write(each);
    }
    return null;
  }

  /** Bytes of the lines so far, their line feeds included. */
  long taken() {
    return taken;
  }
}
