package io.citylake.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.contract.policy.ResourceLimits;
import io.citylake.contract.settings.ResultSettings;
import io.citylake.govern.Caller;
import io.citylake.govern.QueryRequest;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.ErrorCode;
import io.citylake.serve.ServeFixture;
import io.citylake.serve.engine.Answer;
import io.citylake.serve.engine.KeptResult;
import io.citylake.serve.engine.KeptResults;
import io.citylake.serve.engine.ServedQuery;
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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are kept: whose they are, for how long, and how much there is room for. */
class TestResultsSpark {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ResourceLimits LIMITS =
      new ResourceLimits(Duration.ofSeconds(60), 20_000_000, DataSize.parse("2GB"), 8, 100);
  @TempDir private static Path home;
  private static ServeFixture lake;

  @BeforeAll
  static void open() throws IOException {
    Files.createDirectories(home.resolve("results"));
    Files.writeString(home.resolve("results/of-a-killed-process"), "rows");
    lake = ServeFixture.open(home);
  }

  @AfterAll
  static void close() throws IOException {
    lake.close();
    assertThat(left()).isEmpty();
  }

  @AfterEach
  void leaveNothing() {
    lake.limits = LIMITS;
    lake.gate.revoked.clear();
    lake.logins.roles.clear();
  }

