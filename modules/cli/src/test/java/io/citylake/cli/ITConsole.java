package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.citylake.app.ServingLake;
import io.citylake.cli.call.Invocation;
import io.citylake.govern.state.StateStore;
import io.citylake.govern.user.UserStore;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console in a real browser, before a lake as {@code citylake serve} opens it. Needs Chromium
 * (Debian: {@code apt-get install chromium fonts-noto-cjk}), or names one by {@code
 * CITYLAKE_CHROMIUM}; without it the test is skipped and says so.
 */
class ITConsole {
  private static final String PASSWORD = "a long password of all";

  /** Would run, were it taken for markup anywhere. */
  private static final String MARKUP =
      "<img src=x onerror=\"document.body.dataset.pwned=1\"><script>document.body.dataset.pwned=1</script>";

  private static final String LONG_NAME = MARKUP + "长".repeat(300 - MARKUP.length());

  @TempDir private static Path home;
  private static int port;
  private static Invocation invocation;
  private static UserStore users;
  private static ServingLake lake;
  private static Browser browser;
  private boolean refusals;

  @BeforeAll
  static void open() throws Exception {
    Optional<Path> chromium =
        Browser.installed("ITConsole", "the console was not looked at in a browser");
    assumeTrue(chromium.isPresent(), "Skipped: Chromium isn't installed");
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    CommandFixture water = declare(new CommandFixture(home));
    assertThat(water.call("apply").exit()).isZero();
    CommandFixture.Outcome ran = water.call("run", "--all");
    assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
    users = new UserStore(StateStore.of(home.resolve(".citylake")), Clock.systemUTC());
    for (String role : List.of("boss", "keeper", "clerk", "operator", "duty")) {
      users.add(role, List.of(role), PASSWORD.toCharArray());
    }
    invocation = water.invocation(Clock.systemUTC());
    SlotsOfADay.leave(invocation, home, MARKUP);
    serve();
    browser = Browser.open(chromium.get(), home, 1440, 900);
  }

  private static void serve() {
    lake = ServingLake.open(invocation.workspace(home, null), invocation.host(), first -> {});
  }

