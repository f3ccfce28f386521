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
  private final Map<String, String> tokens = new ConcurrentHashMap<>();

  @Override
  public Caller login(String user, char[] password, String address) {
    addresses.add(address);
    if (user.equals("nobody") || !new String(password).equals("password-of-" + user)) {
      throw failed();
    }
    return caller(user, address);
  }

  @Override
  public Caller verify(String bearer, String address) {
    String user = tokens.get(bearer);
    if (user == null) {
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

  private static Caller caller(String user, String address) {
    return new Caller(user, List.of("analyst"), null, Lane.HTTP, address);
  }

  private static CityLakeException failed() {
    return new CityLakeException(
        ErrorCode.LOGIN_FAILED, "Cannot log in: the user or the password is wrong");
  }
}
