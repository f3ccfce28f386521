package io.citylake.lake.io;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.Optional;

/** Tells that a file is not what was written from other failures to read it. */
public final class FileDamage {
  /** What parquet-mr says of any kind of page. */
  private static final String OF_A_PAGE = "CRC checksum verification failed";

  private static final String BEGINNING = "it is damaged, ";
  private static final String ADVICE =
      "; citylake doctor --scrub says what it holds and what to do";

  private FileDamage() {}

  static CityLakeException of(String location, String reason) {
    return new CityLakeException(
        ErrorCode.FILE_DAMAGED,
        "Cannot read file " + location + ": " + BEGINNING + reason + ADVICE);
  }

  /** Why a file could not be read, for whoever names it and says what to do. */
  public static String reason(Throwable failure) {
    String message =
        find(failure)
            .map(Throwable::getMessage)
            .or(() -> StorageFault.find(failure).map(StorageFault::toString))
            .orElseGet(() -> String.valueOf(failure));
    int from = message.indexOf(BEGINNING);
    String reason = from < 0 ? message : message.substring(from + BEGINNING.length());
    return reason.replace(ADVICE, "").lines().findFirst().orElse("");
  }

  /** What to say of a damaged file at the root of a failure. */
  public static Optional<CityLakeException> find(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CityLakeException ours && ours.code() == ErrorCode.FILE_DAMAGED) {
        return Optional.of(new CityLakeException(ours.code(), ours.getMessage(), failure));
      }
      if (String.valueOf(cause.getMessage()).contains(OF_A_PAGE)) {
        return Optional.of(
            new CityLakeException(
                ErrorCode.FILE_DAMAGED,
                "Cannot read a Parquet file of the lake: a page of it is not what was written; citylake doctor --scrub names the file and what to do",
                failure));
      }
    }
    return Optional.empty();
  }
}
