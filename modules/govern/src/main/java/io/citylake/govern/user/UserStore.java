package io.citylake.govern.user;

import io.citylake.contract.settings.PasswordScheme;
import io.citylake.govern.SessionValidity;
import io.citylake.govern.state.StateStore;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Secret;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The users of a lake, in {@code users.json} of its state: names, roles and hashed passwords. A
 * change counts at once, in every process that has the same state. Safe for threads.
 */
public final class UserStore {
  private static final String FILE = "users.json";
  private static final String FIRST_NAME = "admin";
  private static final String FIRST_ROLE = "administrator";
  private static final int SHORTEST_PASSWORD = 12;
  private static final int LONGEST_PASSWORD = 256;
  private static final int RANDOM_LENGTH = 20;
  private static final Duration LONGEST_TOKEN_LIFE = Duration.ofDays(400);

  /** Without what looks like another: 0 O 1 l I. */
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  /** No colon, which ends the name in basic authentication, and tells an outside user. */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");

  private static final Pattern ROLE = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

  private final StateStore state;
  private final UserFile file;
  private final Clock clock;
  private final KnownRoles known;
  private final PasswordScheme scheme;
  private final SecureRandom random = new SecureRandom();
  private final String nobodysHash;

  /** For whoever takes any role's name. */
  public UserStore(StateStore state, Clock clock) {
    this(state, clock, KnownRoles.any());
  }

  /**
   * The users that a state has.
   *
   * @param known roles that a user may get
   */
  public UserStore(StateStore state, Clock clock, KnownRoles known) {
    this(state, clock, known, PasswordScheme.ARGON2ID);
  }

  /**
   * The same.
   *
   * @param scheme by which passwords that are set from now on are hashed
   */
  public UserStore(StateStore state, Clock clock, KnownRoles known, PasswordScheme scheme) {
    this.scheme = scheme;
    this.known = known;
    this.state = state;
    this.file = new UserFile(state.entry(FILE));
    this.clock = clock;
    this.nobodysHash = PasswordHash.of(scheme, randomPassword(), random);
  }

  /** Where it is kept, with the keys that belong to it. */
  StateStore state() {
    return state;
  }

  /** By name. */
  public List<User> list() {
    return List.copyOf(file.users().values());
  }

  public Optional<User> find(String name) {
    return Optional.ofNullable(file.users().get(name));
  }

  /**
   * The user of this name.
   *
   * @throws CityLakeException USAGE where there is none
   */
  public User load(String name) {
    return find(name).orElseThrow(() -> unknown(name));
  }

  /** Holds while the book has the user as he is now: in, with the same roles and password. */
  public SessionValidity standing(User user) {
    return new BookStanding(this, user);
  }

  private record BookStanding(UserStore book, User user) implements SessionValidity {
    @Override
    public boolean holds() {
      return !user.disabled() && book.find(user.name()).filter(user::equals).isPresent();
    }
  }

  /**
   * Makes a user.
   *
   * @throws CityLakeException USAGE where the name is taken or malformed, a role malformed or
   *     unknown, or the password too short; DUTY_SEPARATED where he would be two administrators
   */
  public User add(String name, List<String> roles, char[] password) {
    require(NAME, "user name", name);
    requireRoles(name, roles);
    User user = create(name, roles, password);
    file.change(
        users -> {
          if (users.putIfAbsent(name, user) != null) {
            throw usage("Cannot add user %s: there is one of that name".formatted(name));
          }
          return users;
        });
    return user;
  }

  /** The password of the first user, to be shown once. */
  public record FirstUser(String name, Secret password) {}

  /** Makes an administrator with a random password where there is no user at all. */
  public Optional<FirstUser> firstUser() {
    if (!file.users().isEmpty()) {
      return Optional.empty();
    }
    char[] password = randomPassword();
    User user = create(FIRST_NAME, List.of(FIRST_ROLE), password);
    AtomicReference<Optional<FirstUser>> made = new AtomicReference<>(Optional.empty());
    file.change(
        users -> {
          if (users.isEmpty()) {
            users.put(FIRST_NAME, user);
            made.set(Optional.of(new FirstUser(FIRST_NAME, new Secret(new String(password)))));
          }
          return users;
        });
    return made.get();
  }

  public void changePassword(String name, char[] password) {
    Secret hash = hash(password);
    change(name, user -> user.withPassword(hash));
  }

  public void changeRoles(String name, List<String> roles) {
    requireRoles(name, roles);
    change(name, user -> user.withRoles(roles));
  }

  public void disable(String name) {
    change(name, User::asDisabled);
  }

  public void enable(String name) {
    change(name, User::asEnabled);
  }

