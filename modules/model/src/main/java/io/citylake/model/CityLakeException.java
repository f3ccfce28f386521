package io.citylake.model;

import org.jspecify.annotations.Nullable;

/**
 * The one exception that CityLake raises on purpose. Its message says "Cannot (verb) (object):
 * (reason) ((name)=(value))" and what to do; it never holds row contents or secrets.
 */
public final class CityLakeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public CityLakeException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public CityLakeException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }
}
