package io.citylake.read.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** How much came out of a stream. Used by one thread. */
final class ByteCount {
  private long bytes;

  long bytes() {
    return bytes;
  }

  /** The stream, counted while it is read. */
  InputStream of(InputStream stream) {
    return new FilterInputStream(stream) {
      @Override
      public int read() throws IOException {
        int read = super.read();
        bytes += read < 0 ? 0 : 1;
        return read;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        bytes += Math.max(0, read);
        return read;
      }
    };
  }
}
