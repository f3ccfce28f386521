package io.citylake.govern.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.citylake.contract.settings.IdentitySettings;
import io.citylake.contract.settings.Settings;
import io.citylake.govern.Caller;
import io.citylake.govern.access.AccessEntry;
import io.citylake.govern.state.StateStore;
import io.citylake.testkit.HandClock;
import io.citylake.testkit.LocalLake;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.http.MockWebServerWrapper;
import no.nav.security.mock.oauth2.http.Ssl;
import no.nav.security.mock.oauth2.http.SslKeystore;
import no.nav.security.mock.oauth2.token.KeyProvider;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of a real OpenID Connect server, found by discovery over real TLS. */
class TestIdentityProvider {
  private static final String ADDRESS = "10.0.0.1";
  private static final String WRONG =
      "Cannot log in: the token is not valid, or not any more; log in again";
  private static final String UNREAD =
      "Cannot log in: the keys of the identity provider can't be read";

  @TempDir private static Path keys;
  private static ServerCertificate certificate;

  @TempDir private Path home;
  private final HandClock clock = new HandClock("2026-03-01T00:00:00Z");
  private final List<AccessEntry> log = new CopyOnWriteArrayList<>();
  private KeysOfServer keysOfServer;
  private MockOAuth2Server server;
  private String issuer;
  private Authenticator door;

  @BeforeAll
  static void makesACertificate() throws Exception {
    certificate = ServerCertificate.make(keys, "dns:localhost,ip:127.0.0.1");
  }

  @BeforeEach
  void starts() throws Exception {
    start("RS256");
    door = door(issuer, certificate.pem());
  }

  @AfterEach
  void stops() {
    server.shutdown();
  }

  private void start(String algorithm) throws Exception {
    SslKeystore store =
        new SslKeystore(
            ServerCertificate.PASSWORD,
            certificate.store().toFile(),
            SslKeystore.KeyStoreType.PKCS12,
            ServerCertificate.PASSWORD);
    keysOfServer = new KeysOfServer(algorithm);
    OAuth2TokenProvider tokens = new OAuth2TokenProvider(keysOfServer, clock.instant());
    server =
        new MockOAuth2Server(
            new OAuth2Config(
                false,
                null,
                null,
                false,
                tokens,
                Set.of(),
                new MockWebServerWrapper(new Ssl(store))));
    server.start(InetAddress.getByName("127.0.0.1"), 0);
    issuer = server.issuerUrl("city").toString();
  }

