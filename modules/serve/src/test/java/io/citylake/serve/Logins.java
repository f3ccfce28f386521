package io.citylake.serve;

import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.user.Authenticator;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Users whose passwords are {@code password-of-<name>}, except {@code nobody}. */
public final class Logins implements Authenticator {
  public final Set<String> addresses = ConcurrentHashMap.newKeySet();

  /** Users who are shut out. */
  public final Set<String> out = ConcurrentHashMap.newKeySet();

  /** Roles of users who have another one than analyst. */
  public final Map<String, String> roles = new ConcurrentHashMap<>();

  private final Map<String, String> tokens = new ConcurrentHashMap<>();

  @Override
  public Caller login(String user, char[] password, String address) {
    addresses.add(address);
    if (user.equals("nobody")
        || out.contains(user)
        || !new String(password).equals("password-of-" + user)) {
      throw failed();
    }
    return caller(user, address);
  }

  @Override
  public Caller verify(String bearer, String address) {
    String user = tokens.get(bearer);
    if (user == null || out.contains(user)) {
      throw failed();
    }
    return caller(user, address);
  }

  @Override
  public String token(Caller caller) {
    String token = "token-of-" + caller.user();
    tokens.put(token, caller.user());
    return token;
  }

  public void forget(String user) {
    tokens.values().removeIf(user::equals);
  }

  private Caller caller(String user, String address) {
    String role = role(user);
    return new Caller(user, List.of(role), null, Lane.HTTP, address)
        .withStanding(() -> !out.contains(user) && role(user).equals(role));
  }

  private String role(String user) {
    return roles.getOrDefault(user, "analyst");
  }

  private static CityLakeException failed() {
    return new CityLakeException(
        ErrorCode.LOGIN_FAILED, "Cannot log in: the user or the password is wrong");
  }
}
