package io.citylake.run.session;

import io.citylake.lake.io.StorageFault;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where Spark puts aside what memory does not hold. Spark ends the process where it can make no
 * directory there, without a word; so it is tried before.
 */
final class ScratchDirectories {
  private static final String KEY = "spark.local.dir";

  private ScratchDirectories() {}

  /**
   * Requires that one of them takes a directory. How much fits into it shows only later.
   *
   * @param spark what Spark is started with
   * @throws CityLakeException STORAGE_FAILED
   */
  static void require(Map<String, String> spark) {
    List<String> refused = new ArrayList<>();
    for (String each : spark.getOrDefault(KEY, "").split(",", -1)) {
      Path directory = Path.of(each.strip());
      try {
        // Some JDKs refuse a link to a directory here.
        if (!Files.isDirectory(directory)) {
          Files.createDirectories(directory);
        }
        Files.delete(Files.createTempDirectory(directory, "start"));
        return;
      } catch (IOException e) {
        refused.add("%s: %s".formatted(directory, StorageFault.reason(e)));
      }
    }
    throw new CityLakeException(
        ErrorCode.STORAGE_FAILED,
        "Cannot start Spark: no scratch directory can be made (%s); make room for it there, or name another as %s"
            .formatted(String.join(", ", refused), KEY));
  }
}
