package io.citylake.read.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files by Hadoop's file systems; those of the local disk are read by Java itself, because Hadoop's
 * own local one checks stale {@code .crc} files and copies once more. It travels to the executors
 * with the deployment's Hadoop settings, of which it prints none.
 */
final class Storage implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

  /** A wrong endpoint is reported within a minute; S3A's own patience is about ten. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "fs.s3a.attempts.maximum", "3",
          "fs.s3a.retry.limit", "4",
          "fs.s3a.connection.establish.timeout", "10s",
          "ipc.client.connect.max.retries", "5",
          "ipc.client.connect.max.retries.on.timeouts", "3");

  /** Hadoop's own cache takes no notice of settings: another key would open with the first one. */
  private static final Map<Opened, FileSystem> OPEN = new ConcurrentHashMap<>();

  private final TreeMap<String, String> settings;

  Storage(Map<String, String> settings) {
    this.settings = new TreeMap<>(DEFAULTS);
    this.settings.putAll(settings);
  }

  private record Opened(String scheme, @Nullable String authority, Map<String, String> settings) {
    @Override
    public String toString() {
      return scheme + "://" + authority;
    }
  }

  /**
   * A file as listed.
   *
   * @param modified milliseconds since 1970
   * @param identity what tells it from another file of that name, size and time: the inode and its
   *     last change on the local disk, the ETag of an object; empty where the store has none
   */
  record Found(URI uri, long size, long modified, String identity) implements Serializable {
    boolean isAs(Found other) {
      return size == other.size
          && modified == other.modified
          && (identity.isEmpty() || other.identity.isEmpty() || identity.equals(other.identity));
    }
  }

  /** What matches a glob and is no file that can be read, and why. */
  record Odd(URI uri, String why) {}

  /** What a glob matches now; directories are neither. */
  record Listing(List<Found> files, List<Odd> odd) {}

  static boolean isLocal(URI uri) {
    return uri.getScheme() == null || uri.getScheme().equals("file");
  }

  /** What becomes of a directory that may not be read, where a glob chooses several. */
  enum Unlisted {
    /** It is said, and what lies in the others is found. */
    SAID,
    /** Nothing is found: what is not listed would be taken for gone. */
    REFUSED
  }

  /** What a glob matches now. */
  Listing list(String glob, Unlisted unlisted) throws IOException {
    Path pattern = new Path(glob);
    if (isLocal(pattern.toUri())) {
      return LocalFiles.list(glob, unlisted);
    }
    FileSystem files = fileSystem(pattern.toUri());
    FileStatus[] matches = files.globStatus(pattern);
    List<Found> found = new ArrayList<>();
    if (matches != null) {
      for (FileStatus match : matches) {
        if (match.isFile()) {
          found.add(found(match));
        }
      }
    }
    if (found.isEmpty()) {
      requireStore(files, new Path(pattern, "/"));
    }
    return new Listing(found, List.of());
  }

  /** Whether a directory is there. */
  boolean exists(String directory) throws IOException {
    Path path = new Path(directory);
    return fileSystem(path.toUri()).exists(path);
  }

  private static Found found(FileStatus status) {
    String tag = status instanceof EtagSource source ? source.getEtag() : null;
    return new Found(
        status.getPath().toUri(),
        status.getLen(),
        status.getModificationTime(),
        tag == null ? "" : tag.replace("\"", ""));
  }

  /** A glob takes a bucket that is not there for an empty one; a listing does not. */
  private static void requireStore(FileSystem files, Path top) throws IOException {
    try {
      files.listStatusIterator(top).hasNext();
    } catch (AccessDeniedException | AccessControlException e) {
      LOG.debug("{} may not be listed, what is below it may", top);
    }
  }

  /** The file as it is now, to see whether it changed. */
  Found status(URI uri) throws IOException {
    return isLocal(uri)
        ? LocalFiles.found(java.nio.file.Path.of(uri.getPath()))
        : found(fileSystem(uri).getFileStatus(new Path(uri)));
  }

  /** Opens a file at an offset. */
  InputStream open(URI uri, long offset) throws IOException {
    if (isLocal(uri)) {
      FileChannel channel =
          FileChannel.open(java.nio.file.Path.of(uri.getPath()), StandardOpenOption.READ);
      channel.position(offset);
      return Channels.newInputStream(channel);
    }
    FSDataInputStream in = fileSystem(uri).open(new Path(uri));
    in.seek(offset);
    return in;
  }

  private FileSystem fileSystem(URI uri) throws IOException {
    if (isLocal(uri)) {
      return FileSystem.getLocal(configuration());
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    Opened key = new Opened(scheme, uri.getAuthority(), settings);
    FileSystem open = OPEN.get(key);
    if (open == null) {
      FileSystem mine = FileSystem.newInstance(uri, configuration());
      open = OPEN.putIfAbsent(key, mine);
      if (open == null) {
        return mine;
      }
      mine.close();
    }
    return open;
  }

  private Configuration configuration() {
    Configuration configuration = new Configuration(Defaults.CONFIGURATION);
    settings.forEach(configuration::set);
    return configuration;
  }

  /** What went wrong, without a key that the store may have repeated, and with what to look at. */
  String reason(IOException e) {
    String said = e instanceof EOFException ? "it is cut short" : String.valueOf(e.getMessage());
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      if (isSecret(setting.getKey()) && setting.getValue().length() > 3) {
        said = said.replace(setting.getValue(), "***");
      }
    }
    if (e instanceof AccessDeniedException denied
        && String.valueOf(denied.getFile()).startsWith("/")) {
      // Of this machine's disk: a store names its objects by their address.
      return "the account that runs this may not read it; mend its permissions (" + said + ")";
    }
    return e instanceof AccessDeniedException || e instanceof AccessControlException
        ? "access was denied; look at the keys and rights under hadoop in conf/citylake.yaml ("
            + said
            + ")"
        : said;
  }

  private static boolean isSecret(String name) {
    return Stream.of("key", "secret", "token", "password", "sas").anyMatch(name::contains);
  }

  @Override
  public String toString() {
    return "Storage";
  }

  /** Hadoop's own settings, whose files take 10 ms to parse: once in a process, not once a job. */
  private static final class Defaults {
    static final Configuration CONFIGURATION = new Configuration();

    static {
      // A copy takes over what its original has parsed, and a configuration parses when asked.
      CONFIGURATION.size();
    }
  }
}
