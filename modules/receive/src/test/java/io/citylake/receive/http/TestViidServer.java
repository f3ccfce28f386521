package io.citylake.receive.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.Title;
import io.citylake.contract.feed.BodyFormat;
import io.citylake.contract.feed.Feed;
import io.citylake.contract.feed.Mqtt;
import io.citylake.contract.feed.Viid;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.Secret;
import io.citylake.receive.spool.Spool;
import io.citylake.receive.spool.SpoolLimits;
import io.citylake.receive.spool.SpoolNews;
import io.citylake.receive.spool.SpoolStretch;
import io.citylake.receive.spool.SpoolView;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lower platform and the real receiver. */
class TestViidServer {
  private static final String EAST = "51010700005030000001";
  private static final String WEST = "51010700005030000002";
  private static final String SECRET = "hunter2-hunter2";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-31T00:00:00Z"), ZoneId.of("Asia/Shanghai"));

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicLong nanos = new AtomicLong();
  private final ViidSender east = new ViidSender(client, EAST, SECRET);
  private final ViidSender west = new ViidSender(client, WEST, "another-secret");
  private PushServer server;
  private Spool spool;

  private static Feed feed(String name, BodyFormat format, Viid viid) {
    return new Feed(
        name,
        new Title("视", "Video"),
        new TreeMap<>(Map.of("orion", new Secret("a-key-of-a-broker-for-tests"))),
        new Feed.Limits(new DataSize(5000), new DataSize(60_000), 2000, 16, 100_000),
        new Feed.Room(new DataSize(1), new DataSize(1), new DataSize(0), new DataSize(1)),
        format,
        viid,
        Mqtt.none());
  }

  private static Viid viid(String password) {
    return new Viid(
        new TreeMap<>(
            Map.of(
                EAST, new Viid.Login(EAST, new Secret(password)),
                WEST, new Viid.Login(WEST, new Secret("another-secret")))),
        Duration.ofMinutes(5));
  }

  private void open(Executor executor) {
    open(executor, BodyFormat.JSON);
  }

