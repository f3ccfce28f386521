package io.citylake.govern.user;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.ExtendedResult;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import io.citylake.contract.settings.DirectorySettings;
import io.citylake.contract.settings.DirectorySettings.Account;
import io.citylake.contract.settings.DirectorySettings.Transport;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory asked by LDAP: each call has a connection of its own, searches as the settings'
 * account, and binds as the user who was found. Filters are put together from values, never from
 * text. Bounded in time, bytes, entries and calls at once. Safe for threads.
 */
final class LdapDirectory {
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(LdapDirectory.class);
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final int MOST_BYTES = 1024 * 1024;
  private static final int MOST_GROUPS = 1000;
  private static final int AT_ONCE = 16;
  private static final int LONGEST_PASSWORD = 256;

  /** When a password was set: of draft-behera-ldap-password-policy, and Active Directory's. */
  private static final List<String> PASSWORD_SET = List.of("pwdChangedTime", "pwdLastSet");

  private final DirectorySettings settings;
  private final SSLContext tls;

  /** What an entry must meet beside its name; null for nothing. */
  private final @Nullable Filter standing;

  private final Semaphore calls = new Semaphore(AT_ONCE, true);

  LdapDirectory(DirectorySettings settings) {
    this.settings = settings;
    this.tls = TrustedCertificates.context(settings.certificates());
    this.standing = filter(settings.filter());
  }

  private static @Nullable Filter filter(String text) {
    try {
      return text.isEmpty() ? null : Filter.create(text);
    } catch (LDAPException e) {
      throw new CityLakeException(
          ErrorCode.SETTING_INVALID,
          "Cannot use directory.filter: expected a filter of LDAP such as (!(nsAccountLock=true)) (found=%s)"
              .formatted(text),
          e);
    }
  }

  /**
   * A user as the directory has him.
   *
   * @param name of his entry, in lower case, however it was typed
   * @param roles of his groups, sorted
   * @param stamp another for another entry of the same name, and after another password where the
   *     directory tells when it was set
   */
  record Person(String name, List<String> roles, String stamp) {}

  /** An entry, and where it is. */
  private record Found(Person person, String dn) {}

  /**
   * The user with this password. Who isn't there costs a bind too.
   *
   * @throws CityLakeException LOGIN_FAILED where the directory can't be asked
   */
  Optional<Person> check(String user, char[] password) {
    // Without a password a bind is anonymous, and succeeds (RFC 4513, 5.1.2).
    if (password.length == 0 || password.length > LONGEST_PASSWORD) {
      return Optional.empty();
    }
    return asked(
        connection -> {
          Optional<Found> found = search(connection, user);
          boolean right =
              binds(
                  connection,
                  found.map(Found::dn).orElse("cn=nobody," + settings.base()),
                  password);
          return found.filter(each -> right).map(Found::person);
        });
  }

  /**
   * A user as he is now; empty where the directory has him no more, or the filter leaves him out.
   *
   * @throws CityLakeException LOGIN_FAILED where the directory can't be asked
   */
  Optional<Person> find(String user) {
    return asked(connection -> search(connection, user).map(Found::person));
  }

  /** What is asked on one connection. */
  private interface Question<T> {
    T of(LDAPConnection connection) throws LDAPException;
  }