  private Authenticator door(String from, @Nullable Path trusted) {
    Settings plain = LocalLake.settings(home);
    Settings settings =
        new Settings(
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
                from,
                "citylake",
                null,
                "realm_access.roles",
                "preferred_username",
                Duration.ofDays(1),
                trusted),
            null,
            plain.passwordHash(),
            plain.serve(),
            plain.scheduling(),
            plain.accessLog(),
            plain.departments(),
            plain.observe(),
            plain.maintain(),
            plain.receive());
    UserStore book = new UserStore(StateStore.of(settings.stateDir()), clock);
    return StoreAuthenticator.open(book, settings, log::add, clock);
  }

  /** As the server makes it, with its key. */
  private SignedJWT issued(String by, String audience, long seconds) {
    return server.issueToken(
        by,
        "subject-1",
        audience,
        Map.of(
            "preferred_username",
            "hua",
            "nonce",
            "of the client that asked",
            "realm_access",
            Map.of("roles", List.of("viewer", "analyst"))),
        seconds);
  }

  private SignedJWT good() {
    return issued("city", "citylake", 600);
  }

  private void refused(String token) {
    assertThatThrownBy(() -> door.verify(token, ADDRESS)).hasMessage(WRONG);
  }

  @Test
  void letsInByATokenOfTheServer() throws Exception {
    for (String algorithm : List.of("RS256", "ES256")) {
      server.shutdown();
      start(algorithm);
      door = door(issuer, certificate.pem());
      SignedJWT token = good();
      assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
      Caller hua = door.verify(token.serialize(), ADDRESS);
      assertThat(hua.user()).isEqualTo("oidc:hua");
      assertThat(hua.roles()).containsExactly("analyst", "viewer");
    }
  }

  @Test
  void refusesWhatTheServerMadeForOthersOrBefore() {
    refused(issued("city", "another-lake", 600).serialize());
    // Another realm of the same server, by that realm's own key.
    refused(issued("village", "citylake", 600).serialize());
    refused(issued("city", "citylake", -61).serialize());
    // A minute by which clocks may differ.
    assertThat(door.verify(issued("city", "citylake", -59).serialize(), ADDRESS).user())
        .isEqualTo("oidc:hua");
  }

  @Test
  void refusesWhatTheServerDidNotSign() throws Exception {
    SignedJWT good = good();
    JWTClaimsSet claims = good.getJWTClaimsSet();
    String kid = good.getHeader().getKeyID();
    assertThat(door.verify(good.serialize(), ADDRESS).user()).isEqualTo("oidc:hua");

    refused(new PlainJWT(claims).serialize());
    String[] parts = good.serialize().split("\\.", -1);
    refused(parts[0] + "." + parts[1] + ".");
    // Its public key, as anybody can fetch it, as if it were a shared secret.
    JWK open = JWKSet.parse(fetch(server.jwksUrl("city").toString())).getKeys().get(0);
    for (byte[] secret :
        List.of(
            open.toJSONString().getBytes(StandardCharsets.UTF_8),
            open.toRSAKey().toRSAPublicKey().getEncoded(),
            pem(open).getBytes(StandardCharsets.US_ASCII))) {
      refused(signed(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(kid), claims, secret));
    }
    // A key that the token brings along, or names the place of.
    RSAKey own = new RSAKeyGenerator(2048).keyID(kid).generate();
    refused(signed(new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(own.toPublicJWK()), claims, own));
    refused(
        signed(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(kid)
                .jwkURL(URI.create(server.jwksUrl("village").toString())),
            claims,
            own));
    refused(signed(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(kid), claims, own));
    refused(signed(new JWSHeader.Builder(JWSAlgorithm.RS256), claims, own));
  }

  /** With another name, which is looked for at once, and with the same, which doesn't tell. */
  @Test
  void takesTheServersNewKeyAndNoMoreTheOldOne() {
    String first = good().serialize();
    assertThat(door.verify(first, ADDRESS).user()).isEqualTo("oidc:hua");

    keysOfServer.become("another");
    clock.forward(ProviderKeys.AT_MOST_EVERY);
    String second = good().serialize();
    assertThat(door.verify(second, ADDRESS).user()).isEqualTo("oidc:hua");
    refused(first);

    keysOfServer.become("another");
    clock.forward(Duration.ofMinutes(5).plusSeconds(1));
    String third = good().serialize();
    Awaitility.await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(door.verify(third, ADDRESS).user()).isEqualTo("oidc:hua"));
    refused(second);
  }

  /** The server's key, until it is another. */
  private static final class KeysOfServer extends KeyProvider {
    private volatile @Nullable JWK now;

    KeysOfServer(String algorithm) {
      super(List.of(), algorithm);
    }

    @Override
    public JWK signingKey(String keyId) {
      JWK key = now;
      return key == null ? super.signingKey(keyId) : key;
    }

    void become(String name) {
      try {
        now = new RSAKeyGenerator(2048).keyID(name).keyUse(KeyUse.SIGNATURE).generate();
      } catch (JOSEException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void asksTheIssuerItselfAndNobodyItDoesNotTrust() {
    String token = good().serialize();
    for (Authenticator each :
        List.of(
            // The document names another issuer, by one character.
            door(issuer + "/", certificate.pem()), door(issuer, null))) {
      assertThatThrownBy(() -> each.verify(token, ADDRESS)).hasMessageStartingWith(UNREAD);
    }
    assertThatThrownBy(() -> door(issuer.replace("https", "http"), certificate.pem()))
        .hasMessageContaining("identity.issuer")
        .hasMessageContaining("https://");
  }

  private static String fetch(String address) throws Exception {
    HttpClient client =
        HttpClient.newBuilder().sslContext(TrustedCertificates.context(certificate.pem())).build();
    return client
        .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
        .body();
  }

  private static String pem(JWK key) throws JOSEException {
    String text =
        java.util.Base64.getMimeEncoder()
            .encodeToString(key.toRSAKey().toRSAPublicKey().getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + text + "\n-----END PUBLIC KEY-----\n";
  }

  private static String signed(JWSHeader.Builder header, JWTClaimsSet claims, byte[] secret)
      throws JOSEException {
    SignedJWT token = new SignedJWT(header.build(), claims);
    token.sign(new MACSigner(secret));
    return token.serialize();
  }

  private static String signed(JWSHeader.Builder header, JWTClaimsSet claims, RSAKey key)
      throws JOSEException {
    SignedJWT token = new SignedJWT(header.build(), claims);
    token.sign(new RSASSASigner(key));
    return token.serialize();
  }
}
