package io.citylake.read.file;

import io.citylake.read.file.Storage.Found;
import io.citylake.read.file.Storage.Listing;
import io.citylake.read.file.Storage.Odd;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobExpander;
import org.apache.hadoop.fs.GlobFilter;

/**
 * Lists the local disk. Hadoop finds the directories of a glob; what is in them is looked at here,
 * because Hadoop takes a pipe for a file (reading one waits for ever) and says nothing of a link to
 * nowhere.
 */
final class LocalFiles {
  private LocalFiles() {}

  static Listing list(FileSystem files, String glob) throws IOException {
    TreeMap<Path, Found> found = new TreeMap<>();
    TreeMap<Path, Odd> odd = new TreeMap<>();
    for (String pattern : GlobExpander.expand(glob)) {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(pattern);
      FileStatus[] parents = path.getParent() == null ? null : files.globStatus(path.getParent());
      if (parents == null) {
        continue;
      }
      GlobFilter names = new GlobFilter(path.getName());
      for (FileStatus parent : parents) {
        if (parent.isDirectory()) {
          look(Path.of(parent.getPath().toUri().getPath()), names, found, odd);
        }
      }
    }
    return new Listing(List.copyOf(found.values()), List.copyOf(odd.values()));
  }

  private static void look(
      Path directory, GlobFilter names, Map<Path, Found> found, Map<Path, Odd> odd)
      throws IOException {
    List<Path> matches = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (names.accept(new org.apache.hadoop.fs.Path(null, null, entry.toString()))) {
          matches.add(entry);
        }
      }
    }
    for (Path entry : matches) {
      if (Files.isRegularFile(entry)) {
        found.put(entry, found(entry));
      } else if (!Files.isDirectory(entry) && Files.exists(entry, LinkOption.NOFOLLOW_LINKS)) {
        odd.put(entry, new Odd(entry.toUri(), why(entry)));
      }
    }
  }

  private static String why(Path entry) {
    return Files.exists(entry)
        ? "it is a pipe, a socket or a device, not a file"
        : "it is a link to a file that is not there";
  }

  /** A file as it is now; of a link what it leads to. */
  static Found found(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    String identity = "";
    if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      // The last change differs also where an upload sets the time back to that of the original.
      identity =
          Files.getAttribute(file, "unix:ino")
              + "@"
              + ((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant();
    }
    return new Found(file.toUri(), now.size(), now.lastModifiedTime().toMillis(), identity);
  }
}
