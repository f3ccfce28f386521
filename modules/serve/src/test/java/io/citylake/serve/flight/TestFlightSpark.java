package io.citylake.serve.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.govern.Caller;
import io.citylake.govern.QueryRequest;
import io.citylake.serve.ServeFixture;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.auth2.BearerCredentialWriter;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hostile, careless or impatient client may send. */
@SuppressWarnings("try") // closing a stream of Flight may be interrupted, which no test is
class TestFlightSpark {
  private static final String LARGE =
      "SELECT id, repeat('x', 200) AS t FROM range(0, 2000000, 1, 20)";
  private static final String ENDLESS =
      "SELECT sum(a.id * b.id) AS s FROM range(0, 10000000, 1, 4) a, range(0, 10000000, 1, 4) b"
          + " WHERE a.id % 7 <> b.id % 11";
  @TempDir private Path home;
  private ServeFixture lake;
  private BufferAllocator allocator;
  private FlightClient client;
  private FlightSqlClient sql;
  private CallOption ann;
  private CallOption ben;

  @BeforeEach
  void open() {
    lake = ServeFixture.open(home);
    allocator = new RootAllocator();
    client = client();
    sql = new FlightSqlClient(client);
    ann = login("ann");
    ben = login("ben");
  }

  @AfterEach
  void close() throws Exception {
    sql.close();
    allocator.close();
    // Fails where the server has leaked.
    lake.close();
  }

  @Test
  void answersNothingToNobody() {
    FlightDescriptor command = FlightDescriptor.command(new byte[] {1});
    refused(FlightStatusCode.UNAUTHENTICATED, () -> sql.execute("SELECT 1"));
    refused(FlightStatusCode.UNAUTHENTICATED, () -> sql.getCatalogs());
    refused(FlightStatusCode.UNAUTHENTICATED, () -> sql.prepare("SELECT 1"));
    refused(FlightStatusCode.UNAUTHENTICATED, () -> client.getSchema(command));
    refused(FlightStatusCode.UNAUTHENTICATED, () -> client.listActions().forEach(each -> {}));
    refused(
        FlightStatusCode.UNAUTHENTICATED,
        () -> client.listFlights(Criteria.ALL).forEach(each -> {}));
    refused(
        FlightStatusCode.UNAUTHENTICATED,
        () -> client.doAction(new Action("anything")).forEachRemaining(each -> {}));
    refused(
        FlightStatusCode.UNAUTHENTICATED,
        () -> client.getStream(new Ticket(new byte[] {1})).next());
    CallOption forged = new CredentialCallOption(new BearerCredentialWriter("forged"));
    refused(FlightStatusCode.UNAUTHENTICATED, () -> sql.execute("SELECT 1", forged));
  }

  @Test
  void refusesAnothersTicketsAndPreparedStatements() {
    FlightInfo info = sql.execute("SELECT 1 AS one", ann);
    Ticket ticket = info.getEndpoints().get(0).getTicket();
    refused(FlightStatusCode.NOT_FOUND, () -> sql.getStream(ticket, ben).next());
    refused(
        FlightStatusCode.NOT_FOUND,
        () -> sql.cancelFlightInfo(new CancelFlightInfoRequest(info), ben));
    FlightSqlClient.PreparedStatement prepared = sql.prepare("SELECT 1 AS one", ann);
    refused(FlightStatusCode.NOT_FOUND, () -> prepared.execute(ben));
    prepared.close(ann);
    assertThat(rows(ticket, ann)).isEqualTo(1);
  }

  @Test
  void refusesAfterLogoutAndWhatItDoesNotKnow() {
    FlightInfo info = sql.execute("SELECT 1 AS one", ann);
    refused(
        FlightStatusCode.UNIMPLEMENTED,
        () -> client.doAction(new Action("DropEverything"), ann).forEachRemaining(each -> {}));
    refused(FlightStatusCode.UNIMPLEMENTED, () -> sql.beginTransaction(ann));
    refused(
        FlightStatusCode.INVALID_ARGUMENT,
        () -> client.getInfo(FlightDescriptor.path("etc", "passwd"), ann));
    refused(FlightStatusCode.INVALID_ARGUMENT, () -> sql.executeUpdate("SELECT 1 AS one", ann));
    lake.logins.forget("ann");
    refused(
        FlightStatusCode.UNAUTHENTICATED,
        () -> sql.getStream(info.getEndpoints().get(0).getTicket(), ann).next());
  }

