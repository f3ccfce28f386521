package io.citylake.testkit;

import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.hadoop.HadoopConfigurable;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.util.SerializableSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Wraps another file access and counts each operation as a step of {@link Faults}. The other is
 * named by property {@value #DELEGATE}, and must do prefix and bulk operations.
 */
public final class FaultInjectingFileIo implements HadoopConfigurable, DelegateFileIO {
  /** Names the class that does the work. */
  public static final String DELEGATE = "citylake.faults.io-impl";

  private static final long serialVersionUID = 1L;

  private @Nullable DelegateFileIO delegate;
  private transient @Nullable Configuration early;

  /** For Iceberg, which makes it by name and then calls {@link #initialize}. */
  public FaultInjectingFileIo() {}

  @Override
  public void initialize(Map<String, String> properties) {
    try {
      DelegateFileIO made =
          Class.forName(properties.get(DELEGATE))
              .asSubclass(DelegateFileIO.class)
              .getDeclaredConstructor()
              .newInstance();
      if (made instanceof HadoopConfigurable configurable && early != null) {
        configurable.setConf(early);
      }
      made.initialize(properties);
      delegate = made;
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public Map<String, String> properties() {
    return delegate().properties();
  }

  @Override
  public InputFile newInputFile(String location) {
    Faults.step("read " + kind(location));
    return delegate().newInputFile(location);
  }

  @Override
  public InputFile newInputFile(String location, long length) {
    Faults.step("read " + kind(location));
    return delegate().newInputFile(location, length);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return new FaultyOutputFile(delegate().newOutputFile(location), kind(location));
  }

  @Override
  public void deleteFile(String location) {
    Faults.step("delete " + kind(location));
    delegate().deleteFile(location);
  }

  @Override
  public void deleteFiles(Iterable<String> locations) {
    for (String location : locations) {
      Faults.step("delete " + kind(location));
    }
    delegate().deleteFiles(locations);
  }

  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    return delegate().listPrefix(prefix);
  }

  @Override
  public void deletePrefix(String prefix) {
    Faults.step("delete prefix");
    delegate().deletePrefix(prefix);
  }

  @Override
  public void setConf(Configuration configuration) {
    early = configuration;
    if (delegate instanceof HadoopConfigurable configurable) {
      configurable.setConf(configuration);
    }
  }

  @Override
  public @Nullable Configuration getConf() {
    return early;
  }

  @Override
  public void serializeConfWith(
      Function<Configuration, SerializableSupplier<Configuration>> serializer) {
    if (delegate instanceof HadoopConfigurable configurable) {
      configurable.serializeConfWith(serializer);
    }
  }

  @Override
  public void close() {
    delegate().close();
  }

  private DelegateFileIO delegate() {
    if (delegate == null) {
      throw new IllegalStateException("Cannot use the file access before initialize");
    }
    return delegate;
  }

  /** What a file is for, by its name: metadata, manifests, manifest list, data or other. */
  static String kind(String location) {
    String name = location.substring(location.lastIndexOf('/') + 1);
    if (name.endsWith(".metadata.json")) {
      return "metadata";
    }
    if (name.startsWith("snap-")) {
      return "list";
    }
    if (name.endsWith(".avro")) {
      return "manifest";
    }
    return name.endsWith(".parquet") ? "data" : "other";
  }

  private record FaultyOutputFile(OutputFile file, String kind) implements OutputFile {
    @Override
    public PositionOutputStream create() {
      Faults.step("create " + kind);
      return new FaultyOutputStream(file.create(), kind);
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      Faults.step("create " + kind);
      return new FaultyOutputStream(file.createOrOverwrite(), kind);
    }

    @Override
    public String location() {
      return file.location();
    }

    @Override
    public InputFile toInputFile() {
      return file.toInputFile();
    }
  }

  private static final class FaultyOutputStream extends PositionOutputStream {
    private final PositionOutputStream stream;
    private final String kind;
    private boolean closed;

    FaultyOutputStream(PositionOutputStream stream, String kind) {
      this.stream = stream;
      this.kind = kind;
    }

    @Override
    public long getPos() throws IOException {
      return stream.getPos();
    }

    @Override
    public void write(int value) throws IOException {
      Faults.write(1);
      stream.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      Faults.write(count);
      stream.write(bytes, offset, count);
    }

    @Override
    public void flush() throws IOException {
      stream.flush();
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      Faults.step("close " + kind);
      stream.close();
    }
  }
}
