package io.citylake.run.batch;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
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

  /** The same, with the code of a fault of ours or of the machine where no cause has another. */
  static CityLakeException coded(Exception failure) {
    return ours(failure) instanceof CityLakeException coded
        ? coded
        : new CityLakeException(ErrorCode.INTERNAL, sentence(failure), failure);
  }

  /**
   * The sentence of our own exception wherever Spark wrapped it, else the deepest cause's first
   * line.
   */
  static String sentence(Throwable failure) {
    Throwable deepest = failure;
    for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof CityLakeException) {
        return String.valueOf(each.getMessage());
      }
      deepest = each;
    }
    String message =
        deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
    return message.lines().findFirst().orElse(deepest.getClass().getSimpleName());
  }
}
