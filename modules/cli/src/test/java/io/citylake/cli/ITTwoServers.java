package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers, each a process with a state directory of its own, of one lake whose catalog is a
 * real PostgreSQL.
 */
class ITTwoServers {
  private static final Duration START = Duration.ofSeconds(180);

  /** Within how long who is shut out at one server is out at the other: its next request. */
  private static final Duration OUT = Duration.ofSeconds(10);

  private static final String POLICIES =
      """
      roles:
        administrator: {title: {zh: 管理员, en: Administrator}, administrator: true}
        analyst:
          title: {zh: 分析员, en: Analyst}
          grants: [{tables: water.ods_level}]
          masks: [{columns: station, action: sha_256}]
      """;

  private static EmbeddedPostgres database;
  @TempDir private Path disk;

  @BeforeAll
  static void startDatabase() throws IOException {
    database = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopDatabase() throws IOException {
    database.close();
  }

  private CommandFixture machine(String name) throws IOException {
    Path home = Files.createDirectories(disk.resolve(name));
    return new CommandFixture(home)
        .levels("append")
        .levelsJob()
        .file("conf/policies.yaml", POLICIES)
        .file(
            "conf/citylake.yaml",
            "source-roots: [landing]",
            "warehouse: " + disk.resolve("warehouse"),
            "catalog: {uri: \"jdbc:postgresql://127.0.0.1:%d/postgres\", user: postgres}"
                .formatted(database.getPort()),
            "serve: {flight-port: 0, http-port: 0, health-port: 0}");
  }

  @Test
  void shareUsersTokensAndKeysAndKeepALogEach() throws Exception {
    CommandFixture one = machine("one");
    CommandFixture other = machine("other");
    one.landing("1.csv", "a,2026-01-01 08:00,1,7", "b,2026-01-01 08:00,2,8");
    assertThat(one.call("apply").exit()).isZero();
    assertThat(one.call("run", "--all").exit()).isZero();
    String password =
        one.call("user", "add", "ann", "--role", "analyst", "--generate").out().strip();
    try (ForkedCommand first = ForkedCommand.start(one, List.of(), "serve");
        ForkedCommand second = ForkedCommand.start(other, List.of(), "serve")) {
      int here = port(first);
      int there = port(second);
      String basic = "Basic " + base64("ann:" + password);
      String token = token(here, password);
      String masked = "SELECT station FROM water.ods_level ORDER BY level";

      // The token of one counts at the other, and their masks are the same.
      HttpResponse<String> answer = ask(there, masked, "Bearer " + token);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(ask(here, masked, basic).body()).isEqualTo(answer.body());
      assertThat(answer.body()).doesNotContain("\"a\"");

      // Shut out at one machine.
      assertThat(one.call("user", "disable", "ann").exit()).isZero();
      for (int port : new int[] {here, there}) {
        for (String credentials : List.of("Bearer " + token, basic)) {
          Awaitility.await()
              .atMost(OUT)
              .until(() -> ask(port, masked, credentials).statusCode() == 401);
        }
      }
      // For good, also once he is let in again.
      assertThat(other.call("user", "enable", "ann").exit()).isZero();
      assertThat(ask(here, masked, "Bearer " + token).statusCode()).isEqualTo(401);
      assertThat(ask(there, masked, "Bearer " + token).statusCode()).isEqualTo(401);
      Awaitility.await().atMost(OUT).until(() -> ask(here, masked, basic).statusCode() == 200);
      first.signal("TERM");
      second.signal("TERM");
      assertThat(first.await().exit()).isZero();
      assertThat(second.await().exit()).isZero();
    }
    // Each machine's chain is whole, and the one table has what was asked of either.
    for (CommandFixture each : List.of(one, other)) {
      assertThat(each.call("audit", "verify").out()).startsWith("Unchanged:");
    }
    assertThat(one.call("audit", "sync").exit()).isZero();
    assertThat(other.call("audit", "sync").exit()).isZero();
    assertThat(
            one.query(
                "select count(distinct log), count(*) = count(distinct log || sequence),"
                    + " count(distinct case when user = 'ann' and outcome = 'answered' then log"
                    + " end) from _sys.access_log"))
        .containsExactly("2,true,2");
  }

  private static int port(ForkedCommand server) {
    Awaitility.await().atMost(START).until(() -> server.printed().contains("Ctrl-C ends it."));
    Matcher found = Pattern.compile("http://127.0.0.1:(\\d+)/api").matcher(server.printed());
    assertThat(found.find()).isTrue();
    return Integer.parseInt(found.group(1));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String token(int port, String password) throws Exception {
    String answer =
        post(
                port,
                "/api/v1/login",
                "{\"user\": \"ann\", \"password\": \"%s\"}".formatted(password),
                "")
            .body();
    Matcher found = Pattern.compile("\"token\":\"([^\"]+)\"").matcher(answer);
    assertThat(found.find()).as(answer).isTrue();
    return found.group(1);
  }

  private static HttpResponse<String> ask(int port, String sql, String credentials)
      throws Exception {
    return post(port, "/api/v1/sql", "{\"sql\": \"%s\"}".formatted(sql), credentials);
  }

  private static HttpResponse<String> post(int port, String path, String body, String credentials)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!credentials.isEmpty()) {
      request.header("Authorization", credentials);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
