package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.cli.CommandFixture.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A lake that the build of November 2026 made, opened by this one: whoever updates the software
 * keeps the data, the progress of each job, the refused rows, the users and the access log. {@code
 * earlier/make-lake.sh} holds all inputs and says what was done; the archive beside it is what that
 * build left behind, and is never made anew. Every expected number follows from the input files.
 *
 * <p>Each test has a fresh copy of it, at the one place where it can be opened: see {@link
 * EarlierLake}.
 */
class ITEarlierLake {
  private static final String LATER = "2026-12-01";
  private static final Duration START = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What {@code plan} says on opening of each table: a build that migrates something says here
   * what.
   */
  private static final String MIGRATION =
      "  ~ change properties commit.manifest.min-count-to-merge, write.metadata.compression-codec"
          + "  [no rows, 0 B, 0 files rewritten]";

  private static EarlierLake place;
  private CommandFixture lake;
  private List<String> migrations;

  @BeforeAll
  static void reserve() throws IOException {
    place = EarlierLake.reserve();
  }

  @AfterAll
  static void release() throws IOException {
    place.close();
  }

  @BeforeEach
  void open() throws IOException {
    lake = place.unpack();
    Outcome plan = lake.callWithoutSpark("plan", "--detailed-exitcode");
    migrations = plan.lines();
    if (plan.exit() != 0) {
      Outcome apply = lake.callWithoutSpark("apply");
      assertThat(apply.exit()).as(plan.out() + plan.err() + apply.err()).isZero();
    }
  }

