package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.citylake.city.CityTruth;
import io.citylake.cli.city.TruthFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day of the city is played to {@code citylake up} while that and the player are killed at drawn
 * moments. {@code -Dcitylake.play.rounds} says how often, {@code -Dcitylake.play.rate} how fast it
 * is played: the fewer messages a second, the longer the play.
 */
class ITPlay {
  private static final int ROUNDS = Integer.getInteger("citylake.play.rounds", 1);
  private static final int RATE = Integer.getInteger("citylake.play.rate", 4_000);
  private static final int LONGEST_LIFE_SECONDS = Integer.getInteger("citylake.play.life", 6);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Path REPOSITORY = Path.of(System.getProperty("citylake.repository"));

  @TempDir private Path home;

  private CommandFixture lake() throws IOException {
    CommandFixture lake =
        new CommandFixture(home).environment("CITYLAKE_FEED_KEY", "a-key-of-the-city-for-tests");
    Files.delete(home.resolve("conf/themes/water.yaml"));
    for (String each :
        List.of(
            "conf/citylake.yaml",
            "conf/codes",
            "conf/feeds/passages.yaml",
            "conf/feeds/readings.yaml",
            "conf/themes/traffic.yaml",
            "conf/themes/traffic/dim_checkpoint.yaml",
            "conf/themes/traffic/ods_passage.yaml",
            "conf/themes/iot_sensing.yaml",
            "conf/themes/iot_sensing/dim_device.yaml",
            "conf/themes/iot_sensing/ods_reading.yaml",
            "jobs/traffic/passages.yaml",
            "jobs/traffic/passages_live.yaml",
            "jobs/iot_sensing/readings.yaml",
            "jobs/iot_sensing/readings_live.yaml")) {
      try (Stream<Path> files = Files.walk(REPOSITORY.resolve(each))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path to = home.resolve(REPOSITORY.relativize(file).toString());
          Files.createDirectories(to.getParent());
          Files.writeString(to, Files.readString(file));
        }
      }
    }
    Files.writeString(
        home.resolve("conf/citylake.yaml"),
        """
        receive: {http-port: %d, mqtt-port: %d, health-port: 0}
        observe: {stream-port: 0, scheduler-port: 0}
        serve: {flight-port: 0, http-port: 0, health-port: 0}
        """
            .formatted(freePort(), freePort()),
        StandardOpenOption.APPEND);
    lake.file(
        "conf/policies.yaml",
        """
        roles:
          administrator: {title: {zh: 管理员, en: Administrator}, administrator: true}
          reader: {title: {zh: 查询员, en: Reader}, grants: [{tables: traffic.ods_passage}]}
        """);
    assertThat(lake.callWithoutSpark("apply").err()).contains("Applied.");
    return lake;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static ForkedCommand up(CommandFixture lake, String... options) {
    List<String> words = new ArrayList<>(List.of("up", "--every", "1s"));
    words.addAll(List.of(options));
    ForkedCommand process = ForkedCommand.start(lake, List.of(), words.toArray(String[]::new));
    await()
        .atMost(PATIENCE)
        .until(() -> process.printed().contains("Parts ") || !process.isAlive());
    assertThat(process.printed()).contains("Parts  receive ready, stream ");
    return process;
  }

  private static ForkedCommand player(CommandFixture lake, String way) {
    return ForkedCommand.start(
        lake, List.of(), "generate", "--play", "max", "--rate", "" + RATE, "--to", way);
  }

  @Test
  void tablesAreAsTheTruthSaysWhoeverIsKilled() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("kills from seed " + seed + ", rounds " + ROUNDS);
    Random random = new Random(seed);
    CommandFixture lake = lake();
    ForkedCommand player = player(lake, "mqtt");
    try {
      for (int round = 0; round < ROUNDS; round++) {
        try (ForkedCommand up = up(lake, "--without", "serve,scheduler")) {
          Thread.sleep(1_000L * LONGEST_LIFE_SECONDS * random.nextInt(100) / 100);
          up.signal("KILL");
          if (random.nextBoolean() && player.isAlive()) {
            player.signal("KILL");
            player.await();
            player = player(lake, "mqtt");
          }
        }
      }
      try (ForkedCommand up = up(lake)) {
        CommandFixture.Outcome played = player.await();
        assertThat(played.exit()).as(played.err()).isZero();
        assertServed(lake, up);
        up.signal("TERM");
        CommandFixture.Outcome ended = up.await();
        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("scheduler ready, serve ready").endsWith("Ended.\n");
      }
    } finally {
      player.close();
    }
    assertThat(lake.call("stream", "--all", "--once").exit()).isZero();
    CommandFixture.Outcome reconciled = lake.call("reconcile", "--play");
    assertThat(reconciled.out()).isEqualTo("7 figures compared, 0 differ\n");
    assertThat(reconciled.exit()).isZero();
  }

  /** The server comes to answer with all that was played. */
  private static void assertServed(CommandFixture lake, ForkedCommand up) throws IOException {
    CityTruth truth = TruthFile.read(lake.home().resolve(".citylake/play/truth"));
    long rows = truth.findJob("traffic.passages_live").orElseThrow().rows();
    assertThat(rows).isPositive();
    String password =
        lake.callWithoutSpark("user", "add", "ann", "--role", "reader", "--generate").out().strip();
    int port = Integer.parseInt(found(up, "http://127.0.0.1:(\\d+)/api/v1/openapi"));
    String login =
        Base64.getEncoder().encodeToString(("ann:" + password).getBytes(StandardCharsets.UTF_8));
    HttpRequest question =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/sql"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Basic " + login)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"sql\": \"SELECT count(*) AS n FROM traffic.ods_passage\"}"))
            .build();
    HttpClient client = HttpClient.newHttpClient();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(client.send(question, HttpResponse.BodyHandlers.ofString()).body())
                    .contains("\"rows\":[{\"n\":\"" + rows + "\"}]"));
  }

  private static String found(ForkedCommand up, String what) {
    Matcher found = Pattern.compile(what).matcher(up.printed());
    await().atMost(PATIENCE).until(() -> found.reset(up.printed()).find());
    return found.group(1);
  }

  @Test
  void aPlayThatIsEndedSaysWhatItWaitsForAndIsNoSuccess() throws Exception {
    try (ForkedCommand player = player(lake(), "http")) {
      await()
          .atMost(PATIENCE)
          .until(() -> player.complained().contains("is tried again") || !player.isAlive());
      player.signal("TERM");
      CommandFixture.Outcome ended = player.await();
      assertThat(ended.err())
          .contains("traffic.passages waits, and is tried again: no answer from http://127.0.0.1:")
          .endsWith("The play is not whole: call it again, and it goes on.\n");
      assertThat(ended.exit()).isEqualTo(143);
    }
  }

  @Test
  void refusesWhatAPlayOrFilesWouldPassOver() throws IOException {
    CommandFixture lake = new CommandFixture(home);
    assertThat(lake.callWithoutSpark("generate", "--to", "x", "--home", home.toString()).err())
        .contains("--home goes with --play");
    assertThat(lake.callWithoutSpark("reconcile", "--play", "--landing", "x").err())
        .contains("--landing is of files and --play of a play");
  }
}
