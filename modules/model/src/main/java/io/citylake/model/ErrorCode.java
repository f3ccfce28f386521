package io.citylake.model;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every error that CityLake raises, by name and number. A number is never reused, also after its
 * code is gone: users search for it.
 */
public enum ErrorCode {
  USAGE(1001, ErrorKind.USER),
  WORKSPACE_NOT_FOUND(1002, ErrorKind.USER),
  CONTRACT_INVALID(1003, ErrorKind.USER),
  JOB_NOT_FOUND(1004, ErrorKind.USER),
  TABLE_NOT_FOUND(1005, ErrorKind.USER),
  PLAN_PENDING(1006, ErrorKind.USER),
  PLAN_DESTRUCTIVE(1007, ErrorKind.USER),
  PLAN_FOREIGN(1008, ErrorKind.USER),
  SQL_INVALID(1009, ErrorKind.USER),
  PATH_OUTSIDE_ROOTS(1010, ErrorKind.USER),
  SETTING_INVALID(1011, ErrorKind.USER),
  RUN_NOT_FOUND(1012, ErrorKind.USER),
  QUARANTINE_ROW_NOT_FOUND(1013, ErrorKind.USER),
  ACCESS_DENIED(1014, ErrorKind.USER),
  LOGIN_FAILED(1015, ErrorKind.USER),
  LIMIT_EXCEEDED(1016, ErrorKind.USER),
  LAKE_NEWER(1017, ErrorKind.USER),

  SOURCE_UNREADABLE(2001, ErrorKind.DATA),
  SOURCE_HEADER_MISSING(2002, ErrorKind.DATA),
  SOURCE_TOO_LARGE(2003, ErrorKind.DATA),
  ROW_REFUSED_FATAL(2004, ErrorKind.DATA),
  THRESHOLD_EXCEEDED(2005, ErrorKind.DATA),
  AUDIT_BLOCKED(2006, ErrorKind.DATA),
  TALLY_UNBALANCED(2007, ErrorKind.DATA),
  SOURCE_EMPTY(2008, ErrorKind.DATA),

  SOURCE_UNAVAILABLE(3001, ErrorKind.EXTERNAL),
  CATALOG_UNAVAILABLE(3002, ErrorKind.EXTERNAL),
  STORAGE_FAILED(3003, ErrorKind.EXTERNAL),
  COMMIT_CONFLICT(3004, ErrorKind.EXTERNAL),
  COMMIT_UNKNOWN(3005, ErrorKind.EXTERNAL),
  TABLE_BUSY(3006, ErrorKind.EXTERNAL),
  METADATA_CORRUPT(3007, ErrorKind.EXTERNAL),
  RESERVATION_LOST(3008, ErrorKind.EXTERNAL),

  INTERNAL(9001, ErrorKind.INTERNAL),
  CANCELLED(9002, ErrorKind.INTERNAL);

  private final int number;
  private final ErrorKind kind;

  ErrorCode(int number, ErrorKind kind) {
    this.number = number;
    this.kind = kind;
  }

  public int number() {
    return number;
  }

  public ErrorKind kind() {
    return kind;
  }

  /** The code that is printed so; empty for none. */
  public static Optional<ErrorCode> find(@Nullable String label) {
    return Arrays.stream(values()).filter(code -> code.label().equals(label)).findFirst();
  }

  /** As printed and searched for: {@code CL2005}. */
  public String label() {
    return "CL" + number;
  }
}
