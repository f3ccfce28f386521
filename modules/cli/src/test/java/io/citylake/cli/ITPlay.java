package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day of the city is played to {@code citylake up} while that and the player are killed at drawn
 * moments. {@code -Dcitylake.play.rounds} says how often, {@code -Dcitylake.play.rate} how fast it
 * is played: the fewer messages a second, the longer the play.
 */
class ITPlay {
  private static final int ROUNDS = Integer.getInteger("citylake.play.rounds", 2);
  private static final int RATE = Integer.getInteger("citylake.play.rate", 2_000);
  private static final int LONGEST_LIFE_SECONDS = Integer.getInteger("citylake.play.life", 6);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
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
        "receive: {http-port: %d, health-port: 0}%nobserve: {stream-port: 0, scheduler-port: 0}%n"
            .formatted(freePort()),
        StandardOpenOption.APPEND);
    assertThat(lake.callWithoutSpark("apply").err()).contains("Applied.");
    return lake;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static ForkedCommand up(CommandFixture lake) {
    ForkedCommand process =
        ForkedCommand.start(lake, List.of(), "up", "--without", "serve,scheduler", "--every", "1s");
    await()
        .atMost(PATIENCE)
        .until(() -> process.printed().contains("Parts ") || !process.isAlive());
    assertThat(process.printed()).contains("Parts  receive ready, stream ");
    return process;
  }

  private static ForkedCommand player(CommandFixture lake) {
    return ForkedCommand.start(
        lake, List.of(), "generate", "--play", "max", "--rate", "" + RATE, "--to", "http");
  }

  @Test
  void tablesAreAsTheTruthSaysWhoeverIsKilled() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("kills from seed " + seed + ", rounds " + ROUNDS);
    Random random = new Random(seed);
    CommandFixture lake = lake();
    ForkedCommand player = player(lake);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        try (ForkedCommand up = up(lake)) {
          Thread.sleep(1_000L * LONGEST_LIFE_SECONDS * random.nextInt(100) / 100);
          up.signal("KILL");
          if (random.nextBoolean() && player.isAlive()) {
            player.signal("KILL");
            player.await();
            player = player(lake);
          }
        }
      }
      try (ForkedCommand up = up(lake)) {
        CommandFixture.Outcome played = player.await();
        assertThat(played.exit()).as(played.err()).isZero();
        up.signal("TERM");
        CommandFixture.Outcome ended = up.await();
        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out()).endsWith("Ended.\n");
      }
    } finally {
      player.close();
    }
    assertThat(lake.call("stream", "--all", "--once").exit()).isZero();
    CommandFixture.Outcome reconciled = lake.call("reconcile", "--play");
    assertThat(reconciled.out()).isEqualTo("7 figures compared, 0 differ\n");
    assertThat(reconciled.exit()).isZero();
  }

  @Test
  void aPlayThatIsEndedSaysWhatItWaitsForAndIsNoSuccess() throws Exception {
    try (ForkedCommand player = player(lake())) {
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
