package io.citylake.cli;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.app.ServingLake;
import io.citylake.cli.call.Invocation;
import io.citylake.govern.state.StateStore;
import io.citylake.govern.user.UserStore;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.lake.lease.Leases;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What callers of a served lake do beside asking: refused rows are seen as their columns are, and
 * changed by whose grants say so. Pages in a real browser, where there is one.
 */
class ITDesk {
  /** Before the name of a user who comes by a token that only reads. */
  private static final String WALL = "wall of ";

  private static final String PASSWORD = "a long password of all";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String PHONE = "13800138000";
  private static final String PERSON = "510107199001011234";
  private static final String MARKUP = "<img src=x onerror=\"document.body.dataset.pwned=1\">";

  @TempDir private static Path home;
  private static int port;
  private static CommandFixture water;
  private static ServingLake lake;
  private static UserStore users;
  private static Browser browser;

  @BeforeAll
  static void open() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    water = declare(new CommandFixture(home));
    CommandFixture.Outcome applied = water.call("apply");
    assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
    CommandFixture.Outcome ran = water.call("run", "--all");
    assertThat(ran.out()).contains("quarantined 9");
    users = new UserStore(StateStore.of(home.resolve(".citylake")), Clock.systemUTC());
    for (String role : ROLES) {
      users.add(role, List.of(role), PASSWORD.toCharArray());
    }
    users.add("both", List.of("reader", "east"), PASSWORD.toCharArray());
    Invocation invocation = water.invocation(Clock.systemUTC());
    lake = ServingLake.open(invocation.workspace(home, null), invocation.host(), first -> {});
    Optional<Path> chromium =
        Browser.installed("The browser's part of ITDesk", "its pages were not looked at");
    if (chromium.isPresent()) {
      browser = Browser.open(chromium.get(), home, 1440, 900);
    }
  }

  private static final List<String> ROLES =
      List.of(
          "boss", "keeper", "masked", "rounded", "narrow", "east", "reader", "gone", "elsewhere");

  private static CommandFixture declare(CommandFixture water) {
    water.file(
        "conf/citylake.yaml",
        "source-roots: [landing]\nserve: {flight-port: 0, http-port: %d, health-port: 0}\n"
            .formatted(port));
    water.file(
        "conf/policies.yaml",
        """
        masks: [{grade: 3, action: partial}]
        roles:
          boss: {title: {zh: 管理员, en: Boss}, administrator: true}
          keeper:
            title: {zh: 管数, en: Keeper}
            grants: [{themes: water, clear-grade: 4, actions: quarantine}]
          masked:
            title: {zh: 脱敏, en: Masked}
            grants: [{themes: water, clear-grade: 2, actions: [quarantine]}]
          rounded:
            title: {zh: 取整, en: Rounded}
            grants: [{themes: water, clear-grade: 4, actions: quarantine}]
            masks: [{columns: level, tables: water.ods_visit, action: round, digits: -1}]
          narrow:
            title: {zh: 少列, en: Narrow}
            grants: [{tables: water.ods_visit, exclude: phone, clear-grade: 4, actions: quarantine}]
          east:
            title: {zh: 东部, en: East}
            grants: [{themes: water, clear-grade: 4, actions: quarantine}]
            filters: [{column: station, in: [府河]}]
          reader:
            title: {zh: 只读, en: Reader}
            grants: [{themes: water, clear-grade: 4}]
          gone:
            title: {zh: 过期, en: Gone}
            grants:
              - {themes: water, clear-grade: 4}
              - {themes: water, clear-grade: 4, actions: quarantine, expires: 2026-01-01}
          elsewhere:
            title: {zh: 别处, en: Elsewhere}
            grants:
              - {tables: water.ods_level, clear-grade: 4, actions: quarantine}
              - {tables: water.ads_high, exclude: readings}
        purpose-required-from: 4
        """);
    water.levels("append").levelsJob("quarantine: {max-records: 100, max-ratio: 1}");
    water.landing("1.csv", "府河,2026-01-01 08:00,1.5,7", "沙河,2026-01-01 08:00,51,7");
    water.file(
        "conf/themes/water/ods_visit.yaml",
        """
        title: {zh: 巡查, en: Visits}
        layer: ods
        grain: one row per visit
        write-mode: append
        columns:
          - {name: station, type: string, title: {zh: 站点, en: Station}, required: true}
          - {name: level, type: "decimal(8,3)", title: {zh: 水位, en: Level}, rules: [{range: {min: 0, max: 50}}]}
          - {name: district, type: string, title: {zh: 区划, en: District}}
          - {name: phone, type: string, title: {zh: 电话, en: Phone}, grade: 3, rules: [{matches: {pattern: "1[0-9]{10}"}}]}
        share: none
        open: none
        decided: {on: "2026-11-30", because: 测试数据}
        """);
    water.file(
        "jobs/water/visits.yaml",
        """
        title: {zh: 巡查, en: Visits}
        owner: 水务局
        target: water.ods_visit
        source: {files: {path: landing/visits/*.csv, format: csv}}
        quarantine: {max-records: 100, max-ratio: 1}
        columns: {station: 站点, level: 水位, phone: 电话, district: {from: 证件, capture: "^(\\\\d{6})"}}
        """);
    water.file(
        "conf/themes/water/ads_high.yaml",
        """
        title: {zh: 最高水位, en: Highest levels}
        layer: ads
        grain: one station
        key: [station]
        columns:
          - {name: station, type: string, title: {zh: 站点, en: Station}, required: true}
          - {name: highest, type: "decimal(8,3)", title: {zh: 最高, en: Highest}}
          - {name: readings, type: long, title: {zh: 读数, en: Readings}}
        """);
    water.file(
        "jobs/water/ads_high.sql",
        """
        /*
        title: {zh: 最高水位, en: Highest levels}
        refresh: full
        */
        SELECT v.station, max(v.level) AS highest, count(l.level) AS readings
        FROM water.ods_visit v LEFT JOIN water.ods_level l ON l.station = v.station GROUP BY v.station
        """);
    water.file(
        "conf/applications/flood.yaml",
        """
        title: {zh: 防汛, en: Flood}
        owner: 水务局
        panels:
          - name: high
            title: {zh: 最高, en: High}
            chart: table
            sql: SELECT station, highest FROM water.ads_high
          - name: secret
            title: {zh: 两者, en: Both}
            chart: table
            sql: SELECT h.highest FROM water.ads_high h JOIN water.ods_visit v ON v.station = h.station
        """);
    return water.file(
        "landing/visits/1.csv",
        "站点,水位,电话,备注,证件",
        "府河,1.5," + PHONE + ",,",
        "沙河,99," + PHONE + ",查无此人,",
        "江安河,98,13900139000,,",
        "金马河,2,no phone,,",
        "锦江,97," + PHONE + ",,",
        "杨柳河," + MARKUP.replace("\"", "'") + "," + PHONE + ",,",
        "清水河,96," + PHONE + ",,",
        "新开河,95," + PHONE + ",,",
        "毗河,94," + PHONE + ",," + PERSON,
        PERSON + ",南河,3," + PHONE + ",,");
  }

  @AfterAll
  static void close() throws Exception {
    try {
      if (browser != null) {
        browser.close();
      }
    } finally {
      if (lake != null) {
        lake.close();
      }
    }
  }

  private static HttpResponse<String> send(String user, String method, String path, String body)
      throws Exception {
    String login =
        user.startsWith(WALL)
            ? "Bearer "
                + users.readingToken(user.substring(WALL.length()), Duration.ofDays(1)).reveal()
            : "Basic "
                + Base64.getEncoder()
                    .encodeToString((user + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/api/v1%s".formatted(port, path)))
            .header("Authorization", login)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String user, String path) throws Exception {
    return send(user, "GET", path, "");
  }

  private static JsonNode read(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static JsonNode post(String user, String path, Object body) throws Exception {
    return read(send(user, "POST", path, JSON.writeValueAsString(body)));
  }

  private static JsonNode row(String user, String station) throws Exception {
    JsonNode rows = read(get(user, "/quarantine/water.ods_visit?status=all")).path("rows");
    return StreamSupport.stream(rows.spliterator(), false)
        .filter(row -> fields(row).getOrDefault("站点", "").equals(station))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> fields(JsonNode row) {
    return StreamSupport.stream(row.path("fields").spliterator(), false)
        .collect(
            toMap(
                each -> each.path("name").asText(),
                each ->
                    each.path("withheld").asBoolean() ? "withheld" : each.path("value").asText()));
  }

  private static List<String> inTable(String station) {
    return water.query("select level from water.ods_visit where station = '%s'".formatted(station));
  }

  private static String log(String user) {
    return water.callWithoutSpark("audit", "--user", user, "-o", "csv").out();
  }

  @Test
  void countsForWhoMayTreatThemAndTellsOthersNothing() throws Exception {
    for (String user : List.of("boss", "keeper", "masked", "narrow")) {
      JsonNode counts = read(get(user, "/quarantine"));
      assertThat(counts.findValuesAsText("dataset")).as(user).contains("water.ods_visit");
      assertThat(counts.findValuesAsText("reason")).as(user).contains("level:range");
    }
    // Of a column that he isn't told of there is no reason.
    assertThat(read(get("keeper", "/quarantine")).findValuesAsText("reason"))
        .contains("phone:matches");
    assertThat(get("narrow", "/quarantine").body()).doesNotContain("phone");
    for (String user : List.of("east", "reader", "both", "gone", "elsewhere", WALL + "keeper")) {
      assertThat(get(user, "/quarantine").body()).as(user).doesNotContain("ods_visit");
      String closed = get(user, "/quarantine/water.ods_visit").body();
      assertThat(get(user, "/quarantine/water.ods_visit").statusCode()).as(user).isEqualTo(404);
      assertThat(get(user, "/quarantine/water.ods_nothing").body()).as(user).isEqualTo(closed);
      for (String deed : List.of("fix", "replay", "discard")) {
        assertThat(
                send(
                        user,
                        "POST",
                        "/quarantine/water.ods_visit/" + deed,
                        deed.equals("fix")
                            ? "{\"id\": \"x\", \"values\": {\"水位\": \"1\"}, \"why\": \"so\"}"
                            : "{\"ids\": [\"x\"], \"why\": \"so\"}")
                    .body())
            .as(user + " " + deed)
            .isEqualTo(closed);
      }
    }
    assertThat(log("reader")).contains("refused");
  }

  @Test
  void showsRowsAsTheirColumnsAreRead() throws Exception {
    assertThat(fields(row("boss", "沙河")))
        .containsEntry("电话", PHONE)
        .containsEntry("备注", "查无此人")
        .containsEntry("水位", "99");
    // Grade 4 is read for a stated purpose only, and nobody graded what no column is made of.
    assertThat(fields(row("keeper", "沙河"))).containsEntry("电话", PHONE).doesNotContainKey("备注");
    JsonNode masked = row("masked", "沙河");
    assertThat(fields(masked))
        .containsEntry("站点", "沙河")
        .containsEntry("水位", "99")
        .containsEntry("电话", "withheld")
        .doesNotContainKey("备注");
    assertThat(masked.path("hiddenFields").asInt()).isEqualTo(1);
    assertThat(get("masked", "/quarantine/water.ods_visit").body())
        .doesNotContain(PHONE, "no phone", "查无此人")
        .contains("phone");
    // What a reason says was found is the field's text, too.
    assertThat(get("rounded", "/quarantine/water.ods_visit?reason=level:range").body())
        .contains("\"withheld\":true", "level", PHONE)
        .doesNotContain("\"99\"", "at most 50");
    assertThat(get("narrow", "/quarantine/water.ods_visit").body())
        .doesNotContain(PHONE, "no phone", "查无此人", "phone", "电话");
    assertThat(row("narrow", "金马河").path("hiddenReasons").asInt()).isEqualTo(1);
    assertThat(read(get("narrow", "/quarantine/water.ods_visit?reason=phone:matches")).path("rows"))
        .isEmpty();
    assertThat(
            read(get("keeper", "/quarantine/water.ods_visit?reason=phone:matches"))
                .findValuesAsText("value"))
        .contains("no phone");
    assertThat(log("masked")).contains("water.ods_visit__quarantine");
  }

  /** A record with a field too many has each after it under another's name. */
  @Test
  void tellsNoValueThatMayStandUnderAnothersName() throws Exception {
    String shown = get("masked", "/quarantine/water.ods_visit?reason=record").body();
    assertThat(shown).contains("\"withheld\":true").doesNotContain(PERSON, PHONE, "南河");
    assertThat(get("narrow", "/quarantine/water.ods_visit?status=all").body())
        .doesNotContain(PERSON);
    String id = JSON.readTree(shown).path("rows").get(0).path("id").asText();
    HttpResponse<String> fixed =
        send("masked", "POST", "/quarantine/water.ods_visit/fix", fix(id, "站点", "南河"));
    assertThat(fixed.statusCode()).as(fixed.body()).isEqualTo(403);
    assertThat(get("boss", "/quarantine/water.ods_visit?reason=record").body())
        .contains(PERSON, "南河");
  }

  /** Its column has the district alone, which everybody may read. */
  @Test
  void tellsNoFieldOfWhichAColumnTakesAPart() throws Exception {
    assertThat(fields(row("masked", "毗河"))).containsEntry("证件", "withheld");
    assertThat(fields(row("boss", "毗河"))).containsEntry("证件", PERSON);
    assertThat(get("masked", "/quarantine/water.ods_visit?status=all").body())
        .doesNotContain(PERSON);
  }

  @Test
  void mendsARowAndBringsItInOnce() throws Exception {
    String id = row("masked", "江安河").path("id").asText();
    String visits = "/quarantine/water.ods_visit/";
    HttpResponse<String> blind =
        send("masked", "POST", visits + "fix", fix(id, "电话", "13700137000"));
    assertThat(blind.statusCode()).as(blind.body()).isEqualTo(403);
    assertThat(send("narrow", "POST", visits + "fix", fix(id, "电话", "1")).body())
        .as("no other answer than for a name that is none")
        .isEqualTo(
            send("narrow", "POST", visits + "fix", fix(id, "无此", "1")).body().replace("无此", "电话"));

    JsonNode again = post("masked", visits + "replay", Map.of("ids", List.of(id), "why", "again"));
    assertThat(again.path("accepted").asLong()).isZero();
    JsonNode refused = again.path("refused").get(0);
    assertThat(refused.path("reasons").get(0).path("rule").asText()).isEqualTo("range");
    assertThat(fields(refused)).containsEntry("电话", "withheld");
    assertThat(refused.path("replayOf").asText()).isEqualTo(id);
    assertThat(water.callWithoutSpark("audit", "--table", "water.ods_visit__quarantine").out())
        .contains("quarantine replay --table water.ods_visit");

    String next = refused.path("id").asText();
    assertThat(send("masked", "POST", visits + "fix", fix(next, "水位", "9.5")).statusCode())
        .isEqualTo(204);
    assertThat(row("masked", "江安河").toString()).contains("\"corrected\":\"9.5\"");
    JsonNode through =
        post("masked", visits + "replay", Map.of("ids", List.of(next), "why", "核对过"));
    assertThat(through.path("accepted").asLong()).as(through.toString()).isEqualTo(1);
    assertThat(through.path("refused")).isEmpty();
    HttpResponse<String> twice =
        send(
            "masked",
            "POST",
            visits + "replay",
            JSON.writeValueAsString(Map.of("ids", List.of(next), "why", "twice")));
    assertThat(twice.statusCode()).as(twice.body()).isEqualTo(404);
    assertThat(inTable("江安河")).containsExactly("9.500");
    assertThat(water.query("select phone from water.ods_visit where station = '江安河'"))
        .containsExactly("13900139000");
    // What it brought is served within seconds.
    await()
        .atMost(Browser.PATIENCE)
        .until(() -> get("masked", "/datasets/water.ods_visit/sample").body().contains("9.500"));
    // The log takes an id for a number that may be a person's.
    assertThat(log("masked"))
        .contains("quarantine fix *** --table water.ods_visit --set 水位: so")
        .contains("quarantine replay *** --table water.ods_visit: 核对过");
  }

  /** A thread of the server and its reader wait for a replay, not for each other's. */
  @Test
  void waitsForNoOthersTableNorTurn() throws Exception {
    String visits = "/quarantine/water.ods_visit/";
    String id = row("boss", "沙河").path("id").asText();
    String replay = JSON.writeValueAsString(Map.of("ids", List.of(id), "why", "again"));
    Invocation invocation = water.invocation(Clock.systemUTC());
    try (CatalogDatabase database =
            new CatalogDatabase(invocation.workspace(home, null).settings().catalog());
        Leases leases = new Leases(database, LeaseSettings.standard())) {
      Leases.Lease held =
          leases.acquire(
              TableName.parse("water.ods_visit"),
              RunId.create(Instant.parse("2026-03-08T00:00:00Z"), new Random(1)));
      CompletableFuture<HttpResponse<String>> first =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return send("keeper", "POST", visits + "replay", replay);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      try {
        await()
            .atMost(Browser.PATIENCE)
            .until(
                () ->
                    send("keeper", "POST", visits + "fix", fix(id, "水位", "98")).statusCode()
                        == 429);
        assertThat(send("keeper", "POST", visits + "discard", replay).statusCode()).isEqualTo(429);
        assertThat(read(first.get(60, TimeUnit.SECONDS)).path("failures").toString())
            .contains("CL3006");
      } finally {
        held.close();
      }
    }
  }

  /** Two people look at the same row; whoever saves last has seen what the other saved. */
  @Test
  void keepsNoCorrectionOverOneThatWasNotSeen() throws Exception {
    String path = "/quarantine/water.ods_visit/fix";
    String id = row("boss", "新开河").path("id").asText();
    Map<String, Object> seen = Map.of("水位", "95");
    for (String text : List.of("9.1", "9.2")) {
      HttpResponse<String> fixed =
          send(
              "keeper",
              "POST",
              path,
              JSON.writeValueAsString(
                  Map.of("id", id, "values", Map.of("水位", text), "seen", seen, "why", "so")));
      assertThat(fixed.statusCode()).as(fixed.body()).isEqualTo(text.equals("9.1") ? 204 : 400);
    }
    assertThat(row("boss", "新开河").toString()).contains("\"corrected\":\"9.1\"");
  }

  private static String fix(String id, String name, String text) throws Exception {
    return JSON.writeValueAsString(Map.of("id", id, "values", Map.of(name, text), "why", "so"));
  }

  @Test
  void givesARowUpWithAReason() throws Exception {
    String id = row("keeper", "锦江").path("id").asText();
    String path = "/quarantine/water.ods_visit/discard";
    assertThat(
            send(
                    "keeper",
                    "POST",
                    path,
                    JSON.writeValueAsString(Map.of("ids", List.of(id), "why", " ")))
                .statusCode())
        .isEqualTo(400);
    assertThat(
            post("keeper", path, Map.of("ids", List.of(id), "why", "设备已停用"))
                .path("discarded")
                .asLong())
        .isEqualTo(1);
    JsonNode row = row("keeper", "锦江");
    assertThat(row.path("status").asText()).isEqualTo("discarded");
    assertThat(row.path("note").asText()).isEqualTo("设备已停用");
    assertThat(row.path("resolvedBy").asText()).isEqualTo("keeper");
    assertThat(log("keeper")).contains("quarantine discard *** --table water.ods_visit: 设备已停用");
  }

  /** By its id a row of a table would be known to whoever may treat those of another. */
  @Test
  void findsNoRowOfAnotherTable() throws Exception {
    String id = row("boss", "沙河").path("id").asText();
    HttpResponse<String> other =
        send(
            "elsewhere",
            "POST",
            "/quarantine/water.ods_level/replay",
            JSON.writeValueAsString(Map.of("ids", List.of(id), "why", "so")));
    assertThat(other.statusCode()).as(other.body()).isEqualTo(404);
    assertThat(row("boss", "沙河").path("status").asText()).isEqualTo("open");
    assertThat(
            get("boss", "/quarantine/water.ods_visit?reason=" + encoded("no such reason")).body())
        .isEqualTo("{\"rows\":[],\"more\":false}");
  }

  /** Its rows would come into a table of which nobody said that he may change it. */
  @Test
  void bringsNoRowIntoATableThatItsJobFillsByNow() throws Exception {
    String ids =
        JSON.writeValueAsString(
            Map.of("ids", List.of(row("boss", "沙河").path("id").asText()), "why", "so"));
    String job = water.read("jobs/water/visits.yaml");
    water.file("jobs/water/visits.yaml", job.replace("ods_visit", "ods_other"));
    water.file("conf/themes/water/ods_other.yaml", water.read("conf/themes/water/ods_visit.yaml"));
    try {
      HttpResponse<String> turned =
          send("keeper", "POST", "/quarantine/water.ods_visit/replay", ids);
      assertThat(turned.statusCode()).as(turned.body()).isEqualTo(400);
      assertThat(turned.body()).contains("doesn't fill water.ods_visit any more");
    } finally {
      water.file("jobs/water/visits.yaml", job);
      water.delete("conf/themes/water/ods_other.yaml");
    }
  }

  @Test
  void tellsWhereDataComesFromAsFarAsItIsKnownToTheCaller() throws Exception {
    JsonNode all = read(get("masked", "/lineage"));
    JsonNode high =
        StreamSupport.stream(all.path("tables").spliterator(), false)
            .filter(each -> each.path("name").asText().equals("water.ads_high"))
            .findFirst()
            .orElseThrow();
    assertThat(high.path("from").toString()).isEqualTo("[\"water.ods_level\",\"water.ods_visit\"]");
    assertThat(all.path("screens").get(0).path("panels")).hasSize(2);
    assertThat(all.toString()).contains("landing/visits/*.csv");
    assertThat(links("masked", "water.ads_high"))
        .contains(
            "water.ods_visit.level value water.ads_high.highest step water.ads_high",
            "water.ods_level.level value water.ads_high.readings step water.ads_high",
            "water.ods_visit.station influence water.ads_high.readings step water.ads_high",
            "water.ads_high.highest value flood.high.highest application flood");
    assertThat(links("masked", "water.ods_visit"))
        .contains("water.visits.水位 value water.ods_visit.level job water.visits");

    // Of the table that he isn't told of there is nothing, nor a name of what reads it.
    assertThat(get("elsewhere", "/lineage").body())
        .contains("water.ads_high", "\"high\"")
        .doesNotContain("ods_visit", "water.visits", "secret");
    assertThat(links("elsewhere", "water.ads_high"))
        .containsOnly(
            "water.ods_level.station influence water.ads_high.station null",
            "water.ods_level.station influence water.ads_high.highest null",
            "water.ads_high.station value flood.high.station application flood",
            "water.ads_high.highest value flood.high.highest application flood");
    assertThat(links("elsewhere", "water.ods_level"))
        .allMatch(each -> !each.contains("step") && !each.contains("readings"));
    assertThat(get("elsewhere", "/lineage/water.ods_visit").statusCode()).isEqualTo(404);
    assertThat(get("narrow", "/lineage/water.ods_visit").body()).doesNotContain("phone", "电话");
    assertThat(log("elsewhere")).contains("CATALOGUE", "/api/v1/lineage/water.ods_level");
  }

  private static List<String> links(String user, String table) throws Exception {
    JsonNode links = read(get(user, "/lineage/" + table)).path("links");
    return StreamSupport.stream(links.spliterator(), false)
        .map(
            each ->
                "%s %s %s %s"
                    .formatted(
                        end(each.path("from")),
                        each.path("kind").asText(),
                        end(each.path("to")),
                        each.path("through").asText()))
        .toList();
  }

  private static String end(JsonNode end) {
    String of =
        end.has("table")
            ? end.path("table").asText()
            : end.has("job")
                ? end.path("job").asText()
                : end.path("application").asText() + "." + end.path("panel").asText();
    return of + "." + end.path("name").asText();
  }

  @Test
  void tellsWhatAReleaseHoldsAsFarAsItIsKnownToTheCaller() throws Exception {
    JsonNode releases = read(get("boss", "/releases"));
    String newest = releases.get(0).path("id").asText();
    JsonNode release = read(get("masked", "/releases/" + newest));
    assertThat(release.path("tables").findValuesAsText("name"))
        .contains("water.ods_visit", "water.ods_level", "water.ads_high");
    assertThat(release.path("tables").findValuesAsText("change"))
        .allMatch(each -> List.of("new", "changed", "same").contains(each));
    JsonNode first = read(get("masked", "/releases/1"));
    assertThat(first.path("before").isNull()).isTrue();
    assertThat(first.path("tables").findValuesAsText("change")).containsOnly("new");
    assertThat(get("elsewhere", "/releases/" + newest).body())
        .contains("water.ods_level")
        .doesNotContain("ods_visit");
    for (String none : List.of("0", "999999", "x", "99999999999999999999")) {
      assertThat(get("masked", "/releases/" + none).statusCode()).as(none).isEqualTo(404);
    }
  }

  @Test
  void showsTheAccessLogToWhoHoldsTheAuditDuty() throws Exception {
    get("narrow", "/datasets/water.ods_visit");
    send(
        "keeper",
        "POST",
        "/sql",
        "{\"sql\": \"SELECT station FROM water.ods_visit WHERE phone = '%s'\"}".formatted(PHONE));
    JsonNode lines = read(get("boss", "/access-log?user=keeper&action=QUERY"));
    assertThat(lines.findValuesAsText("user")).isNotEmpty().containsOnly("keeper");
    assertThat(lines.findValuesAsText("action")).containsOnly("QUERY");
    assertThat(lines.toString()).contains("water.ods_visit").doesNotContain(PHONE);
    JsonNode all = read(get("boss", "/access-log?most=5"));
    assertThat(all).hasSize(5);
    assertThat(all.get(0).path("sequence").asLong())
        .isGreaterThan(all.get(4).path("sequence").asLong());
    assertThat(all.get(0).path("action").asText()).as("who looks is in it").isEqualTo("LOG");
    assertThat(read(get("boss", "/access-log?since=2999-01-01T00:00:00Z"))).isEmpty();
    assertThat(read(get("boss", "/access-log?until=2000-01-01T00:00:00Z"))).isEmpty();
    assertThat(get("boss", "/access-log?since=yesterday").statusCode()).isEqualTo(400);
    assertThat(get("boss", "/access-log?action=NOTHING").statusCode()).isEqualTo(400);
    for (String user : List.of("keeper", "reader", "elsewhere")) {
      HttpResponse<String> refused = get(user, "/access-log");
      assertThat(refused.statusCode()).as(user).isEqualTo(403);
      assertThat(refused.body()).doesNotContain("QUERY");
    }
    assertThat(read(get("boss", "/access-log?user=reader&action=LOG")).findValuesAsText("outcome"))
        .contains("refused");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void login(String user, String page) {
    assumeTrue(browser != null, "Skipped: Chromium isn't installed");
    browser.go("about:blank");
    browser.forget();
    browser.go("http://127.0.0.1:%d/".formatted(port));
    browser.sees("document.querySelector('input[name=user]')");
    browser.ask("localStorage.clear()");
    browser.fill("input[name=user]", user);
    browser.fill("input[name=password]", PASSWORD);
    browser.press("Enter", 13, 0);
    browser.seesText(".user", user);
    browser.ask("location.hash = '#/%s'".formatted(page));
  }

  private static void nothingIsWrong() {
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.refused()).isEmpty();
    assertThat(browser.ask("document.body.dataset.pwned ?? ''").asText()).isEmpty();
    assertThat(
            browser
                .ask("document.querySelectorAll('#content img, #content script').length")
                .asInt())
        .isZero();
  }

  /** By the keyboard alone: from the counts to a row in the table. */
  @Test
  void mendsARowInTheBrowser() {
    login("masked", "quarantine");
    browser.seesText("[data-dataset='water.ods_visit']", "level:range");
    browser.ask("document.querySelector(\"[href*='ods_visit?reason=level%3Arange']\").focus()");
    browser.press("Enter", 13, 0);
    String row =
        "[...document.querySelectorAll('[data-row]')].find((each) => each.innerText.includes('清水河'))";
    browser.sees(row);
    browser.seesText("#content", "withheld");
    browser.ask(row + ".id = 'clear'");
    browser.fill("#clear [data-field='水位']", "6.25");
    browser.press("Enter", 13, 0);
    // Nothing is done without a reason, and what is typed isn't lost by what is done with many.
    browser.sees("document.querySelector('#clear [type=submit]').disabled");
    browser.click("#clear [type=checkbox]");
    browser.fill("[name=why]", "核对过");
    browser.sees("document.querySelector('#replay').title.includes('not saved')");
    browser.sees("document.querySelector('#replay').disabled");
    browser.ask("document.querySelector(\"#clear [data-field='水位']\").focus()");
    browser.press("Enter", 13, 0);
    browser.seesText("#told", "1 accepted, 0 duplicates, 0 refused again");
    browser.sees("!(" + row + ")");
    assertThat(inTable("清水河")).containsExactly("6.250");
    browser.ask("location.hash = '#/quarantine/water.ods_visit?reason=level%3Atype'");
    browser.seesText("[data-row]", "<img src=x onerror");
    assertThat(browser.text("#content")).doesNotContain(PHONE);
    nothingIsWrong();
  }

  /** By arrow keys through the picture, and the same as a list. */
  @Test
  void followsAColumnInTheBrowser() {
    login("masked", "lineage/water.ads_high");
    browser.sees("document.querySelector(\"[data-node='table water.ods_visit']\")");
    // Where its inputs come from is for whoever asks for it.
    assertThat(
            browser.ask("document.querySelector(\"[data-node^='source']\") === null").asBoolean())
        .isTrue();
    browser.ask("document.querySelector('.node.focus > a').focus()");
    browser.press("ArrowLeft", 37, 0);
    browser.sees("document.activeElement?.dataset.node.startsWith('table water.ods_')");
    browser.press("ArrowDown", 40, 0);
    browser.sees("document.activeElement?.dataset.node === 'table water.ods_visit'");
    browser.press("Enter", 13, 0);
    browser.seesText("h1", "Visits");
    browser.sees("document.querySelector(\"[data-node='source water.visits']\")");
    browser.click("[name=columns]");
    browser.sees("document.querySelectorAll('.lineage .columns path.value').length >= 5");
    browser.ask("document.querySelector('#aslist').open = true");
    browser.seesText("#aslist", "water.visits · 水位");
    browser.seesText("#aslist", "Computed from");
    browser.click("[data-column=level]");
    browser.sees("document.querySelector('.lineage .columns path.off')");
    nothingIsWrong();
  }

  @Test
  void showsReleasesAndTheAccessLogInTheBrowser() {
    login("boss", "releases/1");
    browser.seesText("#release", "There is none before it");
    browser.seesText("[data-table='water.ods_visit']", "New");
    browser.click("#language");
    browser.seesText("#release", "没有更早的版本");
    browser.ask("location.hash = '#/access?action=LOGIN&user=boss'");
    browser.seesText("#lines", "login by password");
    browser.sees(
        "[...document.querySelectorAll('#lines tbody tr')].every((each) =>"
            + " each.innerText.includes('登录'))");
    browser.click("#language");
    browser.seesText("h1", "Access log");
    nothingIsWrong();
  }
}
