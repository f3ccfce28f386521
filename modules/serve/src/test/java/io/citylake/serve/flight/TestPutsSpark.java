package io.citylake.serve.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.settings.ServeLimits;
import io.citylake.serve.ServeFixture;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.AsyncPutListener;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClient.ClientStreamListener;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.auth2.BasicAuthCredentialWriter;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I2: streams that put nothing, and connections without number. */
class TestPutsSpark {
  private static final FlightDescriptor ANYTHING = FlightDescriptor.command(new byte[] {1});

  @TempDir private Path home;
  private ServeFixture lake;
  private final BufferAllocator allocator = new RootAllocator();
  private final List<FlightClient> clients = new ArrayList<>();
  private final List<ClientStreamListener> puts = new ArrayList<>();

  @BeforeEach
  void open() {
    lake = ServeFixture.open(home);
  }

  @AfterEach
  void close() throws Exception {
    // Else their client waits for them.
    puts.forEach(each -> each.error(Status.CANCELLED.asRuntimeException()));
    for (FlightClient each : clients) {
      each.close();
    }
    allocator.close();
    lake.close();
  }

  @Test
  void answersOthersWhileMoreStreamsAreIdleThanThereAreThreads() {
    lake.serveLimits = new ServeLimits(Duration.ofSeconds(60), 500, 48, 16);
    for (String user : List.of("ann", "cid", "dan", "eve")) {
      FlightClient client = client();
      for (int i = 0; i < 40; i++) {
        puts.add(client.startPut(ANYTHING, new AsyncPutListener(), credentials(user)));
      }
    }
    ask("ben");
    ask("ann");
  }

  @Test
  void givesAPlaceBackWhoseClientPutsNothingInTime() {
    lake.serveLimits = new ServeLimits(Duration.ofSeconds(2), 500, 48, 4);
    FlightClient client = client();
    // A user has a quarter of four, whichever comes first.
    assertThat(List.of(put(client), put(client)).stream().map(TestPutsSpark::end))
        .containsOnlyOnce(FlightStatusCode.RESOURCE_EXHAUSTED);
    assertThat(end(put(client))).isNotEqualTo(FlightStatusCode.RESOURCE_EXHAUSTED);
  }

  private static AsyncPutListener put(FlightClient client) {
    AsyncPutListener listener = new AsyncPutListener();
    client.startPut(ANYTHING, listener, credentials("ann"));
    return listener;
  }

  private static FlightStatusCode end(AsyncPutListener put) {
    try {
      put.getResult();
      throw new AssertionError("it was taken");
    } catch (FlightRuntimeException e) {
      return e.status().code();
    }
  }

  @Test
  void refusesOneConnectionTooManyOfAnAddress() {
    lake.serveLimits = new ServeLimits(Duration.ofSeconds(60), 2, 48, 16);
    ask("ann");
    ask("ben");
    assertThatThrownBy(() -> ask("cid")).isInstanceOf(FlightRuntimeException.class);
  }

  private void ask(String user) {
    FlightSqlClient sql = new FlightSqlClient(client());
    sql.execute("SELECT 1 AS a", credentials(user), CallOptions.timeout(30, TimeUnit.SECONDS));
  }

  private static CallOption credentials(String user) {
    return new CredentialCallOption(new BasicAuthCredentialWriter(user, "password-of-" + user));
  }

  private FlightClient client() {
    FlightClient client =
        FlightClient.builder(
                allocator,
                Location.forGrpcInsecure("127.0.0.1", lake.flight(Duration.ofSeconds(10))))
            .build();
    clients.add(client);
    return client;
  }
}
