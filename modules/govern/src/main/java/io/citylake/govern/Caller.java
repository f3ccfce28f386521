package io.citylake.govern;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and how.
 *
 * @param roles sorted; what each may do is in the policies
 * @param purpose as the session stated it; null where it stated none
 * @param address of the client, for the access log
 */
public record Caller(
    String user, List<String> roles, @Nullable String purpose, Lane lane, String address) {
  public Caller {
    roles = roles.stream().sorted().distinct().toList();
  }

  public Caller withPurpose(@Nullable String stated) {
    return new Caller(user, roles, stated, lane, address);
  }

  public Caller withLane(Lane taken) {
    return new Caller(user, roles, purpose, taken, address);
  }

  /** The ways in. */
  public enum Lane {
    FLIGHT,
    HTTP,
    CLI
  }
}