  private static List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("results"))) {
      return files.toList();
    }
  }

  @Test
  void pagesThroughAnAnswerThatIsAskedOnce() throws Exception {
    int before = lake.gate.admitted.get();
    JsonNode kept = kept("ann", "SELECT id, concat('行', id) AS text FROM range(0, 25000, 1, 3)");
    assertThat(kept.path("rowCount").asLong()).isEqualTo(25_000);
    assertThat(kept.path("more").asBoolean()).isFalse();
    assertThat(kept.path("columns").toString())
        .isEqualTo(
            "[{\"name\":\"id\",\"type\":\"bigint\"},{\"name\":\"text\",\"type\":\"string\"}]");
    assertThat(kept.path("secondsLeft").asLong()).isBetween(1L, 1800L);

    String id = kept.path("result").asText();
    StringBuilder all = new StringBuilder();
    // Ranges that lie across the batches.
    for (int from = 0; from < 25_000; from += 7_001) {
      JsonNode range = JSON.readTree(rows("ann", id, from, 7_001).body());
      assertThat(range.path("from").asInt()).isEqualTo(from);
      range.path("rows").forEach(each -> all.append(each.get(0).asText()).append(','));
    }
    assertThat(Stream.of(all.toString().split(",")).map(Integer::parseInt).sorted().toList())
        .hasSize(25_000)
        .doesNotHaveDuplicates()
        .startsWith(0)
        .endsWith(24_999);
    assertThat(lake.gate.admitted.get()).isEqualTo(before + 1);
    assertThat(lake.gate.ends).contains("answered 25000");
    // Neither a process that was killed nor this one leaves rows under a name.
    assertThat(left()).isEmpty();
    assertThat(drop("ann", id).statusCode()).isEqualTo(204);
    assertThat(code(rows("ann", id, 0, 1))).isEqualTo("410 CL1081");
  }

  @Test
  void saysThatThereIsNoSuchRow() throws Exception {
    String id = kept("ann", "SELECT 1 AS a").path("result").asText();
    HttpResponse<String> beyond = rows("ann", id, 1, 10);
    assertThat(code(beyond)).isEqualTo("400 CL1001");
    assertThat(beyond.body()).contains("it has 1 rows, and the first is 0");
    assertThat(rows("ann", id, 0, 10_000).body()).contains("\"rows\":[[1]]");

    String none = kept("ann", "SELECT 1 AS a WHERE 1 = 0").path("result").asText();
    assertThat(rows("ann", none, 0, 10).body()).contains("\"rows\":[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=-1",
        "from=1e3",
        "from=99999999999999999999",
        "count=0",
        "count=10001",
        "count=x",
        "from=",
        "count=%00"
      })
  void refusesRangesThatAreNone(String range) throws Exception {
    String id = kept("ann", "SELECT 1 AS a").path("result").asText();
    assertThat(code(get("ann", "/api/v1/results/" + id + "/rows?" + range)))
        .isEqualTo("400 CL1001");
  }

  @Test
  void tellsNobodyOfAnothersResult() throws Exception {
    String id = kept("ann", "SELECT 1 AS a").path("result").asText();
    String none = "0".repeat(32);
    for (String path : List.of("", "/rows?from=0&count=1", "/export")) {
      HttpResponse<String> foreign = get("ben", "/api/v1/results/" + id + path);
      HttpResponse<String> unknown = get("ben", "/api/v1/results/" + none + path);
      assertThat(code(foreign)).isEqualTo("404 CL1080");
      assertThat(foreign.body()).isEqualTo(unknown.body());
    }
    assertThat(drop("ben", id).body()).isEqualTo(drop("ben", none).body());
    for (String strange : List.of("..%2F..%2Fusers.json", "%00", "a".repeat(3000), "%E8%A1%8C")) {
      assertThat(get("ann", "/api/v1/results/" + strange).statusCode()).isIn(400, 404);
    }
    assertThat(rows("ann", id, 0, 1).statusCode()).isEqualTo(200);
    // Nor that it was there, once it is gone.
    assertThat(drop("ann", id).statusCode()).isEqualTo(204);
    assertThat(code(rows("ben", id, 0, 1))).isEqualTo("404 CL1080");
  }

  @Test
  void givesNoMoreOfItOnceRightsOrPoliciesAreOthers() throws Exception {
    String one = kept("cai", "SELECT 1 AS a").path("result").asText();
    lake.gate.revoked.add("cai");
    assertThat(code(rows("cai", one, 0, 1))).isEqualTo("403 CL1014");
    lake.gate.revoked.clear();
    assertThat(code(rows("cai", one, 0, 1))).isEqualTo("410 CL1081");

    String two = kept("cai", "SELECT 1 AS a").path("result").asText();
    lake.gate.policies.incrementAndGet();
    assertThat(code(get("cai", "/api/v1/results/" + two + "/export"))).isEqualTo("403 CL1014");

    String three = kept("cai", "SELECT 1 AS a").path("result").asText();
    lake.logins.roles.put("cai", "clerk");
    HttpResponse<String> other = rows("cai", three, 0, 1);
    assertThat(code(other)).isEqualTo("410 CL1081");
    assertThat(other.body()).contains("other roles than when you asked");
  }

  @Test
  void makesRoomByWhatIsOldestOfTheSameUserOnly() throws Exception {
    String large = "SELECT id, id AS b, id AS c, id AS d, id AS e FROM range(0, 40000, 1, 2)";
    String first = kept("dan", large).path("result").asText();
    String second = kept("dan", large).path("result").asText();
    String third = kept("dan", large).path("result").asText();
    assertThat(code(rows("dan", first, 0, 1))).isEqualTo("410 CL1081");
    assertThat(rows("dan", second, 0, 1).statusCode()).isEqualTo(200);
    assertThat(rows("dan", third, 0, 1).statusCode()).isEqualTo(200);

    // All together have room for one more, which eve keeps to the end.
    String hers = kept("eve", large).path("result").asText();
    long held = lake.results.bytes();
    HttpResponse<String> full = keep("eva", large, null);
    assertThat(code(full)).isEqualTo("429 CL1082");
    assertThat(full.body()).contains("all users together keep as much as they may");
    assertThat(rows("eve", hers, 0, 1).statusCode()).isEqualTo(200);

    HttpResponse<String> tooLarge = keep("fay", large.replace("40000", "400000"), null);
    assertThat(code(tooLarge)).isEqualTo("429 CL1082");
    assertThat(lake.results.bytes()).isEqualTo(held);
    for (String each : List.of(second, third)) {
      drop("dan", each);
    }
    drop("eve", hers);
    assertThat(metric("citylake_results_refused_total")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void keepsNoMoreThanIsWanted() throws Exception {
    JsonNode kept =
        JSON.readTree(keep("ann", "SELECT id FROM range(0, 25000, 1, 1)", "10003").body());
    assertThat(kept.path("rowCount").asLong()).isEqualTo(10_003);
    assertThat(kept.path("more").asBoolean()).isTrue();
    String id = kept.path("result").asText();
    assertThat(rows("ann", id, 10_001, 10).body()).contains("\"rows\":[[\"10001\"],[\"10002\"]]");
    JsonNode all = JSON.readTree(keep("ann", "SELECT id FROM range(7)", "7").body());
    assertThat(all.path("more").asBoolean()).isFalse();
    for (String wrong : List.of("0", "-1", "1.5", "\"1\"", "[]")) {
      assertThat(code(keep("ann", "SELECT 1 AS a", wrong))).isEqualTo("400 CL1001");
    }
  }

  @Test
  void keepsNothingOfWhatIsCancelledOrFails() throws Exception {
    long before = lake.results.bytes();
    int count = lake.results.count();
    CompletableFuture<HttpResponse<String>> asked =
        CLIENT.sendAsync(
            request("ann", "/api/v1/results")
                .header("X-Query", "long")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"sql\": \"SELECT id FROM range(100000000000) WHERE id % 1000000 = rand()\"}"))
                .build(),
            text());
    await().until(() -> lake.engine.running() > 0);
    HttpRequest cancel = request("ann", "/api/v1/queries/long").DELETE().build();
    assertThat(CLIENT.send(cancel, text()).statusCode()).isEqualTo(204);
    assertThat(code(asked.get())).isEqualTo("503 CL9002");

    lake.limits = new ResourceLimits(Duration.ofSeconds(60), 100, DataSize.parse("2GB"), 8, 100);
    assertThat(code(keep("ann", "SELECT id FROM range(101)", null))).isEqualTo("429 CL1016");
    assertThat(code(keep("ann", "SELECT * FROM secret", null))).isEqualTo("403 CL1014");
    assertThat(code(keep("ann", "SELEC 1", null))).startsWith("400");
    assertThat(lake.results.bytes()).isEqualTo(before);
    assertThat(lake.results.count()).isEqualTo(count);
  }

  @Test
  void exportsAsMuchAsTheRolesSayAndWritesItDown() throws Exception {
    String id = kept("ann", "SELECT id, '=1' AS t FROM range(0, 12, 1, 1)").path("result").asText();
    HttpResponse<String> csv = get("ann", "/api/v1/results/" + id + "/export");
    assertThat(csv.body()).startsWith("id,t").contains("11,'=1");
    assertThat(lake.gate.ends).contains("exported 12");

    lake.limits =
        new ResourceLimits(Duration.ofSeconds(60), 20_000, DataSize.parse("2GB"), 8, 100, 11);
    String limited = kept("ann", "SELECT id FROM range(12)").path("result").asText();
    assertThat(rows("ann", limited, 0, 12).statusCode()).isEqualTo(200);
    assertThat(code(get("ann", "/api/v1/results/" + limited + "/export"))).isEqualTo("429 CL1016");
    assertThat(lake.gate.ends).contains("export refused");
    HttpRequest direct =
        request("ann", "/api/v1/sql")
            .header("Accept", "text/csv")
            .POST(HttpRequest.BodyPublishers.ofString("{\"sql\": \"SELECT id FROM range(12)\"}"))
            .build();
    assertThat(code(CLIENT.send(direct, text()))).isEqualTo("429 CL1016");
  }

  @Test
  void saysWhereTheDiskFails() throws Exception {
    Path file = Files.writeString(home.resolve("no-directory"), "");
    try (KeptResults broken = new KeptResults(file, settings(Duration.ofMinutes(1)))) {
      lake.gate.ends.clear();
      assertThatThrownBy(() -> keep(broken, "gus"))
          .isInstanceOfSatisfying(
              CityLakeException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.SCRATCH_FAILED);
                assertThat(e).hasMessageNotContaining(home.toString());
              });
      assertThat(broken.bytes()).isZero();
    }
  }

  @Test
  void dropsWhatIsOverAndAllAtItsEnd() {
    Path directory = home.resolve("short");
    Caller hal = caller("hal");
    try (KeptResults brief = new KeptResults(directory, settings(Duration.ZERO))) {
      KeptResult kept = keep(brief, "hal");
      assertThatThrownBy(() -> brief.load(hal, kept.id())).hasMessageContaining("time is over");
      assertThat(brief.expired()).isEqualTo(1);
      assertThat(brief.bytes()).isZero();
    }
    KeptResults longer = new KeptResults(directory, settings(Duration.ofMinutes(1)));
    KeptResult kept = keep(longer, "hal");
    assertThat(longer.load(hal, kept.id()).rows()).isEqualTo(3);
    longer.close();
    assertThat(longer.count()).isZero();
    assertThatThrownBy(() -> kept.read(0, 3, (batch, from, until) -> {}))
        .hasMessageContaining("dropped while it was read");
  }

  private static ResultSettings settings(Duration keep) {
    return new ResultSettings(DataSize.parse("1MB"), DataSize.parse("1MB"), keep);
  }

  private static Caller caller(String user) {
    return new Caller(user, List.of("analyst"), null, Caller.Lane.HTTP, "127.0.0.1");
  }

  private static KeptResult keep(KeptResults results, String user) {
    ServedQuery query =
        lake.engine.admit(
            caller(user),
            new QueryRequest("SELECT id FROM range(3)", List.of(), lake.releases().latest()));
    try (Answer answer = lake.engine.answer(query)) {
      return results.keep(query, answer, 10);
    }
  }

  private static double metric(String name) throws Exception {
    String all =
        CLIENT
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/metrics".formatted(lake.http())))
                    .build(),
                text())
            .body();
    return all.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode kept(String user, String sql) throws Exception {
    HttpResponse<String> answer = keep(user, sql, null);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static HttpResponse<String> keep(String user, String sql, String most) throws Exception {
    String body = JSON.writeValueAsString(Map.of("sql", sql));
    String whole = most == null ? body : body.replaceFirst("}$", ", \"most\": %s}".formatted(most));
    return CLIENT.send(
        request(user, "/api/v1/results").POST(HttpRequest.BodyPublishers.ofString(whole)).build(),
        text());
  }

  private static HttpResponse<String> rows(String user, String id, long from, long count)
      throws Exception {
    return get(user, "/api/v1/results/%s/rows?from=%d&count=%d".formatted(id, from, count));
  }

  private static HttpResponse<String> get(String user, String path) throws Exception {
    return CLIENT.send(request(user, path).build(), text());
  }

  private static HttpResponse<String> drop(String user, String id) throws Exception {
    return CLIENT.send(request(user, "/api/v1/results/" + id).DELETE().build(), text());
  }

  private static HttpRequest.Builder request(String user, String path) {
    String pair = user + ":password-of-" + user;
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(lake.http(), path)))
        .header(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  private static String code(HttpResponse<String> answer) throws Exception {
    return answer.statusCode() + " " + JSON.readTree(answer.body()).path("code").asText();
  }

  private static HttpResponse.BodyHandler<String> text() {
    return HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);
  }
}
