package io.citylake.lake.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/**
 * Writes a file of this machine, straight to its final path: nothing refers to it before it is
 * closed.
 */
final class LocalOutputFile implements OutputFile {
  private final String location;
  private final Path path;

  LocalOutputFile(String location) {
    this.location = location;
    this.path = LocalPaths.path(location);
  }

  @Override
  public PositionOutputStream create() {
    return open(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  @Override
  public PositionOutputStream createOrOverwrite() {
    FileChecksums.forget(path);
    return open(
        StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public InputFile toInputFile() {
    return new LocalInputFile(location, -1, LocalInputFile.Verify.ALL);
  }

  @Override
  public String toString() {
    return location;
  }

  private PositionOutputStream open(OpenOption... options) {
    try {
      List<Path> directories = makeDirectories();
      return new DurableOutputStream(path, FileChannel.open(path, options), directories);
    } catch (FileAlreadyExistsException e) {
      throw new AlreadyExistsException(e, "Cannot create file %s: it exists", location);
    } catch (IOException e) {
      throw new UncheckedIOException(StorageFault.explain(path, e));
    }
  }

  /**
   * Makes what is missing above the file.
   *
   * @return the directories whose entries changed: the file's own, and the parent of each new one
   */
  private List<Path> makeDirectories() throws IOException {
    List<Path> changed = new ArrayList<>();
    Path directory = path.toAbsolutePath().getParent();
    if (directory == null) {
      return changed;
    }
    changed.add(directory);
    for (Path missing = directory;
        missing.getParent() != null && !Files.exists(missing);
        missing = missing.getParent()) {
      changed.add(missing.getParent());
    }
    Files.createDirectories(directory);
    return changed;
  }

  /** Closing it fsyncs; a failed write leaves it to the caller to delete the file. */
  private static final class DurableOutputStream extends PositionOutputStream {
    private final Path path;
    private final FileChannel channel;
    private final List<Path> directories;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    private final FileChecksums.Taker checksums = new FileChecksums.Taker();
    private long written;
    private boolean closed;

    DurableOutputStream(Path path, FileChannel channel, List<Path> directories) {
      this.path = path;
      this.channel = channel;
      this.directories = directories;
    }

    @Override
    public long getPos() {
      return written + buffer.position();
    }

    @Override
    public void write(int value) throws IOException {
      if (!buffer.hasRemaining()) {
        flush();
      }
      buffer.put((byte) value);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      if (count > buffer.remaining()) {
        flush();
      }
      if (count > buffer.capacity()) {
        drain(ByteBuffer.wrap(bytes, offset, count));
      } else {
        buffer.put(bytes, offset, count);
      }
    }

    @Override
    public void flush() throws IOException {
      buffer.flip();
      drain(buffer);
      buffer.clear();
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      try (channel) {
        flush();
        checksums.keep(path);
        channel.force(true);
      } catch (IOException e) {
        throw StorageFault.explain(path, e);
      }
      SyncObserver.synced(path);
      for (Path directory : directories) {
        syncDirectory(directory);
      }
    }

    private void drain(ByteBuffer bytes) throws IOException {
      checksums.update(bytes);
      try {
        while (bytes.hasRemaining()) {
          written += channel.write(bytes);
        }
      } catch (IOException e) {
        throw StorageFault.explain(path, e);
      }
    }

    private static void syncDirectory(Path directory) throws IOException {
      LocalPaths.syncDirectory(directory);
      SyncObserver.synced(directory);
    }
  }
}