  private List<JsonNode> listed(String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("-o", "json"));
    Outcome outcome = lake.callWithoutSpark(all.toArray(String[]::new));
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    List<JsonNode> rows = new ArrayList<>();
    JSON.readTree(outcome.out()).forEach(rows::add);
    return rows;
  }

  private List<String> listed(List<String> fields, String... words) throws IOException {
    return listed(words).stream()
        .map(row -> String.join(" ", fields.stream().map(name -> row.path(name).asText()).toList()))
        .toList();
  }

  /** Loads of a business date: job, outcome, and rows read, accepted, quarantined, duplicates. */
  private List<String> loads(String date) throws IOException {
    List<String> fields =
        List.of("date", "kind", "job", "outcome", "read", "accepted", "quarantined", "duplicates");
    String prefix = date + " load water.";
    return listed(fields, "runs", "--limit", "200").stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .sorted()
        .toList();
  }

  private List<String> refused() throws IOException {
    return listed(List.of("table", "job", "status", "reason", "rows"), "quarantine", "ls", "--all");
  }

  private Outcome run() {
    return lake.call("run", "--all", "--date", LATER);
  }

  private List<String> readings() {
    return lake.query(
        "SELECT station, date_format(at, 'MM-dd'), level FROM water.ods_reading ORDER BY at, station");
  }

  private List<String> days() {
    return lake.query("SELECT day, readings, highest FROM water.dws_day ORDER BY day");
  }

  private List<String> stations() {
    return lake.query(
        "SELECT station, readings, highest FROM water.ads_station ORDER BY highest, station");
  }

  private List<String> areas() {
    return lake.query("SELECT area, gauges FROM water.dws_area ORDER BY gauges DESC, area");
  }

  private List<String> gauges() {
    return lake.query("SELECT gauge, name, version FROM water.dim_gauge ORDER BY gauge");
  }

  private List<String> tombstones() {
    return lake.query("SELECT gauge, version FROM water.dim_gauge__deleted ORDER BY gauge");
  }

  private List<String> plans() {
    return lake.query("SELECT area, street, target FROM water.ods_plan ORDER BY target");
  }

  private List<String> firms() {
    return lake.query(
        "SELECT code, state, valid_from, valid_to FROM water.dim_firm ORDER BY code, valid_from");
  }

  private String count(String table) {
    return lake.query("SELECT count(*) FROM water." + table).get(0);
  }

  /** Of 50 messages of devices, or more, what the table and the step behind it hold. */
  private void assertPings(String rows, String tenfold) {
    assertThat(count("ods_ping")).isEqualTo(rows);
    assertThat(lake.query("SELECT count(*), sum(tenfold) FROM water.dwd_ping"))
        .containsExactly(rows + "," + tenfold);
  }

  /** 100,000 rows of each of two gauges, with the flows 0 to 99 in turn, beside those around. */
  private void assertFlows(String... others) {
    assertThat(
            lake.query(
                "SELECT gauge, count(*), count(DISTINCT flow), sum(flow) FROM water.ods_flow WHERE flow < 1000 GROUP BY gauge ORDER BY gauge"))
        .containsExactly("9,100000,50,4900000", "10,100000,50,5000000");
    assertThat(
            lake.query("SELECT gauge, flow FROM water.ods_flow WHERE flow >= 1000 ORDER BY flow"))
        .containsExactly(others);
  }

  @Test
  void contractsHoldAndEveryRowIsThere() throws IOException {
    Outcome valid = lake.callWithoutSpark("validate");
    // Beside it stand warnings of what nobody had to decide then.
    assertThat(valid.lastLine())
        .startsWith("Valid: 1 themes, 11 datasets, 7 jobs, 4 steps, 1 applications");
    assertThat(migrations).filteredOn(line -> line.startsWith("  ")).containsOnly(MIGRATION);
    assertThat(lake.callWithoutSpark("plan", "--detailed-exitcode").exit()).isZero();

    // Two of r1.csv, one of it that was mended and replayed, one of r2.csv's second sending.
    assertThat(readings())
        .containsExactly("府河,01-01,1.500", "沙河,01-01,2.500", "清水河,01-01,3.500", "府河,01-02,1.800");
    assertThat(stations()).containsExactly("府河,2,1.800", "沙河,1,2.500", "清水河,1,3.500");
    assertThat(days()).containsExactly("2026-01-01,3,3.500", "2026-01-02,1,1.800");
    // Two beats of 24 devices and one of 2; p25.json is p24.json over again.
    assertPings("50", "740");
    assertThat(gauges()).containsExactly("7,府河站,1", "9,江安新站,2", "10,锦江站,1");
    assertThat(tombstones()).containsExactly("8,2");
    assertThat(areas()).containsExactly("东,2", "西,1");
    assertThat(firms())
        .containsExactly(
            "A,在业,2026-10-01,2026-11-01",
            "A,停业,2026-11-01,",
            "B,在业,2026-10-01,2026-11-01",
            "C,在业,2026-11-01,");
    assertThat(plans()).containsExactly("东,a,10.0", "东,b,20.0", "西,c,31.0", "西,d,40.0");
    assertThat(lake.query("SELECT alarm FROM water.ods_alarm ORDER BY alarm"))
        .containsExactly("1", "2");
    assertThat(lake.query("SELECT gauge, flow FROM water.ods_flow ORDER BY flow"))
        .containsExactly("9,1000", "9,2000");
    assertThat(lake.call("app", "show", "flood", "-o", "json").out())
        .contains("{\"day\":\"2026-01-02\",\"highest\":1.800}");
  }

  @Test
  void knowsWhatRanAndWhatWasReleased() throws IOException {
    // Full copies are taken one by one, until there is none: firms end with nothing new.
    assertThat(loads("2026-10-01"))
        .containsExactly(
            "alarms published 2 2 0 0",
            "firms nothing_new 0 0 0 0",
            "firms published 2 2 0 0",
            "flows published 2 2 0 0",
            "gauges published 3 3 0 0",
            "pings published 40 40 0 0",
            "plans published 3 3 0 0",
            "readings published 7 3 3 1");
    assertThat(loads("2026-11-01"))
        .containsExactly(
            "alarms blocked 2 2 0 0",
            "firms nothing_new 0 0 0 0",
            "firms published 2 2 0 0",
            "flows nothing_new 0 0 0 0",
            "gauges published 3 3 0 0",
            "pings published 8 8 0 0",
            "plans published 2 2 0 0",
            "readings published 3 1 2 0");
    assertThat(loads("2026-11-02")).containsExactly("pings published 2 2 0 0");
    assertThat(loads("2026-11-03")).containsExactly("flows died 0 0 0 0");
    // Of the rounds: four steps, three (nothing followed from flows), one; and what a person did.
    assertThat(listed(List.of("kind", "outcome"), "runs", "--limit", "200"))
        .filteredOn(line -> !line.startsWith("load "))
        .hasSize(11)
        .allMatch(line -> line.endsWith(" published"))
        .contains("replay published", "discard published");

    assertThat(listed(List.of("release"), "releases")).containsExactly("3", "2", "1");
    // 20 files of two rows in the first round, 4 in the second, 2 of one row in the third.
    List<String> snapshots =
        lake.query("SELECT snapshot_id FROM lake.water.ods_ping.snapshots ORDER BY committed_at");
    assertThat(snapshots).hasSize(3);
    List<String> counts = new ArrayList<>();
    for (String snapshot : snapshots) {
      counts.add(
          as("wang", "SELECT count(*) AS n FROM water.ods_ping VERSION AS OF " + snapshot).get(1));
    }
    assertThat(counts).containsExactly("40", "48", "50");

    String blocked = branch("ods_alarm", "blocked_");
    assertThat(
            lake.query("SELECT alarm FROM lake.water.ods_alarm.branch_" + blocked + " ORDER BY 1"))
        .containsExactly("1", "2", "3", "3");
    assertThat(branch("ods_flow", "run_")).isNotEmpty();
  }

  private String branch(String table, String prefix) {
    return lake.query("SELECT name FROM lake.water." + table + ".refs").stream()
        .filter(name -> name.startsWith(prefix))
        .findFirst()
        .orElse("");
  }

  @Test
  void refusedRowsAreWhatBecameOfThem() throws IOException {
    assertThat(refused())
        .containsExactlyInAnyOrder(
            "water.ods_reading water.readings discarded level:range 1",
            "water.ods_reading water.readings open level:range 2",
            "water.ods_reading water.readings replayed level:type 1",
            "water.ods_reading water.readings superseded level:range 1");
    assertThat(listed(List.of("source", "place", "status", "attempt", "raw"), "quarantine", "show"))
        .containsExactlyInAnyOrder(
            "readings/r2.csv 3 open 1 {\"站点\":\"沙河\",\"时间\":\"2026-01-02 08:00\",\"水位\":\"77\",\"编号\":\"8\",\"电话\":\"13800000002\"}",
            "readings/r2.csv 4 open 1 {\"站点\":\"摸底河\",\"时间\":\"2026-01-02 08:00\",\"水位\":\"88\",\"编号\":\"11\",\"电话\":\"13800000005\"}");
    assertThat(
            lake.query(
                "SELECT status, source, place, resolved_by, note FROM water.ods_reading__quarantine WHERE status <> 'open' ORDER BY status"))
        .satisfiesExactly(
            discarded -> assertThat(discarded).isEqualTo("discarded,readings/r1.csv,4,chen,传感器故障"),
            replayed -> assertThat(replayed).isEqualTo("replayed,readings/r1.csv,5,chen,"),
            superseded -> assertThat(superseded).startsWith("superseded,readings/r2.csv,3,"));
  }

  @Test
  void replaysTheCorrectionThatWaitsOnce() throws IOException {
    String id =
        listed("quarantine", "show").stream()
            .filter(row -> row.path("raw").asText().contains("沙河"))
            .map(row -> row.path("id").asText())
            .findFirst()
            .orElseThrow();
    Outcome replay = lake.call("quarantine", "replay", id);
    assertThat(replay.out()).as(replay.err()).contains("read 1 accepted 1 quarantined 0");
    assertThat(readings())
        .containsExactly(
            "府河,01-01,1.500",
            "沙河,01-01,2.500",
            "清水河,01-01,3.500",
            "府河,01-02,1.800",
            "沙河,01-02,7.700");
    assertThat(refused())
        .contains(
            "water.ods_reading water.readings open level:range 1",
            "water.ods_reading water.readings replayed level:range 1",
            "water.ods_reading water.readings replayed level:type 1");
    assertThat(lake.call("quarantine", "replay", id).err()).contains("[CL1013]");
    assertThat(readings()).hasSize(5);
    assertThat(lake.call("run", "water.dws_day", "water.ads_station").exit()).isZero();
    assertThat(days()).containsExactly("2026-01-01,3,3.500", "2026-01-02,2,7.700");
    assertThat(stations()).containsExactly("府河,2,1.800", "清水河,1,3.500", "沙河,2,7.700");
  }

  @Test
  void loadsNothingTwiceAndSettlesTheKilledRun() throws IOException {
    Outcome round = run();
    assertThat(round.exit()).as(round.out()).isEqualTo(1);
    // The killed run's file is loaded, and what was blocked is blocked again.
    List<String> loads =
        List.of(
            "alarms blocked 2 2 0 0",
            "firms nothing_new 0 0 0 0",
            "flows published 200000 200000 0 0",
            "gauges nothing_new 0 0 0 0",
            "pings nothing_new 0 0 0 0",
            "plans nothing_new 0 0 0 0",
            "readings nothing_new 0 0 0 0");
    assertThat(loads(LATER)).as(round.out()).isEqualTo(loads);
    assertThat(listed(List.of("date", "kind", "outcome"), "runs", "--limit", "200"))
        .filteredOn(line -> line.startsWith(LATER + " step "))
        // In which zone their tables were made was not recorded then: they are rebuilt, once.
        .containsOnly(LATER + " step published")
        .hasSize(4);
    assertFlows("9,1000", "9,2000");
    assertThat(loads("2026-11-03")).containsExactly("flows failed 0 0 0 0");
    assertThat(lake.query("SELECT name FROM lake.water.ods_flow.refs")).containsExactly("main");
    assertThat(readings()).hasSize(4);
    assertPings("50", "740");
    assertThat(firms()).hasSize(4);

    assertThat(run().exit()).isEqualTo(1);
    assertThat(loads(LATER)).hasSize(14).contains("flows nothing_new 0 0 0 0");
    assertFlows("9,1000", "9,2000");
  }

  @Test
  void loadsALaterDeliveryExactly() throws IOException {
    place.deliver();
    Outcome round = run();
    assertThat(round.exit()).as(round.out()).isZero();
    assertThat(loads(LATER))
        .containsExactly(
            "alarms published 2 2 0 0",
            "firms nothing_new 0 0 0 0",
            // A is as it was.
            "firms published 2 1 0 1",
            // The killed run's file and one row of w3.csv.
            "flows published 200001 200001 0 0",
            // 8 is older than its tombstone, 9 than its row.
            "gauges published 4 2 0 2",
            // p29.json is p01.json over again.
            "pings published 2 2 0 0",
            "plans published 1 1 0 0",
            // Two of r1.csv; of r3.csv one, one refused and one whose key r2.csv had.
            "readings published 5 3 1 1");
    // What r1.csv said before is gone, also the row that was mended.
    assertThat(readings())
        .containsExactly("府河,01-01,1.400", "江安河,01-01,9.900", "府河,01-02,1.800", "府河,01-03,2.000");
    assertThat(stations()).containsExactly("府河,3,2.000", "江安河,1,9.900");
    assertThat(days())
        .containsExactly("2026-01-01,2,9.900", "2026-01-02,1,1.800", "2026-01-03,1,2.000");
    assertPings("52", "770");
    assertThat(gauges()).containsExactly("9,江安新站,2", "10,锦江站,1", "11,清水站,1");
    assertThat(tombstones()).containsExactly("7,2", "8,2");
    assertThat(areas()).containsExactlyInAnyOrder("东,1", "南,1", "西,1");
    assertThat(firms())
        .containsExactly(
            "A,在业,2026-10-01,2026-11-01",
            "A,停业,2026-11-01,",
            "B,在业,2026-10-01,2026-11-01",
            "B,在业,2026-12-01,",
            "C,在业,2026-11-01,2026-12-01");
    assertThat(plans()).containsExactly("东,a,11.0", "西,c,31.0", "西,d,40.0");
    assertThat(lake.query("SELECT alarm FROM water.ods_alarm ORDER BY alarm"))
        .containsExactly("1", "2", "3", "4");
    assertFlows("9,1000", "9,2000", "10,3000");
    assertThat(refused())
        .containsExactlyInAnyOrder(
            "water.ods_reading water.readings discarded level:range 1",
            "water.ods_reading water.readings open level:range 3",
            "water.ods_reading water.readings replayed level:type 1",
            "water.ods_reading water.readings superseded level:range 1");
    assertThat(listed(List.of("release"), "releases")).containsExactly("4", "3", "2", "1");
  }

  private List<String> as(String user, String statement) {
    Outcome answer = lake.call("sql", "--as", user, "-o", "csv", "-e", statement);
    assertThat(answer.exit()).as(answer.err()).isZero();
    return answer.lines();
  }

  @Test
  void usersReadWhatTheyMayAndTheLogGoesOn() throws IOException {
    assertThat(listed(List.of("user", "roles", "state"), "user", "list"))
        .containsExactlyInAnyOrder(
            "li officer active", "wang analyst active", "zhao administrator disabled");
    List<JsonNode> log = listed("audit");
    assertThat(log)
        .extracting(line -> line.path("user").asText() + " " + line.path("outcome").asText())
        .contains("wang answered", "li answered", "li refused");
    assertThat(listed("audit", "--user", "li", "--table", "water.dim_firm")).hasSize(1);
    // wang's statement about an observer, which the log names by a hash.
    assertThat(listed("audit", "--subject", "13800000002"))
        .isNotEmpty()
        .allMatch(line -> line.path("user").asText().equals("wang"));

    assertThat(as("wang", "SELECT station, phone FROM water.ods_reading ORDER BY at, station"))
        .containsExactly(
            "station,phone",
            "府河,*******0001",
            "沙河,*******0002",
            "清水河,*******0004",
            "府河,*******0001");
    // Both rows of one station, one observer: and the hash that was handed out in November.
    String hash = lake.read("handed-out-hash.txt").strip();
    assertThat(hash).matches("[0-9a-f]{64}");
    assertThat(as("li", "SELECT station, phone FROM water.ods_reading"))
        .containsExactly("station,phone", "府河," + hash, "府河," + hash);
    Outcome refused = lake.call("sql", "--as", "li", "-e", "SELECT name FROM water.dim_firm");
    assertThat(refused.err()).contains("CL1014");
    assertThat(listed("audit")).hasSizeGreaterThan(log.size());
    Outcome verified = lake.callWithoutSpark("audit", "verify");
    assertThat(verified.exit()).as(verified.out()).isZero();
  }

  @Test
  void servesEarlierReleasesToWhoKnowsHisPassword() throws Exception {
    lake.file(
        "conf/citylake.yaml",
        "source-roots: [landing]\nserve: {flight-port: 0, http-port: 0, health-port: 0}\n");
    try (ForkedCommand server = ForkedCommand.start(lake, List.of(), "serve")) {
      Awaitility.await().atMost(START).until(() -> server.printed().contains("Ctrl-C ends it."));
      Matcher port = Pattern.compile("http://127.0.0.1:(\\d+)/").matcher(server.printed());
      assertThat(port.find()).isTrue();
      URI sql = URI.create("http://127.0.0.1:%s/api/v1/sql".formatted(port.group(1)));
      String wang = "wang:a long password of wang";
      Awaitility.await().atMost(START).until(() -> ask(sql, "3", wang).statusCode() == 200);
      assertThat(ask(sql, "1", wang).body()).contains("\"release\":1,", "[{\"n\":\"40\"}]");
      assertThat(ask(sql, "2", wang).body()).contains("\"release\":2,", "[{\"n\":\"48\"}]");
      assertThat(ask(sql, "3", wang).body()).contains("\"release\":3,", "[{\"n\":\"50\"}]");
      assertThat(ask(sql, "3", "wang:a long password of li").statusCode()).isEqualTo(401);
      assertThat(ask(sql, "3", "zhao:a long password of zhao").statusCode()).isEqualTo(401);
      assertThat(ask(sql, "1", "li:a long password of li").statusCode()).isEqualTo(403);
    }
  }

  private static HttpResponse<String> ask(URI sql, String release, String login)
      throws IOException, InterruptedException {
    String encoded = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    String body =
        "{\"sql\": \"SELECT count(*) AS n FROM water.ods_ping\", \"asOf\": \"%s\"}"
            .formatted(release);
    HttpRequest request =
        HttpRequest.newBuilder(sql)
            .header("Authorization", "Basic " + encoded)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }
}
