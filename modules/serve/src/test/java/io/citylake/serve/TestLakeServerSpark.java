package io.citylake.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.settings.ServeLimits;
import io.citylake.contract.settings.ServeSettings;
import io.citylake.contract.settings.ServeSettings.Tls;
import io.citylake.contract.settings.ServeSettings.Transport;
import io.citylake.contract.settings.Settings;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.SqlGate;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import io.citylake.serve.LakeServer.Governance;
import io.citylake.serve.engine.Visibility;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLakeServerSpark {
  private static final Caller SYSTEM =
      new Caller("system", List.of("administrator"), null, Lane.CLI, "localhost");
  @TempDir private Path home;
  private ServeFixture lake;
  private KeyStore keys;

  @BeforeEach
  void open() {
    lake = ServeFixture.open(home);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void isReadyOnceEveryPanelWasAskedAndServesANewReleaseOnceItIsWarm() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    SqlGate gate =
        (caller, question) -> {
          if (question.release().id() == 2 && caller.equals(SYSTEM)) {
            await(held);
          }
          return lake.gate.admit(caller, question);
        };
    try (LakeServer server = server(gate, "127.0.0.1", Transport.TLS_OR_LOOPBACK)) {
      Awaitility.await().until(server::ready);
      // Three panels; the one whose parameter has no default is asked with a null.
      assertThat(lake.gate.ends).containsExactly("answered 3", "answered 0", "answered 1");
      assertThat(get(server, "/health").statusCode()).isEqualTo(200);
      assertThat(get(server, "/api/v1/data/air/all").body()).startsWith("{\"release\":1,");

      lake.release(2);
      Awaitility.await().until(() -> held.getCount() == 1);
      assertThat(get(server, "/api/v1/data/air/all").body()).startsWith("{\"release\":1,");
      held.countDown();
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(get(server, "/api/v1/data/air/all").body())
                      .startsWith("{\"release\":2,"));
      assertThat(server.ready()).isTrue();
    }
  }

  @Test
  void refusesToListenBeyondLoopbackInTheClear() {
    assertThatThrownBy(() -> server(lake.gate, "0.0.0.0", Transport.TLS_OR_LOOPBACK))
        .isInstanceOf(CityLakeException.class)
        .hasMessage(
            "Cannot listen beyond loopback in the clear: give serve.tls a certificate and a key,"
                + " or say serve.insecure: true (serve.host=0.0.0.0)");
    try (LakeServer server = server(lake.gate, "0.0.0.0", Transport.INSECURE)) {
      assertThat(server.flightPort()).isPositive();
    }
  }

  @Test
  void speaksTlsOnBothPorts() throws Exception {
    ServeSettings settings =
        new ServeSettings(
            "127.0.0.1",
            0,
            0,
            0,
            certificate(),
            Transport.TLS_OR_LOOPBACK,
            DataSize.parse("16MB"),
            ServeLimits.standard());
    try (LakeServer server = server(lake.gate, settings)) {
      String url =
          "jdbc:arrow-flight-sql://127.0.0.1:%d/?useEncryption=true&disableCertificateVerification=true&user=ann&password=password-of-ann"
              .formatted(server.flightPort());
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT station FROM air.ods_reading")) {
        assertThat(rows.next()).isTrue();
      }
      SSLContext trust = SSLContext.getInstance("TLS");
      TrustManagerFactory ours =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      ours.init(keys);
      trust.init(null, ours.getTrustManagers(), null);
      URI health = URI.create("https://localhost:" + server.httpPort() + "/health");
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .sslContext(trust)
              .build()
              .send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isIn(200, 503);
    }
  }

  /** Whoever connects a moment later gets the new one, on both ports and without a restart. */
  @Test
  void takesARenewedCertificate() throws Exception {
    ServeSettings settings =
        new ServeSettings(
            "127.0.0.1",
            0,
            0,
            0,
            certificate(),
            Transport.TLS_OR_LOOPBACK,
            DataSize.parse("16MB"),
            ServeLimits.standard());
    Certificate before = keys.getCertificate("a");
    try (LakeServer server = server(lake.gate, settings)) {
      List<Integer> ports = List.of(server.flightPort(), server.httpPort());
      for (int port : ports) {
        assertThat(certificateOf(port)).isEqualTo(before);
      }
      certificate();
      Certificate renewed = keys.getCertificate("a");
      assertThat(renewed).isNotEqualTo(before);
      for (int port : ports) {
        Awaitility.await().untilAsserted(() -> assertThat(certificateOf(port)).isEqualTo(renewed));
      }
    }
  }

  private static Certificate certificateOf(int port) throws Exception {
    SSLContext any = SSLContext.getInstance("TLS");
    any.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    try (SSLSocket socket = (SSLSocket) any.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  @Test
  void startsWithNoCertificateThatNobodyCouldTrust() throws Exception {
    Tls good = certificate();
    Path otherKey = Files.move(good.key(), home.resolve("other-key.pem"));
    Tls next = certificate();
    assertUnusable(new Tls(next.certificate(), otherKey), "the key is not that of the certificate");
    Tls expired = certificate("-startdate", "-10d", "-validity", "5");
    assertUnusable(expired, "renew the certificate");
    Path old =
        Files.writeString(
            home.resolve("old.pem"),
            Files.readString(next.key()).replace("PRIVATE KEY", "RSA PRIVATE KEY"));
    assertUnusable(
        new Tls(next.certificate(), old),
        "the key is RSA PRIVATE KEY, and PKCS#8 without a password is expected (PRIVATE KEY); have"
            + " it made by openssl pkcs8");
    assertUnusable(new Tls(next.key(), next.key()), "Cannot use serve.tls");
  }

  private void assertUnusable(Tls tls, String why) {
    ServeSettings settings =
        new ServeSettings(
            "127.0.0.1",
            0,
            0,
            0,
            tls,
            Transport.TLS_OR_LOOPBACK,
            DataSize.parse("16MB"),
            ServeLimits.standard());
    assertThatThrownBy(() -> server(lake.gate, settings).close())
        .hasMessageContaining(why)
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID));
  }

  private Tls certificate() throws Exception {
    return certificate("-validity", "90");
  }

  /** A certificate of our own in PEM files, made by the JDK's tool. */
  private Tls certificate(String... validity) throws Exception {
    Path store = home.resolve("keys.p12");
    Files.deleteIfExists(store);
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    words.addAll(List.of("-genkeypair", "-alias", "a", "-keyalg", "RSA"));
    words.addAll(List.of("-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1"));
    words.addAll(List.of(validity));
    words.addAll(List.of("-storetype", "PKCS12", "-storepass", "password"));
    words.addAll(List.of("-keystore", store.toString()));
    assertThat(new ProcessBuilder(words).start().waitFor()).isZero();
    char[] password = "password".toCharArray();
    keys = KeyStore.getInstance(store.toFile(), password);
    // The tool enters it as a key; what a client trusts is entered as a certificate.
    keys.setCertificateEntry("trusted", keys.getCertificate("a"));
    return new Tls(
        pem("CERTIFICATE", keys.getCertificate("a").getEncoded()),
        pem("PRIVATE KEY", keys.getKey("a", password).getEncoded()));
  }

  private Path pem(String kind, byte[] encoded) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(encoded);
    return Files.writeString(
        home.resolve(kind + ".pem"),
        "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(kind, text, kind));
  }

  private LakeServer server(SqlGate gate, String host, Transport transport) {
    return server(
        gate,
        new ServeSettings(
            host, 0, 0, 0, null, transport, DataSize.parse("16MB"), ServeLimits.standard()));
  }

  private LakeServer server(SqlGate gate, ServeSettings serve) {
    Settings settings = lake.workspace.settings().withServe(serve);
    Governance governance =
        new Governance(
            gate, lake.logins, new Everything(), caller -> lake.limits, SYSTEM, lake.journal);
    return LakeServer.open(
        lake.workspace.withSettings(settings), governance, lake.releases(), Clock.systemUTC());
  }

  private static HttpResponse<String> get(LakeServer server, String path)
      throws IOException, InterruptedException {
    String login =
        Base64.getEncoder()
            .encodeToString(
                "ann:password-of-ann".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + path))
                .header("Authorization", "Basic " + login)
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Everything implements Visibility {
    @Override
    public boolean shows(Caller caller, TableName table) {
      return true;
    }

    @Override
    public boolean reads(Caller caller, TableName table, String column) {
      return true;
    }

    @Override
    public boolean tellsPersons(Caller caller, TableName table) {
      return caller.purpose() != null;
    }

    @Override
    public Optional<Set<String>> unmasked(Caller caller, TableName table, Set<String> columns) {
      return Optional.of(columns);
    }

    @Override
    public boolean shows(Caller caller, TableName table, String column) {
      return true;
    }
  }
}
