package io.citylake.read.file;

import io.citylake.read.file.Storage.Found;
import io.citylake.read.file.Storage.Listing;
import io.citylake.read.file.Storage.Odd;
import io.citylake.read.file.Storage.Unlisted;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.hadoop.fs.GlobExpander;
import org.apache.hadoop.fs.GlobFilter;

/**
 * Lists the local disk, with Hadoop's globs. It is looked at here because Hadoop takes a pipe for a
 * file (reading one waits for ever), says nothing of a link to nowhere, and takes a directory that
 * it may not look into for one that is not there.
 */
final class LocalFiles {
  private static final String NOT_LISTED =
      "it is a directory that the account that runs this may not read; mend its permissions";

  private final TreeMap<Path, Found> found = new TreeMap<>();
  private final TreeMap<Path, Odd> odd = new TreeMap<>();

  private final Unlisted unlisted;

  private LocalFiles(Unlisted unlisted) {
    this.unlisted = unlisted;
  }

  /**
   * What a glob matches.
   *
   * @param unlisted what becomes of a directory that may not be read, where it is one of several
   *     that the glob chooses
   * @throws java.nio.file.AccessDeniedException where it is the only one
   */
  static Listing list(String glob, Unlisted unlisted) throws IOException {
    LocalFiles files = new LocalFiles(unlisted);
    for (String pattern : GlobExpander.expand(glob)) {
      List<String> names = names(new org.apache.hadoop.fs.Path(pattern));
      if (!names.isEmpty()) {
        files.descend(Path.of("/"), names, false);
      }
    }
    return new Listing(List.copyOf(files.found.values()), List.copyOf(files.odd.values()));
  }

  private static List<String> names(org.apache.hadoop.fs.Path path) {
    List<String> names = new ArrayList<>();
    for (org.apache.hadoop.fs.Path at = path; at.getParent() != null; at = at.getParent()) {
      names.add(0, at.getName());
    }
    return names;
  }

  /**
   * @param names of what is looked for below the directory, from its own entries on
   * @param chosen whether the directory is one of several that the glob chooses
   */
  private void descend(Path directory, List<String> names, boolean chosen) throws IOException {
    GlobFilter filter = new GlobFilter(names.get(0));
    boolean last = names.size() == 1;
    try {
      if (!last && !filter.hasPattern()) {
        Path next = directory.resolve(names.get(0).replaceAll("\\\\(.)", "$1"));
        if (isDirectory(next)) {
          descend(next, names.subList(1, names.size()), chosen);
        }
        return;
      }
      for (Path entry : matches(directory, filter)) {
        if (last) {
          look(entry);
        } else if (isDirectory(entry)) {
          descend(entry, names.subList(1, names.size()), true);
        }
      }
    } catch (AccessDeniedException e) {
      if (!chosen || unlisted == Unlisted.REFUSED) {
        throw e;
      }
      odd(directory, NOT_LISTED);
    }
  }

  /** Whether it is one, of which alone that it may not be looked at is no answer. */
  private static boolean isDirectory(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).isDirectory();
    } catch (AccessDeniedException e) {
      throw e;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<Path> matches(Path directory, GlobFilter names) throws IOException {
    List<Path> matches = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (names.accept(new org.apache.hadoop.fs.Path(null, null, entry.toString()))) {
          matches.add(entry);
        }
      }
    }
    return matches;
  }

  private void look(Path entry) throws IOException {
    try {
      BasicFileAttributes now = Files.readAttributes(entry, BasicFileAttributes.class);
      if (now.isRegularFile()) {
        found.put(entry, found(entry, now));
      } else if (!now.isDirectory()) {
        odd(entry, "it is a pipe, a socket or a device, not a file");
      }
    } catch (AccessDeniedException e) {
      if (!Files.isSymbolicLink(entry)) {
        throw e;
      }
      odd(entry, "it is a link to where the account that runs this may not look");
    } catch (IOException e) {
      if (Files.exists(entry, LinkOption.NOFOLLOW_LINKS)) {
        odd(entry, "it is a link to a file that is not there");
      }
    }
  }

  private void odd(Path entry, String why) {
    odd.put(entry, new Odd(entry.toUri(), why));
  }

  /** A file as it is now; of a link what it leads to. */
  static Found found(Path file) throws IOException {
    return found(file, Files.readAttributes(file, BasicFileAttributes.class));
  }

  private static Found found(Path file, BasicFileAttributes now) throws IOException {
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
