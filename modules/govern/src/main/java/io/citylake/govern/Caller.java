package io.citylake.govern;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and how.
 *
 * @param roles sorted; what each may do is in the policies
 * @param purpose as the session stated it; null where it stated none
 * @param theme of tables that are named without one, as {@code USE} chose it; null for none
 * @param address of the client, for the access log
 * @param standing asked again wherever an answer goes on
 * @param readsOnly whether he came by a token that only reads: no role of his decides anything
 *     then, nor reads as an administrator
 */
public record Caller(
    String user,
    List<String> roles,
    @Nullable String purpose,
    @Nullable String theme,
    Lane lane,
    String address,
    SessionValidity standing,
    boolean readsOnly) {
  public Caller {
    roles = roles.stream().sorted().distinct().toList();
  }

  /** Without a theme; nobody shuts him out. */
  public Caller(
      String user, List<String> roles, @Nullable String purpose, Lane lane, String address) {
    this(user, roles, purpose, null, lane, address, SessionValidity.ALWAYS, false);
  }

  /**
   * The name without where it comes from, as {@code local:} or {@code oidc:}: the same name is
   * taken for the same person.
   */
  public String person() {
    return user.substring(user.indexOf(':') + 1);
  }

  public Caller withPurpose(@Nullable String stated) {
    return new Caller(user, roles, stated, theme, lane, address, standing, readsOnly);
  }

  public Caller withTheme(@Nullable String chosen) {
    return new Caller(user, roles, purpose, chosen, lane, address, standing, readsOnly);
  }

  public Caller withLane(Lane taken) {
    return new Caller(user, roles, purpose, theme, taken, address, standing, readsOnly);
  }

  public Caller withStanding(SessionValidity given) {
    return new Caller(user, roles, purpose, theme, lane, address, given, readsOnly);
  }

  public Caller asReader() {
    return new Caller(user, roles, purpose, theme, lane, address, standing, true);
  }

  /** The ways in. */
  public enum Lane {
    FLIGHT,
    HTTP,
    CLI
  }
}
