package io.citylake.govern.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.citylake.contract.settings.DirectorySettings;
import io.citylake.contract.settings.DirectorySettings.Account;
import io.citylake.contract.settings.DirectorySettings.Transport;
import io.citylake.contract.settings.Settings;
import io.citylake.govern.Caller;
import io.citylake.govern.access.AccessEntry;
import io.citylake.govern.state.StateStore;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Secret;
import io.citylake.testkit.HandClock;
import io.citylake.testkit.LocalLake;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users of a directory, asked of a real LDAP server over real connections. */
class TestDirectoryLogin {
  private static final String ADDRESS = "10.0.0.1";
  private static final String PEOPLE = "ou=people,dc=city,dc=example";
  private static final String ANALYSTS = "cn=analysts,ou=groups,dc=city,dc=example";
  private static final String STEWARDS = "cn=stewards,ou=groups,dc=city,dc=example";
  private static final String SERVICE = "cn=citylake,dc=city,dc=example";
  private static final char[] PASSWORD = "correct horse battery".toCharArray();
  private static final String WRONG = "Cannot log in: the user or the password is wrong";
  private static final String UNASKED = "Cannot log in: the directory can't be asked (";

  @TempDir private static Path keys;
  private static ServerCertificate certificate;

  @TempDir private Path home;
  private final HandClock clock = new HandClock("2026-03-01T00:00:00Z");
  private final List<AccessEntry> log = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
  private String filter = "(!(nsAccountLock=true))";
  private InMemoryDirectoryServer server;

  @BeforeAll
  static void makesACertificate() throws Exception {
    certificate = ServerCertificate.make(keys, "dns:localhost,ip:127.0.0.1");
  }

  @BeforeEach
  void startsADirectory() throws Exception {
    server = server(certificate);
    server.startListening();
    add("dn: dc=city,dc=example", "objectClass: domain", "dc: city");
    add("dn: " + PEOPLE, "objectClass: organizationalUnit", "ou: people");
    add("dn: ou=groups,dc=city,dc=example", "objectClass: organizationalUnit", "ou: groups");
    person("wang", ANALYSTS.replace(",", ", ").toUpperCase(java.util.Locale.ROOT));
    person("nobodys", "cn=others,ou=groups,dc=city,dc=example");
  }

  @AfterEach
  void stops() {
    server.shutDown(true);
  }

