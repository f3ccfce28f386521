package io.citylake.contract;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the polygons of {@code within} rules are: files directly in {@code conf/geo}. */
public final class GeoFiles {
  private GeoFiles() {}

  /**
   * The file of a polygon that a contract names. It is there and lies under {@code conf/}, after
   * links are resolved, or CONTRACT_INVALID is raised.
   */
  public static Path resolve(Path home, String polygon) {
    try {
      Path file = home.resolve("conf").resolve("geo").resolve(polygon).toRealPath();
      if (file.startsWith(home.resolve("conf").toRealPath()) && Files.isRegularFile(file)) {
        return file;
      }
    } catch (IOException e) {
      throw missing(polygon, "there is no such file under conf/geo", e);
    }
    throw missing(polygon, "it is not a file under conf/", null);
  }

  private static CityLakeException missing(
      String polygon, String reason, @org.jspecify.annotations.Nullable IOException cause) {
    return new CityLakeException(
        ErrorCode.CONTRACT_INVALID,
        "Cannot read polygon: %s (file=%s)".formatted(reason, polygon),
        cause);
  }
}
