package io.citylake.lake.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/** Reads a file of this machine. A length of -1 is not known yet. */
final class LocalInputFile implements InputFile {
  private final String location;
  private final Path path;
  private long length;

  LocalInputFile(String location, long length) {
    this.location = location;
    this.path = LocalPaths.path(location);
    this.length = length;
  }

  @Override
  public long getLength() {
    if (length < 0) {
      try {
        length = Files.size(path);
      } catch (NoSuchFileException e) {
        throw notFound(e);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read file %s".formatted(location), e);
      }
    }
    return length;
  }

  @Override
  public SeekableInputStream newStream() {
    try {
      return new ChannelInputStream(FileChannel.open(path, StandardOpenOption.READ));
    } catch (NoSuchFileException e) {
      throw notFound(e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read file %s".formatted(location), e);
    }
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public boolean exists() {
    return Files.exists(path);
  }

  @Override
  public String toString() {
    return location;
  }

  private NotFoundException notFound(IOException cause) {
    return new NotFoundException(cause, "Cannot read file %s: it does not exist", location);
  }

  /** Reads through a small buffer, because Avro and Parquet ask for a few bytes now and then. */
  private static final class ChannelInputStream extends SeekableInputStream {
    private static final int BUFFER = 8 * 1024;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
    // Where in the file the byte after the buffer's last one is.
    private long end;

    ChannelInputStream(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public long getPos() {
      return end - buffer.remaining();
    }

    @Override
    public void seek(long position) throws IOException {
      if (position < 0) {
        throw new EOFException("Cannot seek to a negative position (position=" + position + ")");
      }
      long start = end - buffer.limit();
      if (position >= start && position <= end) {
        buffer.position((int) (position - start));
      } else {
        buffer.limit(0);
        end = position;
      }
    }

    @Override
    public int read() throws IOException {
      return fill() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      if (count == 0) {
        return 0;
      }
      if (!buffer.hasRemaining() && count >= BUFFER) {
        int read = channel.read(ByteBuffer.wrap(bytes, offset, count), end);
        if (read > 0) {
          end += read;
          buffer.limit(0);
        }
        return read;
      }
      if (!fill()) {
        return -1;
      }
      int read = Math.min(count, buffer.remaining());
      buffer.get(bytes, offset, read);
      return read;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }

    private boolean fill() throws IOException {
      if (buffer.hasRemaining()) {
        return true;
      }
      buffer.clear();
      int read = channel.read(buffer, end);
      buffer.flip();
      if (read > 0) {
        end += read;
      }
      return read > 0;
    }
  }
}