  private static CommandFixture declare(CommandFixture water) {
    water.levels("append").levelsJob("schedule: {cron: \"30 2 * * *\"}").stations();
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
          keeper: {title: {zh: 用户管理员, en: "Keeper %s"}, administrator: true, manage: users}
          clerk:
            title: {zh: 办事员, en: Clerk}
            grants: [{themes: water, clear-grade: 2}]
          operator:
            title: {zh: 运维, en: Operator}
            grants: [{themes: water, clear-grade: 2}, {themes: _sys, clear-grade: 2}]
          duty:
            title: {zh: 值班, en: On duty}
            operate: water
            grants: [{themes: water, clear-grade: 2}, {themes: _sys, clear-grade: 3}]
        """
            .formatted(MARKUP.replace("\"", "\\\"")));
    water.file(
        "conf/themes/water/dim_station.yaml",
        """
        title: {zh: 测站名录, en: "Stations %s"}
        layer: dim
        grain: one row per station
        key: [name]
        columns:
          - {name: name, type: string, title: {zh: 名称, en: Name}, required: true}
          - {name: phone, type: string, title: {zh: 电话, en: Phone}, grade: 3}
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
        columns: {name: 名称, phone: 电话}
        """);
    water.file(
        "landing/stations/1.json",
        "{\"名称\": \"%s\", \"电话\": \"13800138000\"}\n".formatted(LONG_NAME.replace("\"", "\\\"")));
    water.file(
        "conf/themes/water/ads_day.yaml",
        """
        title: {zh: 每日水位, en: Levels by day}
        layer: ads
        grain: one day
        key: [day]
        columns:
          - {name: day, type: date, title: {zh: 日, en: Day}, required: true}
          - {name: highest, type: "decimal(8,3)", title: {zh: 最高, en: Highest}, unit: m}
        """);
    water.file(
        "jobs/water/ads_day.sql",
        """
        /*
        title: {zh: 每日水位, en: Levels by day}
        refresh: full
        */
        SELECT CAST(at AS DATE) AS day, max(level) AS highest FROM water.ods_level GROUP BY 1
        """);
    water.file(
        "conf/applications/flood.yaml",
        """
        title: {zh: 防汛, en: Flood}
        owner: 水务局
        panels:
          - name: days
            title: {zh: 逐日, en: By day}
            chart: bar
            x: day
            y: [highest]
            parameters: [{name: least, type: int, default: "0"}]
            sql: SELECT day, highest FROM water.ads_day WHERE highest >= :least ORDER BY day
          - name: highest
            title: {zh: 最高, en: Highest}
            chart: number
            y: [highest]
            sql: SELECT max(highest) AS highest FROM water.ads_day
          - name: exact
            title: {zh: 精确, en: Exact}
            chart: number
            y: [big, code, tiny, nothing]
            sql: >
              SELECT max(9007199254740993) AS big, max('00123') AS code, max(CAST('0.00003' AS DOUBLE)) AS tiny,
              max(CAST(NULL AS INT)) AS nothing FROM water.ads_day
          - name: dial
            title: {zh: 仪表, en: Dial}
            chart: gauge
            y: [at]
            sql: SELECT max(CAST(NULL AS INT)) AS at FROM water.ads_day
        """);
    water.file(
        "conf/applications/gauge.yaml",
        """
        title: {zh: 读数, en: Readings}
        owner: 水务局
        panels:
          - name: readings
            title: {zh: 读数, en: Readings}
            chart: number
            y: [readings]
            sql: SELECT count(*) AS readings FROM water.ads_day
        """);
    water.file(
        "conf/applications/watch.yaml",
        """
        title: {zh: 值守, en: Watch}
        owner: 水务局
        window: {by: day, newest: SELECT max(day) FROM water.ads_day, last: 1}
        parameters:
          - name: which
            title: {zh: 哪一日, en: Which day}
            type: date
            optional: true
            choices: {sql: "SELECT day, concat('No. ', day(day)) AS called FROM water.ads_day ORDER BY 1"}
        panels:
          - name: now
            title: {zh: 最新, en: Newest}
            chart: number
            y: [highest]
            sql: SELECT max(highest) AS highest FROM water.ads_day WHERE day = :until
            columns: {highest: {warn: 2, alarm: 3}}
            compare: {to: yesterday}
          - name: level
            title: {zh: 表, en: Dial}
            chart: gauge
            y: [highest]
            sql: SELECT max(highest) AS highest FROM water.ads_day WHERE day = :until
            columns: {highest: {warn: 2, alarm: 3}}
            gauge: {to: 4}
          - name: rows
            title: {zh: 逐日, en: Days}
            chart: table
            sql: >
              SELECT day, highest, concat('O', char(39), char(92), 'Brien') AS who FROM water.ads_day
              WHERE day BETWEEN :from AND :until AND (:which IS NULL OR day = :which) ORDER BY day DESC
            columns: {who: {title: {zh: 谁, en: Who}}}
            compare: {to: yesterday, as: column, key: [day], columns: [highest]}
            drill:
              - screen: {panel: now, with: {until: day}}
              - map: {layer: places}
              - rows: {table: water.ads_day, where: {day: day}, time: day}
              - rows: {table: water.dim_station, where: {name: who}}
        """);
    water.file(
        "conf/map/places.yaml",
        """
        title: {zh: 点, en: Places}
        kind: points
        table: water.ads_day
        longitude: highest
        latitude: highest
        """);
    return water.landing("1.csv", "a,2026-01-01 08:00,1.5,7", "b,2026-01-02 08:00,2.5,8");
  }

  @BeforeEach
  void begin() {
    browser.go("about:blank");
    browser.forget();
    browser.go("http://127.0.0.1:%d/".formatted(port));
    browser.sees("document.querySelector('input[name=user]')");
    browser.ask("localStorage.clear()");
  }

  /** A browser tells of answers with a status from 400 on, too, where a test makes such. */
  @AfterEach
  void nothingIsWrongInTheBrowser() {
    assertThat(browser.complaints()).isEmpty();
    if (!refusals) {
      assertThat(browser.refused()).isEmpty();
    }
    assertThat(browser.ask("document.body.dataset.pwned ?? ''").asText()).isEmpty();
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

  private static void login(String user) {
    browser.fill("input[name=user]", user);
    browser.fill("input[name=password]", PASSWORD);
    browser.press("Enter", 13, 0);
    browser.seesText(".user", user);
  }

  private static void open(String page) {
    browser.ask("location.hash = '#/%s'".formatted(page));
  }

  private static void ask(String sql) {
    open("sql");
    browser.sees("document.querySelector('#editor')?.shadowRoot?.querySelector('.cm-content')");
    browser.ask(
        "document.querySelector('#editor').shadowRoot.querySelector('.cm-content').focus()");
    browser.press("a", 65, 2);
    browser.type(sql);
    browser.press("Enter", 13, 2);
  }

  @Test
  void letsNobodyInWithAWrongPasswordAndKeepsNoRightsInTheBrowser() {
    refusals = true;
    browser.fill("input[name=user]", "boss");
    browser.fill("input[name=password]", "guessed, and wrong");
    browser.press("Enter", 13, 0);
    browser.seesText(".trouble", "CL1015");
    assertThat(browser.ask("document.querySelector('input[name=password]').value").asText())
        .isEmpty();

    login("boss");
    browser.seesText("[data-theme=water]", "Water");
    assertThat(browser.ask("document.cookie").asText()).isEmpty();
    assertThat(browser.ask("JSON.stringify([{...localStorage}, {...sessionStorage}])").asText())
        .isEqualTo("[{},{}]");
    browser.go("http://127.0.0.1:%d/#/sql".formatted(port));
    browser.ask("location.reload()");
    browser.sees("document.querySelector('input[name=user]')");
  }

  @Test
  void showsWhatThePlatformSaysOfItself() {
    login("boss");
    browser.sees("document.querySelector('[data-state=fresh]')");
    browser.seesText("[data-theme=water]", "Rows 5");
    browser.seesText("[data-state=alerts]", "0");
    // What the step made of the rows isn't loaded once more.
    browser.seesText("[data-figure=accepted] .big", "3");
    open("catalogue/water.ads_day");
    browser.seesText("#lineage", "water.ods_level");
    browser.click("#logout");
    browser.sees("document.querySelector('input[name=user]')");
    assertThat(browser.ask("location.hash").asText()).isEqualTo("#/");

    // A grant of all themes isn't one of the platform's own.
    login("clerk");
    browser.seesText("#content", "Your roles don't read");
    assertThat(browser.ask("document.querySelector('.states') === null").asBoolean()).isTrue();
  }

  /** With a role as the guide proposes it, from which the texts of alerts are kept back. */
  @Test
  void showsAnOperatorAllButWhatIsKeptFromHim() {
    refusals = true;
    login("operator");
    browser.sees("document.querySelector('[data-theme=water]')");
    browser.click("#logout");
    login("operator");
    instead(
        """
        const sql = String(init?.body ?? '');
        if (sql.includes('text_zh')) {
          return answer(403, {code: 'CL1014', message: 'kept back'});
        }
        if (sql.includes('_sys.alerts')) {
          return answer(200, {release: 1, columns: [], rowCount: 1, more: false, rows: [{alert_id: 'a',
            kind: 'source_quiet', severity: 'warning', theme: 'water', job: null, owner: null,
            since: '2026-01-01T08:00:00Z', acked_at: null}]});
        }
        if (sql.includes('datediff')) {
          return answer(403, {code: 'CL1014', message: 'kept back, too'});
        }
        """);
    browser.click(".actions button:first-of-type:enabled");
    browser.seesText("#alerts", "Quiet source");
    browser.seesText("#alerts", "08:00 UTC");
    browser.seesText(".centre", "kept back, too");
    browser.sees("document.querySelector('[data-theme=water].state-atRisk')");
  }

  /** After a power cut too, also where the server comes later than the browser. */
  @Test
  void aScreenOnAWallGoesOnByItselfUntilItsTokenIsTakenBack() {
    refusals = true;
    users.add("hall", List.of("clerk"), PASSWORD.toCharArray());
    String token = users.readingToken("hall", Duration.ofDays(30)).reveal();
    open("wall?screens=flood,gauge&every=5&token=" + token);
    browser.sees("document.querySelector('[data-screen=flood]:not([hidden]) canvas')");
    assertThat(browser.ask("location.hash").asText())
        .isEqualTo("#/wall?screens=flood%2Cgauge&every=5");
    assertThat(browser.ask("document.querySelector('.bar') === null").asBoolean()).isTrue();
    browser.sees("document.querySelector('[data-screen=gauge]:not([hidden])')");
    browser.seesText("[data-screen=gauge]", "Readings");

    lake.close();
    browser.ask("location.reload()");
    serve();
    browser.go("http://127.0.0.1:%d/#/wall?screens=gauge".formatted(port));
    browser.seesText("[data-screen=gauge]:not([hidden]) .big, [data-screen=gauge] dd", "2");

    users.disable("hall");
    browser.ask("location.reload()");
    browser.sees("document.querySelector('input[name=user]')");
    assertThat(browser.ask("localStorage.getItem('citylake-screen') === null").asBoolean())
        .isTrue();
  }

  /** Under a new wish nothing stands that was the answer to another one. */
  @Test
  void showsNoAnswerUnderAnotherQuestion() {
    refusals = true;
    login("clerk");
    open("applications/flood");
    browser.seesText("[data-panel=exact]", "9,007,199,254,740,993");
    browser.seesText("[data-panel=exact]", "00123");
    browser.seesText("[data-panel=exact]", "0.00003");
    browser.seesText("[data-panel=exact]", "—");
    browser.seesText("[data-panel=dial]", "—");
    browser.sees("document.querySelector('[data-panel=days] canvas')");
    instead(
        """
        if (String(path).includes('/data/') && !window.goOn) {
          await new Promise((done) => (window.letGo = done));
        }
        if (String(path).includes('/search')) {
          return answer(429, {code: 'CL1007', message: 'too many at once'});
        }
        """);
    browser.fill("input[name=least]", "2");
    browser.press("Enter", 13, 0);
    browser.sees("window.letGo");
    browser.sees("document.querySelector('[data-panel=days] .waiting')");
    assertThat(
            browser.ask("document.querySelector('[data-panel=days] canvas') === null").asBoolean())
        .isTrue();
    open("catalogue");
    browser.seesText(".list", "water.ods_level");
    browser.fill("input[type=search]", "shuiwei");
    browser.press("Enter", 13, 0);
    browser.seesText(".trouble", "too many at once");
    assertThat(browser.ask("document.querySelector('.list') === null").asBoolean()).isTrue();
  }

  /** A page by HTTP of another host than this one has no randomUUID. */
  @Test
  void endsOnTheServerWhatIsLeftBehind() {
    refusals = true;
    login("clerk");
    browser.ask("Object.defineProperty(crypto, 'randomUUID', {value: undefined})");
    instead(
        """
        window.deleted ??= 0;
        if (init?.method === 'DELETE' && window.deleted++ === 0) {
          return answer(500, {code: 'CL9001', message: 'not now'});
        }
        """);
    ask("SELECT count(*) AS n FROM range(100000000000000) WHERE id % 7 = rand()");
    browser.click("#cancel");
    browser.seesText(".trouble", "not now");
    browser.sees("document.querySelector('#cancel').disabled === false");
    open("catalogue");
    browser.sees("window.deleted === 2");
  }

  @Test
  void offersToLoadAPageAgainWhoseFilesAreGone() {
    refusals = true;
    login("clerk");
    browser.call("Network.setBlockedURLs", Map.of("urls", List.of("*/assets/sql-*")));
    try {
      open("sql");
      browser.seesText(".trouble button", "Load the page again");
    } finally {
      browser.call("Network.setBlockedURLs", Map.of("urls", List.of()));
    }
  }

  /** Has a script see each request first, and perhaps answer it. */
  private static void instead(String script) {
    browser.ask(
        """
        (() => {
          const real = window.fetch;
          const answer = (status, body) => new Response(JSON.stringify(body), {status});
          window.fetch = async (path, init) => {
            %s
            return real(path, init);
          };
        })()
        """
            .formatted(script));
  }

  @Test
  void findsADatasetByPinyinAndMasksItInPreviewAndGrid() {
    login("clerk");
    open("catalogue");
    browser.fill("input[type=search]", "cezhan");
    browser.press("Enter", 13, 0);
    browser.seesText("[role=status]", "1 datasets found");
    browser.click(".list a");
    browser.seesText("#preview", "<img src=x onerror");
    browser.seesText("#preview", "*******8000");
    browser.seesText("h1", "<script>");
    assertThat(browser.text("#content")).doesNotContain("13800138000");
    assertThat(
            browser
                .ask("document.querySelectorAll('#content img, #content script').length")
                .asInt())
        .isZero();

    ask("SELECT name, phone FROM water.dim_station");
    browser.seesText("#result", "*******8000");
    browser.seesText("#result", LONG_NAME.substring(0, 40));
    assertThat(browser.text("#content")).doesNotContain("13800138000");
    assertThat(
            browser
                .ask("document.querySelectorAll('#content img, #content script').length")
                .asInt())
        .isZero();
    browser.click("#logout");

    login("boss");
    ask("SELECT phone FROM water.dim_station");
    browser.seesText("#result", "13800138000");
  }

  @Test
  void tellsOfAMistakeInSqlAndRunsItMended() {
    refusals = true;
    login("clerk");
    ask("SELECT nothing FROM water.ods_level");
    browser.seesText(".trouble", "CL1009");
    browser.seesText(".trouble", "nothing");
    ask("SELECT * FROM _sys.runs");
    browser.seesText(".trouble", "CL1014");
    ask("SELECT id FROM range(5000) ORDER BY id");
    browser.seesText("#result", "1,000 rows");
    browser.seesText("#result", "there are more");
    // Only rows in sight are elements.
    assertThat(browser.ask("document.querySelectorAll('#result tbody tr').length").asInt())
        .isLessThan(100);
    browser.ask("document.querySelector('#result .grid').scrollTop = 1e9");
    browser.seesText("#result tbody tr:last-child, #result tbody", "999");
  }

  /** Of rows that have more pixels than a browser draws, those in sight are asked for. */
  @Test
  void scrollsThroughWhatTheServerKeeps() {
    refusals = true;
    login("clerk");
    open("sql");
    browser.sees("document.querySelector('select[name=most]')");
    browser.ask(
        "(() => {const s = document.querySelector('select[name=most]'); s.value = '';"
            + " s.dispatchEvent(new Event('change', {bubbles: true}))})()");
    ask("SELECT id, id * 2 AS twice FROM range(0, 900000, 1, 1)");
    browser.seesText("#result", "900,000 rows");
    browser.seesText("#result tbody", "16");
    browser.fill("input[name=row]", "650001");
    browser.press("Enter", 13, 0);
    browser.seesText("#result tbody", "1300000");
    browser.ask("document.querySelector('#result .grid').focus()");
    browser.press("End", 35, 0);
    browser.seesText("#result tbody tr:last-child", "1799998");
    browser.ask("document.querySelector('#result .grid').scrollTop = 4e6");
    String ordinal =
        "Number(document.querySelector('#result tbody td').innerText.replaceAll(',', ''))";
    browser.sees(ordinal + " > 440000 && " + ordinal + " < 460000");
    browser.sees("!document.querySelector('#result [aria-busy]')");
    // A small step moves by its pixels, though the bar stands for more rows.
    int before = browser.ask(ordinal).asInt();
    browser.ask("document.querySelector('#result .grid').scrollTop += 60");
    browser.sees(ordinal + " === " + (before + 2));
    assertThat(browser.ask("document.querySelectorAll('#result tbody tr').length").asInt())
        .isLessThan(30);
    users.changeRoles("clerk", List.of("clerk", "operator"));
    try {
      browser.fill("input[name=row]", "300001");
      browser.press("Enter", 13, 0);
      browser.seesText("#result .trouble", "CL1081");
      browser.seesText("#result .trouble", "other roles");
    } finally {
      users.changeRoles("clerk", List.of("clerk"));
    }
  }

  @Test
  void keepsTabsPlansAndSavedQueriesApart() {
    login("clerk");
    ask("SELECT station, level FROM water.ods_level ORDER BY level");
    browser.seesText("#result", "2.500");
    browser.click("#view");
    browser.sees("document.querySelector('#result .quick canvas')");
    browser.click("#newtab");
    ask("SELECT count(phone) AS n FROM water.dim_station");
    browser.seesText("#result tbody", "1");
    browser.click("#explain");
    browser.seesText("#plan", "Table water.dim_station [phone]");
    assertThat(browser.text("#plan")).doesNotContain("/", "parquet", "13800138000");
    browser.click(".querytab:first-child button");
    browser.sees("document.querySelector('#result .quick canvas')");
    browser.sees(
        "document.querySelector('#editor').shadowRoot.textContent.includes('ORDER BY level')");
    browser.click("#save");
    browser.fill("dialog input[name=name]", MARKUP.substring(0, 80));
    browser.fill("dialog input[name=folder]", "防汛");
    browser.ask(
        "(() => {const s = document.querySelector('dialog select'); s.value = 'clerk';"
            + " s.dispatchEvent(new Event('change', {bubbles: true}))})()");
    browser.click("dialog button[type=submit]");
    browser.seesText("#saved", MARKUP.substring(0, 40));
    browser.seesText("#saved", "shared with clerk");
    browser.click("#logout");

    // Another one who has the role runs it as himself; without it he has never heard of it.
    users.add("second", List.of("clerk"), PASSWORD.toCharArray());
    login("second");
    open("sql");
    browser.seesText("#saved", "clerk, for clerk");
    assertThat(browser.ask("document.querySelectorAll('#saved .small').length").asInt()).isZero();
    browser.click("#saved li button");
    browser.click("#run");
    browser.seesText("#result", "2.500");
    browser.click("#logout");
    login("operator");
    open("sql");
    browser.seesText("#saved", "Nothing is saved yet");
  }

  /** Who administers but was not declared for it only looks. */
  @Test
  void changesUsersForWhomThePoliciesDeclareIt() {
    refusals = true;
    login("clerk");
    open("users");
    browser.seesText(".trouble", "CL1014");
    browser.click("#logout");
    login("boss");
    open("users");
    browser.seesText("#readonly", "manage: users");
    browser.seesText("[data-user=boss]", "Active");
    browser.seesText("[data-role=keeper]", "<img src=x onerror");
    browser.seesText("[data-role=clerk]", "clear up to grade 2");
    assertThat(browser.ask("document.querySelector('#users button') === null").asBoolean())
        .isTrue();
    browser.click("#logout");
    login("keeper");
    open("users");
    browser.click("#adduser");
    browser.fill("dialog input[name=newuser]", "intern");
    browser.click("dialog input[value=clerk]");
    browser.fill("dialog textarea", "helps for a month");
    browser.click("dialog button[type=submit]");
    browser.seesText(".said", "Password of intern, shown this once");
    browser.seesText("[data-user=intern]", "clerk");
    browser.click("[data-user=intern] button");
    browser.click("dialog input[value=disable]");
    browser.fill("dialog textarea", "has left");
    browser.click("dialog button[type=submit]");
    browser.seesText("[data-user=intern]", "Disabled");
    assertThat(users.load("intern").disabled()).isTrue();
  }

  /** The same statement once more, through the same gate. */
  @Test
  void exportsWhatTheCallerReads() throws Exception {
    Path downloads = Files.createDirectories(home.resolve("downloads"));
    browser.call(
        "Page.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", downloads.toString()));
    login("clerk");
    ask("SELECT phone, 'a,b' AS `两` FROM water.dim_station");
    browser.click("#export");
    browser.seesText("form.controls [role=status]", "Exported");
    await()
        .atMost(Browser.PATIENCE)
        .untilAsserted(
            () -> {
              try (Stream<Path> files = Files.list(downloads)) {
                assertThat(files.filter(each -> each.toString().endsWith(".csv")))
                    .singleElement()
                    .satisfies(
                        file ->
                            assertThat(Files.readString(file))
                                .isEqualToNormalizingNewlines(
                                    "\ufeffphone,两\n*******8000,\"a,b\"\n"));
              }
            });
  }

  @Test
  void cancelsAQueryThatRuns() {
    refusals = true;
    login("clerk");
    ask("SELECT count(*) AS n FROM range(100000000000000) WHERE id % 7 = rand()");
    browser.click("#cancel");
    browser.seesText(".trouble", "CL9002");
    browser.sees("document.querySelector('#run')");
    ask("SELECT 42 AS n");
    browser.seesText("#result tbody", "42");
  }

  @Test
  void drawsAScreenOfOneReleaseWithItsParameters() {
    login("clerk");
    open("applications");
    browser.click("a.tile");
    browser.sees("document.querySelector('[data-panel=days] canvas')");
    browser.seesText("[data-panel=highest]", "2.5");
    browser.seesText("#as-of", "Release 1");
    // Something is drawn on it.
    browser.sees(
        "(() => {const c = document.querySelector('[data-panel=days] canvas');"
            + " const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
            + " return new Set(new Uint32Array(d.buffer)).size > 3})()");
    browser.fill("input[name=least]", "2");
    browser.press("Enter", 13, 0);
    browser.sees("location.hash.endsWith('least=2')");
    browser.click("[data-panel=days] header button");
    browser.seesText("[data-panel=days] tbody", "2026-01-02");
    browser.sees(
        "!document.querySelector('[data-panel=days] tbody').innerText.includes('2026-01-01')");
  }

  @Test
  void looksAtTheNewestComparesAndColours() {
    login("clerk");
    open("applications/watch");
    browser.seesText("#window", "2026-01-02");
    browser.seesText("[data-panel=now]", "2.5 m");
    browser.seesText("[data-panel=now]", "Warning");
    browser.seesText("[data-panel=now] .worse", "▲ 66.7%");
    browser.sees("document.querySelector('[data-panel=level] canvas')");
    browser.seesText("[data-panel=rows] thead", "the day before, Highest");
    browser.sees("document.querySelectorAll('[data-panel=rows] tbody tr').length === 1");
    browser.seesText("select[name=which]", "No. 2");
    choose("select[name=last]", "7");
    browser.sees("location.hash.endsWith('last=7')");
    browser.seesText("#window", "2025-12-27 to 2026-01-02");
    browser.sees("document.querySelectorAll('[data-panel=rows] tbody tr').length === 2");
    browser.ask("document.querySelector('select[name=which]').value = '2026-01-01'");
    browser.click(".controls button[type=submit]");
    browser.sees("location.hash.includes('which=2026-01-01')");
    browser.sees("document.querySelectorAll('[data-panel=rows] tbody tr').length === 1");
    browser.click("#language");
    browser.seesText("[data-panel=rows] thead", "昨日（最高）");
    browser.click("#language");
  }

  private static void choose(String select, String value) {
    browser.ask(
        "(() => {const s = document.querySelector('%s'); s.value = '%s'; s.dispatchEvent(new Event('change'))})()"
            .formatted(select, value));
  }

  /** Texts of a row come to the workbench as texts of its statement, whatever is in them. */
  @Test
  void goesOnFromARowToAPanelAndToTheRowsBehindIt() {
    login("clerk");
    open("applications/watch?last=2");
    browser.sees("document.querySelectorAll('[data-panel=rows] tbody tr').length === 2");
    browser.click("[data-panel=rows] [data-drill='1']");
    browser.sees("document.querySelectorAll('[data-panel=rows] .drills a').length === 4");
    browser.click(".drills a[data-to=screen]");
    browser.seesText("#window", "2025-12-31 to 2026-01-01");
    browser.seesText("[data-panel=now].marked", "1.5");
    open("applications/watch");
    browser.sees("document.querySelector('#window')?.innerText === '2026-01-02'");
    browser.click("[data-panel=rows] [data-drill='0']");
    browser.click(".drills a[data-to=rows]:last-of-type");
    runs("dim_station");
    browser.seesText("#result", "0 rows");
    assertThat(browser.ask("decodeURIComponent(location.hash)").asText())
        .contains("'O\\'\\\\Brien'");
    open("applications/watch");
    browser.click("[data-panel=rows] [data-drill='0']");
    browser.click(".drills a[data-to=rows]");
    runs("ads_day");
    browser.seesText("#result tbody", "2026-01-02");
  }

  /** Runs the statement in the editor, once it is that of the table. */
  private static void runs(String table) {
    browser.sees(
        "document.querySelector('#editor')?.shadowRoot?.querySelector('.cm-content')?.innerText.includes('%s')"
            .formatted(table));
    browser.click("#run");
  }

  @Test
  void exportsAPanelAsTextSheetAndPicture() {
    login("clerk");
    browser.ask(
        "(() => {window.saved = []; URL.createObjectURL = (blob) => {saved.push([blob.type, blob.size]); return 'blob:x'};"
            + " HTMLAnchorElement.prototype.click = () => {}})()");
    open("applications/watch");
    browser.sees("document.querySelector('[data-panel=level] canvas')");
    for (String kind : List.of("csv", "xlsx", "png")) {
      browser.click("[data-panel=level] summary");
      browser.click("[data-panel=level] [data-export=%s]".formatted(kind));
      browser.sees(
          "saved.length === %d".formatted(List.of("csv", "xlsx", "png").indexOf(kind) + 1));
    }
    assertThat(browser.ask("saved.map((each) => each[0]).join()").asText())
        .isEqualTo(
            "text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,image/png");
    assertThat(browser.ask("Math.min(...saved.map((each) => each[1]))").asInt()).isGreaterThan(10);
  }

  /** A release that is published while a screen asks for its panels. */
  @Test
  void drawsNoScreenOfTwoReleases() {
    login("clerk");
    browser.ask(
        """
        (() => {
          const real = window.fetch;
          window.askedHighest = 0;
          window.fetch = async (path, init) => {
            const response = await real(path, init);
            if (!String(path).includes('/data/flood/highest') || window.askedHighest++ > 0) {
              return response;
            }
            const body = await response.json();
            return new Response(JSON.stringify({...body, release: 0, rows: [{highest: '99.000'}]}));
          };
        })()
        """);
    open("applications/flood");
    browser.seesText("[data-panel=highest]", "2.5");
    assertThat(browser.ask("window.askedHighest").asInt()).isEqualTo(2);
  }

  @Test
  void completesFromWhatTheCallerMayRead() {
    login("clerk");
    open("sql");
    browser.seesText("nav.side", "water");
    assertThat(browser.text(".sided")).doesNotContain("_sys");
    browser.ask(
        "document.querySelector('#editor').shadowRoot.querySelector('.cm-content').focus()");
    browser.press("a", 65, 2);
    browser.type("SELECT * FROM water");
    browser.type(".");
    String offered =
        "document.querySelector('#editor').shadowRoot.querySelector('.cm-tooltip-autocomplete')?.innerText ?? ''";
    browser.sees("(" + offered + ").includes('dim_station')");
  }

  @Test
  void speaksBothLanguagesAndBothColours() {
    browser.click("#language");
    browser.seesText("button[type=submit]", "登录");
    login("boss");
    browser.seesText("h1", "运行中心");
    browser.seesText("[data-theme=water]", "水务");
    assertThat(browser.ask("document.documentElement.lang").asText()).isEqualTo("zh-CN");
    browser.click("#colours");
    browser.sees("document.documentElement.dataset.colours === 'dark'");
    browser.click("#language");
    browser.seesText("h1", "Operations");
    browser.seesText("[data-theme=water]", "Water");
  }

  /** The page stays, what was typed too, and no other user finds it. */
  @Test
  void asksAgainWhereATokenEndedAndGoesOn() {
    refusals = true;
    login("clerk");
    ask("SELECT 1 AS before");
    browser.seesText("#result", "before");
    // What is asked for the rows would end with the token as well.
    browser.sees("document.querySelector('#result td') && !document.querySelector('[aria-busy]')");
    users.disable("clerk");
    users.enable("clerk");
    ask("SELECT 2 AS after");
    browser.sees("document.querySelector('[role=dialog] input[name=password]')");
    assertThat(browser.ask("document.querySelector('.frame').inert").asBoolean()).isTrue();
    browser.fill("[role=dialog] input[name=password]", PASSWORD);
    browser.press("Enter", 13, 0);
    browser.sees("!document.querySelector('[role=dialog]')");
    browser.sees(
        "document.querySelector('#editor').shadowRoot.textContent.includes('SELECT 2 AS after')");
    browser.click("#run");
    browser.seesText("#result", "after");
    browser.click("#logout");
    login("boss");
    open("sql");
    browser.sees("document.querySelector('#editor')?.shadowRoot?.querySelector('.cm-content')");
    assertThat(browser.ask("document.querySelector('#editor').shadowRoot.textContent").asText())
        .doesNotContain("SELECT 2");
  }

  @Test
  void waitsForAServerThatIsAwayAndGoesOn() {
    refusals = true;
    login("clerk");
    open("catalogue");
    browser.seesText(".list", "water.ods_level");
    lake.close();
    try {
      browser.fill("input[type=search]", "shuiwei");
      browser.press("Enter", 13, 0);
      browser.seesText(".away", "cannot be reached");
    } finally {
      serve();
    }
    browser.sees("!document.querySelector('.away')");
    browser.seesText(".list", "water.ods_level");
    browser.sees("!document.querySelector('.list').innerText.includes('water.dim_station')");
  }

  /** By keyboard alone: what failed is retried, with a reason, and says that nobody runs it now. */
  @Test
  void decidesAboutASlotWithAReason() {
    login("duty");
    open("runs?date=2026-01-02");
    browser.sees("document.querySelector('.gantt rect.critical')");
    browser.seesText("#critical-path", "water.levels (2 min 00 s)");
    browser.seesText("[data-slot='water.ads_day@2026-01-02']", "<img src=x onerror");
    browser.seesText("#scheduler", "No scheduler runs");
    browser.ask(
        "document.querySelector('[data-slot=\"water.ads_day@2026-01-02\"] button').focus()");
    browser.press("Enter", 13, 0);
    browser.sees("document.querySelector('dialog[open]')");
    browser.press("Escape", 27, 0);
    browser.sees("!document.querySelector('dialog')");
    browser.press("Enter", 13, 0);
    browser.sees("document.querySelector('dialog[open] button[type=submit]')?.disabled");
    browser.fill("dialog textarea", "the disk has room again");
    browser.click("dialog button[type=submit]");
    browser.seesText(".said", "No scheduler runs");
    browser.seesText("[data-slot='water.ads_day@2026-01-02']", "waiting");
    browser.click("[data-slot='water.ads_day@2026-01-02'] a");
    browser.seesText("#changes", "by duty: the disk has room again");
    open("runs/schedules");
    browser.click("[data-job='water.levels'] button");
    browser.fill("dialog textarea", "the gauge moves house");
    browser.click("dialog button[type=submit]");
    browser.seesText("[data-job='water.levels']", "Paused by duty: the gauge moves house");
  }

  /** Who only reads has no button, and nothing of what his grade keeps from him. */
  @Test
  void showsARunToWhoReadsItsTexts() {
    refusals = true;
    login("operator");
    open("runs?date=2026-01-02");
    browser.seesText("[data-slot='water.ads_day@2026-01-02']", "(kept from you)");
    assertThat(browser.ask("document.querySelector('[data-slot] button') === null").asBoolean())
        .isTrue();
    browser.click("[data-slot='water.levels@2026-01-02'] td:nth-of-type(5) a");
    browser.seesText("#rows", "Accepted");
    browser.seesText("#log", "CL1014");
    browser.seesText("#stages", "publish");
    browser.click("#logout");
    login("boss");
    open("runs/slot/water.levels/2026-01-02");
    // What comes above it later moves it.
    browser.seesText("#scheduler", "No scheduler runs");
    browser.click(".facts a");
    browser.seesText("h1", "Run r");
    browser.seesText("#log pre", "<img src=x onerror");
    browser.click("#logout");
    login("clerk");
    open("runs");
    browser.seesText("#content", "Your roles don't read");
  }

  @Test
  void takesAnAlertOnInChinese() {
    browser.click("#language");
    try {
      SlotsOfADay.alertDuring(invocation, home, MARKUP, ITConsole::takeOn);
    } finally {
      browser.click("#language");
    }
  }

  private static void takeOn() {
    login("duty");
    open("alerts");
    browser.seesText("#open-alerts", "<img src=x onerror");
    browser.seesText("#open-alerts", "水务局");
    browser.click("#open-alerts tbody button");
    browser.fill("dialog textarea", "已联系水务局");
    browser.click("dialog button[type=submit]");
    browser.seesText("#open-alerts", "已确认");
    open("alerts/" + browser.ask("document.querySelector('[data-alert]').dataset.alert").asText());
    browser.seesText("#events", "已联系水务局");
    browser.seesText(".copyable", "citylake schedule history");
    browser.click(".head .actions button");
    browser.fill("dialog textarea", "检修");
    browser.click("dialog button[type=submit]");
    browser.sees("document.querySelector('.facts').innerText.includes('已静音')");
  }
}
