package io.citylake.lake.backup;

import io.citylake.lake.io.LocalPaths;
import java.util.Optional;
import java.util.stream.Stream;

/** Locations of files below a warehouse. */
final class Below {
  private Below() {}

  /**
   * The path below the warehouse; empty where the location is elsewhere.
   *
   * @param warehouse a plain path, or an address without a slash at its end
   */
  static Optional<String> path(String location, String warehouse) {
    Stream<String> forms =
        LocalPaths.isLocal(warehouse)
            ? Stream.of(warehouse, "file:" + warehouse, "file://" + warehouse)
            : Stream.of(warehouse);
    return forms
        .filter(form -> location.startsWith(form + "/"))
        .findFirst()
        .map(form -> location.substring(form.length() + 1));
  }
}
