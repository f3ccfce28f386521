package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.govern.state.StateStore;
import io.citylake.govern.user.UserStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code citylake serve} as a process, from its first password to Ctrl-C. */
class ITServe {
  private static final Duration START = Duration.ofSeconds(90);
  private static final String POLICIES =
      """
      roles:
        administrator: {title: {zh: 管理员, en: Administrator}, administrator: true}
        analyst:
          title: {zh: 分析员, en: Analyst}
          grants: [{tables: water.ods_level, exclude: gauge}]
      """;
  @TempDir private Path home;
  private CommandFixture water;

  @BeforeEach
  void load() {
    water = new CommandFixture(home).levels("append").levelsJob();
    water.file(
        "conf/citylake.yaml",
        "source-roots: [landing]\nserve: {flight-port: 0, http-port: 0, health-port: 0}\n");
    water.file("conf/policies.yaml", POLICIES);
    water.landing("1.csv", "a,2026-01-01 08:00,1,7", "b,2026-01-01 08:00,2,8");
    assertThat(water.call("apply").exit()).isZero();
    assertThat(water.call("run", "--all").exit()).isZero();
  }

  @Test
  void servesWhatPoliciesAllowAtTheLatestReleaseUntilCtrlC() throws Exception {
    try (ForkedCommand server = ForkedCommand.start(water, List.of(), "serve")) {
      Awaitility.await().atMost(START).until(() -> server.printed().contains("Ctrl-C ends it."));
      String admin = "admin:" + found(server, "password (\\S+)");
      int port = Integer.parseInt(found(server, "http://127.0.0.1:(\\d+)/"));
      Awaitility.await().atMost(START).until(() -> get(port, "/health", admin).statusCode() == 200);
      assertThat(ask(port, "SELECT sum(gauge) AS s FROM water.ods_level", admin).body())
          .contains("\"rows\":[{\"s\":\"15\"}]");

      new UserStore(StateStore.of(home.resolve(".citylake")), Clock.systemUTC())
          .add("ann", List.of("analyst"), "a long password of ann".toCharArray());
      String ann = "ann:a long password of ann";
      assertThat(ask(port, "SELECT count(*) AS n FROM water.ods_level", ann).body())
          .contains("\"release\":1", "\"rows\":[{\"n\":\"2\"}]");
      assertThat(ask(port, "SELECT gauge FROM water.ods_level", ann).statusCode()).isEqualTo(403);
      assertThat(get(port, "/api/v1/datasets/water.ods_level", ann).body())
          .contains("水位")
          .doesNotContain("gauge");
      assertThat(get(port, "/api/v1/datasets/water.ods_level/sample?rows=1", ann).body())
          .contains("\"rowCount\":1")
          .doesNotContain("gauge");
      assertFlightAnswers(Integer.parseInt(found(server, "sql://127.0.0.1:(\\d+)/")));

      water.landing("2.csv", "c,2026-01-01 08:00,3,9");
      assertThat(water.call("run", "--all").exit()).isZero();
      Awaitility.await()
          .atMost(START)
          .until(
              () ->
                  ask(port, "SELECT count(*) AS n FROM water.ods_level", ann)
                      .body()
                      .contains("\"rows\":[{\"n\":\"3\"}]"));

      assertEarlierStates(port, admin, ann);

      water.file("conf/policies.yaml", POLICIES.replace("water.ods_level", "water.ods_levle"));
      Awaitility.await()
          .until(() -> ask(port, "SELECT station FROM water.ods_level", ann).statusCode() == 403);

      server.signal("INT");
      CommandFixture.Outcome end = server.await();
      assertThat(end.exit()).as(end.err()).isZero();
    }
    assertThat(accessLog()).contains("\"refused\"", "\"answered\"", "\"ann\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"scheduler", "context"})
  void endsByItselfWhereSparkHasEnded(String part) throws Exception {
    Path ends = home.resolve("ends." + part);
    water.file(
        "conf/citylake.yaml",
        """
        source-roots: [landing]
        serve: {flight-port: 0, http-port: 0, health-port: 0}
        spark: {spark.extraListeners: %s, %s: %s}
        """
            .formatted(EndsSpark.class.getName(), EndsSpark.FILE, ends));
    try (ForkedCommand server = ForkedCommand.start(water, List.of(), "serve")) {
      Awaitility.await().atMost(START).until(() -> server.printed().contains("Ctrl-C ends it."));
      String admin = "admin:" + found(server, "password (\\S+)");
      int port = Integer.parseInt(found(server, "http://127.0.0.1:(\\d+)/health"));
      Awaitility.await().atMost(START).until(() -> get(port, "/health", admin).statusCode() == 200);
      Files.createFile(ends);
      // Nothing but its port closes before it is said to be broken.
      Set<String> said = new TreeSet<>();
      Awaitility.await()
          .atMost(START)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !server.isAlive() || said.add(health(port, admin)) && said.contains("503"));
      CommandFixture.Outcome end = server.await();
      assertThat(end.exit()).as(end.out() + end.err()).isEqualTo(1);
      assertThat(end.err()).contains("Cannot go on serving: Spark runs nothing any more");
      assertThat(said).contains("503");
    }
  }

  private static String health(int port, String admin) {
    try {
      return Integer.toString(get(port, "/health", admin).statusCode());
    } catch (Exception e) {
      return "gone";
    }
  }

  @Test
  void halfTypedJobShutsNobodyOutAndWrongPoliciesEverybody() throws Exception {
    try (ForkedCommand server = ForkedCommand.start(water, List.of(), "serve")) {
      Awaitility.await().atMost(START).until(() -> server.printed().contains("Ctrl-C ends it."));
      String admin = "admin:" + found(server, "password (\\S+)");
      int port = Integer.parseInt(found(server, "http://127.0.0.1:(\\d+)/"));
      Awaitility.await().atMost(START).until(() -> answers(port, admin) == 200);

      water.file(
          "jobs/water/levels.yaml", water.read("jobs/water/levels.yaml") + "half_typed: [\n");
      water.file("conf/policies.yaml", POLICIES + "# touched\n");
      // Longer than the server waits before it looks at the file again.
      Awaitility.await().during(Duration.ofSeconds(6)).until(() -> answers(port, admin) == 200);

      water.file("conf/policies.yaml", POLICIES + "half_typed: [\n");
      Awaitility.await().until(() -> answers(port, admin) == 403);

      water.file("conf/policies.yaml", POLICIES);
      Awaitility.await().until(() -> answers(port, admin) == 200);
      server.signal("INT");
      assertThat(server.await().exit()).isZero();
    }
  }

  private static int answers(int port, String login) throws Exception {
    return ask(port, "SELECT station FROM water.ods_level", login).statusCode();
  }

  /** For the administrator, by release, time and snapshot; not for a role without time-travel. */
  private void assertEarlierStates(int port, String admin, String ann) throws Exception {
    String count = "SELECT count(*) AS n FROM water.ods_level";
    assertThat(get(port, "/api/v1/releases", ann).body()).contains("\"id\":2", "\"id\":1");
    String first =
        new ObjectMapper()
            .readTree(get(port, "/api/v1/releases", ann).body())
            .get(1)
            .path("at")
            .asText();
    for (String state : List.of("1", first)) {
      assertThat(asOf(port, count, state, admin).body())
          .contains("\"release\":1,", "[{\"n\":\"2\"}]");
      HttpResponse<String> refused = asOf(port, count, state, ann);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("no role of yours has time-travel");
    }
    String snapshot =
        water
            .query("SELECT snapshot_id FROM lake.water.ods_level.snapshots ORDER BY committed_at")
            .get(0);
    assertThat(ask(port, count + " VERSION AS OF " + snapshot, admin).body())
        .contains("[{\"n\":\"2\"}]");
    assertThat(ask(port, count + " VERSION AS OF " + snapshot, ann).statusCode()).isEqualTo(403);
  }

  private static HttpResponse<String> asOf(int port, String sql, String state, String login)
      throws IOException, InterruptedException {
    String body = "{\"sql\": \"%s\", \"asOf\": \"%s\"}".formatted(sql, state);
    return send(
        request(port, "/api/v1/sql", login).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @SuppressWarnings("try") // closing a stream of Flight may be interrupted, which no test is
  private static void assertFlightAnswers(int port) throws Exception {
    try (BufferAllocator allocator = new RootAllocator();
        FlightClient client =
            FlightClient.builder(allocator, Location.forGrpcInsecure("127.0.0.1", port)).build();
        FlightSqlClient sql = new FlightSqlClient(client)) {
      assertThatThrownBy(() -> client.authenticateBasicToken("ann", "guess"))
          .hasMessageContaining("CL1015");
      CallOption ann = client.authenticateBasicToken("ann", "a long password of ann").orElseThrow();
      sql.executeUpdate("USE water", ann);
      FlightInfo info = sql.execute("SELECT station FROM ods_level", ann);
      try (FlightStream stream = sql.getStream(info.getEndpoints().get(0).getTicket(), ann)) {
        assertThat(stream.next()).isTrue();
        assertThat(stream.getRoot().getRowCount()).isPositive();
        while (stream.next()) {}
      }
      assertKeepsOrder(sql, ann);
      assertThatThrownBy(() -> sql.execute("SELECT gauge FROM water.ods_level", ann))
          .hasMessageContaining("CL1014");
    }
  }

  /** Of partitions that are made side by side, each long enough that the other could be first. */
  @SuppressWarnings("try") // closing a stream of Flight may be interrupted, which no test is
  private static void assertKeepsOrder(FlightSqlClient sql, CallOption ann) throws Exception {
    long expected = 999_999;
    FlightInfo info = sql.execute("SELECT id FROM range(0, 1000000, 1, 4) ORDER BY -id", ann);
    try (FlightStream stream = sql.getStream(info.getEndpoints().get(0).getTicket(), ann)) {
      while (stream.next()) {
        BigIntVector ids = (BigIntVector) stream.getRoot().getVector("id");
        for (int i = 0; i < ids.getValueCount(); i++) {
          assertThat(ids.get(i)).isEqualTo(expected--);
        }
      }
    }
    assertThat(expected).isEqualTo(-1);
  }

  private String accessLog() throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(home.resolve(".citylake/access"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return text.toString();
  }

  static String found(ForkedCommand server, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(server.printed());
    assertThat(matcher.find()).as(server.printed()).isTrue();
    return matcher.group(1);
  }

  static HttpResponse<String> ask(int port, String sql, String login)
      throws IOException, InterruptedException {
    return send(
        request(port, "/api/v1/sql", login)
            .POST(HttpRequest.BodyPublishers.ofString("{\"sql\": \"" + sql + "\"}")));
  }

  private static HttpResponse<String> get(int port, String path, String login)
      throws IOException, InterruptedException {
    return send(request(port, path, login));
  }

  private static HttpRequest.Builder request(int port, String path, String login) {
    String encoded = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Basic " + encoded);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }
}