  private InMemoryDirectoryServer server(ServerCertificate shown) throws Exception {
    InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=city,dc=example");
    InetAddress here = InetAddress.getByName("127.0.0.1");
    config.setListenerConfigs(
        InMemoryListenerConfig.createLDAPSConfig(
            "ldaps", here, 0, shown.server().getServerSocketFactory(), null),
        InMemoryListenerConfig.createLDAPConfig("ldap", here, 0, shown.server().getSocketFactory()),
        InMemoryListenerConfig.createLDAPConfig("plain", here, 0, null));
    config.setSchema(null);
    config.addAdditionalBindCredentials(SERVICE, "of the service");
    config.setAccessLogHandler(
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            heard.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
    return new InMemoryDirectoryServer(config);
  }

  private void add(String... lines) throws Exception {
    server.add(lines);
  }

  private void person(String name, String group) throws Exception {
    person("uid=" + name + "," + PEOPLE, name, group);
  }

  private void person(String dn, String name, String group) throws Exception {
    add(
        "dn: " + dn,
        "objectClass: inetOrgPerson",
        "uid: " + name,
        "cn: " + name,
        "sn: " + name,
        "userPassword: " + new String(PASSWORD),
        "memberOf: " + group);
  }

  private void replace(String user, String attribute, String value) throws Exception {
    server.modify(
        "uid=" + user + "," + PEOPLE, new Modification(ModificationType.REPLACE, attribute, value));
  }

  private Authenticator door(Transport transport) {
    String listener =
        switch (transport) {
          case LDAPS -> "ldaps";
          case START_TLS -> "ldap";
          case INSECURE -> "plain";
        };
    return door(transport, server.getListenPort(listener), certificate.pem(), null);
  }

  private Authenticator door(
      Transport transport, int port, @Nullable Path trusted, @Nullable String groupBase) {
    return door(transport, port, trusted, groupBase, book());
  }

  private UserStore book() {
    return new UserStore(StateStore.of(LocalLake.settings(home).stateDir()), clock);
  }

  private Authenticator door(
      Transport transport,
      int port,
      @Nullable Path trusted,
      @Nullable String groupBase,
      UserStore book) {
    DirectorySettings directory =
        new DirectorySettings(
            // By name: the library takes any certificate of a loopback address.
            "localhost",
            port,
            transport,
            trusted,
            new Account(SERVICE, new Secret("of the service")),
            PEOPLE,
            "uid",
            filter,
            "memberOf",
            groupBase,
            new TreeMap<>(Map.of(ANALYSTS, "analyst", STEWARDS, "steward")),
            Duration.ofMinutes(1));
    Settings settings = LocalLake.settings(home).withDirectory(directory);
    return StoreAuthenticator.open(book, settings, log::add, clock);
  }

  private static void refused(Authenticator door, String user, char[] password) {
    assertThatThrownBy(() -> door.login(user, password, ADDRESS))
        .hasMessage(WRONG)
        .isInstanceOfSatisfying(
            CityLakeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOGIN_FAILED));
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void letsInWithTheRolesOfHisGroups(Transport transport) {
    Authenticator door = door(transport);
    Caller wang = door.login("WANG ", PASSWORD, ADDRESS);

    assertThat(wang.user()).isEqualTo("ldap:wang");
    assertThat(wang.roles()).containsExactly("analyst");
    assertThat(wang.standing().holds()).isTrue();
    Caller byToken = door.verify(door.token(wang), ADDRESS);
    assertThat(byToken.user()).isEqualTo("ldap:wang");
    assertThat(byToken.roles()).containsExactly("analyst");
    assertThat(log).extracting(AccessEntry::outcome).containsExactly("allowed");
  }

  @Test
  void letsInNobodyElse() throws Exception {
    Authenticator door = door(Transport.LDAPS);

    refused(door, "wang", "another password".toCharArray());
    refused(door, "li", PASSWORD);
    // A bind without a password succeeds and proves nothing.
    refused(door, "wang", new char[0]);
    // He is known, and none of his groups has a role.
    refused(door, "nobodys", PASSWORD);
    add("dn: ou=2," + PEOPLE, "objectClass: organizationalUnit", "ou: 2");
    person("uid=wang,ou=2," + PEOPLE, "wang", ANALYSTS);
    refused(door, "wang", PASSWORD);
    assertThat(log).extracting(AccessEntry::outcome).containsOnly("refused");
    assertThat(log.toString() + heard).doesNotContain(new String(PASSWORD), "another password");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "wan*",
        "wang)(uid=*",
        "*)(uid=wang",
        "wang)(|(uid=*",
        "*))(|(uid=*",
        "wang\\2a",
        "\\77ang",
        "uid=wang,ou=people,dc=city,dc=example",
        "wang\u0000",
        "wang\n",
        "",
        "wang)(!(nsAccountLock=false"
      })
  void takesNoFilterForAName(String name) {
    Authenticator door = door(Transport.LDAPS);
    if (name.strip().equals("wang")) {
      // What is stripped is the name itself.
      assertThat(door.login(name, PASSWORD, ADDRESS).user()).isEqualTo("ldap:wang");
    } else {
      refused(door, name, PASSWORD);
    }
  }

  @Test
  void takesANameThatLooksLikeAFilter() throws Exception {
    person("uid=li(2)\\2a," + PEOPLE, "li(2)*", STEWARDS);

    Caller li = door(Transport.LDAPS).login("li(2)*", PASSWORD, ADDRESS);
    assertThat(li.user()).isEqualTo("ldap:li(2)*");
    assertThat(li.roles()).containsExactly("steward");
  }

