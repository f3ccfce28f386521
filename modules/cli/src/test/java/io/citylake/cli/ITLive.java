package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Live feeds through the real commands, whose processes are killed. */
class ITLive {
  private static final String KEY = "a-key-of-a-gauge-for-tests";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern PORT = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/api");

  @TempDir private Path home;
  private CommandFixture lake;
  private volatile int port;
  private volatile boolean ended;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final AtomicInteger next = new AtomicInteger();

  /** What was acknowledged: sound messages by their ids, and broken ones. */
  private final Set<Integer> sound = new ConcurrentSkipListSet<>();

  private final Set<Integer> broken = new ConcurrentSkipListSet<>();

  /** What was sent again, because no answer came: it may have been stored all the same. */
  private final Set<Integer> again = new ConcurrentSkipListSet<>();

  @BeforeEach
  void workspace() {
    lake = new CommandFixture(home).environment("GAUGES_KEY", KEY);
    lake.file(
        "conf/citylake.yaml",
        "source-roots: [landing]",
        "receive: {http-port: 0, health-port: 0}",
        "observe: {stream-port: 0}");
    lake.file(
        "conf/themes/water/ods_level.yaml",
        """
        title: {zh: 水位, en: Water levels}
        layer: ods
        grain: one row per reading
        columns:
          - {name: id, type: int, title: {zh: 编号, en: Id}, required: true}
          - {name: level, type: "decimal(8,3)", title: {zh: 水位, en: Level}, unit: m}
          - {name: message, type: long, title: {zh: 序号, en: Sequence}, required: true}
        """);
    lake.file(
        "conf/feeds/gauges.yaml",
        """
        title: {zh: 水位计, en: Gauges}
        senders: {east: "${GAUGES_KEY}"}
        limits: {rate: 1000000}
        spool: {segment: 64KB}
        """);
    lake.file(
        "jobs/water/levels.yaml",
        """
        title: {zh: 水位, en: Levels}
        target: water.ods_level
        source: {feed: gauges}
        columns: {id: id, level: level, message: _sequence}
        """);
    assertThat(lake.callWithoutSpark("apply").err()).contains("Applied.");
  }

  private ForkedCommand receive() {
    ForkedCommand process = ForkedCommand.start(lake, List.of(), "receive");
    await()
        .atMost(PATIENCE)
        .until(() -> PORT.matcher(process.printed()).find() || !process.isAlive());
    Matcher found = PORT.matcher(process.printed());
    assertThat(found.find()).as(process.printed()).isTrue();
    port = Integer.parseInt(found.group(1));
    return process;
  }

  private HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/feeds/gauges"))
            .header("Authorization", "Bearer " + KEY)
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** Sends one after the other, each again until it is acknowledged, as a gateway would. */
  private void send() {
    try {
      while (!ended) {
        int id = next.incrementAndGet();
        boolean isBroken = id % 50 == 0;
        String body =
            "{\"id\":%d,\"level\":%d.5,\"pad\":\"%s\"%s"
                .formatted(id, id % 40, "x".repeat(300), isBroken ? "" : "}");
        while (!isAcknowledged(body)) {
          again.add(id);
          Thread.sleep(50);
        }
        (isBroken ? broken : sound).add(id);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isAcknowledged(String body) throws InterruptedException {
    try {
      return post(body).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static void awaitRun(ForkedCommand stream, int runs) {
    await()
        .atMost(PATIENCE)
        .until(() -> stream.printed().split("accepted", -1).length > runs || !stream.isAlive());
    assertThat(stream.isAlive()).as(stream.printed()).isTrue();
  }

  @Test
  void whatWasAcknowledgedIsInTheTableOnceWhoeverIsKilled() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("kills from seed " + seed);
    Random random = new Random(seed);
    List<Thread> senders = List.of(new Thread(this::send), new Thread(this::send));
    ForkedCommand receiver = receive();
    senders.forEach(Thread::start);
    try {
      for (int life = 0; life < 2; life++) {
        try (ForkedCommand stream =
            ForkedCommand.start(lake, List.of(), "stream", "--all", "--every", "1s")) {
          awaitRun(stream, 1);
          receiver.signal("KILL");
          receiver = receive();
          awaitRun(stream, 2);
          Thread.sleep(random.nextInt(2000));
          stream.signal("KILL");
          receiver.signal("KILL");
          receiver = receive();
        }
      }
      try (ForkedCommand stream =
          ForkedCommand.start(lake, List.of(), "stream", "--all", "--every", "1s")) {
        awaitRun(stream, 1);
        ended = true;
        for (Thread each : senders) {
          each.join();
        }
        await().atMost(PATIENCE).until(() -> !Files.exists(segment(1)));
        stream.signal("TERM");
        assertThat(stream.await().exit()).isZero();
      }
      receiver.signal("TERM");
      assertThat(receiver.await().exit()).isZero();
    } finally {
      ended = true;
      receiver.close();
    }
    assertThat(lake.call("stream", "--all", "--once").exit()).isZero();
    assertThat(lake.callWithoutSpark("stream", "status", "-o", "json").out())
        .contains("\"state\":\"goes_on\",\"waiting\":0,");
    assertThat(sound).hasSizeGreaterThan(100);
    assertThat(broken).isNotEmpty();
    assertThat(
            lake.query(
                "select count(*) = count(distinct message), count(distinct id), min(id), max(id)"
                    + " from water.ods_level"))
        .containsExactly(
            "true,%d,1,%d"
                .formatted(
                    sound.size(), sound.stream().mapToInt(Integer::intValue).max().orElseThrow()));
    assertThat(lake.query("select id from water.ods_level group by id having count(*) > 1"))
        .allMatch(id -> again.contains(Integer.valueOf(id)));
    assertThat(
            lake.query(
                "select count(*) = count(distinct place),"
                    + " count(distinct regexp_extract(raw, 'id...([0-9]+)', 1))"
                    + " from water.ods_level__quarantine"))
        .containsExactly("true," + broken.size());
  }

  private Path segment(long first) {
    return home.resolve(".citylake/spool/gauges/%020d.seg".formatted(first));
  }

  @Test
  void whatIsNotTakenIsSaid() throws Exception {
    try (ForkedCommand receiver = receive()) {
      assertThat(post("{\"id\":1}").body()).isEqualTo("{\"stored\":1}");
      assertThat(post("[{\"id\":2},{\"id\":3}]").body()).isEqualTo("{\"stored\":2}");
      assertThat(post("").statusCode()).isEqualTo(400);
      assertThat(post("{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}").statusCode())
          .isEqualTo(413);
      assertThat(post("x".repeat(9 << 20)).statusCode()).isEqualTo(413);
      HttpRequest unknown =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/feeds/gauges"))
              .header("Authorization", "Bearer another-key-of-20-chars")
              .POST(BodyPublishers.ofString("{}"))
              .build();
      assertThat(client.send(unknown, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
      CommandFixture.Outcome second = lake.callWithoutSpark("receive");
      assertThat(second.exit()).isEqualTo(2);
      assertThat(second.err()).contains("another process owns the spool", "[CL1049]");
      receiver.signal("TERM");
      assertThat(receiver.await().exit()).isZero();
    }
    assertThat(lake.environment("GAUGES_KEY", "short").callWithoutSpark("receive").err())
        .contains("[CL1050]")
        .doesNotContain("short");
  }
}
