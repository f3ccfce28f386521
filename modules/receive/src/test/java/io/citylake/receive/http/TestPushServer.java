package io.citylake.receive.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.citylake.contract.Title;
import io.citylake.contract.feed.Feed;
import io.citylake.model.DataSize;
import io.citylake.model.Secret;
import io.citylake.receive.spool.Message;
import io.citylake.receive.spool.Spool;
import io.citylake.receive.spool.SpoolLimits;
import io.citylake.receive.spool.SpoolNews;
import io.citylake.receive.spool.SpoolView;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPushServer {
  private static final String KEY = "a-key-of-a-gauge-for-tests";

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicLong nanos = new AtomicLong();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Spool spool;
  private FeedIntake intake;

  private PushServer server(Executor executor, SpoolLimits limits, int rate) {
    return server(executor, limits, rate, Duration.ofSeconds(60));
  }

  private PushServer server(Executor executor, SpoolLimits limits, int rate, Duration bodyTime) {
    intake = intake("gauges", limits, rate, Clock.systemUTC(), executor);
    spool = intake.spool().orElseThrow();
    return serve(bodyTime, 1000, Map.of("gauges", intake));
  }

  private FeedIntake intake(
      String name, SpoolLimits limits, int rate, Clock clock, Executor executor) {
    Spool opened =
        Spool.open(
            directory.resolve(name.equals("gauges") ? "spool" : name), limits, clock, executor);
    Feed feed =
        new Feed(
            name,
            new Title("水位计", "Gauges"),
            new TreeMap<>(Map.of("east", new Secret(KEY))),
            new Feed.Limits(new DataSize(5000), new DataSize(10_000), 1000, 32, rate),
            new Feed.Room(new DataSize(1), new DataSize(1), new DataSize(0), new DataSize(1)));
    return new FeedIntake(feed, opened, nanos::get);
  }

  private PushServer serve(Duration bodyTime, int connections, Map<String, FeedIntake> feeds) {
    PushServer server =
        PushServer.open(
            new PushDoor("127.0.0.1", 0, null, bodyTime, connections, Clock.systemUTC()), feeds);
    open.add(server);
    return server;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private static SpoolLimits roomy() {
    return new SpoolLimits(1 << 20, 1 << 24, 1 << 23, 0);
  }

  private CompletableFuture<HttpResponse<String>> post(PushServer server, String body) {
    return post(server, "/api/v1/feeds/gauges", body);
  }

  private CompletableFuture<HttpResponse<String>> post(
      PushServer server, String path, String body) {
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("Authorization", "Bearer " + KEY)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void anAnswerComesOnceTheMessageIsOnTheDiskAndNotBefore() throws Exception {
    BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    PushServer server = server(tasks::add, roomy(), 100);
    CompletableFuture<HttpResponse<String>> answer = post(server, "[{\"a\":1},{\"a\":2}]");
    Runnable fsync = tasks.take();
    assertThat(spool.next()).isEqualTo(3);
    // Whoever answered before would have done so by now: the fsync is asked for at the very end.
    CompletableFuture<HttpResponse<String>> other = post(server, "{\"a\":3}");
    await().until(() -> spool.next() == 4);
    assertThat(answer).isNotDone();
    assertThat(other).isNotDone();
    fsync.run();
    tasks.take().run();
    assertThat(answer.get().body()).isEqualTo("{\"stored\":2}");
    assertThat(other.get().body()).isEqualTo("{\"stored\":1}");
    assertThat(intake.counts().messages()).isEqualTo(3);
  }

  @Test
  void slowBodiesHoldNoThreadAndAreGivenUp() throws Exception {
    PushServer server = server(Runnable::run, roomy(), 100, Duration.ofSeconds(2));
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      slow.add(socket);
      socket
          .getOutputStream()
          .write(
              ("POST /api/v1/feeds/gauges HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                      + KEY
                      + "\r\nContent-Length: 100\r\n\r\n{")
                  .getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(post(server, "{\"a\":1}").get().statusCode()).isEqualTo(200);
    for (Socket each : slow) {
      // Before the server gives up a connection that is silent.
      each.setSoTimeout(45_000);
      assertThat(status(each)).isIn("HTTP/1.1 408", "");
      each.close();
    }
    assertThat(spool.next()).isEqualTo(2);
  }

  /** Else the sender's next message may be on its way when the connection is closed. */
  @Test
  void aRefusedMessageLeavesItsConnectionOpen() throws Exception {
    PushServer server = server(Runnable::run, roomy(), 1);
    assertThat(post(server, "[{},{},{},{}]").get().statusCode()).isEqualTo(200);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(45_000);
      OutputStream out = socket.getOutputStream();
      String head =
          "POST /api/v1/feeds/gauges HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
              + KEY
              + "\r\nContent-Length: 2\r\n\r\n";
      out.write((head + "{").getBytes(StandardCharsets.US_ASCII));
      // Time for the head to be looked at.
      assertThat(post(server, "{}").get().statusCode()).isEqualTo(429);
      out.write("}".getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      assertThat(answer(in)).startsWith("HTTP/1.1 429").doesNotContain("Connection: close");
      nanos.addAndGet(Duration.ofSeconds(10).toNanos());
      out.write((head + "{}").getBytes(StandardCharsets.US_ASCII));
      assertThat(answer(in)).startsWith("HTTP/1.1 200");
    }
  }

  /** The head of an answer; its body is read too. */
  private static String answer(BufferedReader in) throws IOException {
    StringBuilder head = new StringBuilder();
    int length = 0;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      head.append(line).append('\n');
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    for (int i = 0; i < length; i++) {
      assertThat(in.read()).isNotNegative();
    }
    return head.toString();
  }

  @Test
  void trickledHeadsGiveTheirConnectionsUp() throws Exception {
    FeedIntake gauges = intake("gauges", roomy(), 100, Clock.systemUTC(), Runnable::run);
    PushServer server = serve(Duration.ofSeconds(2), 10, Map.of("gauges", gauges));
    List<Socket> trickling = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      trickling.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
    }
    CompletableFuture<HttpResponse<String>> answer = post(server, "{}");
    // More often than any time without a byte would be noticed.
    boolean room = false;
    for (int i = 0; i < 600 && !room; i++) {
      Thread.sleep(100);
      boolean answered = answer.isDone();
      room = trickling.stream().filter(TestPushServer::isClosed).count() > 0;
      assertThat(answered && !room).as("the eleventh is let in before there is room").isFalse();
    }
    assertThat(room).isTrue();
    assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    for (Socket each : trickling) {
      each.close();
    }
  }

  /** Sends a byte of a head. */
  private static boolean isClosed(Socket socket) {
    try {
      socket.getOutputStream().write('P');
      socket.setSoTimeout(1);
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void aSlowDiskHoldsUpItsOwnFeedAlone() throws Exception {
    CountDownLatch disk = new CountDownLatch(1);
    Clock stuck =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          /** Asked while the spool is locked, as its disk is. */
          @Override
          public Instant instant() {
            try {
              disk.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return Instant.EPOCH;
          }
        };
    PushServer server =
        serve(
            Duration.ofSeconds(60),
            1000,
            Map.of(
                "gauges", intake("gauges", roomy(), 100, stuck, Runnable::run),
                "levels", intake("levels", roomy(), 100, Clock.systemUTC(), Runnable::run)));
    List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      held.add(post(server, "{}"));
    }
    try {
      assertThat(post(server, "/unknown", "{}").get(60, TimeUnit.SECONDS).statusCode())
          .isEqualTo(404);
      assertThat(post(server, "/api/v1/feeds/levels", "{}").get(60, TimeUnit.SECONDS).statusCode())
          .isEqualTo(200);
      assertThat(held).noneMatch(CompletableFuture::isDone);
    } finally {
      disk.countDown();
    }
    for (CompletableFuture<HttpResponse<String>> each : held) {
      assertThat(each.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void requestsAtOnceAreCountedEach() throws Exception {
    FeedIntake gauges = intake("gauges", roomy(), 10, Clock.systemUTC(), Runnable::run);
    for (int i = 0; i < 50; i++) {
      gauges.admit("east");
    }
    int stored = 0;
    int refused = 0;
    for (int i = 0; i < 50; i++) {
      List<Message> messages =
          gauges.split("east", "{}".repeat(100).getBytes(StandardCharsets.US_ASCII), null);
      try {
        stored += gauges.store("east", messages).toCompletableFuture().join();
      } catch (RefusedException e) {
        assertThat(e.refusal().status()).isEqualTo(429);
        refused++;
      }
    }
    assertThat(stored).isEqualTo(100);
    assertThat(refused).isEqualTo(49);
    gauges.spool().orElseThrow().close();
  }

  @Test
  void whatCouldNotBeStoredIsNotCounted() throws Exception {
    FeedIntake gauges =
        intake("gauges", new SpoolLimits(100, 200, 200, 0), 10, Clock.systemUTC(), Runnable::run);
    List<Message> messages =
        gauges.split("east", "{}".repeat(100).getBytes(StandardCharsets.US_ASCII), null);
    for (int i = 0; i < 3; i++) {
      assertThat(gauges.store("east", messages).toCompletableFuture()).isCompletedExceptionally();
    }
    gauges.admit("east");
    gauges.spool().orElseThrow().close();
  }

  @Test
  void oneSenderDoesNotTakeAllTheMemory() {
    HeldBodies held = new HeldBodies(100);
    assertThat(held.reserve("east", 60)).isTrue();
    assertThat(held.reserve("east", 1)).isFalse();
    assertThat(held.reserve("west", 20)).isTrue();
    assertThat(held.reserve("west", 6)).isFalse();
    assertThat(held.reserve("west", 5)).isTrue();
    assertThat(held.reserve("north", 16)).isFalse();
    held.free("east", 60);
    assertThat(held.reserve("east", 20)).isTrue();
    // Whoever is alone goes on, however large it becomes.
    assertThat(held.swap("east", 20, 26)).isTrue();
    assertThat(held.swap("west", 25, 200)).isFalse();
    held.free("west", 25);
    held.free("east", 26);
    assertThat(held.reserve("north", 200)).isTrue();
  }

  /** Empty where the connection was closed without an answer. */
  private static String status(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] head = in.readNBytes(12);
    return new String(head, StandardCharsets.US_ASCII);
  }

  @Test
  void aSenderThatSendsTooMuchWaits() throws Exception {
    PushServer server = server(Runnable::run, roomy(), 2);
    assertThat(post(server, "[{},{},{},{},{},{}]").get().statusCode()).isEqualTo(200);
    HttpResponse<String> refused = post(server, "{}").get();
    assertThat(refused.statusCode()).isEqualTo(429);
    // Two are owed, and one must be left, at two a second.
    assertThat(refused.headers().firstValue("Retry-After")).contains("2");
    nanos.addAndGet(Duration.ofMillis(1600).toNanos());
    assertThat(post(server, "{}").get().statusCode()).isEqualTo(200);
    assertThat(intake.counts().refusals("rate")).isEqualTo(1);
  }

  @Test
  void aSpoolThatFillsUpSlowsSendersThenRefusesThem() throws Exception {
    PushServer server = server(Runnable::run, new SpoolLimits(2000, 8000, 4000, 0), 1_000_000);
    List<Integer> statuses = new ArrayList<>();
    String body = "{\"a\":\"" + "x".repeat(80) + "\"}";
    int full = 0;
    while (full == 0 && statuses.size() < 1000) {
      HttpResponse<String> answer = post(server, body).get();
      statuses.add(answer.statusCode());
      if (answer.statusCode() == 503) {
        full = statuses.size();
        assertThat(answer.headers().firstValue("Retry-After")).contains("30");
        assertThat(answer.body()).contains("\"CL3017\"");
      } else if (answer.statusCode() == 429) {
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
      }
    }
    int slow = statuses.indexOf(429);
    assertThat(slow).isBetween(30, 50);
    assertThat(full).isGreaterThan(slow);
    long early = statuses.subList(slow, slow + 20).stream().filter(each -> each == 429).count();
    long late = statuses.subList(full - 21, full - 1).stream().filter(each -> each == 429).count();
    assertThat(late).as(statuses.toString()).isGreaterThan(early);
    assertThat(spool.bytes()).isLessThanOrEqualTo(8000);
    // What its readers have published makes room.
    SpoolView view = new SpoolView(directory.resolve("spool"), "gauges");
    SpoolNews news = view.since(Optional.empty(), 1 << 20).orElseThrow();
    assertThat(news.messages()).isEqualTo(intake.counts().messages());
    view.release(() -> OptionalLong.of(news.after().next()));
    assertThat(spool.removeReleased()).isGreaterThan(2);
    assertThat(post(server, body).get().statusCode()).isEqualTo(200);
  }

  @Test
  void whoIsNotKnownHearsTheSameOfEveryFeed() throws Exception {
    PushServer server = server(Runnable::run, roomy(), 100);
    List<String> answers = new ArrayList<>();
    for (String[] each :
        new String[][] {
          {"gauges", "Bearer another-key-of-20-chars"},
          {"gauges", "Basic x"},
          {"nix", "Bearer " + KEY}
        }) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + server.port() + "/api/v1/feeds/" + each[0]))
                  .header("Authorization", each[1])
                  .POST(BodyPublishers.ofString("{}"))
                  .build(),
              BodyHandlers.ofString());
      answers.add(answer.statusCode() + answer.body());
    }
    assertThat(answers).allMatch(answers.get(0)::equals).first().asString().startsWith("401");
    assertThat(spool.next()).isEqualTo(1);
  }

  @Test
  void weakKeysAreRefused() {
    for (Map<String, Secret> senders :
        List.of(
            Map.of("east", new Secret("short")),
            Map.of("east", new Secret(KEY), "west", new Secret(KEY)))) {
      assertThatThrownBy(() -> new SenderKeys("gauges", new TreeMap<>(senders)))
          .hasMessageContaining("Cannot receive for feed gauges")
          .hasMessageNotContaining("short")
          .hasMessageNotContaining(KEY);
    }
  }
}
