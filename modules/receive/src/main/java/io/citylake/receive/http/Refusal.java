package io.citylake.receive.http;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;

/**
 * Why a request is not taken, as it is answered.
 *
 * @param status of HTTP
 * @param reason a word to count by
 * @param retryAfter seconds after which it may be tried again; 0 where that would not help
 */
public record Refusal(int status, String reason, ErrorCode code, String message, int retryAfter) {
  /** Equal for every caller that is not known, and for every feed that is not there. */
  static final Refusal UNKNOWN =
      new Refusal(
          401,
          "unknown",
          ErrorCode.LOGIN_FAILED,
          "Cannot take the message: the feed doesn't know this key; send it as Authorization:"
              + " Bearer KEY",
          0);

  static Refusal tooLarge(String message) {
    return new Refusal(413, "too-large", ErrorCode.LIMIT_EXCEEDED, message, 0);
  }

  static Refusal usage(int status, String message) {
    return new Refusal(status, "usage", ErrorCode.USAGE, message, 0);
  }

  static Refusal slow(String reason, String message, int retryAfter) {
    return new Refusal(429, reason, ErrorCode.LIMIT_EXCEEDED, message, retryAfter);
  }

  /** The spool's own refusal. */
  static Refusal of(CityLakeException failure) {
    boolean full = failure.code() == ErrorCode.SPOOL_FULL;
    return new Refusal(
        503,
        full ? "full" : "failed",
        failure.code(),
        full
            ? "Cannot take the message: the feed's spool is full; send it again later"
            : "Cannot take the message: it could not be stored; send it again later",
        full ? 30 : 5);
  }
}