  private <T> T asked(Question<T> question) {
    boolean mine = false;
    try {
      mine = calls.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (!mine) {
        throw unreachable("too many ask it at once", null);
      }
      try (LDAPConnection connection = connect()) {
        return question.of(connection);
      }
    } catch (LDAPException e) {
      // The message names the server and its answer, and no password.
      LOG.warn(
          "The directory can't be asked: {} ({}:{})",
          e.getExceptionMessage(),
          settings.host(),
          settings.port());
      throw unreachable(e.getResultCode().getName(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable("interrupted", e);
    } finally {
      if (mine) {
        calls.release();
      }
    }
  }

  private static CityLakeException unreachable(String why, @Nullable Exception cause) {
    return new CityLakeException(
        ErrorCode.LOGIN_FAILED,
        "Cannot log in: the directory can't be asked (%s); try again later, and have the lake's administrators told"
            .formatted(why),
        cause);
  }

  private LDAPConnection connect() throws LDAPException {
    LDAPConnectionOptions options = new LDAPConnectionOptions();
    options.setConnectTimeoutMillis(Math.toIntExact(CONNECT.toMillis()));
    options.setResponseTimeoutMillis(PATIENCE.toMillis());
    options.setMaxMessageSize(MOST_BYTES);
    options.setFollowReferrals(false);
    options.setUseSynchronousMode(true);
    options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
    LDAPConnection connection =
        settings.transport() == Transport.LDAPS
            ? new LDAPConnection(tls.getSocketFactory(), options, settings.host(), settings.port())
            : new LDAPConnection(options, settings.host(), settings.port());
    try {
      if (settings.transport() == Transport.START_TLS) {
        ExtendedResult answer =
            connection.processExtendedOperation(new StartTLSExtendedRequest(tls));
        if (!answer.getResultCode().equals(ResultCode.SUCCESS)) {
          throw new LDAPException(answer.getResultCode(), "it doesn't take up TLS");
        }
      }
      Account account = settings.account();
      if (account != null) {
        connection.bind(account.dn(), account.password().reveal());
      }
      return connection;
    } catch (LDAPException e) {
      connection.close();
      throw e;
    }
  }

  private Optional<Found> search(LDAPConnection connection, String user) throws LDAPException {
    Filter named = Filter.createEqualityFilter(settings.userAttribute(), user);
    Filter filter = standing == null ? named : Filter.createANDFilter(named, standing);
    List<String> wanted = new ArrayList<>(PASSWORD_SET);
    wanted.add(settings.userAttribute());
    wanted.add(settings.groupAttribute());
    List<SearchResultEntry> found = entries(connection, settings.base(), filter, 2, wanted);
    if (found.size() > 1) {
      LOG.warn("The directory has several entries for one name; none of them is let in");
    }
    return found.size() == 1 ? person(connection, found.get(0), user) : Optional.empty();
  }

  private static List<SearchResultEntry> entries(
      LDAPConnection connection, String base, Filter filter, int most, List<String> wanted)
      throws LDAPException {
    SearchRequest request =
        new SearchRequest(
            base,
            SearchScope.SUB,
            DereferencePolicy.NEVER,
            most,
            Math.toIntExact(PATIENCE.toSeconds()),
            false,
            filter,
            wanted.toArray(String[]::new));
    try {
      return connection.search(request).getSearchEntries();
    } catch (LDAPSearchException e) {
      if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
        return e.getSearchEntries();
      }
      throw e;
    }
  }

  private Optional<Found> person(LDAPConnection connection, SearchResultEntry entry, String user)
      throws LDAPException {
    String[] names = entry.getAttributeValues(settings.userAttribute());
    Optional<String> name =
        names == null
            ? Optional.empty()
            : Arrays.stream(names)
                .filter(each -> each.strip().equalsIgnoreCase(user.strip()))
                .map(each -> each.strip().toLowerCase(Locale.ROOT))
                .filter(ProviderTokens::isName)
                .findFirst();
    List<String> roles = roles(connection, entry);
    if (name.isEmpty() || roles.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder stamp = new StringBuilder(DN.normalize(entry.getDN()));
    for (String each : PASSWORD_SET) {
      stamp.append('\n').append(entry.getAttributeValue(each));
    }
    return Optional.of(
        new Found(new Person(name.get(), roles, Sha256.hex(stamp.toString())), entry.getDN()));
  }

  private List<String> roles(LDAPConnection connection, SearchResultEntry entry)
      throws LDAPException {
    List<String> groups = new ArrayList<>();
    String[] named = entry.getAttributeValues(settings.groupAttribute());
    if (named != null) {
      groups.addAll(Arrays.asList(named));
    }
    String base = settings.groupBase();
    if (base != null) {
      Filter member =
          Filter.createORFilter(
              Filter.createEqualityFilter("member", entry.getDN()),
              Filter.createEqualityFilter("uniqueMember", entry.getDN()));
      entries(connection, base, member, MOST_GROUPS, List.of(SearchRequest.NO_ATTRIBUTES))
          .forEach(group -> groups.add(group.getDN()));
    }
    List<String> roles = new ArrayList<>();
    for (String group : groups) {
      for (var each : settings.roles().entrySet()) {
        if (DN.isValidDN(group) && DN.equals(group, each.getKey())) {
          roles.add(each.getValue());
        }
      }
    }
    return roles.stream().sorted().distinct().toList();
  }

  /** Whatever the directory's reason is not to take a password, as that the account is locked. */
  private static boolean binds(LDAPConnection connection, String dn, char[] password)
      throws LDAPException {
    byte[] text = PasswordHash.bytes(password);
    try {
      return connection
          .bind(new SimpleBindRequest(dn, text))
          .getResultCode()
          .equals(ResultCode.SUCCESS);
    } catch (LDAPException e) {
      if (!e.getResultCode().isConnectionUsable() || e.getResultCode().equals(ResultCode.TIMEOUT)) {
        throw e;
      }
      return false;
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }
}
