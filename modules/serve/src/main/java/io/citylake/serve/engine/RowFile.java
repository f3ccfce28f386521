package io.citylake.serve.engine;

import io.citylake.lake.io.PrivateFiles;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Batches of one answer in a file that has no name once it is open: nobody else finds it, and it is
 * gone with this process, however that ends. One thread appends, then any number read.
 */
final class RowFile implements AutoCloseable {
  private static final Set<StandardOpenOption> ACCESS =
      EnumSet.of(
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);

  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private final FileChannel channel;
  private long[] ends = new long[16];
  private long[] rowsUntil = new long[16];
  private int[] checksums = new int[16];
  private int batches;

  private RowFile(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Makes one.
   *
   * @throws CityLakeException SCRATCH_FAILED
   */
  static RowFile open(Path directory, String name) {
    try {
      PrivateFiles.createDirectories(directory);
      return new RowFile(
          FileChannel.open(
              directory.resolve(name), ACCESS, PosixFilePermissions.asFileAttribute(OWNER)));
    } catch (IOException e) {
      throw failed("keep the result", e);
    }
  }

  long bytes() {
    return batches == 0 ? 0 : ends[batches - 1];
  }

  long rows() {
    return batches == 0 ? 0 : rowsUntil[batches - 1];
  }

  int batches() {
    return batches;
  }

  /**
   * Puts a batch behind the last.
   *
   * @param rows of it that count
   * @throws CityLakeException SCRATCH_FAILED, as where the disk is full
   */
  void append(byte[] batch, long rows) {
    long from = bytes();
    try {
      ByteBuffer bytes = ByteBuffer.wrap(batch);
      while (bytes.hasRemaining()) {
        channel.write(bytes, from + bytes.position());
      }
    } catch (IOException e) {
      throw failed("keep the result", e);
    }
    if (batches == ends.length) {
      ends = Arrays.copyOf(ends, 2 * batches);
      rowsUntil = Arrays.copyOf(rowsUntil, 2 * batches);
      checksums = Arrays.copyOf(checksums, 2 * batches);
    }
    long before = rows();
    ends[batches] = from + batch.length;
    rowsUntil[batches] = before + rows;
    checksums[batches] = checksum(batch);
    batches++;
  }

  /** The batch that has a row. */
  int batchOf(long row) {
    int found = Arrays.binarySearch(rowsUntil, 0, batches, row + 1);
    int batch = found >= 0 ? found : -found - 1;
    // Batches without rows end where the one before does.
    while (batch > 0 && rowsUntil[batch - 1] > row) {
      batch--;
    }
    return batch;
  }

  /** The first row of a batch; of the one behind the last, how many there are. */
  long firstRow(int batch) {
    return batch == 0 ? 0 : rowsUntil[batch - 1];
  }

  /**
   * Reads a batch.
   *
   * @return null where the file was closed meanwhile
   * @throws CityLakeException SCRATCH_FAILED
   */
  byte @Nullable [] read(int batch) {
    long from = batch == 0 ? 0 : ends[batch - 1];
    byte[] bytes = new byte[Math.toIntExact(ends[batch] - from)];
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, from + buffer.position()) < 0) {
          throw new IOException("the file ends too early");
        }
      }
    } catch (ClosedChannelException e) {
      return null;
    } catch (IOException e) {
      throw failed("read the result", e);
    }
    if (checksum(bytes) != checksums[batch]) {
      throw failed("read the result", new IOException("the file is no longer what was written"));
    }
    return bytes;
  }

  private static int checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }

  /** Without the file's path, which is no caller's business. */
  private static CityLakeException failed(String what, IOException why) {
    return new CityLakeException(
        ErrorCode.SCRATCH_FAILED,
        "Cannot %s: the server's disk for results is full or failing (%s)"
            .formatted(what, why.getClass().getSimpleName()),
        why);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Its blocks are given back with the process at the latest.
    }
  }
}
