package io.citylake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What receives where something that it was told of is not there. */
class TestReceivingLake {
  private static final String KEY = "a-key-for-tests-alone-1";
  private static final String TRUSTED = "javax.net.ssl.trustStore";
  private static final char[] PASSWORD = "password".toCharArray();

  @TempDir private Path home;

  private void write(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private ReceivingLake receive() {
    return ReceivingLake.open(
        WorkspaceLoader.loadOrThrow(
            home, Environment.of(Map.of("KEY", KEY)), LocalDate.of(2026, 2, 28)),
        List.of(),
        Clock.systemUTC());
  }

  private KeyStore keys(String name) throws Exception {
    Path file = home.resolve(name + ".p12");
    List<String> words =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "a",
            "-keyalg",
            "EC",
            "-dname",
            "CN=" + name,
            "-ext",
            "san=ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-storepass",
            new String(PASSWORD),
            "-keystore",
            file.toString());
    assertThat(new ProcessBuilder(words).start().waitFor()).isZero();
    return KeyStore.getInstance(file.toFile(), PASSWORD);
  }

  private static KeyStore trusted(Certificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("t", certificate);
    return store;
  }

  private static String pem(String kind, byte[] encoded) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(encoded), kind);
  }

  private static SSLContext tls(@Nullable KeyStore own, KeyStore server) throws Exception {
    KeyManager[] keys = {};
    if (own != null) {
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(own, PASSWORD);
      keys = managers.getKeyManagers();
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted(server.getCertificate("a")));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    return context;
  }

  /** What a device of MQTT 3.1.1 is answered to its login: 0 is that it is let in. */
  private static int login(SSLContext tls, int port, String user) throws IOException {
    try (Socket socket = tls.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.setSoTimeout(30_000);
      String proof =
          user.isEmpty() ? "" : "\0%c%s\0%c%s".formatted(user.length(), user, KEY.length(), KEY);
      String rest = "\0\4MQTT\4%c\0\74\0\1c%s".formatted(user.isEmpty() ? 2 : 0xC2, proof);
      socket
          .getOutputStream()
          .write("\20%c%s".formatted(rest.length(), rest).getBytes(StandardCharsets.ISO_8859_1));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      return in.readInt() & 0xFF;
    }
  }

  @Test
  void aBrokerThatIsAwayIsToldByAHealthThatIsWell() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    write("conf/citylake.yaml", "receive: {http-port: 0, mqtt-port: 0, health-port: 0}\n");
    write(
        "conf/feeds/gauges.yaml",
        """
        title: {zh: 水位计, en: Gauges}
        mqtt:
          topics: a
          subscribe: {broker: "mqtt://127.0.0.1:%d"}
        """
            .formatted(nobody));
    try (ReceivingLake lake = receive()) {
      HttpRequest health =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:%d/health".formatted(lake.healthPort())))
              .build();
      HttpClient client = HttpClient.newHttpClient();
      await()
          .untilAsserted(
              () ->
                  assertThat(client.send(health, BodyHandlers.ofString()).body())
                      .contains("the broker of gauges: it can't be"));
      HttpResponse<String> answer = client.send(health, BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"status\":\"ready\"", "\"faults\":[\"the broker");
    }
  }

  @Test
  void withoutAuthoritiesNoCertificateLetsADeviceIn() throws Exception {
    KeyStore server = keys("server");
    KeyStore camera = keys("cam-1");
    write("server.pem", pem("CERTIFICATE", server.getCertificate("a").getEncoded()));
    write("server.key", pem("PRIVATE KEY", server.getKey("a", PASSWORD).getEncoded()));
    write(
        "conf/citylake.yaml",
        """
        receive:
          http-port: 0
          mqtt-port: 0
          health-port: 0
          mqtt-authorities: conf/nobody.pem
          tls: {certificate: server.pem, key: server.key}
        """);
    write(
        "conf/feeds/gauges.yaml",
        """
        title: {zh: 水位计, en: Gauges}
        mqtt:
          topics: a
          groups: {east: "${KEY}", cams: {certificates: ["cam-*"]}}
        """);
    Path known = home.resolve("known.p12");
    try (var out = Files.newOutputStream(known)) {
      trusted(camera.getCertificate("a")).store(out, PASSWORD);
    }
    String before = System.getProperty(TRUSTED);
    System.setProperty(TRUSTED, known.toString());
    System.setProperty(TRUSTED + "Password", new String(PASSWORD));
    try (ReceivingLake lake = receive()) {
      int port = lake.mqttPort().orElseThrow();
      assertThat(login(tls(null, server), port, "east")).isZero();
      assertThatThrownBy(() -> login(tls(camera, server), port, ""))
          .isInstanceOf(IOException.class);
    } finally {
      System.clearProperty(TRUSTED + "Password");
      if (before == null) {
        System.clearProperty(TRUSTED);
      } else {
        System.setProperty(TRUSTED, before);
      }
    }
  }
}
