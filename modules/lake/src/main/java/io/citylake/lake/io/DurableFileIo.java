package io.citylake.lake.io;

import io.citylake.lake.io.LocalInputFile.Verify;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.hadoop.HadoopConfigurable;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.util.SerializableSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * File access for tables whose files are safe on disk once {@code close()} of their stream returns:
 * the file, its directory and every directory made for it are fsynced. Iceberg's own file access
 * only flushes, so a power loss could leave a catalog that points to an empty metadata file.
 *
 * <p>Paths without a scheme or of scheme {@code file} are handled here; every other scheme goes to
 * the Hadoop client, whose stores make files durable on close and verify them themselves. A local
 * file is written with checksums and verified by them when it is read.
 *
 * <p>It travels to executors. Any number of threads may use it.
 */
public final class DurableFileIo implements HadoopConfigurable, DelegateFileIO {
  /**
   * Whether local files are verified while they are read. For measuring what it costs: the default
   * is true.
   */
  public static final String VERIFY = "citylake.verify-checksums";

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(DurableFileIo.class);

  private final HadoopFileIO remote = new HadoopFileIO();
  private HashMap<String, String> properties = new HashMap<>();
  private Verify verify = Verify.ALL;
  private transient @Nullable Configuration configuration;
  private transient volatile boolean marked;

  /** For Iceberg, which makes it by name and then calls {@link #initialize}. */
  public DurableFileIo() {}

  @Override
  public void initialize(Map<String, String> settings) {
    properties = new HashMap<>(settings);
    verify = "false".equals(settings.get(VERIFY)) ? Verify.NOTHING : Verify.ALL;
    remote.initialize(settings);
    configureRemote();
    SyncObserver.install(settings.get(SyncObserver.PROPERTY));
  }

  @Override
  public Map<String, String> properties() {
    return Map.copyOf(properties);
  }

  @Override
  public InputFile newInputFile(String location) {
    requireMark();
    return LocalPaths.isLocal(location)
        ? new LocalInputFile(location, -1, verify)
        : remote.newInputFile(location);
  }

  @Override
  public InputFile newInputFile(String location, long length) {
    requireMark();
    return LocalPaths.isLocal(location)
        ? new LocalInputFile(location, length, verify)
        : remote.newInputFile(location, length);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    requireMark();
    return LocalPaths.isLocal(location)
        ? new LocalOutputFile(location)
        : remote.newOutputFile(location);
  }

  @Override
  public void deleteFile(String location) {
    if (!LocalPaths.isLocal(location)) {
      remote.deleteFile(location);
      return;
    }
    try {
      Files.deleteIfExists(LocalPaths.path(location));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete file %s".formatted(location), e);
    }
  }

  @Override
  public void deleteFiles(Iterable<String> locations) throws BulkDeletionFailureException {
    List<String> elsewhere = new ArrayList<>();
    int failed = 0;
    for (String location : locations) {
      if (!LocalPaths.isLocal(location)) {
        elsewhere.add(location);
        continue;
      }
      try {
        deleteFile(location);
      } catch (UncheckedIOException e) {
        LOG.warn("Cannot delete file {}; it stays as an orphan", location, e);
        failed++;
      }
    }
    if (!elsewhere.isEmpty()) {
      remote.deleteFiles(elsewhere);
    }
    if (failed > 0) {
      throw new BulkDeletionFailureException(failed);
    }
  }

  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    if (!LocalPaths.isLocal(prefix)) {
      return remote.listPrefix(prefix);
    }
    Path root = LocalPaths.path(prefix);
    // What may not be looked at is no empty directory.
    if (Files.notExists(root)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(root)) {
      List<FileInfo> files = new ArrayList<>();
      for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
        files.add(
            new FileInfo(
                LocalPaths.scheme(prefix) + file,
                Files.size(file),
                Files.getLastModifiedTime(file).toMillis()));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list files under %s".formatted(prefix), e);
    }
  }

  @Override
  public void deletePrefix(String prefix) {
    if (!LocalPaths.isLocal(prefix)) {
      remote.deletePrefix(prefix);
      return;
    }
    try (Stream<Path> walk = Files.walk(LocalPaths.path(prefix))) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      LOG.debug("Nothing to delete under {}", prefix);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete files under %s".formatted(prefix), e);
    }
  }

  @Override
  public void setConf(Configuration given) {
    configuration = given;
    // Iceberg configures before it initializes, and only then it is known where the tables are.
    if (!properties.isEmpty()) {
      configureRemote();
    }
  }

  @Override
  public Configuration getConf() {
    Configuration given = configuration;
    return given == null ? remote.getConf() : given;
  }

  /**
   * Of a warehouse on this machine nothing but the settings travels: Hadoop's thousand entries
   * would be written into each query's tasks and read by none.
   */
  @Override
  public void serializeConfWith(
      Function<Configuration, SerializableSupplier<Configuration>> serializer) {
    if (!hasLocalWarehouse()) {
      remote.serializeConfWith(serializer);
    }
  }

  /** Once for each process that it travelled to, where there is a mark to look for. */
  private void requireMark() {
    String mark = properties.get(WarehouseMark.PROPERTY);
    String warehouse = properties.get(CatalogProperties.WAREHOUSE_LOCATION);
    if (!marked && mark != null && warehouse != null) {
      WarehouseMark.require(warehouse, mark);
    }
    marked = true;
  }

  private void configureRemote() {
    Configuration given = configuration;
    if (given != null && !hasLocalWarehouse()) {
      remote.setConf(given);
    }
  }

  private boolean hasLocalWarehouse() {
    String warehouse = properties.get(CatalogProperties.WAREHOUSE_LOCATION);
    return warehouse != null && LocalPaths.isLocal(warehouse);
  }

  @Override
  public void close() {
    remote.close();
  }
}
