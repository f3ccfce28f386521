package io.citylake.lake.io;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Which locations are on this machine's disks, and where. */
final class LocalPaths {
  // Two letters or more, so that a Windows drive is no scheme.
  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*");

  private LocalPaths() {}

  static boolean isLocal(String location) {
    return location.startsWith("file:") || !SCHEME.matcher(location).matches();
  }

  /**
   * Hadoop writes {@code file:/a b}, which is no valid URI: what follows the scheme is taken as it
   * stands, as Hadoop does.
   */
  static Path path(String location) {
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

  /** A warehouse URI as the location that tables are given: a plain path where it is local. */
  static String location(URI uri) {
    String text = "file".equals(uri.getScheme()) ? Path.of(uri).toString() : uri.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}
