package io.citylake.app;

import io.citylake.contract.policy.Policies;
import io.citylake.govern.Caller;
import io.citylake.govern.access.AccessJournal;
import io.citylake.govern.access.Action;
import io.citylake.govern.policy.ReadablePolicies;
import io.citylake.govern.user.Authenticator;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.List;
import java.util.function.Supplier;

/**
 * Lets in nobody who would be two of three administrators that the policies separate, or one of
 * them and a reader; wherever his roles come from, the book, a directory or an identity provider.
 */
final class SeparatedAuthenticator implements Authenticator {
  private final Authenticator door;
  private final Supplier<Policies> policies;
  private final AccessJournal journal;

  SeparatedAuthenticator(Authenticator door, Supplier<Policies> policies, AccessJournal journal) {
    this.door = door;
    this.policies = new ReadablePolicies(policies);
    this.journal = journal;
  }

  @Override
  public Caller login(String user, char[] password, String address) {
    return one(door.login(user, password, address));
  }

  @Override
  public Caller verify(String bearer, String address) {
    return one(door.verify(bearer, address));
  }

  @Override
  public String token(Caller caller) {
    return door.token(caller);
  }

  /** Roles that the policies don't know give nothing, so they are no others either. */
  private Caller one(Caller caller) {
    Policies now = policies.get();
    List<String> known = caller.roles().stream().filter(now.roles().keySet()::contains).toList();
    now.duties()
        .conflict(caller.person(), known)
        .ifPresent(
            why -> {
              journal.record(caller, Action.LOGIN, "login", "refused", why);
              throw new CityLakeException(ErrorCode.DUTY_SEPARATED, "Cannot log in: " + why);
            });
    return caller;
  }
}
