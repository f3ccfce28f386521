package io.citylake.lake.io;

import io.citylake.model.CityLakeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file of a table was written with: its length and a CRC32C of each of its chunks, kept as
 * an extended attribute of the file, so that they are as durable as the file and go with it. A file
 * without them (another engine's, a copy without attributes, a file system that has none) is read
 * unverified.
 *
 * <p>Chunks grow with their place in the file, because a file system may hold 4 KB of attributes
 * and readers ask for small parts: 128 of 16 KB, then 128 of four times as much, and so on; what
 * lies beyond 682 MB has none.
 */
final class FileChecksums {
  static final FileChecksums NONE = new FileChecksums("", 0, new int[0]);

  private static final Logger LOG = LoggerFactory.getLogger(FileChecksums.class);
  private static final String ATTRIBUTE = "citylake.crc32c";
  private static final int SMALLEST = 16 * 1024;
  private static final int IN_A_ROW = 128;
  private static final int MOST = 5 * IN_A_ROW;

  private final String location;
  private final long length;
  private final int[] sums;

  private FileChecksums(String location, long length, int[] sums) {
    this.location = location;
    this.length = length;
    this.sums = sums;
  }

  /** A part of a file that has one checksum: {@code [from, until)}, if the file is that long. */
  record Chunk(int number, long from, long until) {
    int size() {
      return (int) (until - from);
    }
  }

  /** The chunk that holds a position of any file. */
  static Chunk chunk(long position) {
    long from = 0;
    long size = SMALLEST;
    int number = 0;
    while (number < MOST && position >= from + size * IN_A_ROW) {
      from += size * IN_A_ROW;
      size *= 4;
      number += IN_A_ROW;
    }
    if (number == MOST) {
      // Of these none are kept, so that nobody has to read many bytes for a few.
      size = SMALLEST;
    }
    long before = (position - from) / size;
    return new Chunk((int) (number + before), from + before * size, from + before * size + size);
  }

  /**
   * Those of a file as it was written.
   *
   * @param length that it has now
   * @throws CityLakeException FILE_DAMAGED where it was written with another
   */
  static FileChecksums read(String location, Path path, long length) {
    ByteBuffer bytes;
    try {
      UserDefinedFileAttributeView attributes = attributes(path);
      if (attributes == null) {
        return NONE;
      }
      bytes = ByteBuffer.allocate(Long.BYTES + Integer.BYTES * MOST);
      attributes.read(ATTRIBUTE, bytes);
    } catch (IOException e) {
      // Java has no cheaper way to ask than to fail.
      LOG.trace("File {} has no checksums", path, e);
      return NONE;
    }
    bytes.flip();
    long written = bytes.getLong();
    if (written != length) {
      throw FileDamage.of(
          location, "it was written with %d bytes and has %d".formatted(written, length));
    }
    int[] sums = new int[bytes.remaining() / Integer.BYTES];
    bytes.asIntBuffer().get(sums);
    return new FileChecksums(location, length, sums);
  }

  /** Before a file is written anew. */
  static void forget(Path path) {
    try {
      UserDefinedFileAttributeView attributes = attributes(path);
      if (attributes != null && attributes.list().contains(ATTRIBUTE)) {
        attributes.delete(ATTRIBUTE);
      }
    } catch (IOException e) {
      LOG.debug("Cannot take checksums from file {}", path, e);
    }
  }

  /** Whether the file was written with any. */
  boolean known() {
    return this != NONE;
  }

  /**
   * @param bytes of the whole chunk, as far as the file goes
   * @throws CityLakeException FILE_DAMAGED
   */
  void verify(Chunk chunk, byte[] bytes, int offset, int count) {
    if (chunk.number() >= sums.length) {
      return;
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, count);
    if ((int) crc.getValue() != sums[chunk.number()]) {
      throw FileDamage.of(
          location,
          "bytes %d to %d are not those that were written"
              .formatted(chunk.from(), Math.min(length, chunk.until())));
    }
  }

  private static @Nullable UserDefinedFileAttributeView attributes(Path path) {
    return Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
  }

  /** Takes them of a file while it is written. */
  static final class Taker {
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer sums = ByteBuffer.allocate(Long.BYTES + Integer.BYTES * MOST);
    private Chunk chunk = chunk(0);
    private long length;

    Taker() {
      sums.position(Long.BYTES);
    }

    /** Takes what remains, and leaves the buffer as it is. */
    void update(ByteBuffer written) {
      ByteBuffer bytes = written.duplicate();
      int end = bytes.limit();
      while (bytes.position() < end) {
        int next = (int) Math.min(end, bytes.position() + chunk.until() - length);
        length += next - bytes.position();
        crc.update(bytes.limit(next));
        if (length == chunk.until()) {
          finishChunk();
        }
      }
    }

    /** Before the file is synced, so that they are synced with it. */
    void keep(Path path) {
      if (length > chunk.from()) {
        finishChunk();
      }
      try {
        UserDefinedFileAttributeView attributes = attributes(path);
        if (attributes != null) {
          attributes.write(ATTRIBUTE, sums.flip().putLong(0, length));
        }
      } catch (IOException e) {
        LOG.debug("Cannot keep checksums of file {}", path, e);
      }
    }

    private void finishChunk() {
      if (sums.hasRemaining()) {
        sums.putInt((int) crc.getValue());
      }
      crc.reset();
      chunk = chunk(length);
    }
  }
}
