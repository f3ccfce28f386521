package io.citylake.run.batch;

import io.citylake.lake.io.StorageFault;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what to tell the user in a chain of causes. */
final class Causes {
  private Causes() {}

  /** The failure as our own exception, with the code and sentence of the one that Spark wrapped. */
  static RuntimeException ours(Exception failure) {
    for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof CityLakeException ours) {
        return new CityLakeException(ours.code(), ours.getMessage(), failure);
      }
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(failure);
  }

  /** The same; what the disk refused, or a fault of ours, where no cause has another code. */
  static CityLakeException coded(Exception failure) {
    return ours(failure) instanceof CityLakeException coded
        ? coded
        : StorageFault.find("finish", failure)
            .orElseGet(() -> new CityLakeException(ErrorCode.INTERNAL, sentence(failure), failure));
  }

  /**
   * The sentence of our own exception wherever Spark wrapped it, or of what the disk refused, else
   * the deepest cause's first line.
   */
  static String sentence(Throwable failure) {
    Throwable deepest = failure;
    for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof CityLakeException) {
        return String.valueOf(each.getMessage());
      }
      deepest = each;
    }
    Optional<String> refused = StorageFault.find(failure).map(fault -> "Cannot finish: " + fault);
    if (refused.isPresent()) {
      return refused.get();
    }
    String message =
        deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
    return message.lines().findFirst().orElse(deepest.getClass().getSimpleName());
  }
}
