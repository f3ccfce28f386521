package io.citylake.serve.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.contract.settings.ServeLimits;
import io.citylake.serve.ServeFixture;
import io.citylake.serve.engine.ListenAddress;
import io.citylake.serve.engine.Shares;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestHttpSpark {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  @TempDir private static Path home;
  private static ServeFixture lake;

  @BeforeAll
  static void open() {
    lake = ServeFixture.open(home);
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  @Test
  void answersRowsAsJsonWithTypesReleaseAndZone() throws Exception {
    HttpResponse<String> answer =
        sql("SELECT * FROM air.ods_reading ORDER BY value DESC NULLS LAST", "application/json");

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode body = JSON.readTree(answer.body());
    assertThat(body.path("release").asLong()).isEqualTo(1);
    assertThat(body.path("rowCount").asLong()).isEqualTo(3);
    assertThat(body.path("columns").toString())
        .isEqualTo(
            "[{\"name\":\"station\",\"type\":\"string\"},{\"name\":\"taken_at\",\"type\":\"timestamp\"},"
                + "{\"name\":\"value\",\"type\":\"int\"},{\"name\":\"price\",\"type\":\"decimal(12,2)\"},"
                + "{\"name\":\"tags\",\"type\":\"array<string>\"}]");
    assertThat(body.path("rows").get(0).toString())
        .isEqualTo(
            "{\"station\":\"天府一街\",\"taken_at\":\"2026-05-01T08:30:00.123456+08:00\",\"value\":41,"
                + "\"price\":\"12.50\",\"tags\":[\"甲\",null]}");
    // No digit is lost on the way through a binary number.
    assertThat(answer.body()).contains("\"price\":\"12.50\"");
    assertThat(body.path("rows").get(2).path("value").isNull()).isTrue();
  }

  @Test
  void writesCsvThatNoSpreadsheetRuns() throws Exception {
    HttpResponse<String> answer =
        sql(
            "SELECT '=cmd|calc' AS `@a`, 'x,\"y' AS b, -1 AS c, '-1' AS d, '＝cmd' AS e, '+1' AS f",
            "text/csv");

    assertThat(answer.body())
        .isEqualToIgnoringNewLines("'@a,b,c,d,e,f'=cmd|calc,\"x,\"\"y\",-1,'-1,'＝cmd,'+1");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/csv");
  }

  @Test
  void losesNoDigitOfALargeNumberUnlessAskedTo() throws Exception {
    String query =
        "SELECT 9007199254740993L AS big, CAST(0 AS DECIMAL(20,8)) AS zero, array(1L) AS many";
    assertThat(sql(query, "application/json").body())
        .contains("{\"big\":\"9007199254740993\",\"zero\":\"0.00000000\",\"many\":[\"1\"]}");
    HttpRequest plain =
        post("/api/v1/sql", "{\"sql\": \"" + query + "\"}").header("X-Numbers", "plain").build();
    assertThat(CLIENT.send(plain, text()).body()).contains("{\"big\":9007199254740993,");
    HttpRequest wrong =
        post("/api/v1/sql", "{\"sql\": \"" + query + "\"}").header("X-Numbers", "some").build();
    assertThat(CLIENT.send(wrong, text()).statusCode()).isEqualTo(400);
  }

  @Test
  void tellsNullFromAnEmptyTextInCsv() throws Exception {
    assertThat(sql("SELECT 'a' AS a, '' AS b, CAST(NULL AS STRING) AS c", "text/csv").body())
        .isEqualToIgnoringNewLines("a,b,ca,\"\",");
  }

  @Test
  void streamsArrow() throws Exception {
    HttpResponse<InputStream> answer =
        CLIENT.send(
            post("/api/v1/sql", "{\"sql\": \"SELECT id FROM range(25000)\"}")
                .header("Accept", "application/vnd.apache.arrow.stream")
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    long rows = 0;
    try (BufferAllocator allocator = new RootAllocator();
        ArrowStreamReader reader = new ArrowStreamReader(answer.body(), allocator)) {
      while (reader.loadNextBatch()) {
        rows += reader.getVectorSchemaRoot().getRowCount();
      }
    }
    assertThat(rows).isEqualTo(25_000);
  }

  /** S02. */
  @Test
  void breaksOffTheAnswerOfAUserWhoIsShutOut() throws Exception {
    HttpRequest request =
        post(
                "/api/v1/sql",
                "{\"sql\": \"SELECT id, uuid() AS uncached FROM range(0, 400000, 1, 40)\"}")
            .setHeader("Authorization", basic("cai"))
            .build();
    HttpResponse<InputStream> answer =
        CLIENT.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      assertThat(body.readNBytes(1 << 16)).hasSize(1 << 16);
      lake.logins.out.add("cai");
      // It ends without the end of its JSON, and not as a whole answer would.
      assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
    }
    assertThat(with("/api/v1/themes", basic("cai")).statusCode()).isEqualTo(401);
    assertThat(lake.gate.ends).anyMatch(each -> each.startsWith("failed Cannot read air.secret"));
  }

  @Test
  void runsPanelsWithTypedParametersThatAreNeverSql() throws Exception {
    assertThat(rows("/api/v1/data/air/all")).hasSize(3);
    assertThat(rows("/api/v1/data/air/above?least=10").toString())
        .isEqualTo("[{\"station\":\"天府一街\"}]");
    String hostile = URLEncoder.encode("' OR '1'='1", StandardCharsets.UTF_8);
    assertThat(rows("/api/v1/data/air/above?least=10&but=" + hostile)).hasSize(1);
  }

  private static final LocalDate DAY = LocalDate.of(2026, 5, 2);

  @Test
  void looksThroughAWindowAtTheNewestUnlessAnotherIsGiven() throws Exception {
    assertThat(rows("/api/v1/data/watch/days").toString())
        .isEqualTo("[{\"day\":\"2026-05-02\",\"value\":7}]");
    assertThat(rows("/api/v1/data/watch/days/earlier").toString())
        .isEqualTo("[{\"day\":\"2026-05-01\",\"value\":41}]");
    assertThat(rows("/api/v1/data/watch/days?last=2")).hasSize(2);
    assertThat(rows("/api/v1/data/watch/days?from=2026-05-01&until=2026-05-01").toString())
        .contains("41");
    assertThat(rows("/api/v1/data/watch/days?last=2&station=s3")).hasSize(1);
    String hostile = URLEncoder.encode("s3' OR '1'='1", StandardCharsets.UTF_8);
    assertThat(rows("/api/v1/data/watch/days?last=2&station=" + hostile)).isEmpty();
    assertThat(rows("/api/v1/applications/watch/window?last=2").toString())
        .isEqualTo(
            "[{\"from\":\"2026-05-01\",\"until\":\"2026-05-02\",\"newest\":\"2026-05-02\"}]");
    assertThat(rows("/api/v1/applications/watch/choices/station").findValuesAsText("station"))
        .containsExactly("O'Brien", "s3", "天府一街");
  }

  /** Of drills there are those that lead to what the caller is told of. */
  @Test
  void tellsHowAScreenIsReadAndWhereItLeads() throws Exception {
    JsonNode panel = rows("/api/v1/applications/watch").path("panels").get(0);
    assertThat(panel.path("columns").path("value").toString())
        .contains("\"warn\":10", "\"alarm\":1", "\"bad\":\"low\"");
    assertThat(panel.path("columns").path("station").path("title").asText())
        .isEqualTo(column("station").path("title").asText())
        .isNotEqualTo("station");
    assertThat(panel.path("compare").path("name").asText()).isEqualTo("yesterday");
    assertThat(panel.path("drill").findValuesAsText("name"))
        .containsExactly("air", "air.ods_reading");
    assertThat(panel.toString()).doesNotContain("SELECT");
  }

  private static JsonNode column(String name) throws Exception {
    for (JsonNode each : rows("/api/v1/datasets/air.ods_reading").path("columns")) {
      if (each.path("name").asText().equals(name)) {
        return each;
      }
    }
    throw new AssertionError(name);
  }

  @Test
  void handsOverAPanelAsAWorkbook(@TempDir Path directory) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/api/v1/data/watch/days"))
            .header("Authorization", basic("ann"))
            .header("Accept", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            .header("Accept-Language", "zh-CN")
            .build();
    byte[] book = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    StringBuilder text = new StringBuilder();
    Path file = Files.write(directory.resolve("days.xlsx"), book);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry each : Collections.list(zip.entries())) {
        text.append(new String(zip.getInputStream(each).readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    assertThat(text)
        .contains(column("value").path("title").asText())
        .contains("<v>7</v>")
        // Days from the beginning of spreadsheets' time.
        .contains("<v>" + ChronoUnit.DAYS.between(LocalDate.of(1899, 12, 30), DAY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/data/air/all/earlier|400|it declares no earlier time",
        "/api/v1/applications/air/window|404|the application has none",
        "/api/v1/applications/watch/window?station=x|400|there are no other parameters than",
        "/api/v1/applications/watch/choices/until|404|asks for none of such a parameter",
        "/api/v1/data/watch/days?until=1%20OR%201|400|Cannot use the parameter until: its value is"
            + " no date",
        "/api/v1/data/air/above|400|a value must be given for each of [least (int)]",
        "/api/v1/data/air/above?least=1&least=2|400|each parameter must be given once",
        "/api/v1/data/air/above?least=1%20OR%201|400|Cannot use the parameter least: its value is"
            + " no int",
        "/api/v1/data/air/above?least=1&sql=x|400|there are no other parameters than [but, least]",
        "/api/v1/data/air/%27%20OR|404|the application has none of this name",
        "/api/v1/data/../air|404|Cannot find the application",
        "/api/v1/applications/none|404|Cannot find the application",
        "/api/v1/datasets/air.secret|404|Cannot find the dataset",
        "/api/v1/nowhere|404|Cannot find the address",
        "/api/v1/sql|404|Cannot find the address"
      })
  void refusesBadAddressesWithSentence(String path, int status, String sentence) throws Exception {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()).path("message").asText()).contains(sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"sql\": 1}",
        "{\"sql\": \"SELECT 1\", \"sql\": \"SELECT 2\"}",
        "{\"sql\": \"SELECT 1\", \"roles\": [\"administrator\"]}",
        "{\"sql\": \"SELECT ?\", \"parameters\": [{\"a\": 1}]}",
        "{\"sql\": \"SELECT ?\", \"parameters\": \"x\"}",
        "{\"sql\": \"SELECT ?\", \"parameters\": [1e400]}",
        "{\"sql\": \"SELECT ?\", \"parameters\": [1e-400]}",
        "{\"sql\": \"SELECT ?\", \"parameters\": [123456789012345678901234567890123456789]}",
        "{\"sql\": \"SELEKT\"}",
        "{\"sql\": \"SELECT 1; SELECT 2\"}",
        "{\"sql\": \"SELECT 1 AS a, 2 AS a\"}",
        "{\"sql\": \"SELECT 1/0 AS a\"}"
      })
  void refusesBadBodies(String body) throws Exception {
    HttpResponse<String> answer = CLIENT.send(post("/api/v1/sql", body).build(), text());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(answer.body()).path("code").asText()).startsWith("CL");
  }

  @Test
  void takesNumbersAsTheyAreWritten() throws Exception {
    HttpResponse<String> answer =
        CLIENT.send(
            post(
                    "/api/v1/sql",
                    "{\"sql\": \"SELECT ? AS a, ? AS b, ? AS c\","
                        + " \"parameters\": [100.0, 0.1234567890123456789, 1e2]}")
                .build(),
            text());
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode row = JSON.readTree(answer.body()).path("rows").get(0);
    assertThat(new java.math.BigDecimal(row.path("a").asText())).isEqualByComparingTo("100");
    assertThat(row.path("b").asText()).isEqualTo("0.1234567890123456789");
    assertThat(new java.math.BigDecimal(row.path("c").asText())).isEqualByComparingTo("100");
  }

  @Test
  void namesNoValueOfARowThatBrokeAQuery() throws Exception {
    HttpResponse<String> answer =
        sql("SELECT CAST(station AS INT) AS i FROM air.ods_reading", "application/json");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("CAST_INVALID_INPUT").doesNotContain("天府", "Brien");
  }

  @Test
  void refusesLargeBodiesAndWhatTheGateRefuses() throws Exception {
    String large = "{\"sql\": \"SELECT '" + "x".repeat(1 << 20) + "'\"}";
    HttpResponse<String> answer = CLIENT.send(post("/api/v1/sql", large).build(), text());
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(JSON.readTree(answer.body()).path("message").asText()).contains("at most 1048576");
    HttpResponse<String> refused = sql("SELECT * FROM air.secret", "application/json");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("CL1014", "no role of yours grants it");
  }

  @Test
  void asksAnEarlierReleaseByItsNumberOrATime() throws Exception {
    lake.release(3);
    try {
      for (String state : new String[] {"2", "1970-01-01T00:00:02Z", "1970-01-01T08:00:02.9"}) {
        assertThat(released(state)).as(state).isEqualTo(2);
        assertThat(lake.gate.questions.get(lake.gate.questions.size() - 1).isOfEarlierState())
            .isTrue();
      }
      for (String served : new String[] {"3", "1970-01-01T00:00:03Z", "2999-01-01T00:00:00Z"}) {
        assertThat(released(served)).as(served).isEqualTo(3);
        assertThat(lake.gate.questions.get(lake.gate.questions.size() - 1).isOfEarlierState())
            .isFalse();
      }
      HttpRequest.Builder panel =
          HttpRequest.newBuilder(uri("/api/v1/data/air/all")).header("X-As-Of", "2");
      assertThat(CLIENT.send(panel.header("Authorization", basic("ann")).build(), text()).body())
          .startsWith("{\"release\":2");
      assertThat(CLIENT.send(panel.setHeader("Authorization", basic("ben")).build(), text()))
          .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(403));
    } finally {
      lake.release(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"99999999999999999, 404", "0, 404", "yesterday, 400", "-1, 400", "2026-03-01, 400"})
  void refusesStatesThatAreNone(String state, int status) throws Exception {
    lake.gate.turnedAway.clear();
    HttpResponse<String> answer = asOf(state);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    // What is asked in vain is in the access log too.
    assertThat(lake.gate.turnedAway)
        .singleElement()
        .satisfies(each -> assertThat(each).startsWith("SELECT 1 AS a: Cannot "));
  }

  private static long released(String state) throws IOException, InterruptedException {
    return JSON.readTree(asOf(state).body()).path("release").asLong();
  }

  private static HttpResponse<String> asOf(String state) throws IOException, InterruptedException {
    String body = JSON.writeValueAsString(java.util.Map.of("sql", "SELECT 1 AS a", "asOf", state));
    return CLIENT.send(post("/api/v1/sql", body).build(), text());
  }

  @Test
  void givesTokenForPasswordAndRefusesEverythingElse() throws Exception {
    HttpResponse<String> login = login("ann", "password-of-ann");
    String token = JSON.readTree(login.body()).path("token").asText();
    assertThat(with("/api/v1/themes", "Bearer " + token).statusCode()).isEqualTo(200);
    JsonNode who = JSON.readTree(with("/api/v1/session", "Bearer " + token).body());
    assertThat(who.path("user").asText()).isEqualTo("ann");
    assertThat(who.path("readsOnly").isBoolean()).isTrue();
    assertThat(with("/api/v1/session", "Bearer forged").statusCode()).isEqualTo(401);

    assertThat(login("ann", "guess").statusCode()).isEqualTo(401);
    assertThat(with("/api/v1/themes", "Bearer forged").statusCode()).isEqualTo(401);
    assertThat(with("/api/v1/themes", "Basic %%%").statusCode()).isEqualTo(401);
    assertThat(with("/api/v1/themes", "Digest x").statusCode()).isEqualTo(401);
    HttpResponse<String> nobody =
        CLIENT.send(HttpRequest.newBuilder(uri("/api/v1/themes")).build(), text());
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(nobody.body()).contains("CL1015", "there are no credentials");
  }

  @Test
  void listsWhatThereIsToAsk() throws Exception {
    assertThat(rows("/api/v1/themes").get(0).path("name").asText()).isEqualTo("air");
    assertThat(rows("/api/v1/datasets?theme=air").get(0).path("title").asText())
        .isEqualTo("空气质量读数");
    assertThat(rows("/api/v1/datasets/air.ods_reading").path("columns")).hasSize(4);
    assertThat(rows("/api/v1/applications").get(0).path("titleEn").asText()).isEqualTo("Air");
    JsonNode panels = rows("/api/v1/applications/air").path("panels");
    assertThat(panels.get(1).path("parameters")).hasSize(2);
    // One that asks a concealed table alone isn't told of, and isn't there.
    assertThat(panels.findValuesAsText("name")).contains("joined").doesNotContain("unseen");
    assertThat(get("/api/v1/data/air/unseen").statusCode()).isEqualTo(404);
    assertThat(rows("/api/v1/releases").get(0).path("id").asLong()).isEqualTo(1);
  }

  @Test
  void showsASampleOfWhatTheCallerMayRead() throws Exception {
    assertThat(rows("/api/v1/datasets/air.ods_reading/sample")).hasSize(3);
    assertThat(rows("/api/v1/datasets/air.ods_reading/sample?rows=1"))
        .singleElement()
        .satisfies(row -> assertThat(row.has("price")).isFalse());
    HttpRequest stated =
        HttpRequest.newBuilder(uri("/api/v1/datasets/air.ods_reading/sample"))
            .header("Authorization", basic("ann"))
            .header("X-Purpose", "audit")
            .build();
    assertThat(CLIENT.send(stated, text()).body()).contains("\"price\":\"12.50\"");
    for (String rows : new String[] {"0", "100", "x"}) {
      assertThat(get("/api/v1/datasets/air.ods_reading/sample?rows=" + rows).statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void showsAStrangerNothing() throws Exception {
    String stranger = basic("stranger");
    assertThat(with("/api/v1/themes", stranger).body()).isEqualTo("[]");
    assertThat(with("/api/v1/applications", stranger).body()).isEqualTo("[]");
    for (String screen : List.of("/applications/air", "/data/air/all", "/data/air/above?least=1")) {
      HttpResponse<String> hidden = with("/api/v1" + screen, stranger);
      assertThat(hidden.statusCode()).as(screen).isEqualTo(404);
      assertThat(hidden.body()).contains("Cannot find the application").doesNotContain("ods_");
    }
    assertThat(with("/api/v1/datasets/air.ods_reading", stranger).statusCode()).isEqualTo(404);
    assertThat(with("/api/v1/datasets/air.ods_reading/sample", stranger).statusCode())
        .isEqualTo(404);
  }

  @Test
  void handsOverAsManyRowsAsAreWantedAndSaysThatThereAreMore() throws Exception {
    String body = "{\"sql\": \"SELECT id FROM range(25000) ORDER BY id\", \"most\": %s}";
    JsonNode some = JSON.readTree(CLIENT.send(upTo(body, "3"), text()).body());
    assertThat(some.path("rows")).hasSize(3);
    assertThat(some.path("rowCount").asLong()).isEqualTo(3);
    assertThat(some.path("more").asBoolean()).isTrue();
    assertThat(lake.gate.ends.get(lake.gate.ends.size() - 1)).startsWith("answered ");

    JsonNode all = JSON.readTree(CLIENT.send(upTo(body, "25000"), text()).body());
    assertThat(all.path("rowCount").asLong()).isEqualTo(25000);
    assertThat(all.path("more").asBoolean()).isFalse();

    for (String wrong : java.util.List.of("0", "-1", "1.5", "\"3\"")) {
      assertThat(CLIENT.send(upTo(body, wrong), text()).statusCode()).as(wrong).isEqualTo(400);
    }
    // In CSV nothing would say that there are more.
    HttpRequest csv = post("/api/v1/sql", body.formatted("3")).header("Accept", "text/csv").build();
    assertThat(CLIENT.send(csv, text()).body()).contains("CL1001", "use LIMIT");
  }

  @Test
  void handsOverAsManyRowsOfAPanelAsAreWanted() throws Exception {
    JsonNode some = JSON.readTree(CLIENT.send(panelUpTo("2"), text()).body());
    assertThat(some.path("rows")).hasSize(2);
    assertThat(some.path("more").asBoolean()).isTrue();
    JsonNode all = JSON.readTree(CLIENT.send(panelUpTo("3"), text()).body());
    assertThat(all.path("more").asBoolean()).isFalse();
    assertThat(CLIENT.send(panelUpTo("0"), text()).statusCode()).isEqualTo(400);
  }

  private static HttpRequest panelUpTo(String most) {
    return HttpRequest.newBuilder(uri("/api/v1/data/air/all"))
        .header("Authorization", basic("ann"))
        .header("X-Most", most)
        .build();
  }

  private static HttpRequest upTo(String body, String most) {
    return post("/api/v1/sql", body.formatted(most)).build();
  }

  /** A client that closes its connection isn't noticed before something is sent to it. */
  @Test
  void endsAQueryOfOnesOwnByItsName() throws Exception {
    String endless =
        "{\"sql\": \"SELECT count(*) AS n FROM range(100000000000000) WHERE id % 7 = rand()\"}";
    var running =
        CLIENT.sendAsync(post("/api/v1/sql", endless).header("X-Query", "q-1").build(), text());
    await().atMost(60, SECONDS).until(() -> lake.engine.running() > 0);
    assertThat(
            CLIENT
                .send(post("/api/v1/sql", endless).header("X-Query", "q-1").build(), text())
                .body())
        .contains("CL1001", "of this name runs already");
    assertThat(cancel("q-1", "cat").statusCode()).isEqualTo(404);
    assertThat(cancel("q-2", "ann").statusCode()).isEqualTo(404);
    assertThat(cancel("q%201", "ann").statusCode()).isEqualTo(400);
    assertThat(running).isNotDone();

    assertThat(cancel("q-1", "ann").statusCode()).isEqualTo(204);
    HttpResponse<String> ended = running.get(60, SECONDS);
    assertThat(ended.statusCode()).isEqualTo(503);
    assertThat(ended.body()).contains("CL9002");
    assertThat(cancel("q-1", "ann").statusCode()).isEqualTo(404);
  }

  private static HttpResponse<String> cancel(String name, String user) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(uri("/api/v1/queries/" + name))
            .header("Authorization", basic(user))
            .DELETE()
            .build(),
        text());
  }

  @Test
  void findsDatasetsByPinyinAmongThoseThatTheCallerIsToldOf() throws Exception {
    assertThat(rows("/api/v1/search?q=zhandian")).hasSize(1);
    assertThat(rows("/api/v1/search?q=zhandian").get(0).path("name").asText())
        .isEqualTo("air.ods_reading");
    assertThat(rows("/api/v1/search?q=shuiwei")).isEmpty();
    assertThat(with("/api/v1/search?q=zhandian", basic("stranger")).body()).isEqualTo("[]");
    for (String wrong : java.util.List.of("", "?q=", "?q=%20", "?q=" + "x".repeat(201))) {
      assertThat(get("/api/v1/search" + wrong).statusCode()).as(wrong).isEqualTo(400);
    }
    assertThat(lake.looked).anyMatch(each -> each.statement().equals("/api/v1/search?q=zhandian"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%E4%BD%8F%E5%9D%80", "Residence", "zhuzhi", "zz", "hidden"})
  void findsNothingByAColumnThatTheCallerIsNotToldOf(String words) throws Exception {
    assertThat(rows("/api/v1/search?q=" + words)).isEmpty();
  }

  @Test
  void findsAmongTheDatasetsOfOneTheme() throws Exception {
    assertThat(rows("/api/v1/search?q=zhandian&theme=air")).hasSize(1);
    assertThat(rows("/api/v1/search?q=zhandian&theme=water")).isEmpty();
  }

  @Test
  void tellsWhatShowsADataset() throws Exception {
    JsonNode links = JSON.readTree(get("/api/v1/datasets/air.ods_reading/lineage").body());
    assertThat(links.path("upstream")).isEmpty();
    assertThat(links.path("panels").findValuesAsText("name")).contains("all", "above", "air");
    // It reads a table, too, that the caller isn't told of.
    assertThat(links.path("panels").findValuesAsText("name")).doesNotContain("joined");
    assertThat(with("/api/v1/datasets/air.ods_reading/lineage", basic("stranger")).statusCode())
        .isEqualTo(404);
  }

  @Test
  void saysWhetherItIsReadyAndCountsRequests() throws Exception {
    lake.ready = false;
    assertThat(open("/health").statusCode()).isEqualTo(503);
    lake.ready = true;
    assertThat(open("/health").body()).isEqualTo("{\"status\":\"ready\"}");
    assertThat(open("/metrics").body())
        .contains("citylake_http_requests_seconds_count{route=\"/health\",status=\"503\"}")
        .contains("citylake_queries_running 0");
  }

  @Test
  void describesExactlyItsRoutes() throws Exception {
    JsonNode document = JSON.readTree(open("/api/v1/openapi.json").body());
    assertThat(document.path("servers").path(0).path("url").asText()).isEqualTo("/");
    JsonNode paths = document.path("paths");
    assertThat(paths.findValuesAsText("operationId"))
        .hasSize(paths.valueStream().mapToInt(JsonNode::size).sum())
        .doesNotHaveDuplicates();
    Set<String> described = new TreeSet<>();
    for (var path : paths.properties()) {
      for (var each : path.getValue().properties()) {
        // What is composed beside this module is compared where it is composed.
        if (!each.getValue().path("tags").toString().contains("operations")) {
          described.add(each.getKey() + " " + path.getKey());
        }
      }
    }
    Set<String> served = new TreeSet<>();
    HttpFront.Parts parts =
        new HttpFront.Parts(
            lake.engine,
            lake.releases(),
            lake.catalogue(),
            lake.logins,
            new Shares(1),
            () -> HealthServer.READY,
            0,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            lake.results);
    ListenAddress door =
        new ListenAddress("127.0.0.1", 0, null, ServeFixture.ZONE, null, ServeLimits.standard());
    for (Route route :
        HttpFront.routes(parts, door, lake.allocator, new HttpCallers(lake.logins))) {
      served.add(route.method().name().toLowerCase(java.util.Locale.ROOT) + " " + route.path());
    }
    assertThat(described).isEqualTo(served);
  }

  private static JsonNode rows(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode body = JSON.readTree(answer.body());
    return body.has("rows") ? body.path("rows") : body;
  }

  private static HttpResponse<String> sql(String sql, String accept)
      throws IOException, InterruptedException {
    String body = JSON.writeValueAsString(java.util.Map.of("sql", sql));
    return CLIENT.send(post("/api/v1/sql", body).header("Accept", accept).build(), text());
  }

  private static HttpResponse<String> login(String user, String password)
      throws IOException, InterruptedException {
    String body = JSON.writeValueAsString(java.util.Map.of("user", user, "password", password));
    return CLIENT.send(
        HttpRequest.newBuilder(uri("/api/v1/login"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        text());
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return with(path, basic("ann"));
  }

  private static HttpResponse<String> with(String path, String authorization)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(uri(path)).header("Authorization", authorization).build(), text());
  }

  private static HttpResponse<String> open(String path) throws IOException, InterruptedException {
    return CLIENT.send(HttpRequest.newBuilder(uri(path)).build(), text());
  }

  private static HttpRequest.Builder post(String path, String body) {
    return HttpRequest.newBuilder(uri(path))
        .header("Authorization", basic("ann"))
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private static String basic(String user) {
    String pair = user + ":password-of-" + user;
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpResponse.BodyHandler<String> text() {
    return HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + lake.http() + path);
  }
}
