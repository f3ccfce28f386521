package io.citylake.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The console as it was built: one page, and assets whose names change with what is in them. Only
 * what the list of the build names is there, so that no path of a request is ever looked up
 * anywhere. Safe for threads.
 */
public final class ConsoleFiles {
  private static final String INDEX = "index.html";
  private static final String LIST = "assets.txt";

  private final ConsoleFile index;
  private final SortedMap<String, ConsoleFile> assets;

  private ConsoleFiles(ConsoleFile index, SortedMap<String, ConsoleFile> assets) {
    this.index = index;
    this.assets = assets;
  }

  /** Reads all of it, some hundred kilobytes. */
  public static ConsoleFiles load() {
    SortedMap<String, ConsoleFile> assets = new TreeMap<>();
    new String(read(LIST), StandardCharsets.UTF_8)
        .lines()
        .forEach(name -> assets.put(name, ConsoleFile.of(name, read("assets/" + name))));
    return new ConsoleFiles(ConsoleFile.of(INDEX, read(INDEX)), assets);
  }

  public ConsoleFile index() {
    return index;
  }

  public Optional<ConsoleFile> findAsset(String name) {
    return Optional.ofNullable(assets.get(name));
  }

  /** By name. */
  public SortedMap<String, ConsoleFile> assets() {
    return new TreeMap<>(assets);
  }

  private static byte[] read(String path) {
    try (InputStream in = ConsoleFiles.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(
            "Cannot find a file of the console among the resources: build it (path=%s)"
                .formatted(path));
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read a file of the console", e);
    }
  }
}
