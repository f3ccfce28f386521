package io.citylake.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.flight.sql.FlightSqlClient.PreparedStatement;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fifty clients at once, well-behaved and others, of whom nothing is left in the end. {@code
 * -Dcitylake.soak=PT10M} makes it last.
 */
@SuppressWarnings("try") // closing a stream of Flight may be interrupted, which no test is
class TestSoakSpark {
  private static final int CLIENTS = 50;
  private static final Duration TIME = Duration.parse(System.getProperty("citylake.soak", "PT2S"));
  private static final long SEED = Long.getLong("citylake.seed", 20260303L);
  private static final String SMALL = "SELECT id FROM range(20000)";

  /** More than is sent ahead of who doesn't read. */
  private static final String LARGE =
      "SELECT id, repeat('x', 200) AS t FROM range(0, 100000, 1, 5)";

  @TempDir private Path home;
  private ServeFixture lake;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Manner, Integer> done = new ConcurrentHashMap<>();

  /** What a client may do with the server. */
  private enum Manner {
    READS {
      @Override
      void visit(Client client) throws Exception {
        assertThat(client.read(client.ticket(SMALL))).isEqualTo(20_000);
      }
    },
    READS_ANEW {
      @Override
      void visit(Client client) throws Exception {
        assertThat(client.read(client.ticket(SMALL + " -- uncached"))).isEqualTo(20_000);
      }
    },
    BINDS {
      @Override
      void visit(Client client) throws Exception {
        client.bind();
      }
    },
    READS_JSON {
      @Override
      void visit(Client client) throws Exception {
        HttpResponse<InputStream> answer = client.post(SMALL, "application/json");
        try (InputStream body = answer.body()) {
          assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
              .endsWith("\"rowCount\":20000,\"more\":false}");
        }
      }
    },
    READS_ARROW {
      @Override
      void visit(Client client) throws Exception {
        assertThat(client.arrow(LARGE)).isEqualTo(100_000);
      }
    },
    IS_REFUSED {
      @Override
      void visit(Client client) {
        assertThatThrownBy(() -> client.ticket("SELECT * FROM air.secret"))
            .hasMessageContaining("CL1014");
      }
    },
    CANCELS {
      @Override
      void visit(Client client) throws Exception {
        try (FlightStream stream = client.stream(client.ticket(LARGE))) {
          assertThat(stream.next()).isTrue();
          stream.cancel("enough", null);
        }
      }
    },
    CANCELS_BY_TICKET {
      @Override
      void visit(Client client) throws Exception {
        client.cancelByTicket();
      }
    },
    LEAVES_HTTP {
      @Override
      void visit(Client client) throws Exception {
        try (InputStream body = client.post(LARGE, "text/csv").body()) {
          assertThat(body.readNBytes(1000)).hasSize(1000);
        }
      }
    },
    NEVER_READS {
      @Override
      void visit(Client client) throws Exception {
        client.leaveUnread();
      }
    };

    abstract void visit(Client client) throws Exception;
  }

