package io.citylake.lake.io;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which locations are on this machine's disks, and where. */
public final class LocalPaths {
  // Two letters or more, so that a Windows drive is no scheme.
  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*");

  private LocalPaths() {}

  public static boolean isLocal(String location) {
    return location.startsWith("file:") || !SCHEME.matcher(location).matches();
  }

  /**
   * Hadoop writes {@code file:/a b}, which is no valid URI: what follows the scheme is taken as it
   * stands, as Hadoop does.
   */
  public static Path path(String location) {
    if (!location.startsWith("file:")) {
      return Path.of(location);
    }
    String rest = location.substring("file:".length());
    if (rest.startsWith("//")) {
      int slash = rest.indexOf('/', 2);
      rest = slash < 0 ? "/" : rest.substring(slash);
    }
    return Path.of(rest);
  }

  /** A directory as a location that other engines take, too: some want a scheme. */
  public static String uri(Path directory) {
    return "file://" + directory;
  }

  /** Removes a directory with all that is in it, where it is there; links are not followed. */
  public static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
        // Others may be removing the same.
        Files.deleteIfExists(each);
      }
    }
  }

  /**
   * A new file's name is on disk only with its directory: on Linux and macOS one that is opened for
   * reading can be fsynced, which keeps its entries.
   */
  public static void syncDirectory(Path directory) throws IOException {
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  /** What a local location has before its path: nothing, or the scheme in one form or the other. */
  static String scheme(String location) {
    return location.startsWith("file:///")
        ? "file://"
        : location.startsWith("file:") ? "file:" : "";
  }

  /** A warehouse URI as text: a plain path where it is local. */
  static String location(URI uri) {
    String text = "file".equals(uri.getScheme()) ? Path.of(uri).toString() : uri.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}
