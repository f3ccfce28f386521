package io.citylake.city.play;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.citylake.city.CityRequest;
import io.citylake.city.entity.Dice;
import io.citylake.city.play.Player.Pace;
import io.citylake.city.play.Player.Standing;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPlayer {
  private static final PlayedSource SOURCE =
      PlayedSource.all().stream()
          .filter(each -> each.job().equals("water_flood.levels"))
          .findFirst()
          .orElseThrow();

  @TempDir private Path directory;

  private static URI address(int port) {
    return URI.create("http://127.0.0.1:%d/api".formatted(port));
  }

  private Player player(long seed, FeedWay way, String name) {
    return new Player(
        new CityRequest(directory.resolve(name), seed, 0.0001, LocalDate.of(2026, 3, 1), 1),
        List.of(new FeedDoor(SOURCE, "water_flood.live", way)),
        new Pace(0, 100, name),
        2028);
  }

  /** Else each of its tries could be over another connection, and would take from the rate. */
  @Test
  void whatIsTriedAgainIsDrawnOnce() throws Exception {
    long seed = 1;
    while (!Dice.of(seed, "play " + SOURCE.job(), 0).chance(Player.RECONNECTS_PER_MYRIAD)) {
      seed++;
    }
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Player player =
        player(seed, new FeedWay.Http(address(server.getAddress().getPort()), "key"), "http");
    List<Integer> ports = new CopyOnWriteArrayList<>();
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          ports.add(exchange.getRemoteAddress().getPort());
          if (ports.size() == 4) {
            player.stop();
          }
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        });
    server.start();
    try {
      assertThat(player.play(standings -> {}))
          .singleElement()
          .satisfies(each -> assertThat(each.trouble()).contains("503"));
      assertThat(Set.copyOf(ports)).as("ports of %s", ports).hasSize(1);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aStoppedPlayWaitsForNoAnswerThatDoesNotCome() throws Exception {
    assertEnds("http", port -> new FeedWay.Http(address(port), "key"));
    assertEnds(
        "kafka",
        port ->
            new FeedWay.Kafka(
                "levels", Map.of("bootstrap.servers", "127.0.0.1:" + port), List.of()));
  }

  private void assertEnds(String name, IntFunction<FeedWay> way) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(60_000);
      Player player = player(1, way.apply(server.getLocalPort()), name);
      CompletableFuture<List<Standing>> play =
          CompletableFuture.supplyAsync(() -> player.play(standings -> {}));
      try (Socket asked = server.accept()) {
        assertThat(asked.getInputStream().read()).isNotNegative();
        player.stop();
        // Without an interruption it says after its patience that no answer came.
        assertThat(play.get())
            .as(name)
            .singleElement()
            .satisfies(each -> assertThat(each.sent()).isZero())
            .satisfies(each -> assertThat(each.trouble()).isEmpty());
      }
    }
  }
}