  @Test
  void leavesNothingOfFiftyClients() throws Exception {
    lake = ServeFixture.open(home);
    lake.flight(Duration.ofSeconds(2));
    lake.http();
    long before = used();
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      long end = System.nanoTime() + TIME.toNanos();
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int number = i;
        clients.add(threads.submit(() -> visit(number, end)));
      }
      for (Future<?> client : clients) {
        client.get();
      }
    } finally {
      threads.shutdown();
    }
    Awaitility.await().until(() -> lake.engine.running() == 0);
    Awaitility.await().until(() -> lake.allocator.getAllocatedMemory() == 0);
    assertThat(done.keySet()).containsExactlyInAnyOrder(Manner.values());
    System.out.printf(
        "TestSoakSpark seed %d, %s: heap %d MB before, %d MB after, visits %s%n",
        SEED, TIME, before, used(), new java.util.TreeMap<>(done));
    // Fails where Arrow memory has leaked.
    lake.close();
  }

  private Void visit(int number, long end) throws Exception {
    Random draw = new Random(SEED + number);
    Manner[] manners = Manner.values();
    for (int i = number; System.nanoTime() < end || i == number; i++) {
      Manner manner =
          i == number ? manners[number % manners.length] : manners[draw.nextInt(manners.length)];
      long began = System.nanoTime();
      try (Client client = new Client("u" + number)) {
        manner.visit(client);
      } catch (Exception | AssertionError e) {
        throw new AssertionError(
            "u%d %s after %d s"
                .formatted(number, manner, (System.nanoTime() - began) / 1_000_000_000),
            e);
      }
      done.merge(manner, 1, Integer::sum);
    }
    return null;
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }

  /** One connection of one user. */
  private final class Client implements AutoCloseable {
    private final String user;
    private final BufferAllocator allocator = new RootAllocator();
    private final ManagedChannel channel;
    private final FlightClient client;
    private final FlightSqlClient sql;
    private final CallOption login;

    Client(String user) {
      this.user = user;
      this.channel =
          ManagedChannelBuilder.forAddress("127.0.0.1", lake.flight(Duration.ofSeconds(2)))
              .usePlaintext()
              .build();
      this.client = FlightGrpcUtils.createFlightClient(allocator, channel);
      this.sql = new FlightSqlClient(client);
      this.login = client.authenticateBasicToken(user, "password-of-" + user).orElseThrow();
    }

    Ticket ticket(String statement) {
      return sql.execute(statement, login).getEndpoints().get(0).getTicket();
    }

    FlightStream stream(Ticket ticket) {
      return sql.getStream(ticket, login);
    }

    long read(Ticket ticket) throws Exception {
      long rows = 0;
      try (FlightStream stream = stream(ticket)) {
        while (stream.next()) {
          rows += stream.getRoot().getRowCount();
        }
      }
      return rows;
    }

    void bind() throws Exception {
      try (PreparedStatement prepared =
              sql.prepare("SELECT id FROM range(100) WHERE id < ?", login);
          IntVector value = new IntVector("a", allocator);
          VectorSchemaRoot values = VectorSchemaRoot.of(value)) {
        value.setSafe(0, 7);
        values.setRowCount(1);
        prepared.setParameters(values);
        FlightInfo info = prepared.execute(login);
        assertThat(read(info.getEndpoints().get(0).getTicket())).isEqualTo(7);
        prepared.close(login);
      }
    }

    void cancelByTicket() throws Exception {
      FlightInfo info = sql.execute(LARGE, login);
      try (FlightStream stream = stream(info.getEndpoints().get(0).getTicket())) {
        assertThat(stream.next()).isTrue();
        sql.cancelFlightInfo(new CancelFlightInfoRequest(info), login);
        assertThatThrownBy(
                () -> {
                  while (stream.next()) {}
                })
            .hasMessageContaining("cancelled");
      }
    }

    /** The connection is gone while the answer is on its way. */
    void leaveUnread() throws Exception {
      try (FlightStream unread = stream(ticket(LARGE))) {
        channel.shutdownNow();
      }
    }

    HttpResponse<InputStream> post(String statement, String format)
        throws IOException, InterruptedException {
      String pair = user + ":password-of-" + user;
      String body = "{\"sql\": \"%s\"}".formatted(statement);
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + lake.http() + "/api/v1/sql"))
              .header(
                  "Authorization",
                  "Basic "
                      + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
              .header("Accept", format)
              .POST(BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofInputStream());
    }

    long arrow(String statement) throws Exception {
      long rows = 0;
      try (InputStream body = post(statement, "application/vnd.apache.arrow.stream").body();
          ArrowStreamReader reader = new ArrowStreamReader(body, allocator)) {
        while (reader.loadNextBatch()) {
          rows += reader.getVectorSchemaRoot().getRowCount();
        }
      }
      return rows;
    }

    @Override
    public void close() throws Exception {
      sql.close();
      allocator.close();
    }
  }
}