  @Test
  void saysWhenItsFilterIsNone() {
    filter = "nsAccountLock=true)";
    assertThatThrownBy(() -> door(Transport.LDAPS))
        .hasMessageContaining("Cannot use directory.filter")
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID));
    filter = "";
    assertThat(door(Transport.LDAPS).login("wang", PASSWORD, ADDRESS).roles())
        .containsExactly("analyst");
  }

  @Test
  void findsGroupsThatNameTheirMembers() throws Exception {
    add(
        "dn: " + STEWARDS,
        "objectClass: groupOfNames",
        "cn: stewards",
        "member: uid=wang," + PEOPLE);
    Authenticator door =
        door(
            Transport.LDAPS,
            server.getListenPort("ldaps"),
            certificate.pem(),
            "ou=groups,dc=city,dc=example");

    assertThat(door.login("wang", PASSWORD, ADDRESS).roles()).containsExactly("analyst", "steward");
  }

  /** Not a byte of a password or a name goes where it can't be told who is there. */
  @Test
  void saysNothingToAServerThatItDoesNotTrust() throws Exception {
    Path other = Files.createDirectories(keys.resolve("other"));
    ServerCertificate elsewhere = ServerCertificate.make(other, "dns:ldap.elsewhere.example");
    InMemoryDirectoryServer impostor = server(elsewhere);
    impostor.startListening();
    heard.clear();
    try {
      for (Authenticator each :
          List.of(
              door(Transport.LDAPS, server.getListenPort("ldaps"), null, null),
              door(Transport.START_TLS, server.getListenPort("ldap"), null, null),
              door(Transport.LDAPS, impostor.getListenPort("ldaps"), elsewhere.pem(), null),
              door(Transport.START_TLS, impostor.getListenPort("ldap"), elsewhere.pem(), null),
              // It takes up no TLS.
              door(Transport.START_TLS, server.getListenPort("plain"), certificate.pem(), null))) {
        assertThatThrownBy(() -> each.login("wang", PASSWORD, ADDRESS))
            .hasMessageStartingWith(UNASKED);
      }
    } finally {
      impostor.shutDown(true);
    }
    assertThat(heard).noneMatch(line -> line.contains(" BIND REQ") || line.contains("SEARCH"));
  }

  @Test
  void endsWithinTheStatedTimeWhomTheDirectoryShutsOut() throws Exception {
    Authenticator door = door(Transport.LDAPS);
    Caller wang = door.login("wang", PASSWORD, ADDRESS);
    String token = door.token(wang);
    replace("wang", "nsAccountLock", "true");

    clock.forward(Duration.ofMinutes(1));
    assertThat(wang.standing().holds()).isFalse();
    assertThatThrownBy(() -> door.verify(token, ADDRESS)).hasMessageContaining("not valid");
    refused(door, "wang", PASSWORD);

    replace("wang", "nsAccountLock", "false");
    clock.forward(Duration.ofMinutes(1));
    assertThat(door.login("wang", PASSWORD, ADDRESS).user()).isEqualTo("ldap:wang");
  }

  @Test
  void endsWithinTheStatedTimeThoughTheClockWasSetBack() throws Exception {
    Caller wang = door(Transport.LDAPS).login("wang", PASSWORD, ADDRESS);
    replace("wang", "nsAccountLock", "true");
    clock.forward(Duration.ofHours(-2));
    assertThat(wang.standing().holds()).isTrue();

    clock.forward(Duration.ofMinutes(1));
    assertThat(wang.standing().holds()).isFalse();
  }

  @Test
  void endsWithOtherGroupsAnotherPasswordAndAnotherEntry() throws Exception {
    Authenticator door = door(Transport.LDAPS);
    Caller before = door.login("wang", PASSWORD, ADDRESS);
    String token = door.token(before);

    replace("wang", "memberOf", STEWARDS);
    clock.forward(Duration.ofMinutes(1));
    assertThat(before.standing().holds()).isFalse();
    assertThat(door.verify(token, ADDRESS).roles()).containsExactly("steward");

    replace("wang", "userPassword", "another password");
    replace("wang", "pwdChangedTime", "20260301000100Z");
    clock.forward(Duration.ofMinutes(1));
    assertThatThrownBy(() -> door.verify(token, ADDRESS)).hasMessageContaining("not valid");
    refused(door, "wang", PASSWORD);
    String newer = door.token(door.login("wang", "another password".toCharArray(), ADDRESS));

    server.delete("uid=wang," + PEOPLE);
    add("dn: ou=3," + PEOPLE, "objectClass: organizationalUnit", "ou: 3");
    person("uid=wang,ou=3," + PEOPLE, "wang", ANALYSTS);
    clock.forward(Duration.ofMinutes(1));
    assertThatThrownBy(() -> door.verify(newer, ADDRESS)).hasMessageContaining("not valid");
  }

  @Test
  void asksNoDirectoryForAUserOfTheBook() {
    UserStore book = book();
    book.add("wang", List.of("root"), "password of the book".toCharArray());
    Authenticator door =
        door(Transport.LDAPS, server.getListenPort("ldaps"), certificate.pem(), null, book);
    heard.clear();

    assertThat(door.login("wang", "password of the book".toCharArray(), ADDRESS).user())
        .isEqualTo("wang");
    refused(door, "wang", PASSWORD);
    book.disable("wang");
    refused(door, "wang", PASSWORD);
    assertThat(heard).isEmpty();
  }

  @Test
  void slowsWhoTriesPasswordsHoweverHeWritesTheName() {
    Authenticator door = door(Transport.LDAPS);
    for (String name : List.of("wang", "WANG", " Wang")) {
      refused(door, name, "not the password".toCharArray());
    }
    assertThatThrownBy(() -> door.login("wAnG ", PASSWORD, ADDRESS))
        .hasMessageContaining("too many attempts failed");
  }

  @Test
  void letsInTheBooksUsersWhileTheDirectoryIsAway() throws Exception {
    UserStore book = book();
    book.add("li", List.of("root"), PASSWORD);
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Authenticator door =
          door(Transport.START_TLS, silent.getLocalPort(), certificate.pem(), null, book);
      assertThatThrownBy(() -> door.login("wang", PASSWORD, ADDRESS))
          .hasMessageStartingWith(UNASKED);
      assertThat(door.login("li", PASSWORD, ADDRESS).user()).isEqualTo("li");
    }
    Authenticator door = door(Transport.LDAPS);
    Caller wang = door.login("wang", PASSWORD, ADDRESS);
    server.shutDown(true);
    assertThat(wang.standing().holds()).isTrue();
    clock.forward(Duration.ofMinutes(1));
    assertThatThrownBy(() -> wang.standing().holds()).hasMessageStartingWith(UNASKED);
  }
}