  /** S02: admitted a moment ago, with the roles of then. */
  @Test
  void answersTicketsAndPreparedStatementsByTheRolesOfNow() {
    Ticket ticket = sql.execute("SELECT 1 AS one", ann).getEndpoints().get(0).getTicket();
    try (FlightSqlClient.PreparedStatement prepared = sql.prepare("SELECT 2 AS two", ann)) {
      lake.logins.roles.put("ann", "viewer");
      assertThat(rows(ticket, ann)).isEqualTo(1);
      assertThat(lastCaller().roles()).containsExactly("viewer");
      lake.gate.callers.clear();
      prepared.execute(ann);
      assertThat(lastCaller().roles()).containsExactly("viewer");
      prepared.close(ann);
    }
  }

  private Caller lastCaller() {
    return lake.gate.callers.get(lake.gate.callers.size() - 1);
  }

  /** S02. */
  @Test
  void refusesEveryCallOfAUserWhoIsShutOut() {
    FlightInfo info = sql.execute("SELECT 1 AS one", ann);
    FlightSqlClient.PreparedStatement prepared = sql.prepare("SELECT 2 AS two", ann);
    lake.logins.out.add("ann");
    refused(
        FlightStatusCode.UNAUTHENTICATED,
        () -> sql.getStream(info.getEndpoints().get(0).getTicket(), ann).next());
    refused(FlightStatusCode.UNAUTHENTICATED, () -> prepared.execute(ann));
    refused(FlightStatusCode.UNAUTHENTICATED, () -> sql.getCatalogs(ann));
    refused(FlightStatusCode.UNAUTHENTICATED, () -> login("ann"));
    assertThat(rows(sql.execute("SELECT 1", ben).getEndpoints().get(0).getTicket(), ben))
        .isEqualTo(1);
  }

  /** S02. */
  @Test
  void endsTheAnswerOfAUserWhoIsShutOut() throws Exception {
    FlightInfo info = sql.execute(LARGE, ann);
    try (FlightStream stream = sql.getStream(info.getEndpoints().get(0).getTicket(), ann)) {
      assertThat(stream.next()).isTrue();
      lake.logins.out.add("ann");
      refused(
          FlightStatusCode.UNAUTHORIZED,
          () -> {
            while (stream.next()) {}
          });
    }
    assertThat(lake.engine.running()).isZero();
  }

  @Test
  void asksAnEarlierReleaseByAHeader() {
    lake.release(3);
    FlightCallHeaders headers = new FlightCallHeaders();
    headers.insert("as-of", "2");
    CallOption earlier = new HeaderCallOption(headers);
    FlightInfo info = sql.execute("SELECT 1 AS one", ann, earlier);
    assertThat(asked(2)).isTrue();
    Ticket ticket = info.getEndpoints().get(0).getTicket();
    assertThat(rows(ticket, ann)).isEqualTo(1);
    // Redeemed once more it is admitted once more, at the state that it was made for.
    assertThat(rows(ticket, ann)).isEqualTo(1);
    assertThat(asked(2)).isTrue();
    try (FlightSqlClient.PreparedStatement prepared = sql.prepare("SELECT 1", ann, earlier)) {
      lake.gate.questions.clear();
      prepared.execute(ann);
      prepared.execute(ann);
      assertThat(asked(2)).isTrue();
      prepared.close(ann);
    }
    sql.execute("SELECT 1 AS one", ann);
    assertThat(asked(3)).isTrue();
    refused(FlightStatusCode.UNAUTHORIZED, () -> sql.execute("SELECT 1 AS one", ben, earlier));
  }

  /** Whether the gate's last question was of this release. */
  private boolean asked(long release) {
    QueryRequest last = lake.gate.questions.get(lake.gate.questions.size() - 1);
    return last.release().id() == release && last.isOfEarlierState() == (release < 3);
  }

