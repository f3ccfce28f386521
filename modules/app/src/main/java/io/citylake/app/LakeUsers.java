package io.citylake.app;

import io.citylake.contract.policy.Policies;
import io.citylake.contract.settings.Settings;
import io.citylake.govern.Caller;
import io.citylake.govern.access.AccessJournal;
import io.citylake.govern.access.AccessLog;
import io.citylake.govern.access.Action;
import io.citylake.govern.access.LoginHistory;
import io.citylake.govern.state.StateStore;
import io.citylake.govern.user.KnownRoles;
import io.citylake.govern.user.SavedQueries;
import io.citylake.govern.user.User;
import io.citylake.govern.user.UserStore;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Secret;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in, as administrators see and change it through the server: what the commands {@code
 * citylake user} do, by the same book. Each look and each deed is a line of the access log. Safe
 * for threads.
 */
public final class LakeUsers {
  /** The log is read as a whole for it. */
  private static final Duration REMEMBERED = Duration.ofSeconds(10);

  private final StateStore state;
  private final Settings settings;
  private final Supplier<Policies> policies;
  private final PolicyRights rights;
  private final AccessLog log;
  private final Clock clock;
  private final UserStore book;
  private @Nullable LoginHistory history;
  private long readAt;

  private LakeUsers(EmbeddedLake lake, GovernedLake governed) {
    this.state = lake.state();
    this.settings = lake.workspace().settings();
    this.policies = governed.policies();
    this.log = governed.log();
    this.clock = lake.host().clock();
    this.rights = new PolicyRights(policies, lake.workspace(), clock);
    this.book = book(KnownRoles.any());
  }

  /** Those of a lake. */
  public static LakeUsers of(EmbeddedLake lake, GovernedLake governed) {
    return new LakeUsers(lake, governed);
  }

  private UserStore book(KnownRoles known) {
    return new UserStore(state, clock, known, settings.passwordHash());
  }

  /** What users saved. */
  public SavedQueries savedQueries() {
    return new SavedQueries(state, book, clock);
  }

  /**
   * What an administrator is told.
   *
   * @param history of this server's log
   * @param policies as they are now
   * @param changes whether he changes users here
   */
  public record Told(List<User> users, LoginHistory history, Policies policies, boolean changes) {
    public Told {
      users = List.copyOf(users);
    }
  }

  /**
   * Tells who may log in, and what the roles are; written down.
   *
   * @param asked as it is written down
   * @throws CityLakeException ACCESS_DENIED where it isn't the caller's to see
   */
  public Told tell(Caller caller, String asked) {
    AccessJournal journal = new AccessJournal(log, clock);
    if (!rights.rights(caller).maySeeUsers()) {
      CityLakeException denied =
          new CityLakeException(
              ErrorCode.ACCESS_DENIED,
              "Cannot tell of users and roles: it is for administrators; where they are separated, for the one for security");
      journal.record(caller, Action.USER, asked, "refused", String.valueOf(denied.getMessage()));
      throw denied;
    }
    journal.record(caller, Action.USER, asked, "answered", "");
    return new Told(book.list(), history(settings.stateDir()), policies.get(), mayChange(caller));
  }

  private synchronized LoginHistory history(Path stateDir) {
    LoginHistory known = history;
    if (known == null || System.nanoTime() - readAt > REMEMBERED.toNanos()) {
      Instant now = clock.instant();
      known = LoginHistory.of(stateDir, now);
      history = known;
      readAt = System.nanoTime();
    }
    return known;
  }

  private boolean mayChange(Caller caller) {
    return rights.rights(caller).managesUsers();
  }

  /** Makes a user with a random password, which is told this once. */
  public Secret add(Caller caller, String name, List<String> roles, String why) {
    return withPassword(
        caller,
        "add %s --role %s".formatted(name, String.join(" --role ", roles)),
        why,
        (users, password) -> users.add(name, roles, password));
  }

  /** Gives a user another random password, which is told this once. */
  public Secret renew(Caller caller, String name, String why) {
    return withPassword(
        caller, "passwd " + name, why, (users, password) -> users.changePassword(name, password));
  }

  public void changeRoles(Caller caller, String name, List<String> roles, String why) {
    change(
        caller,
        "roles %s %s".formatted(name, String.join(" ", roles)),
        why,
        users -> users.changeRoles(name, roles));
  }

  public void disable(Caller caller, String name, String why) {
    change(caller, "disable " + name, why, users -> users.disable(name));
  }

  public void enable(Caller caller, String name, String why) {
    change(caller, "enable " + name, why, users -> users.enable(name));
  }

  /** With what he saved. */
  public void remove(Caller caller, String name, String why) {
    change(caller, "rm " + name, why, users -> users.remove(name));
  }

  private interface WithPassword {
    void accept(UserStore users, char[] password);
  }

  private Secret withPassword(Caller caller, String what, String why, WithPassword deed) {
    char[] password = book.randomPassword();
    try {
      change(caller, what, why, users -> deed.accept(users, password));
      return new Secret(new String(password));
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  /**
   * Does it as whoever calls.
   *
   * @throws CityLakeException OPERATION_REFUSED where no role of his manages users
   */
  private void change(Caller caller, String what, String why, Consumer<UserStore> deed) {
    OperatorLog written = new OperatorLog(log, clock, () -> caller);
    String line = "user %s: %s".formatted(what, why);
    if (!mayChange(caller)) {
      String refusal =
          "Cannot change users over HTTP: %s; use citylake user at the machine"
              .formatted(
                  policies.get().duties().areSeparated()
                      ? "administrators are separated"
                      : "it needs an administrator's role with 'manage: users' in conf/policies.yaml");
      written.refused(Action.USER, line, refusal);
      throw new CityLakeException(ErrorCode.OPERATION_REFUSED, refusal);
    }
    written.recorded(
        Action.USER,
        line,
        () -> {
          deed.accept(book(KnownRoles.of(policies.get())));
          return what;
        });
    synchronized (this) {
      history = null;
    }
  }
}
