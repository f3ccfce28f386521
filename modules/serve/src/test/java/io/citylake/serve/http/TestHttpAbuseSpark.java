package io.citylake.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.policy.ResourceLimits;
import io.citylake.contract.settings.ServeLimits;
import io.citylake.model.DataSize;
import io.citylake.serve.ServeFixture;
import io.citylake.serve.engine.ListenAddress;
import io.citylake.serve.engine.Shares;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I2: nobody who is slow, or many, keeps others from being answered. */
class TestHttpAbuseSpark {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ENDLESS =
      "SELECT sum(a.id * b.id) AS s FROM range(0, 10000000, 1, 1) a, range(0, 10000000, 1, 1) b"
          + " WHERE a.id % 7 <> b.id % 11";

  // One for all: a client of its own for each of many calls costs more than their answers.
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path home;
  private ServeFixture lake;
  private final List<Socket> sockets = new ArrayList<>();

  @BeforeEach
  void open() {
    lake = ServeFixture.open(home);
  }

  @AfterEach
  void close() throws IOException {
    for (Socket each : sockets) {
      each.close();
    }
    lake.close();
  }

  @Test
  void answersOthersWhileMoreBodiesDripThanThereAreThreads() throws Exception {
    lake.serveLimits = new ServeLimits(Duration.ofMinutes(5), 500, 48, 16);
    lake.httpPatience = Duration.ofMinutes(5);
    for (int i = 0; i < 200; i++) {
      drip("/api/v1/login");
    }
    HttpResponse<String> answer =
        ask("ann", "SELECT 1 AS a").get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(get(lake.http(), "/health").statusCode()).isEqualTo(200);
  }

  @Test
  void endsARequestWhoseBodyDoesNotComeInTime() throws Exception {
    lake.serveLimits = new ServeLimits(Duration.ofSeconds(1), 500, 48, 16);
    Socket socket = drip("/api/v1/sql");
    assertThat(closes(socket)).isTrue();
  }

  @Test
  void closesConnectionsOfAnAddressThatHasTooMany() throws Exception {
    lake.serveLimits = new ServeLimits(Duration.ofSeconds(60), 3, 48, 16);
    List<Socket> taken = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      taken.add(drip("/api/v1/login"));
    }
    assertThat(closes(connected())).isTrue();
    for (Socket each : taken) {
      assertThat(each.getInputStream().available()).isZero();
      each.close();
    }
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> get(lake.http(), "/health").statusCode() == 200);
  }

  @Test
  void tellsItsHealthWhileEveryThreadWaits() throws Exception {
    lake.limits = new ResourceLimits(Duration.ofSeconds(120), 10, DataSize.parse("1MB"), 1, 100);
    List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
    for (String user : List.of("ann", "ben", "cid", "dan")) {
      for (int i = 0; i < 45; i++) {
        asked.add(ask(user, ENDLESS.replace("AS s", "AS s" + i)));
      }
    }
    // The last user's requests may find no thread.
    Awaitility.await().atMost(PATIENCE).until(() -> lake.engine.running() >= 2);
    HttpResponse<String> health = get(lake.healthPort(), "/health");
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.body()).isEqualTo("{\"status\":\"ready\"}");
    assertThat(get(lake.healthPort(), "/metrics").body()).contains("citylake_queries_overdue 0.0");
    assertThat(get(lake.healthPort(), "/api/v1/themes").statusCode()).isEqualTo(404);
    asked.forEach(each -> each.cancel(true));
    lake.engine.close();
  }

  @Test
  void listensForHealthWhereItIsSaid() throws Exception {
    int free;
    try (ServerSocket probe = new ServerSocket(0)) {
      free = probe.getLocalPort();
    }
    HttpFront.Parts parts =
        new HttpFront.Parts(
            lake.engine,
            lake.releases(),
            lake.catalogue(),
            lake.logins,
            new Shares(1),
            () -> "warming",
            free,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            lake.results);
    ListenAddress door =
        new ListenAddress(
            "127.0.0.1", 0, null, ServeFixture.ZONE, PATIENCE, ServeLimits.standard());
    try (HttpFront front = HttpFront.open(parts, door, lake.allocator)) {
      assertThat(front.port()).isNotEqualTo(free);
      assertThat(get(free, "/health").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void refusesOneCallTooManyOfAUserAndNobodyElses() throws Exception {
    lake.serveLimits = new ServeLimits(Duration.ofSeconds(60), 500, 48, 16);
    lake.limits = new ResourceLimits(Duration.ofSeconds(120), 10, DataSize.parse("1MB"), 1, 100);
    List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
    for (int i = 0; i < 49; i++) {
      asked.add(ask("ann", ENDLESS.replace("AS s", "AS s" + i)));
    }
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> asked.stream().filter(CompletableFuture::isDone).count() == 1);
    HttpResponse<String> refused =
        asked.stream().filter(CompletableFuture::isDone).findFirst().orElseThrow().get();
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("as many calls of yours are under way as may");
    assertThat(ask("ben", "SELECT 1 AS a").get().statusCode()).isEqualTo(200);
    lake.engine.close();
  }

  /** Sends a head, and of its body one byte. */
  private Socket drip(String path) throws IOException {
    Socket socket = connected();
    OutputStream out = socket.getOutputStream();
    out.write(
        ("POST " + path + " HTTP/1.1\r\nHost: lake\r\nContent-Length: 100\r\n\r\n{")
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return socket;
  }

  private Socket connected() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), lake.http());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    sockets.add(socket);
    return socket;
  }

  /** Whether the server ends it, having said something or not. */
  private static boolean closes(Socket socket) {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (IOException e) {
      return e.getMessage().contains("reset");
    }
  }

  private CompletableFuture<HttpResponse<String>> ask(String user, String sql) {
    String login =
        Base64.getEncoder()
            .encodeToString((user + ":password-of-" + user).getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + lake.http() + "/api/v1/sql"))
            .header("Authorization", "Basic " + login)
            .POST(BodyPublishers.ofString("{\"sql\": \"" + sql + "\"}"))
            .build();
    return CLIENT.sendAsync(request, BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(PATIENCE)
            .build(),
        BodyHandlers.ofString());
  }
}