  @Test
  void refusesStatementsThatAreTooLong() {
    refused(
        FlightStatusCode.RESOURCE_EXHAUSTED,
        () -> sql.execute("SELECT '" + "x".repeat(2 << 20) + "'", ann));
    refused(
        FlightStatusCode.RESOURCE_EXHAUSTED,
        () -> sql.execute("SELECT '" + "x".repeat(8 << 20) + "'", ann));
    assertThat(rows(sql.execute("SELECT 1 AS one", ann).getEndpoints().get(0).getTicket(), ann))
        .isEqualTo(1);
  }

  @Test
  void tellsTheSchemaWithoutRunning() {
    assertThat(sql.getExecuteSchema("SELECT 1/0 AS a", ann).getSchema().getFields()).hasSize(1);
    assertThat(lake.gate.ends).isEmpty();
  }

  @Test
  void listsTypesAndWhatTheServerIs() throws Exception {
    assertThat(rows(sql.getXdbcTypeInfo(ann).getEndpoints().get(0).getTicket(), ann)).isEqualTo(11);
    Ticket info =
        sql.getSqlInfo(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8}, ann)
            .getEndpoints()
            .get(0)
            .getTicket();
    assertThat(rows(info, ann)).isEqualTo(9);
  }

  @Test
  void streamsAllRowsInOrder() throws Exception {
    FlightInfo info = sql.execute("SELECT id FROM range(0, 300000, 1, 7)", ann);
    long expected = 0;
    try (FlightStream stream = sql.getStream(info.getEndpoints().get(0).getTicket(), ann)) {
      while (stream.next()) {
        BigIntVector ids = (BigIntVector) stream.getRoot().getVector("id");
        for (int i = 0; i < ids.getValueCount(); i++) {
          assertThat(ids.get(i)).isEqualTo(expected++);
        }
      }
    }
    assertThat(expected).isEqualTo(300_000);
  }

  @Test
  void givesUpOnAClientThatDoesNotRead() throws Exception {
    FlightInfo info = sql.execute(LARGE, ann);
    try (FlightStream stream = sql.getStream(info.getEndpoints().get(0).getTicket(), ann)) {
      assertThat(stream.next()).isTrue();
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(lake.gate.ends)
                      .containsExactly("failed The client left before the end"));
      assertThat(lake.engine.running()).isZero();
      assertThatThrownBy(
              () -> {
                while (stream.next()) {}
              })
          .hasMessageContaining("the client didn't read it (waited=2 s)");
    }
  }

  @Test
  void endsTheQueryOfAClientThatLeaves() throws Exception {
    FlightInfo info = sql.execute(ENDLESS, ann);
    FlightStream stream = sql.getStream(info.getEndpoints().get(0).getTicket(), ann);
    Awaitility.await().until(() -> lake.engine.running() == 1);
    stream.cancel("leaving", null);
    Awaitility.await().until(() -> lake.engine.running() == 0);
    stream.close();
  }

  @Test
  void cancelsByItsTicket() throws Exception {
    FlightInfo info = sql.execute(ENDLESS, ann);
    try (FlightStream stream = sql.getStream(info.getEndpoints().get(0).getTicket(), ann)) {
      Awaitility.await().until(() -> lake.engine.running() == 1);
      sql.cancelFlightInfo(new CancelFlightInfoRequest(info), ann);
      refused(FlightStatusCode.CANCELLED, stream::next);
    }
  }

  private long rows(Ticket ticket, CallOption login) {
    long rows = 0;
    try (FlightStream stream = sql.getStream(ticket, login)) {
      while (stream.next()) {
        rows += stream.getRoot().getRowCount();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }

  private FlightClient client() {
    return FlightClient.builder(
            allocator, Location.forGrpcInsecure("127.0.0.1", lake.flight(Duration.ofSeconds(2))))
        .build();
  }

  private CallOption login(String user) {
    return client.authenticateBasicToken(user, "password-of-" + user).orElseThrow();
  }

  private static void refused(FlightStatusCode code, Call call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            FlightRuntimeException.class, e -> assertThat(e.status().code()).isEqualTo(code));
  }

  private interface Call {
    void run() throws Exception;
  }
}
