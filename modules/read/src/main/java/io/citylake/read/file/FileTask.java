package io.citylake.read.file;

import io.citylake.contract.job.SourceSpec.Caps;
import io.citylake.engine.ExecutorHost;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.RawRow;
import io.citylake.model.RowOrigin;
import io.citylake.read.format.FormatTask;
import io.citylake.read.format.SplitRange;
import io.citylake.read.record.RecordCursor;
import io.citylake.read.record.RecordTask;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file, a split of one, or an entry of a zip.
 *
 * @param found as it was when the file was fingerprinted: a file that changes before its last
 *     record was read is refused, because its rows would not be those of the recorded position
 * @param from and {@code until}: bytes of a plain file; all of it for others
 * @param bytes what it weighs
 */
record FileTask(
    Storage storage,
    FormatTask format,
    Storage.Found found,
    @Nullable String entry,
    SplitRange stretch,
    long from,
    long until,
    long bytes)
    implements RecordTask {

  @Override
  public RecordCursor open() throws IOException {
    String source = stretch.origin().source();
    try {
      Fingerprinter.requireUnchanged(storage, found, source);
      ByteCount counted = new ByteCount();
      return new Named(this, openFormat(counted), counted);
    } catch (NoSuchFileException e) {
      throw ExecutorHost.find()
          .map(host -> unseen(source, host, e))
          .orElseGet(() -> Fingerprinter.unreadable(source, e, storage));
    } catch (IOException e) {
      throw Fingerprinter.unreadable(source, e, storage);
    } catch (CityLakeException e) {
      throw e;
    } catch (RuntimeException e) {
      // What a library throws at a broken workbook.
      throw Fingerprinter.unreadable(source, e);
    }
  }

  /** Whoever planned this saw the file, so it is no fault of the file. */
  private static CityLakeException unseen(String source, String host, NoSuchFileException cause) {
    return new CityLakeException(
        ErrorCode.SOURCE_UNAVAILABLE,
        "Cannot read %s: %s of the cluster has no such file (file=%s); put sources on a disk that all its machines share under one path, or on HDFS or S3"
            .formatted(source, host, cause.getMessage()),
        cause);
  }

  /** A name that no record of this part has may stand in another part of the file. */
  private void lookInAllOfIt() throws IOException {
    String source = stretch.origin().source();
    boolean part = entry == null && kind() == Decompression.Kind.PLAIN;
    FileTask all =
        part
            ? new FileTask(
                storage,
                format,
                found,
                null,
                SplitRange.whole(stretch.origin()),
                0,
                found.size(),
                found.size())
            : this;
    try (RecordCursor whole = all.openFormat(new ByteCount())) {
      FormatTask.requireNames(whole, source);
    }
  }

  private RecordCursor openFormat(ByteCount counted) throws IOException {
    if (format.isText()) {
      return format.open(counted.of(stream()), stretch);
    }
    if (entry == null && Storage.isLocal(uri()) && kind() == Decompression.Kind.PLAIN) {
      return openSeekable(Path.of(uri().getPath()));
    }
    // A workbook or a Parquet file is read from its end, so it must lie on a disk.
    Path copy = Files.createTempFile("citylake-", ".source");
    try (InputStream in = stream()) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      return new Temporary(openSeekable(copy), copy);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(copy);
      throw e;
    }
  }

  private RecordCursor openSeekable(Path file) throws IOException {
    if (format.isZipped()) {
      boolean differs;
      try (InputStream in = Files.newInputStream(file)) {
        differs = Decompression.check(stretch.origin().source(), in, format.caps());
      }
      if (differs) {
        Path plain = PlainWorkbook.of(file);
        try {
          return new Temporary(format.open(plain, stretch.origin()), plain);
        } catch (IOException | RuntimeException e) {
          Files.deleteIfExists(plain);
          throw e;
        }
      }
    }
    return format.open(file, stretch.origin());
  }

  private URI uri() {
    return found.uri();
  }

  private Decompression.Kind kind() {
    return Decompression.Kind.of(uri().getPath());
  }

  private InputStream stream() throws IOException {
    Caps caps = format.caps();
    String source = stretch.origin().source();
    return switch (kind()) {
      case PLAIN -> new Bounded(storage.open(uri(), from), until - from, source);
      case GZIP -> Decompression.gunzip(source, storage.open(uri(), 0), caps);
      case ZIP -> zipEntry(source, caps);
    };
  }

  private InputStream zipEntry(String source, Caps caps) throws IOException {
    String archive = source.substring(0, source.length() - ("!/" + entry).length());
    Decompression.Zip zip = new Decompression.Zip(archive, storage.open(uri(), 0), caps);
    for (String name = zip.next(); !name.isEmpty(); name = zip.next()) {
      if (name.equals(entry)) {
        return new Owning(zip.content(name), zip);
      }
    }
    zip.close();
    throw new IOException("the archive has no entry " + entry);
  }

  @Override
  public String toString() {
    return stretch.origin().source() + "[" + from + ", " + until + ")";
  }

  private static final class Bounded extends java.io.FilterInputStream {
    private final String source;
    private long left;

    Bounded(InputStream in, long bytes, String source) {
      super(in);
      this.left = bytes;
      this.source = source;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int read = super.read(into, offset, (int) Math.min(left, length));
      if (read < 0) {
        throw Fingerprinter.changed(source);
      }
      left -= read;
      return read;
    }
  }

  private static final class Owning extends java.io.FilterInputStream {
    private final Decompression.Zip zip;

    Owning(InputStream content, Decompression.Zip zip) {
      super(content);
      this.zip = zip;
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }
  }

  /**
   * Names the file in what goes wrong further down. What went wrong with a file that changed
   * meanwhile is that it changed.
   */
  private record Named(FileTask task, RecordCursor cursor, ByteCount counted)
      implements RecordCursor {
    @Override
    public long bytes() {
      return counted.bytes();
    }

    @Override
    public boolean next() throws IOException {
      String source = task.stretch.origin().source();
      try {
        if (cursor.next()) {
          return true;
        }
      } catch (CityLakeException e) {
        Fingerprinter.requireUnchanged(task.storage, task.found, source);
        throw e;
      } catch (IOException e) {
        Fingerprinter.requireUnchanged(task.storage, task.found, source);
        throw Fingerprinter.unreadable(source, e, task.storage);
      } catch (RuntimeException e) {
        Fingerprinter.requireUnchanged(task.storage, task.found, source);
        throw Fingerprinter.unreadable(source, e);
      }
      Fingerprinter.requireUnchanged(task.storage, task.found, source);
      if (!cursor.missing().isEmpty()) {
        task.lookInAllOfIt();
      }
      return false;
    }

    @Override
    public List<String> missing() {
      return cursor.missing();
    }

    @Override
    public RawRow row() {
      return cursor.row();
    }

    @Override
    public RowOrigin origin() {
      return cursor.origin();
    }

    @Override
    public boolean skipped() {
      return cursor.skipped();
    }

    @Override
    public void close() throws IOException {
      cursor.close();
    }
  }

  /** Deletes the copy when the cursor is done. */
  private record Temporary(RecordCursor cursor, Path copy) implements RecordCursor {
    @Override
    public boolean next() throws IOException {
      return cursor.next();
    }

    @Override
    public RawRow row() {
      return cursor.row();
    }

    @Override
    public RowOrigin origin() {
      return cursor.origin();
    }

    @Override
    public boolean skipped() {
      return cursor.skipped();
    }

    @Override
    public void close() throws IOException {
      try {
        cursor.close();
      } finally {
        Files.deleteIfExists(copy);
      }
    }
  }
}
