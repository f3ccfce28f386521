package io.citylake.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Remembers what was fsynced, and makes the rest vanish. A file keeps the bytes that it had at its
 * last fsync; a name lives only if its directory was fsynced when it had it.
 *
 * <p>File access tells it by naming it in setting {@value #SETTING}.
 */
public final class PowerLoss implements Consumer<Path> {
  /** The catalog setting that DurableFileIo reads. */
  public static final String SETTING = "citylake.sync-observer";

  private static final Map<Path, Long> BYTES = new ConcurrentHashMap<>();
  private static final Map<Path, Set<Path>> ENTRIES = new ConcurrentHashMap<>();

  /** For file access, which makes it by name. */
  public PowerLoss() {}

  @Override
  public void accept(Path synced) {
    try {
      if (Files.isDirectory(synced)) {
        try (Stream<Path> children = Files.list(synced)) {
          ENTRIES
              .computeIfAbsent(synced, directory -> ConcurrentHashMap.newKeySet())
              .addAll(children.toList());
        }
      } else {
        BYTES.put(synced, Files.size(synced));
      }
    } catch (NoSuchFileException e) {
      // It was deleted while open; nothing of it can survive.
      BYTES.remove(synced);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets what it remembered. */
  public static void reset() {
    BYTES.clear();
    ENTRIES.clear();
  }

  /**
   * The power goes: everything under a directory that was not fsynced is lost. The directory itself
   * survives.
   *
   * @return files that vanished or were cut short
   */
  public static List<Path> strike(Path root) {
    Set<Path> lost = new HashSet<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        if (path.equals(root)) {
          continue;
        }
        Long bytes = Files.isDirectory(path) ? Long.valueOf(-1) : BYTES.get(path);
        boolean named = ENTRIES.getOrDefault(path.getParent(), Set.of()).contains(path);
        if (!named || bytes == null) {
          delete(path);
          lost.add(path);
        } else if (bytes >= 0 && bytes < Files.size(path)) {
          try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
          }
          lost.add(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lost.stream().sorted().toList();
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> walk = Files.walk(path)) {
      for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
