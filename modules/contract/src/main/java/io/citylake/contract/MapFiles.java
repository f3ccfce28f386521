package io.citylake.contract;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The GeoJSON files of the map: directly in {@code conf/map}. Each call reads anew. */
public final class MapFiles {
  private static final long LARGEST = 16L << 20;

  private MapFiles() {}

  /**
   * The bytes of a file that a contract names.
   *
   * @throws CityLakeException CONTRACT_INVALID as {@link #find}
   */
  public static byte[] read(Path home, String name) {
    try {
      return Files.readAllBytes(find(home, name));
    } catch (IOException e) {
      throw missing(name, "it cannot be read", e);
    }
  }

  /**
   * Where a file is that a contract names, for reading it bit by bit.
   *
   * @throws CityLakeException CONTRACT_INVALID where it isn't there, lies outside {@code conf/map}
   *     after links are resolved, or is too large
   */
  public static Path find(Path home, String name) {
    try {
      Path files = home.resolve("conf").resolve("map").toRealPath();
      Path file = files.resolve(name).toRealPath();
      // Not the rest of conf/ by a link: whoever is logged in reads the base map.
      if (!files.equals(file.getParent()) || !Files.isRegularFile(file)) {
        throw missing(name, "it is not a file in conf/map", null);
      }
      if (Files.size(file) > LARGEST) {
        throw missing(name, "it is larger than 16 MB", null);
      }
      return file;
    } catch (IOException e) {
      throw missing(name, "there is no such file under conf/map", e);
    }
  }

  private static CityLakeException missing(String name, String reason, @Nullable IOException e) {
    return new CityLakeException(
        ErrorCode.CONTRACT_INVALID,
        "Cannot read the map's file: %s (file=%s)".formatted(reason, name),
        e);
  }
}
