package io.citylake.read.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.jspecify.annotations.Nullable;

/**
 * Files by Hadoop's file systems; those of the local disk are read by Java itself, because Hadoop's
 * own local one checks stale {@code .crc} files and copies once more. It travels to the executors
 * with the deployment's Hadoop settings, of which it prints none.
 */
final class Storage implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, String> settings;
  private transient @Nullable Configuration configuration;

  Storage(Map<String, String> settings) {
    this.settings = new TreeMap<>(settings);
  }

  /** A file as listed. */
  record Found(URI uri, long size, long modified) {}

  static boolean isLocal(URI uri) {
    return uri.getScheme() == null || uri.getScheme().equals("file");
  }

  /** Files (no directories) that a glob matches now. */
  List<Found> list(String glob) throws IOException {
    org.apache.hadoop.fs.Path pattern = new org.apache.hadoop.fs.Path(glob);
    FileSystem files = fileSystem(pattern.toUri());
    FileStatus[] matches = files.globStatus(pattern);
    List<Found> found = new ArrayList<>();
    if (matches != null) {
      for (FileStatus match : matches) {
        if (match.isFile()) {
          found.add(
              new Found(match.getPath().toUri(), match.getLen(), match.getModificationTime()));
        }
      }
    }
    return found;
  }

  /** The file as it is now, to see whether it changed. */
  Found status(URI uri) throws IOException {
    FileStatus status = fileSystem(uri).getFileStatus(new org.apache.hadoop.fs.Path(uri));
    return new Found(uri, status.getLen(), status.getModificationTime());
  }

  /** Opens a file at an offset. */
  InputStream open(URI uri, long offset) throws IOException {
    if (isLocal(uri)) {
      FileChannel channel = FileChannel.open(Path.of(uri.getPath()), StandardOpenOption.READ);
      channel.position(offset);
      return Channels.newInputStream(channel);
    }
    FSDataInputStream in = fileSystem(uri).open(new org.apache.hadoop.fs.Path(uri));
    in.seek(offset);
    return in;
  }

  private FileSystem fileSystem(URI uri) throws IOException {
    Configuration known = configuration;
    if (known == null) {
      known = new Configuration(Defaults.CONFIGURATION);
      settings.forEach(known::set);
      configuration = known;
    }
    return isLocal(uri) ? FileSystem.getLocal(known) : FileSystem.get(uri, known);
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
