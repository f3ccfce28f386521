package io.citylake.run.batch;

import io.citylake.model.CityLakeException;
import org.jspecify.annotations.Nullable;

/** Finds what to tell the user in a chain of causes. */
final class Causes {
  private Causes() {}

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
