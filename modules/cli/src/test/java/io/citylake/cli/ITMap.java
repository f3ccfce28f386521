package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.app.ServingLake;
import io.citylake.cli.call.Invocation;
import io.citylake.govern.state.StateStore;
import io.citylake.govern.user.UserStore;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The map before a lake as {@code citylake serve} opens it: what its layers tell to whom, and, in a
 * real browser as in {@link ITConsole}, what is seen and done on it.
 */
class ITMap {
  private static final String PASSWORD = "a long password of all";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** Would run, were it taken for markup anywhere. */
  private static final String MARKUP =
      "<img src=x"
          + " onerror=\"document.body.dataset.pwned=1\"><script>document.body.dataset.pwned=1</script>";

  private static final String LONG_NAME = MARKUP + "长".repeat(300 - MARKUP.length());

  @TempDir private static Path home;
  private static int port;
  private static ServingLake lake;
  private static Browser browser;
  private static CommandFixture.Outcome told;
  private static CommandFixture.Outcome toldOfPerson;
  private static CommandFixture.Outcome refused;

  @BeforeAll
  static void open() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    CommandFixture water = declare(new CommandFixture(home));
    assertThat(water.call("apply").exit()).isZero();
    CommandFixture.Outcome ran = water.call("run", "--all");
    assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
    UserStore users = new UserStore(StateStore.of(home.resolve(".citylake")), Clock.systemUTC());
    for (String role : List.of("boss", "clerk", "east", "below", "outsider", "duty")) {
      users.add(role, List.of(role), PASSWORD.toCharArray());
    }
    users.add("two", List.of("places", "below"), PASSWORD.toCharArray());
    told = water.call("dossier", "station", "West", "--as", "clerk");
    toldOfPerson =
        water.call(
            "dossier",
            "caller",
            "13800138000",
            "--as",
            "duty",
            "--purpose",
            "rescue",
            "-o",
            "json");
    refused = water.call("dossier", "caller", "13800138000");
    Invocation invocation = water.invocation(Clock.systemUTC());
    lake = ServingLake.open(invocation.workspace(home, null), invocation.host(), first -> {});
    Optional<Path> chromium =
        Browser.installed("The browser's part of ITMap", "the map was not looked at");
    if (chromium.isPresent()) {
      browser = Browser.open(chromium.get(), home, 1440, 900);
    }
  }

  private static CommandFixture declare(CommandFixture water) {
    water.levels("append").levelsJob();
    water.file(
        "conf/citylake.yaml",
        "source-roots: [landing]\nserve: {flight-port: 0, http-port: %d, health-port: 0}\n"
            .formatted(port));
    water.file(
        "conf/policies.yaml",
        """
        purposes: {rescue: {zh: 救援, en: Rescue}, audit: {zh: 审计, en: Audit}}
        masks: [{grade: 3, action: partial}]
        roles:
          boss: {title: {zh: 管理员, en: Boss}, administrator: true}
          clerk:
            title: {zh: 办事员, en: Clerk}
            grants: [{themes: water, clear-grade: 2}]
          east:
            title: {zh: 东部, en: East}
            grants: [{themes: water, clear-grade: 2}]
            filters: [{column: side, in: [east]}]
          below:
            title: {zh: 密级不够, en: Below}
            grants: [{themes: water, clear-grade: 1}]
          places:
            title: {zh: 位置, en: Places}
            grants: [{tables: [water.dim_station], exclude: [phone], clear-grade: 2}]
          outsider:
            title: {zh: 外人, en: Outsider}
            grants: [{tables: [water.ods_level], clear-grade: 2}]
          duty:
            title: {zh: 值班, en: Duty}
            purposes: [rescue]
            grants: [{tables: [water.dim_station], clear-grade: 2, clear-grade-with-purpose: 3, actions: dossier}]
        """);
    water.file(
        "conf/themes/water/dim_station.yaml",
        """
        title: {zh: 测站名录, en: Stations}
        layer: dim
        grain: one row per station
        key: [name]
        columns:
          - {name: name, type: string, title: {zh: 名称, en: "Name %s"}, required: true}
          - {name: side, type: string, title: {zh: 方位, en: Side}}
          - {name: phone, type: string, title: {zh: 电话, en: Phone}, grade: 3, personal: mobile}
          - {name: hour, type: int, title: {zh: 小时, en: Hour}}
          - {name: lon, type: double, title: {zh: 经度, en: Longitude}, unit: deg, grade: 2}
          - {name: lat, type: double, title: {zh: 纬度, en: Latitude}, unit: deg, grade: 2}
        share: none
        open: none
        decided: {on: "2026-11-30", because: 测试数据}
        """
            .formatted(MARKUP.replace("\"", "\\\"")));
    water.file(
        "jobs/water/stations.yaml",
        """
        title: {zh: 测站, en: Stations}
        owner: 水务局
        target: water.dim_station
        source: {files: {path: landing/stations/*.json, format: {json: {lines: true}}}}
        columns: {name: n, side: s, phone: p, hour: h, lon: x, lat: y}
        """);
    String row =
        "{\"n\": \"%s\", \"s\": \"%s\", \"p\": \"13800138000\", \"h\": %d, \"x\": %s, \"y\":"
            + " 30.6}\n";
    water.file(
        "landing/stations/1.json",
        row.formatted(LONG_NAME.replace("\"", "\\\""), "east", 8, "104.06")
            + row.formatted("West", "west", 9, "104.02")
            + row.formatted("Nowhere", "east", 9, "null"));
    water.file(
        "conf/map.yaml",
        """
        file: base.geojson
        approval: TEST-0001
        bounds: [104.0, 30.55, 104.1, 30.65]
        """);
    water.file(
        "conf/map/base.geojson",
        """
        {"type": "FeatureCollection", "features": [{"type": "Feature",
        "properties": {"class": "boundary", "name": "桂溪", "name_en": "Guixi"}, "geometry": {"type": "Polygon",
        "coordinates": [[[104.01, 30.56], [104.09, 30.56], [104.09, 30.64], [104.01, 30.56]]]}}]}
        """);
    water.file(
        "conf/map/stations.yaml",
        """
        title: {zh: 测站, en: "Stations %s"}
        kind: points
        table: water.dim_station
        label: name
        colours: {by: side, values: {east: "#ff0000", west: "#00ff00"}}
        facts: [name, side, phone, hour]
        filters: [side, phone]
        time: hour
        shown: true
        """
            .formatted(MARKUP.replace("\"", "\\\"")));
    water.file(
        "conf/map/heat.yaml",
        """
        title: {zh: 热度, en: Heat}
        kind: heat
        table: water.dim_station
        """);
    water.file(
        "conf/map/phones.yaml",
        """
        title: {zh: 移动电话, en: Mobile phones}
        kind: points
        table: water.dim_station
        where: side IN (SELECT side FROM water.dim_station WHERE `PHONE` LIKE '138%')
        label: name
        """);
    water.file(
        "conf/map/ways.yaml",
        """
        title: {zh: 轨迹, en: Ways}
        kind: tracks
        table: water.dim_station
        track: name
        time: hour
        facts: [name, hour]
        """);
    water.file(
        "conf/dossier/station.yaml",
        """
        title: {zh: 测站, en: "Station %s"}
        table: water.dim_station
        label: name
        also: [{table: water.ods_level, column: station}]
        """
            .formatted(MARKUP.replace("\"", "\\\"")));
    water.file(
        "conf/dossier/tug.yaml",
        """
        title: {zh: 船, en: Boat}
        table: water.dim_station
        help:
          able: side
          where: hour < 20 AND name NOT IN (SELECT station FROM water.ods_level WHERE level > 9)
          facts: [name, phone]
          needs: [{thing: station, by: side, able: {east: west, west: east}}]
        """);
    water.file(
        "conf/dossier/far.yaml",
        """
        title: {zh: 方位, en: Side}
        table: water.dim_station
        key: side
        """);
    water.file("conf/dossier/caller.yaml", "title: {zh: 来电人, en: Caller}\npersons: mobile\n");
    return water.landing("1.csv", "West,2026-01-01 08:00,1.5,7");
  }

  @AfterEach
  void nothingIsWrongInTheBrowser() {
    if (browser != null) {
      assertThat(browser.complaints()).isEmpty();
      assertThat(browser.refused()).isEmpty();
      assertThat(browser.ask("document.body.dataset.pwned ?? ''").asText()).isEmpty();
      browser.forget();
    }
  }

  @AfterAll
  static void close() {
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

  private static HttpResponse<String> get(String user, String path) throws Exception {
    String login =
        Base64.getEncoder()
            .encodeToString((user + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/api/v1%s".formatted(port, path)))
            .header("Authorization", "Basic " + login)
            .header("Accept", "application/vnd.citylake.rows+json")
            .build(),
        BodyHandlers.ofString());
  }

  private static JsonNode features(String user, String asked) throws Exception {
    HttpResponse<String> answer = get(user, "/map/layers/stations/features" + asked);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  /**
   * Masks and filters are those of SQL; of a layer that isn't his a caller hears no name, be it
   * that he doesn't read its table, or that places or what its condition asks are masked for him.
   */
  @Test
  void tellsEachRoleWhatItsPoliciesLetItSee() throws Exception {
    assertThat(features("boss", "").path("rows").toString()).contains("13800138000", "West");
    JsonNode clerk = features("clerk", "");
    assertThat(clerk.path("rowCount").asInt()).isEqualTo(2);
    assertThat(clerk.path("rows").toString())
        .contains("*******8000", "West")
        .doesNotContain("13800138000", "Nowhere");
    JsonNode east = features("east", "");
    assertThat(east.path("rowCount").asInt()).isEqualTo(1);
    assertThat(east.path("rows").toString()).doesNotContain("West", "13800138000");

    assertThat(get("boss", "/map").body())
        .contains("\"phones\"", "\"filters\":[\"side\",\"phone\"]");
    assertThat(get("clerk", "/map").body())
        .contains("\"stations\"", "\"heat\"", "\"filters\":[\"side\"]")
        .doesNotContain("phones", "138");
    String absent = get("clerk", "/map/layers/nothing/features").body();
    assertThat(get("clerk", "/map/layers/phones/features").body()).isEqualTo(absent);
    assertThat(get("boss", "/map/layers/phones/features").statusCode()).isEqualTo(200);
    for (String user : List.of("below", "outsider")) {
      HttpResponse<String> map = get(user, "/map");
      assertThat(map.body()).contains("\"layers\":[]").doesNotContain("station");
      for (String asked : List.of("stations/features", "stations/features?bbox=104,30,105,31")) {
        HttpResponse<String> refused = get(user, "/map/layers/" + asked);
        assertThat(refused.statusCode()).isEqualTo(404);
        // As of a layer that isn't there at all.
        assertThat(refused.body()).isEqualTo(absent);
      }
      assertThat(get(user, "/map/layers/heat/features").body()).isEqualTo(absent);
      assertThat(get(user, "/map/layers/stations/geometry").statusCode()).isEqualTo(404);
    }
  }

  /** Read with a column that only the other role gives, the places would be the other's masks. */
  @Test
  void leavesOutWhatDoesNotGoWithClearPlaces() throws Exception {
    assertThat(get("two", "/map").body()).contains("\"stations\"").doesNotContain("phone");
    JsonNode box = features("two", "?bbox=104.01,30.5,104.03,30.7");
    assertThat(box.path("rows").toString()).contains("West", "104.02").doesNotContain("8000");
  }

  @Test
  void keepsToBoxTimeAndMost() throws Exception {
    assertThat(features("boss", "?bbox=104.05,30.5,104.1,30.7").path("rowCount").asInt()).isOne();
    assertThat(features("boss", "?from=9").path("rows").toString()).contains("West");
    assertThat(features("boss", "?from=8&until=9").path("rowCount").asInt()).isOne();
    JsonNode one = features("boss", "?most=1");
    assertThat(one.path("rowCount").asInt()).isOne();
    assertThat(one.path("more").asBoolean()).isTrue();
    assertThat(features("boss", "?most=2").path("more").asBoolean()).isFalse();
    for (String wrong :
        List.of(
            "bbox=1,2,3",
            "bbox=105,30,104,31",
            "bbox=x,1,2,3",
            "most=0",
            "from=noon",
            "box=1,2,3,4",
            "most=1&most=2",
            "bbox=104,30,105,31)%20OR%201=1")) {
      HttpResponse<String> answer = get("boss", "/map/layers/stations/features?" + wrong);
      assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
    }
    JsonNode heat = JSON.readTree(get("clerk", "/map/layers/heat/features").body());
    assertThat(heat.path("rows").size()).isEqualTo(2);
  }

  private static HttpResponse<String> post(
      String user, @Nullable String purpose, String path, Map<String, ?> body) throws Exception {
    String login =
        Base64.getEncoder()
            .encodeToString((user + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d/api/v1/dossiers%s".formatted(port, path)))
            .header("Authorization", "Basic " + login)
            .header("Accept", "application/vnd.citylake.rows+json");
    if (purpose != null) {
      request.header("X-Purpose", purpose);
    }
    return CLIENT.send(
        request.POST(BodyPublishers.ofString(JSON.writeValueAsString(body))).build(),
        BodyHandlers.ofString());
  }

  private static String rows(
      String user, @Nullable String purpose, String kind, String id, String table)
      throws Exception {
    return post(user, purpose, "/" + kind + "/rows", Map.of("id", id, "table", "water." + table))
        .body();
  }

  /**
   * A dossier is SQL of the caller's: what he isn't told of is not there, be it a table or a kind.
   */
  @Test
  void tellsOfAThingWhatEachRoleReads() throws Exception {
    assertThat(get("boss", "/dossiers/station").body()).contains("dim_station", "ods_level");
    // What a row names, but isn't of, leads on to its own dossier.
    assertThat(JSON.readTree(get("boss", "/dossiers/far").body()).at("/facts/0/columns").toString())
        .contains("\"name\":\"name\"", "\"dossier\":\"station\"");
    assertThat(get("east", "/dossiers/station").body())
        .contains("dim_station")
        .doesNotContain("ods_level", "phone");
    assertThat(rows("clerk", null, "station", "West", "ods_level")).contains("1.500");
    assertThat(rows("clerk", null, "station", "West", "dim_station"))
        .contains("104.02")
        .doesNotContain("138", "8000");
    assertThat(rows("east", null, "station", "West", "dim_station")).contains("\"rows\":[]");
    assertThat(rows("east", null, "station", "West", "ods_level")).contains("CL1005");
    assertThat(get("outsider", "/dossiers/station").body())
        .contains("ods_level")
        .doesNotContain("dim_station");
    // Who reads no column that names a thing unmasked has no dossier of it.
    assertThat(get("below", "/dossiers").body()).doesNotContain("caller");

    for (String hostile :
        List.of(LONG_NAME, "x' OR '1'='1", "`; DROP TABLE water.dim_station --")) {
      HttpResponse<String> found =
          post(
              "clerk",
              null,
              "/find",
              Map.of("text", hostile.substring(0, Math.min(300, hostile.length()))));
      assertThat(JSON.readTree(found.body()).path("rowCount").asInt())
          .as(found.body())
          // Once as a station, once as a boat, which has no label.
          .isEqualTo(hostile.equals(LONG_NAME) ? 2 : 0);
      assertThat(
              JSON.readTree(rows("clerk", null, "station", hostile, "dim_station"))
                  .path("rowCount")
                  .asInt())
          .isEqualTo(hostile.equals(LONG_NAME) ? 1 : 0);
    }
    for (String none : List.of(" ", "x".repeat(301))) {
      assertThat(rows("clerk", null, "station", none, "dim_station")).contains("CL1087");
      assertThat(post("clerk", null, "/find", Map.of("text", none)).body()).contains("CL1087");
    }
    HttpResponse<String> unknown = get("clerk", "/dossiers/%3Cscript%3E");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("CL1086").doesNotContain("script");
  }

  /**
   * Without a purpose of his not even that there are dossiers of persons; with it, it is written
   * down whose.
   */
  @Test
  void tellsOfPersonsForAPurposeOfTheRoleAlone() throws Exception {
    String unknown = get("duty", "/dossiers/nothing").body();
    assertThat(get("duty", "/dossiers").body()).doesNotContain("caller");
    for (String user : List.of("boss", "clerk", "duty")) {
      assertThat(get(user, "/dossiers/caller").body()).isEqualTo(unknown);
      assertThat(rows(user, null, "caller", "13800138000", "dim_station")).isEqualTo(unknown);
    }
    assertThat(rows("clerk", "rescue", "caller", "13800138000", "dim_station")).isEqualTo(unknown);
    assertThat(rows("duty", "audit", "caller", "13800138000", "dim_station")).isEqualTo(unknown);
    assertThat(rows("duty", "rescue", "caller", "13800138000", "dim_station"))
        .contains("West", "104.02")
        .doesNotContain("13800138000");
    assertThat(rows("duty", "rescue", "caller", "13800138001", "dim_station"))
        .contains("\"rows\":[]");

    try (Stream<Path> files = Files.walk(home.resolve(".citylake").resolve("access"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .doesNotContain("13800138000");
      }
    }
    CommandFixture.Outcome asked =
        new CommandFixture(home).callWithoutSpark("audit", "--subject", "13800138000", "-o", "csv");
    assertThat(asked.out()).contains("duty", "rescue").doesNotContain("clerk");
  }

  /** As over HTTP; of persons to a user alone, and with his purpose. */
  @Test
  void tellsByCommandWhatTheUserIsTold() throws Exception {
    assertThat(told.exit()).as(told.err()).isZero();
    assertThat(told.out())
        .contains("water.ods_level", "1.500", "Nearest tug", "3828", "2 of 2 tables know of it.")
        .doesNotContain("8000");
    assertThat(toldOfPerson.exit()).as(toldOfPerson.err()).isZero();
    JsonNode facts = JSON.readTree(toldOfPerson.out()).path("facts");
    assertThat(facts.toString()).contains("water.dim_station", "West").doesNotContain("138");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("CL1086").doesNotContain("138");
  }

  @Test
  void findsWhatIsNearestAndCanHelp() throws Exception {
    Map<String, String> thing = Map.of("thing", "station", "id", "West");
    JsonNode near = JSON.readTree(post("clerk", null, "/tug/nearest", thing).body());
    // What is able is in the east, a hundredth of a degree and some from there; its phone is a
    // person's.
    assertThat(near.path("rows")).hasSize(1);
    assertThat(near.path("rows").toString())
        .contains("\"east\"", "\"3828\"")
        .doesNotContain("8000");
    JsonNode at =
        JSON.readTree(
            post("clerk", null, "/tug/nearest", Map.of("at", List.of(104.021, 30.6))).body());
    assertThat(at.path("rows").toString()).contains("\"96\"", "\"3733\"");
    assertThat(
            post(
                    "clerk",
                    null,
                    "/tug/nearest",
                    Map.of("at", List.of(104, 30), "able", List.of("' OR 1=1")))
                .body())
        .contains("\"rows\":[]");
    assertThat(post("clerk", null, "/tug/nearest", Map.of("at", List.of(200, 30))).statusCode())
        .isEqualTo(400);
    assertThat(post("clerk", null, "/tug/nearest", Map.of("thing", "tug", "id", "West")).body())
        .contains("CL1088");
    // Who doesn't read which are at work elsewhere isn't told of any as free.
    assertThat(post("east", null, "/tug/nearest", thing).body()).contains("CL1088");
    assertThat(get("east", "/dossiers").body()).contains("\"tug\"").contains("\"help\":null");
  }

  private static void login(String user) {
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
    browser.ask("location.hash = '#/map'");
    browser.sees("document.querySelector('#map canvas')");
  }

  private static void seesRows(int rows) {
    browser.ask("document.querySelector('#inview').open = true");
    browser.seesText("#inview [role=status]", rows + ";");
  }

  /** Each press moves the map for a third of a second, and by less than rows lie apart. */
  private static void pressesUntilRows(String key, int code, int rows) {
    await(key + " until " + rows)
        .atMost(Browser.PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              boolean seen = browser.text("#inview [role=status]").contains(rows + ";");
              if (!seen) {
                browser.press(key, code, 0);
              }
              return seen;
            });
  }

  /** However long a row's name is, the map is as wide as its page has room. */
  private static void fitsItsPage() {
    browser.sees("document.documentElement.scrollWidth <= document.documentElement.clientWidth");
    browser.sees("document.querySelector('#map canvas').width <= innerWidth");
  }

  @Test
  void showsRowsAndWhatAClickOnOneTells() {
    login("clerk");
    browser.seesText("[data-layer=stations]", "2 shown");
    browser.seesText(".notes", "Map approval number: TEST-0001");
    seesRows(2);
    // Where it was found it stands in the middle, and the mouse finds it there.
    browser.fill("#find", "west");
    browser.seesText("#found", "1 found");
    browser.click("#found button");
    browser.seesText("#facts", "*******8000");
    browser.click("#close");
    browser.sees("!document.querySelector('#facts')");
    browser.sees(
        "(() => {const c = document.querySelector('#map canvas'), b = c.getBoundingClientRect();"
            + " c.dispatchEvent(new MouseEvent('mousemove', {bubbles: true, clientX: b.x + b.width"
            + " / 2, clientY: b.y + b.height / 2})); return c.style.cursor === 'pointer'})()");
    browser.click("#map canvas");
    browser.seesText("#facts", "West");
    browser.seesText("#facts", "*******8000");
    assertThat(browser.text("#content")).doesNotContain("13800138000");
    browser.click("#asksql");
    browser.sees(
        "document.querySelector('#editor')?.shadowRoot?.textContent.includes(\"= 'West'\")");
    browser.click("#run");
    browser.seesText("#result", "West");
  }

  @Test
  void togglesNarrowsAndMovesThroughTime() {
    login("boss");
    seesRows(2);
    browser.ask(
        "(() => {const s = document.querySelector('[name=\"stations.side\"]'); s.value = 'west';"
            + " s.dispatchEvent(new Event('change', {bubbles: true}))})()");
    browser.seesText("[data-layer=stations]", "1 shown");
    browser.ask(
        "(() => {const s = document.querySelector('[name=\"stations.side\"]'); s.value = '';"
            + " s.dispatchEvent(new Event('change', {bubbles: true}))})()");
    browser.seesText("[data-layer=stations]", "2 shown");
    browser.click("#play");
    browser.seesText("#when", "9");
    browser.seesText("[data-layer=stations]", "1 shown");
    browser.click("[data-layer=heat] input");
    browser.seesText("[data-layer=heat]", "2 shown");
    browser.click("[data-layer=stations] input");
    browser.sees("!document.querySelector('#slider')");
    seesRows(0);
  }

  @Test
  void takesNamesForText() {
    login("boss");
    browser.fill("#find", "onerror");
    browser.seesText("#found", "1 found");
    browser.click("#found button");
    browser.seesText("#facts h2", LONG_NAME.substring(0, 40));
    browser.seesText("#facts dl", "<script>");
    browser.seesText("[data-layer=stations]", "<img src=x onerror");
    assertThat(
            browser
                .ask("document.querySelectorAll('#content img, #content script').length")
                .asInt())
        .isZero();
    seesRows(1);
    fitsItsPage();
  }

  @Test
  void opensTheDossierOfWhatIsClickedAndWhatIsNearestToIt() {
    login("clerk");
    browser.seesText("[data-layer=stations]", "2 shown");
    browser.fill("#find", "west");
    browser.click("#found button");
    browser.seesText("#facts", "West");
    browser.click("[data-near=tug]");
    browser.seesText("#nearest ol", "3,828 m in a straight line");
    browser.click("#all");
    browser.seesText("#dossier", "2 of 2 tables know of it");
    browser.seesText("[data-table='water.ods_level']", "1.500 m");
    browser.seesText("#things", "Station <img src=x onerror");
    browser.click("#facts a[href*='kind=station']");
    browser.seesText("h1", "Dossiers");
    browser.seesText("#dossier", "2 of 2 tables know of it");
    assertThat(browser.text("#content")).doesNotContain("138", "8000");
    browser.click("[data-table='water.ods_level'] a[href*='sql']");
    browser.sees(
        "document.querySelector('#editor')?.shadowRoot?.textContent.includes(\"= 'West'\")");
  }

  @Test
  void drawsTracksUpToTheSlidersTime() {
    login("boss");
    browser.click("[data-layer=stations] input");
    browser.click("[data-layer=ways] input");
    browser.seesText("[data-layer=ways]", "2 tracks of 2 points");
    browser.click("#play");
    browser.seesText("[data-layer=ways]", "1 tracks of 1 points");
    // From its beginning: both are under way by the second hour.
    browser.seesText("#when", "9");
    browser.seesText("[data-layer=ways]", "2 tracks of 2 points");
  }

  @Test
  void hidesWhatAFilterTakesAndSaysWhereThereIsNoLayer() {
    login("east");
    browser.seesText("[data-layer=stations]", "1 shown");
    login("outsider");
    browser.seesText("nav.side", "There is no layer that you may read");
    assertThat(browser.text("#content")).doesNotContain("tations");
  }

  /** The list of what is in view is the map for whoever doesn't see or point. */
  @Test
  void isReachedByKeysAndSpeaksBothLanguages() {
    login("clerk");
    seesRows(2);
    browser.ask(
        "[...document.querySelectorAll('#inview button')]"
            + ".find(each => each.innerText.startsWith('West')).focus()");
    browser.press("Enter", 13, 0);
    browser.sees("document.activeElement === document.querySelector('#facts h2')");
    browser.press("Escape", 27, 0);
    browser.sees("!document.querySelector('#facts')");
    browser.ask("document.querySelector('#map canvas').focus()");
    // One row was gone to. The other is east of it: zooming out shows it, going west hides it.
    seesRows(1);
    pressesUntilRows("-", 189, 2);
    pressesUntilRows("ArrowLeft", 37, 1);
    browser.click("#language");
    browser.seesText("h1", "一张图");
    browser.seesText("[data-layer=heat]", "热度");
    browser.seesText(".notes", "审图号：TEST-0001");
    browser.click("#colours");
    browser.sees("document.documentElement.dataset.colours === 'dark'");
    browser.sees("document.querySelectorAll('#map canvas').length === 1");
    browser.call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 390, "height", 800, "deviceScaleFactor", 1, "mobile", false));
    try {
      fitsItsPage();
    } finally {
      browser.call(
          "Emulation.setDeviceMetricsOverride",
          Map.of("width", 1440, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    }
  }
}
