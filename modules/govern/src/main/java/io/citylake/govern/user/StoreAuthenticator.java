package io.citylake.govern.user;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jwt.SignedJWT;
import io.citylake.contract.settings.DirectorySettings;
import io.citylake.contract.settings.IdentitySettings;
import io.citylake.contract.settings.Settings;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.SessionValidity;
import io.citylake.govern.access.AccessJournal;
import io.citylake.govern.access.AccessLog;
import io.citylake.govern.user.LdapDirectory.Person;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.ForwardClock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of the book, and those of an identity provider and of a directory where the settings
 * name one; these are called {@code oidc:NAME} and {@code ldap:NAME}, so that nobody outside takes
 * the name of a user here. A name that the book has is the book's, and no directory is asked for
 * it.
 */
public final class StoreAuthenticator implements Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(StoreAuthenticator.class);
  private static final Duration TOKEN_LIFE = Duration.ofHours(8);
  private static final Duration REMEMBERED = Duration.ofMinutes(5);
  private static final int MOST_REMEMBERED = 1_000;
  private static final int LONGEST_TOKEN = 16 * 1024;
  private static final String OUTSIDE = "oidc:";
  private static final String DIRECTORY = "ldap:";
  private static final String WRONG_PASSWORD = "Cannot log in: the user or the password is wrong";
  private static final String WRONG_TOKEN =
      "Cannot log in: the token is not valid, or not any more; log in again";

  private final UserStore book;
  private final OwnTokens own;
  private final @Nullable ProviderTokens provider;
  private final @Nullable DirectoryUsers directory;
  private final LoginThrottle throttle;
  private final LoginJournal journal;
  private final Clock clock;
  private final SecretKeySpec processKey;

  /** Whose password was right a moment ago; clients of basic authentication send it each time. */
  private final Cache<String, Boolean> right =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterWrite(REMEMBERED).build();

  /** The same of a directory's users, as long as what it said of them counts. */
  private final Cache<String, Boolean> rightOutside;

  private StoreAuthenticator(
      UserStore book,
      OwnTokens own,
      @Nullable ProviderTokens provider,
      @Nullable DirectoryUsers directory,
      LoginJournal journal,
      Clock clock) {
    this.book = book;
    this.own = own;
    this.provider = provider;
    this.directory = directory;
    this.journal = journal;
    this.throttle = new LoginThrottle(clock);
    this.clock = clock;
    Clock forward = ForwardClock.of(clock);
    this.rightOutside =
        Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(directory == null ? REMEMBERED : directory.recheck())
            .ticker(() -> Duration.between(Instant.EPOCH, forward.instant()).toNanos())
            .build();
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    this.processKey = new SecretKeySpec(key, "HmacSHA256");
  }

  /**
   * Makes the key of tokens where there is none yet.
   *
   * @param log where it is written who came in; who can't be written there doesn't
   * @throws CityLakeException ACCESS_DENIED where the key of tokens may be read by others
   */
  public static StoreAuthenticator open(
      UserStore book, Settings settings, AccessLog log, Clock clock) {
    IdentitySettings identity = settings.identity();
    DirectorySettings directory = settings.directory();
    return new StoreAuthenticator(
        book,
        new OwnTokens(book.state(), clock),
        identity == null ? null : new ProviderTokens(identity, clock),
        directory == null ? null : new DirectoryUsers(directory, clock),
        new LoginJournal(new AccessJournal(log, clock)),
        clock);
  }

  @Override
  public Caller login(String user, char[] password, String address) {
    if (directory != null && book.find(user).isEmpty()) {
      return ofDirectory(directory, canonical(user), password, address);
    }
    Optional<User> remembered =
        book.find(user)
            .filter(each -> !each.disabled())
            .filter(each -> right.getIfPresent(proof(each, password)) != null);
    if (remembered.isPresent()) {
      return caller(remembered.get(), address);
    }
    begin(user, address);
    Optional<User> checked = book.check(user, password);
    if (checked.isEmpty()) {
      LOG.info("A login failed (address={})", address);
      journal.refused(user, address, WRONG_PASSWORD);
      throw new CityLakeException(ErrorCode.LOGIN_FAILED, WRONG_PASSWORD);
    }
    throttle.succeeded(user, address);
    journal.entered(caller(checked.get(), address));
    right.put(proof(checked.get(), password), true);
    return caller(checked.get(), address);
  }

  /** One name for what directories take for the same, so that tries are counted for it. */
  private static String canonical(String user) {
    return Normalizer.normalize(user, Normalizer.Form.NFKC)
        .strip()
        .replaceAll("\\s+", " ")
        .toLowerCase(Locale.ROOT);
  }

  private Caller ofDirectory(DirectoryUsers users, String name, char[] password, String address) {
    if (rightOutside.getIfPresent(proof(name, password)) != null) {
      Optional<Caller> remembered = users.current(name).map(each -> caller(users, each, address));
      if (remembered.isPresent()) {
        return remembered.get();
      }
    }
    begin(name, address);
    Optional<Person> checked =
        ProviderTokens.isName(name) ? users.check(name, password) : Optional.empty();
    if (checked.isEmpty()) {
      LOG.info("A login failed (address={})", address);
      journal.refused(name, address, WRONG_PASSWORD);
      throw new CityLakeException(ErrorCode.LOGIN_FAILED, WRONG_PASSWORD);
    }
    throttle.succeeded(name, address);
    Caller caller = caller(users, checked.get(), address);
    journal.entered(caller);
    rightOutside.put(proof(name, password), true);
    return caller;
  }

  private void begin(String user, String address) {
    try {
      throttle.begin(user, address);
    } catch (CityLakeException e) {
      journal.turnedAway(user, address, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private static Caller caller(DirectoryUsers users, Person person, String address) {
    return new Caller(DIRECTORY + person.name(), person.roles(), null, Lane.HTTP, address)
        .withStanding(users.standing(person));
  }

  @Override
  public Caller verify(String bearer, String address) {
    try {
      return verified(bearer, address);
    } catch (CityLakeException e) {
      journal.refusedToken(address, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private Caller verified(String bearer, String address) {
    if (bearer.length() > LONGEST_TOKEN) {
      throw refused();
    }
    SignedJWT token;
    try {
      token = SignedJWT.parse(bearer);
    } catch (ParseException e) {
      throw refused();
    }
    Optional<Caller> ours = ofOurs(token, address);
    if (ours.isPresent()) {
      return ours.get();
    }
    Caller outside = ofProvider(token, address).orElseThrow(StoreAuthenticator::refused);
    journal.entered(outside, bearer);
    return outside;
  }

  @Override
  public String token(Caller caller) {
    if (directory != null && caller.user().startsWith(DIRECTORY)) {
      Person person = directory.current(caller.person()).orElseThrow(() -> refused());
      return own.mint(OwnTokens.Bearer.of(caller.user(), person), TOKEN_LIFE, caller.readsOnly());
    }
    User user =
        book.find(caller.user()).filter(each -> !each.disabled()).orElseThrow(() -> refused());
    return own.mint(OwnTokens.Bearer.of(user), TOKEN_LIFE, caller.readsOnly());
  }

  private Optional<Caller> ofBearer(OwnTokens.Read read, String address) {
    OwnTokens.Bearer bearer = read.bearer();
    if (bearer.user().startsWith(DIRECTORY)) {
      return directory == null
          ? Optional.empty()
          : directory
              .current(bearer.user().substring(DIRECTORY.length()))
              .filter(each -> OwnTokens.Bearer.of(bearer.user(), each).equals(bearer))
              .map(each -> caller(directory, each, address));
    }
    return book.find(bearer.user())
        .filter(user -> !user.disabled())
        .filter(user -> OwnTokens.Bearer.of(user).equals(bearer))
        .map(user -> caller(user, address));
  }

  private Optional<Caller> ofOurs(SignedJWT token, String address) {
    return own.read(token)
        .flatMap(
            read ->
                ofBearer(read, address)
                    .map(caller -> until(read.until(), caller))
                    .map(caller -> read.readsOnly() ? caller.asReader() : caller));
  }

  private Optional<Caller> ofProvider(SignedJWT token, String address) {
    if (provider == null) {
      return Optional.empty();
    }
    return provider
        .read(token)
        .map(
            bearer ->
                until(
                    bearer.until(),
                    new Caller(OUTSIDE + bearer.user(), bearer.roles(), null, Lane.HTTP, address)));
  }

  private Caller caller(User user, String address) {
    return new Caller(user.name(), user.roles(), null, Lane.HTTP, address)
        .withStanding(book.standing(user));
  }

  private Caller until(Instant end, Caller caller) {
    return caller.withStanding(new UntilStanding(clock, end, caller.standing()));
  }

  /** Of somebody with a token. */
  private record UntilStanding(Clock clock, Instant end, SessionValidity otherwise)
      implements SessionValidity {
    @Override
    public boolean holds() {
      return clock.instant().isBefore(end) && otherwise.holds();
    }
  }

  /** The password under a key of this process: no use to whoever finds it. */
  private String proof(User user, char[] password) {
    return proof(user.password().reveal(), password);
  }

  /**
   * @param whose what a password belongs to, as the hash that it was checked against
   */
  private String proof(String whose, char[] password) {
    byte[] text = PasswordHash.bytes(password);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(processKey);
      mac.update(whose.getBytes(StandardCharsets.UTF_8));
      // A name's end is not a password's beginning.
      mac.update((byte) 0);
      return HexFormat.of().formatHex(mac.doFinal(text));
    } catch (GeneralSecurityException e) {
      throw new CityLakeException(ErrorCode.INTERNAL, "Cannot use HMAC-SHA-256", e);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static CityLakeException refused() {
    return new CityLakeException(ErrorCode.LOGIN_FAILED, WRONG_TOKEN);
  }
}
