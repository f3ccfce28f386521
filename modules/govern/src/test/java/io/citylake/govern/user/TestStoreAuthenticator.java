package io.citylake.govern.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.citylake.contract.policy.Duties;
import io.citylake.contract.settings.IdentitySettings;
import io.citylake.contract.settings.Settings;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.SessionValidity;
import io.citylake.govern.access.AccessEntry;
import io.citylake.govern.state.StateStore;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.testkit.HandClock;
import io.citylake.testkit.LocalLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestStoreAuthenticator {
  private static final String ADDRESS = "10.0.0.1";
  private static final String WRONG_TOKEN =
      "Cannot log in: the token is not valid, or not any more; log in again";
  private static final char[] PASSWORD = "correct horse battery".toCharArray();
  private static RSAKey rsa;
  private static ECKey ec;

  @TempDir private Path home;
  private final HandClock clock = new HandClock("2026-03-01T00:00:00Z");
  private final List<AccessEntry> log = new CopyOnWriteArrayList<>();
  private UserStore book;
  private Authenticator door;

  @BeforeAll
  static void makesKeys() throws JOSEException {
    rsa = new RSAKeyGenerator(2048).keyID("one").generate();
    ec = new ECKeyGenerator(Curve.P_256).keyID("two").generate();
  }

  @BeforeEach
  void opens() throws IOException {
    Files.writeString(home.resolve("jwks.json"), new JWKSet(List.of(rsa, ec)).toString());
    Settings settings = settings();
    book = new UserStore(StateStore.of(settings.stateDir()), clock);
    book.add("wang", List.of("analyst"), PASSWORD);
    door = StoreAuthenticator.open(book, settings, log::add, clock);
  }

  @Test
  void saysTheSameOfAWrongPasswordAnUnknownNameAndADisabledUser() {
    book.add("gone", List.of("analyst"), PASSWORD);
    book.disable("gone");

    for (String user : List.of("wang", "nobody", "", "a\nb")) {
      assertThatThrownBy(() -> door.login(user, "not the password".toCharArray(), ADDRESS))
          .hasMessage("Cannot log in: the user or the password is wrong")
          .isInstanceOfSatisfying(
              CityLakeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOGIN_FAILED));
    }
    assertThatThrownBy(() -> door.login("gone", PASSWORD, ADDRESS))
        .hasMessage("Cannot log in: the user or the password is wrong");
  }

  @Test
  void hashesOnceForANameThatNobodyHas() {
    // A missing hash would answer a thousand times faster; a tenth leaves room for a busy machine.
    long known = nanos("wang");
    long unknown = nanos("nobody");

    assertThat((double) unknown / known).isBetween(0.1, 10.0);
  }

  @Test
  void slowsWhoTriesPasswordsAndCountsNoneThatIsRight() {
    for (int i = 0; i < 20; i++) {
      assertThat(door.login("wang", PASSWORD, ADDRESS).user()).isEqualTo("wang");
    }
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> door.login("wang", "not the password".toCharArray(), ADDRESS))
          .hasMessageContaining("is wrong");
    }
    assertThatThrownBy(() -> door.login("wang", "not the password".toCharArray(), ADDRESS))
        .hasMessageContaining("too many attempts failed; try again in");
    assertThat(log)
        .filteredOn(entry -> entry.reason().contains("too many attempts"))
        .singleElement()
        .satisfies(entry -> assertThat(entry.caller().user()).isEqualTo("wang"));
  }

  @Test
  void forgetsARightPasswordWhenItIsChangedOrTheUserGoes() {
    door.login("wang", PASSWORD, ADDRESS);
    book.changePassword("wang", "another password".toCharArray());
    assertThatThrownBy(() -> door.login("wang", PASSWORD, ADDRESS))
        .hasMessageContaining("is wrong");

    door.login("wang", "another password".toCharArray(), ADDRESS);
    book.disable("wang");
    assertThatThrownBy(() -> door.login("wang", "another password".toCharArray(), ADDRESS))
        .hasMessageContaining("is wrong");
  }

  @Test
  void readsRolesAtEachUseOfAToken() {
    String token = door.token(door.login("wang", PASSWORD, ADDRESS));
    book.changeRoles("wang", List.of("steward"));

    assertThat(door.verify(token, "10.0.0.9").withStanding(SessionValidity.ALWAYS))
        .isEqualTo(new Caller("wang", List.of("steward"), null, Lane.HTTP, "10.0.0.9"));
  }

  @Test
  void aTokenOfAScreenOutlivesADayAndOnlyReads() {
    String token = book.readingToken("wang", Duration.ofDays(90)).reveal();
    clock.forward(Duration.ofDays(89));
    Caller screen = door.verify(token, ADDRESS);
    assertThat(screen.readsOnly()).isTrue();
    assertThat(screen.withPurpose("p").withTheme("t").withLane(Lane.FLIGHT).readsOnly()).isTrue();
    assertThat(door.verify(door.token(screen), ADDRESS).readsOnly())
        .as("what a reader gets for it")
        .isTrue();
    assertThat(door.login("wang", PASSWORD, ADDRESS).readsOnly()).isFalse();
    clock.forward(Duration.ofDays(2));
    assertThatThrownBy(() -> door.verify(token, ADDRESS)).hasMessage(WRONG_TOKEN);
    assertThat(screen.standing().holds()).isFalse();
  }

  @Test
  void aTokenOfAScreenIsVoidOnceItsUserIsShutOut() {
    String token = book.readingToken("wang", Duration.ofDays(90)).reveal();
    Caller screen = door.verify(token, ADDRESS);
    book.disable("wang");
    assertThat(screen.standing().holds()).isFalse();
    assertThatThrownBy(() -> door.verify(token, ADDRESS)).hasMessage(WRONG_TOKEN);
    assertThatThrownBy(() -> book.readingToken("wang", Duration.ofDays(1)))
        .hasMessageContaining("shut out");
    book.enable("wang");
    assertThatThrownBy(() -> door.verify(token, ADDRESS)).hasMessage(WRONG_TOKEN);
  }

  @Test
  void makesNoTokenOfAScreenForAnAdministratorOrForEver() {
    KnownRoles known = new KnownRoles(Optional.empty(), Set.of("administrator"), Duties.none());
    UserStore knowing = new UserStore(book.state(), clock, known);
    knowing.add("root", List.of("administrator"), PASSWORD);
    assertThatThrownBy(() -> knowing.readingToken("root", Duration.ofDays(1)))
        .hasMessageContaining("administrator");
    for (int days : List.of(0, -1, 401)) {
      assertThatThrownBy(() -> book.readingToken("wang", Duration.ofDays(days)))
          .hasMessageContaining("1 to 400 days");
    }
    assertThatThrownBy(() -> book.readingToken("nobody", Duration.ofDays(1)))
        .hasMessageContaining("nobody");
  }

  @Test
  void endsATokenWithItsTimeItsPasswordAndItsUser() {
    Caller wang = door.login("wang", PASSWORD, ADDRESS);
    String old = door.token(wang);
    clock.forward(Duration.ofHours(8));
    refused(old);

    String beforeChange = door.token(wang);
    book.changePassword("wang", "another password".toCharArray());
    refused(beforeChange);

    String beforeDrop = door.token(wang);
    book.disable("wang");
    refused(beforeDrop);
    book.enable("wang");
    book.remove("wang");
    refused(beforeDrop);
    book.add("wang", List.of("admin"), PASSWORD);
    book.changePassword("wang", "another password".toCharArray());
    refused(beforeDrop);
  }

  /** Whoever had it taken away must not get it back by somebody else's mistake. */
  @Test
  void takesNoTokenOfBeforeAUserWasShutOut() {
    String token = door.token(door.login("wang", PASSWORD, ADDRESS));
    book.disable("wang");
    book.enable("wang");

    assertThatThrownBy(() -> door.verify(token, ADDRESS)).hasMessage(WRONG_TOKEN);
    assertThat(door.login("wang", PASSWORD, ADDRESS).user()).isEqualTo("wang");
  }

  @Test
  void writesDownWhoCameInAndWhoDidNot() throws JOSEException {
    door.login("wang", PASSWORD, ADDRESS);
    door.login("wang", PASSWORD, ADDRESS);
    assertThatThrownBy(() -> door.login("li", PASSWORD, "10.0.0.9"));
    assertThatThrownBy(() -> door.login("My Password 1!", PASSWORD, "10.0.0.9"));
    String outside = byRsa("hua");
    door.verify(outside, ADDRESS);
    door.verify(outside, ADDRESS);
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> door.verify("x.y.z", "10.0.0.9"));
    }

    assertThat(log)
        .filteredOn(each -> !each.statement().equals("login by a token"))
        .extracting(
            each -> each.caller().user() + " " + each.outcome() + " " + each.caller().address())
        .containsExactly(
            "wang allowed 10.0.0.1",
            "li refused 10.0.0.9",
            "? refused 10.0.0.9",
            "oidc:hua allowed 10.0.0.1");
    // The 1st, 2nd, 4th ... 64th: whoever has no account can't fill the disk.
    assertThat(log)
        .filteredOn(each -> each.statement().equals("login by a token"))
        .hasSize(7)
        .last()
        .satisfies(each -> assertThat(each.reason()).contains("(64 from this address"));
  }

  @Test
  void takesNoNameThatWouldForgeALine() throws JOSEException {
    for (String name : List.of("hua\nadmin", "hua\u202Enimda", "hua\u0000")) {
      String token = byRsa(name);
      assertThatThrownBy(() -> door.verify(token, ADDRESS)).hasMessage(WRONG_TOKEN);
    }
  }

  /** S02. */
  @Test
  void tellsOfEachChangeToAUserWhoIsIn() {
    Caller byPassword = door.login("wang", PASSWORD, ADDRESS);
    Caller byToken = door.verify(door.token(byPassword), ADDRESS);
    stands(true, byPassword, byToken);
    book.add("li", List.of("analyst"), PASSWORD);
    stands(true, byPassword, byToken, byPassword.withPurpose("audit").withTheme("air"));

    book.disable("wang");
    stands(false, byPassword, byToken);
    book.enable("wang");
    stands(false, byPassword, byToken);
    byPassword = door.login("wang", PASSWORD, ADDRESS);
    byToken = door.verify(door.token(byPassword), ADDRESS);
    book.changeRoles("wang", List.of("analyst", "steward"));
    stands(false, byPassword, byToken);
    book.changeRoles("wang", List.of("analyst"));
    stands(true, byPassword, byToken);
    book.changePassword("wang", "another password".toCharArray());
    stands(false, byPassword, byToken);

    Caller before = door.login("wang", "another password".toCharArray(), ADDRESS);
    book.remove("wang");
    stands(false, before);
    book.add("wang", List.of("analyst"), "another password".toCharArray());
    stands(false, before);
  }

  /** S02. */
  @Test
  void endsWithTheTokenWhatItLetIn() throws JOSEException {
    Caller wang = door.login("wang", PASSWORD, ADDRESS);
    Caller byToken = door.verify(door.token(wang), ADDRESS);
    Caller outside =
        door.verify(
            signed(claims().build(), JWSAlgorithm.RS256, "one", new RSASSASigner(rsa)), ADDRESS);

    // Ten minutes, and the minute by which its clock may be slow.
    clock.forward(Duration.ofMinutes(11).minusSeconds(1));
    stands(true, wang, byToken, outside);
    clock.forward(Duration.ofSeconds(1));
    stands(true, wang, byToken);
    stands(false, outside);
    clock.forward(Duration.ofHours(8));
    stands(true, wang);
    stands(false, byToken);
  }

  private static void stands(boolean expected, Caller... callers) {
    assertThat(callers).allMatch(each -> each.standing().holds() == expected);
  }

  @Test
  void refusesATokenOfAnotherLake() {
    Settings other = LocalLake.settings(home.resolve("other"));
    UserStore same = new UserStore(StateStore.of(other.stateDir()), clock);
    same.add("wang", List.of("admin"), PASSWORD);
    Authenticator foreign = StoreAuthenticator.open(same, other, log::add, clock);

    refused(foreign.token(foreign.login("wang", PASSWORD, ADDRESS)));
  }

  @Test
  void refusesEveryTokenThatWasTamperedWith() throws JOSEException {
    String token = door.token(door.login("wang", PASSWORD, ADDRESS));
    String[] parts = token.split("\\.", -1);
    String payload =
        new com.nimbusds.jose.Payload("{\"iss\":\"citylake\",\"sub\":\"wang\"}")
            .toBase64URL()
            .toString();

    refused(parts[0] + "." + payload + "." + parts[2]);
    refused(parts[0] + "." + parts[1] + ".");
    refused(new PlainJWT(claims().build()).serialize());
    refused("");
    refused("x".repeat(100_000));
  }

  @Test
  void takesTokensOfTheProvider() throws JOSEException {
    JWTClaimsSet claims = claims().build();

    Caller byRsa =
        door.verify(signed(claims, JWSAlgorithm.RS256, "one", new RSASSASigner(rsa)), ADDRESS);
    Caller byEc =
        door.verify(signed(claims, JWSAlgorithm.ES256, "two", new ECDSASigner(ec)), ADDRESS);

    assertThat(byRsa).isEqualTo(byEc);
    assertThat(byRsa.user()).isEqualTo("oidc:wang");
    assertThat(byRsa.roles()).containsExactly("analyst", "viewer");
    assertThatThrownBy(() -> door.token(byRsa)).hasMessage(WRONG_TOKEN);
  }

  @Test
  void refusesTokensThatBreakAPromiseOfTheProvider() throws JOSEException {
    RSAKey stranger = new RSAKeyGenerator(2048).keyID("one").generate();
    Date past = Date.from(clock.instant().minusSeconds(120));

    provider(claims().issuer("https://evil.example").build());
    provider(claims().audience("somebody-else").build());
    provider(claims().expirationTime(past).build());
    provider(claims().expirationTime(null).build());
    provider(claims().subject(null).build());
    provider(claims().notBeforeTime(Date.from(clock.instant().plusSeconds(600))).build());
    refused(signed(claims().build(), JWSAlgorithm.RS256, "one", new RSASSASigner(stranger)));
    for (String kid : List.of("../../etc/passwd", "three", "' or 1=1")) {
      refused(signed(claims().build(), JWSAlgorithm.RS256, kid, new RSASSASigner(rsa)));
    }
    // The public key as if it were a shared secret.
    byte[] publicKey =
        rsa.toPublicJWK().toJSONString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    refused(signed(claims().build(), JWSAlgorithm.HS256, "one", new MACSigner(publicKey)));
  }

  @Test
  void letsNobodyInFromOutsideWhereTheKeysCannotBeRead() throws IOException, JOSEException {
    String token = signed(claims().build(), JWSAlgorithm.RS256, "one", new RSASSASigner(rsa));
    assertThatCode(() -> door.verify(token, ADDRESS)).doesNotThrowAnyException();
    Files.delete(home.resolve("jwks.json"));

    assertThatThrownBy(() -> door.verify(token, ADDRESS))
        .hasMessageStartingWith("Cannot log in: the keys of the identity provider can't be read")
        .hasMessageContaining("https://id.example");
  }

  private String byRsa(String user) throws JOSEException {
    return signed(claims().subject(user).build(), JWSAlgorithm.RS256, "one", new RSASSASigner(rsa));
  }

  private void provider(JWTClaimsSet claims) throws JOSEException {
    refused(signed(claims, JWSAlgorithm.RS256, "one", new RSASSASigner(rsa)));
  }

  private void refused(String token) {
    assertThatThrownBy(() -> door.verify(token, ADDRESS)).hasMessage(WRONG_TOKEN);
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("https://id.example")
        .audience("citylake")
        .subject("wang")
        .claim("realm_access", Map.of("roles", List.of("viewer", "analyst")))
        .expirationTime(Date.from(clock.instant().plusSeconds(600)));
  }

  private static String signed(
      JWTClaimsSet claims, JWSAlgorithm algorithm, String kid, JWSSigner signer)
      throws JOSEException {
    SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(kid).build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  private long nanos(String user) {
    long start = System.nanoTime();
    assertThatThrownBy(() -> door.login(user, "not the password".toCharArray(), ADDRESS));
    return System.nanoTime() - start;
  }

  private Settings settings() {
    Settings plain = LocalLake.settings(home);
    return new Settings(
        plain.stateDir(),
        plain.catalog(),
        plain.warehouse(),
        plain.sourceRoots(),
        plain.zone(),
        plain.thresholds(),
        plain.caps(),
        plain.spark(),
        plain.hadoop(),
        new IdentitySettings(
            "https://id.example",
            "citylake",
            home.resolve("jwks.json").toString(),
            "realm_access.roles",
            "sub",
            Duration.ofDays(1),
            null),
        null,
        plain.passwordHash(),
        plain.serve(),
        plain.scheduling(),
        plain.accessLog(),
        plain.departments(),
        plain.observe(),
        plain.maintain(),
        plain.receive());
  }
}
