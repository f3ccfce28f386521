package io.citylake.serve.engine;

import io.citylake.govern.Caller;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The access log of this server, for the audit administrator; where administrators aren't
 * separated, for every one of them. Who looks is written down. Safe for threads.
 */
public interface AccessView {
  /**
   * One line, masked as it was written.
   *
   * @param at ISO 8601
   * @param tables that were read, by name
   */
  record Line(
      long sequence,
      String at,
      String user,
      List<String> roles,
      String lane,
      String address,
      String action,
      String outcome,
      long rows,
      List<String> tables,
      @Nullable String purpose,
      String statement,
      String reason) {
    public Line {
      roles = List.copyOf(roles);
      tables = List.copyOf(tables);
    }
  }

  /**
   * Which lines are looked for; empty for any.
   *
   * @param action by its name
   * @param since from then on
   * @param until before then
   * @param most from 1 on
   */
  record Wanted(
      Optional<String> user,
      Optional<String> action,
      Optional<Instant> since,
      Optional<Instant> until,
      int most) {}

  /**
   * The newest first.
   *
   * @throws CityLakeException ACCESS_DENIED, or USAGE where there is no such action
   */
  List<Line> list(Caller caller, Wanted wanted);

  /** For nobody. */
  static AccessView none() {
    return (caller, wanted) -> {
      throw denied();
    };
  }

  /** Whoever it isn't for is told no more. */
  static CityLakeException denied() {
    return new CityLakeException(
        ErrorCode.ACCESS_DENIED, "Cannot read the access log: it is for the audit administrator");
  }
}
