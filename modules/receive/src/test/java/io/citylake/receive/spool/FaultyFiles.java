package io.citylake.receive.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files of a spool on a disk that fails when it is told to. */
class FaultyFiles extends SpoolFiles {
  /** A step that may fail. */
  interface Step {
    void go() throws IOException;
  }

  static final Step SOUND = () -> {};

  /** Before each write of bytes to a segment. */
  Step write = SOUND;

  /** Before each fsync of a segment. */
  Step sync = SOUND;

  /** Before each fsync of the directory. */
  Step names = SOUND;

  FaultyFiles(Path directory) {
    super(directory);
  }

  static Step failing(String message) {
    return () -> {
      throw new IOException(message);
    };
  }

  @Override
  FileChannel open(Path file, StandardOpenOption... options) throws IOException {
    FileChannel opened = super.open(file, options);
    return Segment.find(file).isPresent() ? new Faulty(opened) : opened;
  }

  @Override
  void force() throws IOException {
    names.go();
    super.force();
  }

  private final class Faulty extends FileChannel {
    private final FileChannel to;

    Faulty(FileChannel to) {
      this.to = to;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      write.go();
      return to.write(from);
    }

    @Override
    public void force(boolean metaData) throws IOException {
      sync.go();
      to.force(metaData);
    }

    @Override
    public long position() throws IOException {
      return to.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      to.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return to.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      to.truncate(size);
      return this;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      return to.read(into);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
      return to.read(into, offset, length);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      return to.read(into, position);
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer from, long position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void implCloseChannel() throws IOException {
      to.close();
    }
  }
}
