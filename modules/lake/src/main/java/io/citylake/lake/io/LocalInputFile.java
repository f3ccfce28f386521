package io.citylake.lake.io;

import io.citylake.lake.io.FileChecksums.Chunk;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.hadoop.HadoopConfigurable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.util.SerializableSupplier;

/**
 * Reads a file of this machine, and verifies what it was written with. A length of -1 is not known
 * yet.
 */
final class LocalInputFile implements InputFile, HadoopConfigurable {
  private static final Configuration UNVERIFIED = new Configuration(false);
  private static final Configuration VERIFIED = new Configuration(false);

  static {
    PageChecksums.settings().forEach(VERIFIED::set);
  }

  /** What is held against what was written. */
  enum Verify {
    ALL,
    /** Pages of Parquet files: what is whole of a damaged one can be read. */
    PAGES,
    NOTHING
  }

  private final String location;
  private final Path path;
  private final Verify verify;
  private long length;

  LocalInputFile(String location, long length, Verify verify) {
    this.location = location;
    this.verify = verify;
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
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      try {
        return new ChunkInputStream(
            channel,
            verify == Verify.ALL
                ? FileChecksums.read(location, path, channel.size())
                : FileChecksums.NONE);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
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

  /** True also where it can't be told, so that whoever reads it hears why. */
  @Override
  public boolean exists() {
    return !Files.notExists(path);
  }

  @Override
  public String toString() {
    return location;
  }

  /** What Iceberg reads a Parquet file with. */
  @Override
  public Configuration getConf() {
    return verify == Verify.NOTHING ? UNVERIFIED : VERIFIED;
  }

  @Override
  public void serializeConfWith(
      Function<Configuration, SerializableSupplier<Configuration>> serializer) {
    // It doesn't travel.
  }

  private NotFoundException notFound(IOException cause) {
    return new NotFoundException(cause, "Cannot read file %s: it does not exist", location);
  }

  /**
   * Reads whole chunks, since only those can be verified; a part of one through a buffer, because
   * Avro and Parquet ask for a few bytes now and then.
   */
  private static final class ChunkInputStream extends SeekableInputStream {
    private final FileChannel channel;
    private final FileChecksums checksums;
    private byte[] buffer = new byte[0];
    // The chunk that the buffer holds, as far as the file goes.
    private long from;
    private int held;
    private long position;

    ChunkInputStream(FileChannel channel, FileChecksums checksums) {
      this.channel = channel;
      this.checksums = checksums;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void seek(long to) throws IOException {
      if (to < 0) {
        throw new EOFException("Cannot seek to a negative position (position=" + to + ")");
      }
      position = to;
    }

    @Override
    public int read() throws IOException {
      return fill() ? buffer[(int) (position++ - from)] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      if (count == 0) {
        return 0;
      }
      Chunk chunk = FileChecksums.chunk(position);
      int read;
      if (chunk.from() == position && chunk.size() <= count && !holds(position)) {
        read = load(chunk, bytes, offset);
      } else if (fill()) {
        read = (int) Math.min(count, from + held - position);
        System.arraycopy(buffer, (int) (position - from), bytes, offset, read);
      } else {
        read = 0;
      }
      position += read;
      return read == 0 ? -1 : read;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }

    private boolean holds(long at) {
      return at >= from && at < from + held;
    }

    private boolean fill() throws IOException {
      if (!holds(position)) {
        Chunk chunk = FileChecksums.chunk(position);
        held = 0;
        if (buffer.length < chunk.size()) {
          buffer = new byte[chunk.size()];
        }
        from = chunk.from();
        held = load(chunk, buffer, 0);
      }
      return holds(position);
    }

    /** Reads a chunk, as far as the file goes. */
    private int load(Chunk chunk, byte[] bytes, int offset) throws IOException {
      ByteBuffer target = ByteBuffer.wrap(bytes, offset, chunk.size());
      int read = 0;
      while (target.hasRemaining()) {
        int more = channel.read(target, chunk.from() + read);
        if (more < 0) {
          break;
        }
        read += more;
      }
      if (read > 0) {
        checksums.verify(chunk, bytes, offset, read);
      }
      return read;
    }
  }
}
