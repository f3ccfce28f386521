package io.citylake.lake.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Tells a full disk from other failures, by the text that the operating system gives. */
public final class DiskFull {
  private static final String ENOSPC = "No space left on device";
  private static final String EDQUOT = "Disk quota exceeded";

  private DiskFull() {}

  /** What a failure says where a full disk is at its root. */
  public static Optional<String> find(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (message.contains(ENOSPC) || message.contains(EDQUOT)) {
        // Spark puts a whole stack trace into messages; the first line that names it is enough.
        return message
            .lines()
            .filter(line -> line.contains(ENOSPC) || line.contains(EDQUOT))
            .findFirst();
      }
    }
    return Optional.empty();
  }

  static IOException explain(Path path, IOException failure) {
    if (find(failure).isEmpty() || String.valueOf(failure.getMessage()).startsWith("Cannot")) {
      return failure;
    }
    return new IOException(
        "Cannot write file %s: %s; free space there and run again"
            .formatted(path, failure.getMessage()),
        failure);
  }
}