  /** With what he saved. */
  public void remove(String name) {
    AtomicReference<User> removed = new AtomicReference<>();
    file.change(
        users -> {
          boolean administered = isAdministered(users);
          User user = users.remove(name);
          if (user == null) {
            throw unknown(name);
          }
          requireAdministrator(administered, users, name);
          removed.set(user);
          return users;
        });
    SavedQueries.removeOf(state, this, clock, removed.get().id());
  }

  /**
   * A token that only reads, for a screen on a wall or a program; it is void where the user is shut
   * out, removed or given another password, and has the roles that he has when it is used.
   *
   * @param life 400 days at most
   * @throws CityLakeException USAGE where there is no such user, he is shut out or administers, or
   *     the life is no such time
   */
  public Secret readingToken(String name, Duration life) {
    User user = load(name);
    if (user.disabled() || known.administers(user)) {
      throw usage(
          "Cannot make a token for user %s: %s; make a user of its own for each screen, with a role that only reads"
              .formatted(name, user.disabled() ? "he is shut out" : "he is an administrator"));
    }
    if (life.isNegative() || life.isZero() || life.compareTo(LONGEST_TOKEN_LIFE) > 0) {
      throw usage(
          "Cannot make a token: expected 1 to %d days".formatted(LONGEST_TOKEN_LIFE.toDays()));
    }
    return new Secret(new OwnTokens(state, clock).mint(OwnTokens.Bearer.of(user), life, true));
  }

  /** Twenty letters and digits, which nobody can guess. */
  public char[] randomPassword() {
    char[] password = new char[RANDOM_LENGTH];
    for (int i = 0; i < password.length; i++) {
      password[i] = LETTERS.charAt(random.nextInt(LETTERS.length()));
    }
    return password;
  }

  /**
   * The user with this password. An unknown name, a disabled user and a wrong password take the
   * same time: always one hash.
   */
  Optional<User> check(String name, char[] password) {
    Optional<User> user = find(name);
    String hash = user.map(each -> each.password().reveal()).orElse(nobodysHash);
    char[] bounded = Arrays.copyOf(password, Math.min(password.length, LONGEST_PASSWORD + 1));
    boolean right = PasswordHash.matches(hash, bounded);
    return user.filter(each -> right && !each.disabled());
  }

  private User create(String name, List<String> roles, char[] password) {
    byte[] id = new byte[16];
    random.nextBytes(id);
    return new User(
        HexFormat.of().formatHex(id), name, roles, false, clock.instant(), 1, hash(password));
  }

  private Secret hash(char[] password) {
    if (password.length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD) {
      throw usage(
          "Cannot set the password: expected %d to %d characters"
              .formatted(SHORTEST_PASSWORD, LONGEST_PASSWORD));
    }
    return new Secret(PasswordHash.of(scheme, password, random));
  }

  private void change(String name, UnaryOperator<User> change) {
    file.change(
        users -> {
          boolean administered = isAdministered(users);
          if (users.computeIfPresent(name, (key, user) -> change.apply(user)) == null) {
            throw unknown(name);
          }
          requireAdministrator(administered, users, name);
          return users;
        });
  }

  private boolean isAdministered(SortedMap<String, User> users) {
    return users.values().stream().anyMatch(known::administers);
  }

  /** Else nobody could let in anybody, nor read what only administrators may. */
  private void requireAdministrator(boolean before, SortedMap<String, User> users, String name) {
    if (before && !isAdministered(users)) {
      throw usage(
          "Cannot change user %s: nobody else is an administrator who may log in (roles=%s); make another first"
              .formatted(name, new TreeSet<>(known.administrators())));
    }
  }

  private void requireRoles(String name, List<String> roles) {
    if (roles.isEmpty()) {
      throw usage("Cannot set the roles: expected at least one, as those in conf/policies.yaml");
    }
    roles.forEach(role -> require(ROLE, "role", role));
    SortedSet<String> strangers = new TreeSet<>(roles);
    strangers.removeAll(known.names().orElseGet(() -> new TreeSet<>(roles)));
    if (!strangers.isEmpty()) {
      throw usage(
          "Cannot set the roles: conf/policies.yaml has no role %s (there are %s)"
              .formatted(String.join(", ", strangers), known.names().orElseThrow()));
    }
    known
        .duties()
        .conflict(name, roles)
        .ifPresent(
            why -> {
              throw new CityLakeException(ErrorCode.DUTY_SEPARATED, "Cannot set the roles: " + why);
            });
  }

  private static void require(Pattern pattern, String what, String text) {
    if (!pattern.matcher(text).matches()) {
      throw usage(
          "Cannot take the %s: expected lower-case letters, digits, _ and -, at most 64 (found=%s)"
              .formatted(what, text));
    }
  }

  private static CityLakeException unknown(String name) {
    return usage("Cannot find user %s: citylake user list shows those there are".formatted(name));
  }

  private static CityLakeException usage(String message) {
    return new CityLakeException(ErrorCode.USAGE, message);
  }
}