  private void open(Executor executor, BodyFormat format) {
    spool = Spool.open(directory, new SpoolLimits(1 << 20, 1 << 26, 1 << 25, 0), CLOCK, executor);
    FeedIntake intake = new FeedIntake(feed("video", format, viid(SECRET)), spool, nanos::get);
    server =
        PushServer.open(
            new PushDoor("127.0.0.1", 0, null, Duration.ofSeconds(2), 1000, CLOCK),
            Map.of("video", intake));
    east.to(server.port());
    west.to(server.port());
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
      spool.close();
    }
  }

  /** What the spool holds, with its senders. */
  private List<String> stored() throws IOException {
    List<String> stored = new ArrayList<>();
    Optional<SpoolNews> news =
        new SpoolView(directory, "video").since(Optional.empty(), Long.MAX_VALUE);
    for (SpoolStretch stretch : news.map(SpoolNews::stretches).orElse(List.of())) {
      try (SpoolStretch.Reader reader = stretch.open()) {
        while (reader.next()) {
          stored.add(
              reader.message().sender()
                  + " "
                  + new String(reader.message().payload(), StandardCharsets.UTF_8));
        }
      }
    }
    return stored;
  }

  private static String face(String id) {
    return "{\"FaceListObject\":{\"FaceObject\":[{\"FaceID\":\"%s\"}]}}".formatted(id);
  }

  private static String message(String sender, String id) {
    return "%s {\"_kind\":\"Face\",\"FaceID\":\"%s\"}".formatted(sender, id);
  }

  @Test
  void whoGuessesTenTimesIsNotJudgedForAWhile() throws Exception {
    open(Runnable::run);
    ViidSender guessing = new ViidSender(client, EAST, "a-wrong-secret").to(server.port());
    for (int i = 0; i < 10; i++) {
      assertThat(guessing.register().statusCode()).isEqualTo(401);
    }
    HttpResponse<String> slowed = guessing.register();
    assertThat(slowed.statusCode()).isEqualTo(429);
    assertThat(slowed.headers().firstValue("Retry-After")).contains("60");
    // The right one is no exception, or a guess would tell; another platform is not held up.
    assertThat(east.register().statusCode()).isEqualTo(429);
    assertThat(west.register().statusCode()).isEqualTo(200);
  }

  @Test
  void whoRegistersMayPushUntilItIsSilentOrGoes() throws Exception {
    open(Runnable::run);
    HttpResponse<String> unknown = east.send("/VIID/Faces", face("0"));
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(ViidSender.codes(unknown)).containsExactly(4);
    HttpResponse<String> registered = east.register();
    assertThat(registered.body())
        .isEqualTo(
            "{\"ResponseStatusObject\":{\"RequestURL\":\"/VIID/System/Register\",\"StatusCode\":0,"
                + "\"StatusString\":\"OK\",\"Id\":\"51010700005030000001\",\"LocalTime\":\"20260131080000\"}}");
    assertThat(registered.headers().firstValue("Content-Type"))
        .contains("application/VIID+JSON;charset=UTF-8");
    HttpResponse<String> pushed = east.send("/VIID/Faces", face("1"));
    assertThat(pushed.body())
        .isEqualTo(
            "{\"ResponseStatusListObject\":{\"ResponseStatusObject\":[{\"RequestURL\":\"/VIID/Faces\",\"StatusCode\":0,"
                + "\"StatusString\":\"OK\",\"Id\":\"1\",\"LocalTime\":\"20260131080000\"}]}}");
    // Any request keeps it alive, and what fails doesn't.
    nanos.addAndGet(Duration.ofMinutes(4).toNanos());
    assertThat(east.system("Keepalive").statusCode()).isEqualTo(200);
    nanos.addAndGet(Duration.ofMinutes(4).toNanos());
    assertThat(east.send("/VIID/Faces", face("2")).statusCode()).isEqualTo(200);
    nanos.addAndGet(Duration.ofMinutes(4).toNanos());
    assertThat(east.send("/VIID/Faces", "no JSON").statusCode()).isEqualTo(400);
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(east.send("/VIID/Faces", face("3")).statusCode()).isEqualTo(401);
    assertThat(east.system("Keepalive").statusCode()).isEqualTo(401);
    east.register();
    assertThat(west.send("/VIID/Faces", face("4")).statusCode()).isEqualTo(401);
    assertThat(east.system("UnRegister").statusCode()).isEqualTo(200);
    assertThat(east.send("/VIID/Faces", face("5")).statusCode()).isEqualTo(401);
    assertThat(stored()).containsExactly(message(EAST, "1"), message(EAST, "2"));
  }

  @Test
  void zeroIsSaidOnceTheObjectIsOnTheDiskAndNotBefore() throws Exception {
    BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    open(tasks::add);
    east.register();
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return east.send("/VIID/Faces", face("1"));
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    Runnable fsync = tasks.take();
    // Another round trip: who answered before would have done so by now.
    east.system("Keepalive");
    assertThat(answer).isNotDone();
    fsync.run();
    // What tells of it is a task of its own.
    tasks.take().run();
    assertThat(ViidSender.codes(answer.get(60, TimeUnit.SECONDS))).containsExactly(0);
  }

  @Test
  void pathsAreTakenAsSendersWriteThemAndOthersAreNot() throws Exception {
    open(Runnable::run);
    for (String path :
        List.of("/VIID/Register", "/viid/system/register/", "/VIID/SYSTEM/Register?a=1")) {
      assertThat(
              east.send(path, east.about("Register"), "Authorization", east.login(path))
                  .statusCode())
          .as(path)
          .isEqualTo(200);
    }
    assertThat(east.send("/viid/faces/", face("1")).statusCode()).isEqualTo(200);
    HttpResponse<String> time =
        client.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.port() + "/VIID/System/Time"))
                .build(),
            BodyHandlers.ofString());
    assertThat(time.body()).contains("\"LocalTime\":\"20260131080000\"");
    for (String path :
        List.of(
            "/VIID",
            "/VIID/",
            "/VIID/Faces/1",
            "/VIID/System/Faces/..",
            "/VIID//Faces",
            "/VIID/%2e%2e/api/v1/feeds/video",
            "/VIID/Faces%2F..%2FPersons",
            "/VIIDX/Faces",
            "/api/v1/feeds/../../VIID/Faces%00")) {
      assertThat(east.send(path, face("2")).statusCode()).as(path).isBetween(400, 404);
    }
    assertThat(stored()).containsExactly(message(EAST, "1"));
  }

  @Test
  void nobodyElseIsTakenForAPlatform() throws Exception {
    open(Runnable::run);
    String path = "/VIID/System/Register";
    ViidSender guessing = new ViidSender(client, EAST, "hunter3-hunter3").to(server.port());
    assertThat(guessing.register().statusCode()).isEqualTo(401);
    ViidSender nobody = new ViidSender(client, "51010700005030000009", SECRET).to(server.port());
    assertThat(nobody.register().statusCode()).isEqualTo(401);
    // A login that was overheard.
    String login = east.login(path);
    assertThat(east.send(path, east.about("Register"), "Authorization", login).statusCode())
        .isEqualTo(200);
    east.system("UnRegister");
    HttpResponse<String> again = east.send(path, east.about("Register"), "Authorization", login);
    assertThat(again.statusCode()).isEqualTo(401);
    assertThat(again.headers().firstValue("WWW-Authenticate").orElseThrow()).contains("stale=true");
    assertThat(east.send("/VIID/Faces", face("1")).statusCode()).isEqualTo(401);
    // West's login under east's id, and east's body under west's login.
    assertThat(
            east.send(path, west.about("Register"), "Authorization", west.login(path)).statusCode())
        .isEqualTo(401);
    HttpResponse<String> other =
        west.send(path, east.about("Register"), "Authorization", west.login(path));
    assertThat(ViidSender.codes(other)).containsExactly(4);
    assertThat(west.send("/VIID/Faces", face("2")).statusCode()).isEqualTo(401);
    // Two names in one head are none.
    east.register();
    assertThat(east.send("/VIID/Faces", face("3"), "User-Identify", WEST).statusCode())
        .isEqualTo(401);
    for (int i = 0; i < 300; i++) {
      assertThat(east.send(path, "").statusCode()).isEqualTo(401);
    }
    assertThat(stored()).isEmpty();
  }

  @Test
  void aRegistrationIsOfItsAddress() throws Exception {
    open(Runnable::run);
    east.register();
    try (Socket socket = new Socket()) {
      socket.bind(new java.net.InetSocketAddress("127.0.0.2", 0));
      socket.connect(
          new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      String body = face("1");
      out.write(
          ("POST /VIID/Faces HTTP/1.1\r\nHost: a\r\nUser-Identify: "
                  + EAST
                  + "\r\nContent-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body)
              .getBytes(StandardCharsets.US_ASCII));
      byte[] head = socket.getInputStream().readNBytes(12);
      assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 401");
    }
    assertThat(stored()).isEmpty();
  }

  @Test
  void whoIsNotRegisteredHearsSoAfterALargeBodyOnAConnectionThatStays() throws Exception {
    open(Runnable::run);
    String body = " ".repeat(60_000);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(30_000);
      for (int i = 0; i < 2; i++) {
        String head =
            "POST /VIID/Faces HTTP/1.1\r\nHost: a\r\nUser-Identify: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(EAST, body.length());
        OutputStream out = socket.getOutputStream();
        out.write((head + body.substring(0, 30_000)).getBytes(StandardCharsets.US_ASCII));
        out.flush();
        // Nothing is said before it is here whole: another round trip.
        assertThat(east.send("/VIID/System/Time", "").statusCode()).isEqualTo(200);
        assertThat(socket.getInputStream().available()).isZero();
        out.write(body.substring(30_000).getBytes(StandardCharsets.US_ASCII));
        String answer = answer(socket.getInputStream());
        assertThat(answer)
            .startsWith("HTTP/1.1 401")
            .contains("WWW-Authenticate: Digest ", "\"StatusCode\":4")
            .doesNotContain("Connection: close");
      }
    }
    assertThat(stored()).isEmpty();
  }

  private static String answer(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as(head.toString()).isNotNegative();
      head.append((char) next);
    }
    Matcher length = Pattern.compile("(?i)Content-Length: (\\d+)").matcher(head);
    assertThat(length.find()).as(head.toString()).isTrue();
    return head
        + new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8);
  }

  @Test
  void aRegistrationThatLapsesWhileAKeepaliveComesIsNotKept() throws Exception {
    open(Runnable::run);
    east.register();
    String body = east.about("Keepalive");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /VIID/System/Keepalive HTTP/1.1\r\nHost: a\r\nUser-Identify: %s\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n"
              .formatted(EAST, body.length())
              .getBytes(StandardCharsets.US_ASCII));
      // Its head was judged once the body is asked for.
      assertThat(new String(socket.getInputStream().readNBytes(25), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 100 Continue");
      nanos.addAndGet(Duration.ofMinutes(5).toNanos());
      out.write(body.getBytes(StandardCharsets.US_ASCII));
      assertThat(answer(socket.getInputStream()))
          .startsWith("HTTP/1.1 401")
          .contains("WWW-Authenticate: Digest ", "\"StatusCode\":4");
    }
  }

  @Test
  void hugeDeepAndSlowBodiesCostThemselvesAlone() throws Exception {
    open(Runnable::run);
    east.register();
    HttpResponse<String> huge =
        east.send(
            "/VIID/Faces", face("1").replace("\"}", "\",\"Data\":\"" + "A".repeat(65_000) + "\"}"));
    assertThat(huge.statusCode()).isEqualTo(413);
    assertThat(ViidSender.codes(huge)).containsExactly(8);
    String image = face("2").replace("\"}", "\",\"Data\":\"" + "A".repeat(50_000) + "\"}");
    assertThat(ViidSender.codes(east.send("/VIID/Faces", image))).containsExactly(0);
    String deep =
        face("3").replace("\"}", "\",\"a\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}");
    assertThat(ViidSender.codes(east.send("/VIID/Faces", deep))).containsExactly(8);
    HttpResponse<String> talkative = east.send("/VIID/System/Keepalive", " ".repeat(70_000));
    assertThat(talkative.statusCode()).isEqualTo(413);
    assertThat(ViidSender.codes(talkative)).containsExactly(1);
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      slow.setSoTimeout(45_000);
      slow.getOutputStream()
          .write(
              ("POST /VIID/Faces HTTP/1.1\r\nHost: a\r\nUser-Identify: "
                      + EAST
                      + "\r\nContent-Length: 100\r\n\r\n{")
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(slow.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 408");
    }
    assertThat(stored())
        .singleElement()
        .asString()
        .contains("\"FaceID\":\"2\"", "\"bytes\":37500")
        .hasSizeLessThan(300);
  }

  @Test
  void eachEntityOfANotificationIsStored() throws Exception {
    open(Runnable::run, BodyFormat.NGSI);
    StringBuilder data = new StringBuilder();
    for (int i = 0; i < 1500; i++) {
      data.append(i == 0 ? "" : ",").append("{\"id\":\"g").append(i).append("\"}");
    }
    String body =
        "{\"id\":\"n\",\"type\":\"Notification\",\"subscriptionId\":\"s\",\"data\":[%s]}"
            .formatted(data);
    HttpResponse<String> answer =
        east.send(
            "/api/v1/feeds/video", body, "Authorization", "Bearer a-key-of-a-broker-for-tests");
    assertThat(answer.body()).isEqualTo("{\"stored\":1500}");
    assertThat(stored())
        .hasSize(1500)
        .last()
        .isEqualTo(
            "orion"
                + " {\"_notification\":{\"id\":\"n\",\"type\":\"Notification\",\"subscriptionId\":\"s\",\"data\":1500},\"id\":\"g1499\"}");
  }

  @Test
  void aShortPasswordIsRefused() {
    assertThatThrownBy(
            () ->
                FeedIntake.shut(
                    feed("video", BodyFormat.JSON, viid("short")),
                    new CityLakeException(io.citylake.model.ErrorCode.SPOOL_FULL, "x"),
                    nanos::get))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("has fewer than 8 characters")
        .hasMessageNotContaining("short:");
  }

  /** Registers, lapses, pushes, goes, kills and reconnects, beside what must hold of them. */
  @Test
  void drawnHistoriesKeepWhatWasAnsweredZero() throws Exception {
    long seed = Long.getLong("citylake.seed", System.nanoTime());
    Random random = new Random(seed);
    int steps = Integer.getInteger("citylake.viid.steps", 100);
    List<String> told = new ArrayList<>();
    Map<ViidSender, Long> until = new java.util.HashMap<>();
    long lapse = Duration.ofMinutes(5).toNanos();
    open(Runnable::run);
    for (int i = 0; i < steps; i++) {
      ViidSender who = random.nextBoolean() ? east : west;
      String sender = who == east ? EAST : WEST;
      boolean in = nanos.get() < until.getOrDefault(who, Long.MIN_VALUE);
      String what = "seed=%d step=%d".formatted(seed, i);
      switch (random.nextInt(9)) {
        case 0 -> {
          assertThat(who.register().statusCode()).as(what).isEqualTo(200);
          until.put(who, nanos.get() + lapse);
        }
        case 1 -> nanos.addAndGet((long) (random.nextDouble() * lapse));
        case 2 -> {
          assertThat(who.system("UnRegister").statusCode()).as(what).isEqualTo(in ? 200 : 401);
          until.remove(who);
        }
        case 3 -> {
          assertThat(who.system("Keepalive").statusCode()).as(what).isEqualTo(in ? 200 : 401);
          if (in) {
            until.put(who, nanos.get() + lapse);
          }
        }
        case 4 -> {
          // As after a kill: what is appended and not answered may be there, and here is none.
          server.close();
          spool.close();
          open(Runnable::run);
          until.clear();
        }
        default -> {
          int size = random.nextInt(4) + 1;
          StringBuilder objects = new StringBuilder();
          List<String> expected = new ArrayList<>();
          List<Integer> codes = new ArrayList<>();
          for (int k = 0; k < size; k++) {
            String id = i + "-" + k;
            boolean good = random.nextInt(5) > 0;
            objects.append(k == 0 ? "" : ",").append(good ? "{\"FaceID\":\"" + id + "\"}" : "7");
            codes.add(good ? 0 : 8);
            if (good) {
              expected.add(message(sender, id));
            }
          }
          HttpResponse<String> answer =
              who.send("/VIID/Faces", "{\"FaceObject\":[" + objects + "]}");
          assertThat(ViidSender.codes(answer)).as(what).isEqualTo(in ? codes : List.of(4));
          if (in) {
            told.addAll(expected);
            if (!expected.isEmpty()) {
              until.put(who, nanos.get() + lapse);
            }
          }
        }
      }
    }
    assertThat(stored()).as("seed=%d", seed).containsExactlyElementsOf(told);
  }
}
