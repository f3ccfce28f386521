package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.app.EmbeddedLake;
import io.citylake.app.GovernedLake;
import io.citylake.app.LakeSchedule;
import io.citylake.app.ServingLake;
import io.citylake.app.operation.Operations;
import io.citylake.app.part.Part;
import io.citylake.app.part.SchedulePart;
import io.citylake.cli.call.Invocation;
import io.citylake.govern.state.StateStore;
import io.citylake.govern.user.UserStore;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.lake.history.StageRecord;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.model.Tally;
import io.citylake.schedule.SchedulerListener;
import io.citylake.schedule.slot.Reason;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Schedules, runs and alerts over HTTP, before a lake as {@code citylake serve} opens it and slots
 * as a scheduler leaves them: who is told what, who may do what, and what comes of it.
 */
class ITOperations {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Before the name of a user who comes by a token that only reads. */
  private static final String WALL = "wall of ";

  private static final String PASSWORD = "a long password of all";
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** As a row has it that a log quotes. */
  private static final String PERSON = "510107199001011234";

  @TempDir private static Path home;
  private static CommandFixture water;
  private static Invocation invocation;
  private static ServingLake lake;
  private static UserStore users;
  private static EmbeddedLake beside;
  private static LakeSchedule schedule;

  @BeforeAll
  static void open() {
    water = new CommandFixture(home).levels("append");
    water.file(
        "conf/citylake.yaml",
        "source-roots: [landing]\n"
            + "serve: {flight-port: 0, http-port: 0, health-port: 0}\n"
            + "observe: {scheduler-port: 0}\n"
            + "alert-hosts: [{host: localhost, private: true}]\n");
    water.file("conf/themes/air.yaml", "title: {zh: 气, en: Air}\nowner: 环保局\n");
    water.file(
        "conf/themes/air/ods_level.yaml",
        water
            .read("conf/themes/water/ods_level.yaml")
            // So that a row filter may name it.
            .replace(
                "  - {name: gauge",
                "  - {name: job, type: string, title: {zh: 作业, en: Job}}\n  - {name: gauge"));
    water.file("jobs/water/levels.yaml", job("water"));
    water.file("jobs/air/levels.yaml", job("air"));
    water.file(
        "conf/themes/water/ads_day.yaml",
        """
        title: {zh: 日, en: Day}
        layer: ads
        grain: one day
        key: [day]
        columns:
          - {name: day, type: date, title: {zh: 日, en: Day}, required: true}
          - {name: readings, type: long, title: {zh: 数, en: Readings}}
        """);
    water.file(
        "jobs/water/ads_day.sql",
        "/*\ntitle: {zh: 日, en: Day}\n*/\n"
            + "SELECT to_date(at) AS day, count(*) AS readings FROM water.ods_level GROUP BY"
            + " to_date(at)\n");
    water.file(
        "conf/policies.yaml",
        """
        masks: [{grade: 3, action: partial}]
        roles:
          boss: {title: {zh: 管理员, en: Boss}, administrator: true}
          keeper: {title: {zh: 用户管理员, en: Keeper}, administrator: true, manage: users}
          duty:
            title: {zh: 值班, en: On duty}
            operate: [water]
            grants: [{themes: water}, {themes: _sys, clear-grade: 3}]
          reader:
            title: {zh: 只看, en: Reads}
            grants: [{themes: water, clear-grade: 2}, {themes: _sys, clear-grade: 2}]
          air:
            title: {zh: 气, en: Air}
            operate: [air]
            grants: [{themes: air}, {themes: _sys, clear-grade: 3}]
          filtered:
            title: {zh: 有行过滤, en: Filtered}
            operate: [water]
            grants: [{themes: water}, {themes: _sys, clear-grade: 3}]
            filters: [{column: job, in: [air.levels]}]
          narrow:
            title: {zh: 少列, en: Narrow}
            grants: [{tables: water.ods_level, exclude: level}, {themes: _sys, clear-grade: 2}]
          runs:
            title: {zh: 只看运行, en: Runs}
            grants: [{themes: water}, {tables: _sys.runs, clear-grade: 3}]
          blind:
            title: {zh: 看不见, en: Blind}
            operate: [water]
            grants: [{themes: water}]
        """);
    water.file(
        "conf/alerts.yaml",
        """
        receivers: {duty: {webhook: {url: "http://localhost:9/never"}}}
        routes: [{receivers: [duty], at-least: critical, kinds: [certificate]}]
        """);
    for (String day : List.of("20260427", "20260428")) {
      water.file("landing/water/" + day + ".csv", "站点,时间,水位", row(day));
      water.file("landing/air/" + day + ".csv", "站点,时间,水位", row(day));
    }
    assertThat(water.callWithoutSpark("apply").exit()).isZero();
    users = new UserStore(StateStore.of(home.resolve(".citylake")), Clock.systemUTC());
    for (String role :
        List.of("boss", "keeper", "duty", "reader", "air", "blind", "filtered", "narrow", "runs")) {
      users.add(role, List.of(role), PASSWORD.toCharArray());
    }
    invocation = water.invocation(Clock.systemUTC());
    lake = ServingLake.open(invocation.workspace(home, null), invocation.host(), first -> {});
    beside = EmbeddedLake.open(invocation.workspace(home, null), null, invocation.host());
    schedule = new LakeSchedule(beside, date -> beside.workspace());
  }

  private static String job(String theme) {
    return """
        title: {zh: 水位, en: Levels}
        owner: 水务局
        target: %1$s.ods_level
        schedule: {cron: "30 2 * * *", retries: 0}
        quarantine: {max-records: 0}
        source: {files: {path: "landing/%1$s/${bizdate}.csv", format: csv}}
        columns:
          station: 站点
          at: {from: 时间, format: yyyy-MM-dd HH:mm}
          level: {from: 水位, optional: true}
        """
        .formatted(theme);
  }

  private static String row(String day) {
    return "府河,%s-%s-%s 08:00,1.5"
        .formatted(day.substring(0, 4), day.substring(4, 6), day.substring(6));
  }

  @AfterAll
  static void close() {
    try {
      if (lake != null) {
        lake.close();
      }
    } finally {
      if (beside != null) {
        beside.close();
      }
    }
  }

  /** Whoever runs slots, as {@code citylake up} has it in its process. */
  private static Part.Work scheduler() {
    return new SchedulePart(
            invocation.workspace(home, null),
            invocation.host(),
            2,
            new SchedulerListener() {
              @Override
              public void began(Slot slot) {}

              @Override
              public void ended(Slot slot) {}

              @Override
              public void held(Instant last, Instant now) {}
            },
            news -> {})
        .open();
  }

  private record Answer(int status, JsonNode body) {}

  private static Answer get(String user, String path) throws Exception {
    return send(user, HttpRequest.newBuilder().GET(), path);
  }

  private static Answer post(String user, String path, Map<String, ?> body) throws Exception {
    return send(
        user,
        HttpRequest.newBuilder()
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))),
        path);
  }

  private static Answer send(String user, HttpRequest.Builder request, String path)
      throws IOException, InterruptedException {
    String login =
        user.startsWith(WALL)
            ? "Bearer "
                + users.readingToken(user.substring(WALL.length()), Duration.ofDays(1)).reveal()
            : "Basic "
                + Base64.getEncoder()
                    .encodeToString((user + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                request
                    .uri(URI.create("http://127.0.0.1:" + lake.httpPort() + "/api/v1" + path))
                    .header("Authorization", login)
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
  }

  private static String state(String job, String slot) {
    return state(SlotId.SCHEDULE, job, slot);
  }

  private static String state(String series, String job, String slot) {
    return schedule
        .store()
        .change(board -> board.find(new SlotId(series, JobName.parse(job), slot)))
        .map(each -> each.state().toString())
        .orElse("none");
  }

  /** A slot as a scheduler may have left it. */
  private static void put(String job, String date, SlotState... states) {
    put(job, date, date, states);
  }

  private static void put(String job, String date, String key, SlotState... states) {
    SlotId id = new SlotId(SlotId.SCHEDULE, JobName.parse(job), key);
    Instant at = Instant.parse(date + "T18:30:00Z");
    schedule
        .store()
        .change(
            board -> {
              Slot slot = Slot.waiting(id, LocalDate.parse(date), at);
              board.add(slot, "scheduler", at);
              for (SlotState each : states) {
                Slot next =
                    each == SlotState.RUNNING
                        ? slot.running("nobody/1", at)
                        : slot.to(each, Reason.none());
                board.replace(slot, next, "scheduler", at);
                slot = next;
              }
              return null;
            });
  }

  private static String log() {
    return water.callWithoutSpark("audit", "-o", "csv").out();
  }

  private static List<String> texts(JsonNode list, String field) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(each -> each.path(field).asText())
        .toList();
  }

  /** Each deed by each user: only who operates the theme, and sees the job, changes anything. */
  @Test
  void onlyWhoMayDecides() throws Exception {
    String date = "2026-03-01";
    put("water.levels", date, SlotState.DUE, SlotState.FAILED);
    put("water.ads_day", date);
    put("water.levels", "2026-03-02", SlotState.DUE);
    List<String> water = List.of("water.levels");
    Map<String, Map<String, ?>> deeds =
        Map.of(
            "pause", Map.of("jobs", water, "why", "repairs"),
            "resume", Map.of("jobs", water, "why", "repaired"),
            "retry", Map.of("jobs", water, "date", date, "why", "sent again"),
            "trigger", Map.of("jobs", water, "date", "2026-03-03", "why", "by hand"),
            "mark",
                Map.of(
                    "jobs",
                    List.of("water.ads_day"),
                    "slot",
                    date,
                    "state",
                    "skipped",
                    "why",
                    "no need"),
            "cancel", Map.of("jobs", water, "date", "2026-03-02", "why", "not now"));
    Map<String, Integer> refused =
        Map.of("reader", 403, "air", 404, "blind", 403, WALL + "duty", 403);
    for (String user : refused.keySet()) {
      for (var deed : deeds.entrySet()) {
        Answer answer = post(user, "/schedule/" + deed.getKey(), deed.getValue());
        assertThat(answer.status())
            .as(user + " " + deed.getKey() + " " + answer.body())
            .isEqualTo(refused.get(user));
      }
    }
    assertThat(state("water.levels", date)).isEqualTo("failed");
    assertThat(state("water.ads_day", date)).isEqualTo("waiting");
    assertThat(state("water.levels", "2026-03-02")).isEqualTo("due");
    assertThat(state("water.levels", "2026-03-03")).isEqualTo("none");
    assertThat(paused()).isEmpty();
    assertThat(post("reader", "/schedule/retry", deeds.get("retry")).body().path("code").asText())
        .isEqualTo("CL1037");
    // Of what one isn't told there is nothing, whatever one may do with the rest.
    assertThat(post("air", "/schedule/retry", deeds.get("retry")).body().path("message").asText())
        .isEqualTo("Cannot find the job: there is none of this name that you may see");

    for (String deed : List.of("pause", "retry", "trigger", "mark", "cancel")) {
      Answer answer = post("duty", "/schedule/" + deed, deeds.get(deed));
      assertThat(answer.status()).as(deed + " " + answer.body()).isEqualTo(200);
      assertThat(answer.body().path("scheduler").path("runs").asBoolean())
          .as("none runs, and the answer says so")
          .isFalse();
    }
    assertThat(paused()).contains("duty: repairs");
    assertThat(post("duty", "/schedule/resume", deeds.get("resume")).status()).isEqualTo(200);
    assertThat(paused()).isEmpty();
    assertThat(state("water.levels", date)).isEqualTo("waiting");
    assertThat(state("water.ads_day", date)).isEqualTo("skipped");
    assertThat(state("water.levels", "2026-03-02")).isEqualTo("failed");
    assertThat(state("water.levels", "2026-03-03")).isEqualTo("due");
    JsonNode changes = get("duty", "/schedule/slots/water.levels/" + date).body().path("changes");
    assertThat(changes.get(changes.size() - 1).path("by").asText()).isEqualTo("duty");
    assertThat(changes.get(changes.size() - 1).path("reason").path("en").asText())
        .isEqualTo("by duty: sent again");
    assertThat(log())
        .contains("SCHEDULE,allowed,0,0,[],,retry 2026-03-01 of water.levels: sent again")
        .contains("SCHEDULE,allowed,0,0,[],,cancel 2026-03-02 of water.levels: not now")
        .contains("SCHEDULE,refused,0,0,[],")
        .contains("over HTTP nobody decides about schedules of water but roles with 'operate'")
        .contains("trigger 2026-03-03 of water.levels: by hand");
    post(
        "duty",
        "/schedule/cancel",
        Map.of("jobs", water, "date", "2026-03-03", "why", "tidied up"));
    post(
        "duty",
        "/schedule/mark",
        Map.of("jobs", water, "slot", date, "state", "skipped", "why", "tidied up"));
  }

  private static List<String> paused() {
    return schedule.store().change(board -> board.marks(SlotId.SCHEDULE)).values().stream()
        .filter(each -> each.isPaused())
        .map(each -> each.paused())
        .toList();
  }

  /** What is asked without a reason, or not at all as it must be, is not done. */
  @Test
  void nothingIsDoneWithoutAReason() throws Exception {
    put("water.levels", "2026-03-05", SlotState.DUE, SlotState.FAILED);
    List<String> jobs = List.of("water.levels");
    for (Map<String, ?> body :
        List.<Map<String, ?>>of(
            Map.of("jobs", jobs, "date", "2026-03-05"),
            Map.of("jobs", jobs, "date", "2026-03-05", "why", " \n "),
            Map.of("jobs", jobs, "date", "2026-03-05", "why", "x".repeat(501)),
            Map.of("jobs", List.of(), "why", "x"),
            Map.of("jobs", List.of("water.*"), "why", "x"),
            Map.of("jobs", jobs, "date", "yesterday", "why", "x"),
            Map.of("jobs", jobs, "more", true, "why", "x"))) {
      Answer answer = post("duty", "/schedule/retry", body);
      assertThat(answer.status()).as(body + " " + answer.body()).isBetween(400, 404);
    }
    assertThat(state("water.levels", "2026-03-05")).isEqualTo("failed");
    assertThat(
            post("duty", "/schedule/pause", Map.of("jobs", List.of("water.ads_day"), "why", PERSON))
                .status())
        .isEqualTo(200);
    try {
      assertThat(paused()).hasSize(1).allMatch(each -> !each.contains(PERSON));
    } finally {
      post("duty", "/schedule/resume", Map.of("jobs", List.of("water.ads_day"), "why", "over"));
    }
  }

  /** A job that runs by the hour has many slots of a date. */
  @Test
  void whatIsDecidedAboutASlotConcernsNoOtherOfItsDate() throws Exception {
    String date = "2026-03-11";
    String hour = date + "T06:00:00Z";
    List<String> jobs = List.of("water.levels");
    put("water.levels", date, SlotState.DUE, SlotState.FAILED);
    put("water.levels", date, hour, SlotState.DUE, SlotState.FAILED);
    Map<String, ?> one = Map.of("jobs", jobs, "date", date, "slot", hour, "why", "sent again");
    JsonNode retried = post("duty", "/schedule/retry", one).body();
    assertThat(texts(retried.path("slots"), "slot")).containsExactly(hour);
    assertThat(state("water.levels", date)).isEqualTo("failed");
    assertThat(state("water.levels", hour)).isEqualTo("waiting");
    assertThat(post("duty", "/schedule/retry", one).body().path("slots").isEmpty()).isTrue();

    put("water.levels", "2026-03-12", SlotState.DUE);
    put("water.levels", "2026-03-12", "2026-03-12T06:00:00Z", SlotState.DUE);
    Map<String, ?> other =
        Map.of("jobs", jobs, "slot", "2026-03-12T06:00:00Z", "why", "not this hour");
    assertThat(post("duty", "/schedule/cancel", other).status()).isEqualTo(200);
    assertThat(state("water.levels", "2026-03-12")).isEqualTo("due");
    assertThat(state("water.levels", "2026-03-12T06:00:00Z")).isEqualTo("failed");
    assertThat(log())
        .contains("retry slot %s for %s of water.levels: sent again".formatted(hour, date))
        .contains("cancel slot 2026-03-12T06:00:00Z of water.levels: not this hour");
    Map<String, ?> rest = Map.of("jobs", jobs, "date", "2026-03-12", "why", "tidied up");
    assertThat(post("duty", "/schedule/cancel", rest).status()).isEqualTo(200);
    for (String slot : List.of(date, hour)) {
      post(
          "duty",
          "/schedule/mark",
          Map.of("jobs", jobs, "slot", slot, "state", "skipped", "why", "tidied up"));
    }
  }

  /** As in SQL: rows about tables that one reads, and texts that may quote rows by their grade. */
  @Test
  void tellsEachWhatHeReads() throws Exception {
    put("water.levels", "2026-03-07", SlotState.DUE);
    put("air.levels", "2026-03-07", SlotState.DUE);
    String day = "/schedule?date=2026-03-07";
    assertThat(texts(get("boss", day).body().path("slots"), "job"))
        .containsExactly("air.levels", "water.levels");
    for (var each :
        Map.of("duty", "water.levels", "reader", "water.levels", "air", "air.levels").entrySet()) {
      JsonNode told = get(each.getKey(), day).body();
      assertThat(texts(told.path("slots"), "job"))
          .as(each.getKey())
          .containsExactly(each.getValue());
      assertThat(texts(told.path("jobs"), "theme"))
          .as(each.getKey())
          .containsOnly(each.getValue().substring(0, each.getValue().indexOf('.')));
    }
    assertThat(get("blind", day).status()).isEqualTo(403);
    assertThat(get("filtered", day).status()).isEqualTo(403);
    assertThat(get("duty", day).body().path("operates").toString()).isEqualTo("[\"water\"]");
    assertThat(get("reader", day).body().path("operates").toString()).isEqualTo("[]");
    assertThat(get("boss", day).body().path("operates").toString())
        .isEqualTo("[\"air\",\"water\"]");
    assertThat(get("reader", day).body().path("slots").get(0).path("reason").isNull()).isTrue();
    assertThat(get("duty", day).body().path("slots").get(0).path("reason").isObject()).isTrue();
    assertThat(get("air", "/schedule/slots/water.levels/2026-03-07").status()).isEqualTo(404);
    assertThat(log()).contains("CATALOGUE,answered,0,0,[],,/api/v1/schedule?date=2026-03-07");
  }

  /** Its name alone tells of a column that others have hidden. */
  @Test
  void tellsNoReasonAboutAColumnThatTheCallerIsNotToldOf() throws Exception {
    RunId run = RunId.create(Instant.parse("2026-03-08T00:00:00Z"), new Random(1));
    Tally tally =
        new Tally(
            9, 4, 5, 0, 0, 1, 0, Map.of("level:range", 3L, "record", 1L), Map.of("level:near", 1L));
    beside
        .history()
        .ledger()
        .record(
            new RunRecord(
                run,
                JobName.parse("water.levels"),
                TableName.parse("water.ods_level"),
                "load",
                LocalDate.parse("2026-03-08"),
                Instant.parse("2026-03-08T00:00:00Z"),
                Instant.parse("2026-03-08T00:00:09Z"),
                RunOutcome.FAILED,
                tally.withConflicts(7),
                null,
                null,
                "CL3001",
                "the row of " + PERSON));
    beside
        .history()
        .ledger()
        .recordStages(
            run,
            List.of(
                new StageRecord(
                    "look", Instant.parse("2026-03-08T00:00:01Z"), Duration.ofSeconds(1))));
    JsonNode duty = get("duty", "/runs/" + run).body();
    assertThat(duty.path("reasons").toString()).isEqualTo("{\"level:range\":3,\"record\":1}");
    assertThat(duty.path("conflicts").asLong()).isEqualTo(7);
    assertThat(duty.path("stages").size()).isEqualTo(1);
    assertThat(duty.path("message").asText()).startsWith("the row of").doesNotContain(PERSON);
    JsonNode narrow = get("narrow", "/runs/" + run).body();
    assertThat(narrow.path("reasons").toString()).isEqualTo("{\"record\":1}");
    assertThat(narrow.path("warnings").toString()).isEqualTo("{}");
    assertThat(narrow.path("conflicts").isNull()).isTrue();
    assertThat(narrow.toString()).doesNotContain("level:");
    assertThat(get("runs", "/runs/" + run).body().path("stages").isEmpty()).isTrue();
  }

  /** A scheduler's failure, as it is told, mended and retried; what hung on it follows. */
  @Test
  void aFailureIsSeenAndRetriedAndABackfillIsRun() throws Exception {
    String day = "2026-04-28";
    water.file("landing/water/20260428.csv", "站点,水位", "府河,1.5");
    List<String> jobs = List.of("water.levels");
    put("water.ads_day", day);
    put("water.levels", day);
    Part.Work scheduler = scheduler();
    try {
      await().atMost(PATIENCE).until(() -> state("water.levels", day).equals("failed"));
      await().atMost(PATIENCE).until(() -> state("water.ads_day", day).equals("blocked"));
      JsonNode told = get("duty", "/schedule?date=" + day).body();
      assertThat(told.path("scheduler").path("runs").asBoolean()).isTrue();
      JsonNode failed =
          told.path("slots").get(texts(told.path("slots"), "job").indexOf("water.levels"));
      String run = failed.path("run").asText();
      JsonNode shown = get("duty", "/runs/" + run).body();
      assertThat(shown.path("outcome").asText()).isEqualTo("failed");
      assertThat(shown.path("message").asText()).contains("时间");
      assertThat(shown.path("stages").size()).isPositive();
      assertThat(get("air", "/runs/" + run).status()).isEqualTo(404);
      assertThat(texts(get("air", "/runs").body(), "run")).doesNotContain(run);
      assertThat(texts(get("duty", "/runs").body(), "run")).contains(run);
      seesTheLog(run);

      alerts();

      water.file("landing/water/20260428.csv", "站点,时间,水位", row("20260428"));
      assertThat(
              post("duty", "/schedule/retry", Map.of("jobs", jobs, "date", day, "why", "mended"))
                  .status())
          .isEqualTo(200);
      await().atMost(PATIENCE).until(() -> state("water.ads_day", day).equals("ok"));
      assertThat(state("water.levels", day)).isEqualTo("ok");
      assertThat(get("duty", "/schedule?date=" + day).body().path("criticalPath").toString())
          .isEqualTo("[[\"water.levels\",\"2026-04-28\"],[\"water.ads_day\",\"2026-04-28\"]]");
      backfill();
    } finally {
      scheduler.close();
    }
  }

  private static void seesTheLog(String run) throws Exception {
    Path file = home.resolve(".citylake/logs/runs/" + run + ".log");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "row of %s\n".formatted(PERSON),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    Answer log = get("duty", "/runs/%s/log?lines=1".formatted(run));
    assertThat(log.body().path("lines").get(0).asText())
        .startsWith("row of ")
        .doesNotContain(PERSON);
    assertThat(log.body().path("lines").size()).isEqualTo(1);
    // Who reads no such texts in SQL reads none here.
    assertThat(get("reader", "/runs/" + run).body().path("message").isNull()).isTrue();
    assertThat(get("reader", "/runs/" + run + "/log").status()).isEqualTo(403);
    assertThat(get("duty", "/runs/..%2F..%2Fcitylake/log").status()).isBetween(400, 404);
  }

  private static void alerts() throws Exception {
    assertThat(water.callWithoutSpark("alert", "check").exit()).isZero();
    JsonNode all = get("duty", "/alerts").body();
    assertThat(texts(all.path("alerts"), "job")).contains("water.levels");
    JsonNode one = all.path("alerts").get(texts(all.path("alerts"), "job").indexOf("water.levels"));
    String alert = one.path("alert").asText();
    assertThat(one.path("operates").asBoolean()).isTrue();
    assertThat(get("air", "/alerts").body().path("alerts").size()).isZero();
    assertThat(get("air", "/alerts/" + alert).status()).isEqualTo(404);
    assertThat(get("blind", "/alerts").status()).isEqualTo(403);
    JsonNode read = get("reader", "/alerts/" + alert).body();
    assertThat(read.path("text").isNull()).isTrue();
    assertThat(read.path("operates").asBoolean()).isFalse();
    Map<String, ?> ack = Map.of("alerts", List.of(alert), "why", "the file is bad");
    Map<String, ?> mute = Map.of("selector", "theme:water", "for", "2h", "why", "works");
    Map<String, ?> muteAll = Map.of("selector", "all", "for", "2h", "why", "works");
    for (String user : List.of("reader", "air", "blind")) {
      assertThat(post(user, "/alerts/ack", ack).status()).as(user).isBetween(400, 404);
      assertThat(post(user, "/alerts/mute", mute).status()).as(user).isBetween(400, 404);
    }
    assertThat(post("reader", "/alerts/ack", ack).body().path("code").asText()).isEqualTo("CL1037");
    assertThat(post("duty", "/alerts/mute", muteAll).body().path("code").asText())
        .isEqualTo("CL1037");
    assertThat(get("duty", "/alerts/" + alert).body().path("acked").isNull()).isTrue();
    assertThat(get("duty", "/alerts").body().path("mutes").size()).isZero();

    assertThat(post("duty", "/alerts/ack", ack).status()).isEqualTo(200);
    assertThat(get("duty", "/alerts/" + alert).body().path("events").toString())
        .contains("\"event\":\"acked\"", "\"by\":\"duty\"", "\"why\":\"the file is bad\"");
    String muted = post("duty", "/alerts/mute", mute).body().path("mute").asText();
    assertThat(get("duty", "/alerts/" + alert).body().path("muted").asBoolean()).isTrue();
    Map<String, ?> unmute = Map.of("mute", muted, "why", "done");
    assertThat(post("reader", "/alerts/unmute", unmute).status()).isEqualTo(403);
    assertThat(post("air", "/alerts/unmute", unmute).status()).isEqualTo(404);
    assertThat(post("duty", "/alerts/unmute", unmute).status()).isEqualTo(200);
    assertThat(get("duty", "/alerts/" + alert).body().path("muted").asBoolean()).isFalse();
    assertThat(log())
        .contains("acknowledge alert %s (failed water.levels): the file is bad".formatted(alert))
        .contains("mute theme:water for 2h: works")
        .contains("end mute %s of theme:water: done".formatted(muted));
  }

  /** The plan changes nothing; what is begun a scheduler runs. */
  private static void backfill() throws Exception {
    Map<String, ?> wish =
        Map.of(
            "jobs",
            List.of("water.levels"),
            "downstream",
            true,
            "from",
            "2026-04-27",
            "to",
            "2026-04-27");
    JsonNode plan = post("reader", "/backfills/plan", wish).body();
    assertThat(texts(plan.path("slots"), "job")).containsExactly("water.levels", "water.ads_day");
    assertThat(plan.path("operates").asBoolean()).isFalse();
    assertThat(plan.path("command").asText())
        .isEqualTo("citylake backfill water.levels --downstream --from 2026-04-27 --to 2026-04-27");
    String waits = pausedBackfill();
    String series = plan.path("series").asText();
    Map<String, Object> begun = new java.util.TreeMap<>(wish);
    begun.put("why", "the first day is missing");
    assertThat(post("reader", "/backfills", begun).body().path("code").asText())
        .isEqualTo("CL1037");
    assertThat(post("air", "/backfills", begun).status()).isEqualTo(404);
    assertThat(state(series, "water.levels", "2026-04-27")).isEqualTo("none");
    assertThat(post("duty", "/backfills", begun).status()).isEqualTo(200);
    await().atMost(PATIENCE).until(() -> state(series, "water.ads_day", "2026-04-27").equals("ok"));
    assertThat(schedule.store().<Map<String, Instant>>change(board -> board.handedOver()))
        .containsKey(waits);
    List<String> jobs = List.of("air.levels");
    post("boss", "/schedule/resume", Map.of("jobs", jobs, "why", "repaired"));
    await().atMost(PATIENCE).until(() -> schedule.store().change(b -> b.handedOver()).isEmpty());
    assertThat(state(waits, "air.levels", "2026-04-27")).isEqualTo("ok");
    assertThat(state(series, "water.levels", "2026-04-27")).isEqualTo("ok");
    assertThat(log()).contains("backfill 2026-04-27 to 2026-04-27 of water.levels, water.ads_day");
  }

  /** Others wait for the catalog while slots are made. */
  @Test
  void plansNoBackfillThatIsTooMuchForOneCall() throws Exception {
    Map<String, ?> most =
        Map.of(
            "jobs",
            List.of("water.levels"),
            "from",
            "2020-07-10",
            "to",
            "2025-12-30",
            "allDates",
            true);
    JsonNode plan = post("reader", "/backfills/plan", most).body();
    assertThat(plan.path("total").asInt()).as(plan.toString()).isEqualTo(2_000);
    assertThat(plan.path("toRun").asInt()).isEqualTo(2_000);
    assertThat(plan.path("slots").size()).isEqualTo(500);
    Map<String, Object> more = new java.util.TreeMap<>(most);
    more.put("to", "2025-12-31");
    Answer refused = post("reader", "/backfills/plan", more);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("message").asText())
        .contains("from 1 to 2000 (1 jobs, 2001 dates)", "citylake backfill");
  }

  /** One that was handed over first and can't go on; the next one is run all the same. */
  private static String pausedBackfill() throws Exception {
    List<String> jobs = List.of("air.levels");
    post("boss", "/schedule/pause", Map.of("jobs", jobs, "why", "repairs"));
    Answer begun =
        post(
            "boss",
            "/backfills",
            Map.of("jobs", jobs, "from", "2026-04-27", "to", "2026-04-27", "why", "missing"));
    assertThat(begun.status()).as(begun.body().toString()).isEqualTo(200);
    String series = begun.body().path("series").asText();
    SlotId slot = new SlotId(series, JobName.parse("air.levels"), "2026-04-27");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                schedule.store().change(board -> board.find(slot)).orElseThrow().reason().kind()
                    == Reason.Kind.PAUSED);
    return series;
  }

  /** Saved texts are the user's own, whatever he reads by now, and no person's number is in one. */
  @Test
  void keepsQueriesForTheirUsersAndRoles() throws Exception {
    Answer saved =
        post(
            "duty",
            "/saved-queries",
            Map.of("name", "<b>每日", "folder", "防汛", "sql", "SELECT secret", "sharedWith", "duty"));
    assertThat(saved.status()).as(saved.body().toString()).isEqualTo(200);
    String id = saved.body().path("id").asText();
    assertThat(texts(get("duty", "/saved-queries").body(), "name")).contains("<b>每日");
    assertThat(texts(get("reader", "/saved-queries").body(), "id")).doesNotContain(id);
    for (String user : List.of("reader", "boss", WALL + "duty")) {
      assertThat(post(user, "/saved-queries/delete", Map.of("id", id)).status())
          .as(user)
          .isIn(403, 404);
    }
    for (String number : List.of(PERSON, "13800138000", "川A12345", "6222020000000000000")) {
      Answer refused =
          post("reader", "/saved-queries", Map.of("name", "n", "sql", "SELECT '" + number + "'"));
      assertThat(refused.status()).as(number).isEqualTo(400);
      assertThat(refused.body().path("message").asText())
          .contains("a person's number")
          .doesNotContain(number);
    }
    assertThat(post("reader", "/saved-queries", Map.of("name", "n")).status()).isEqualTo(400);
    assertThat(log()).contains("saved query shared with role duty");
    assertThat(post("duty", "/saved-queries/delete", Map.of("id", id)).status()).isEqualTo(200);
    Answer gone = post("duty", "/saved-queries/delete", Map.of("id", id));
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.body().path("code").asText()).isEqualTo("CL1083");
  }

  /** Each deed by each user: only who is declared for it changes who may log in. */
  @Test
  void onlyWhoIsDeclaredManagesUsers() throws Exception {
    for (String user : List.of("duty", "reader", WALL + "reader", WALL + "duty")) {
      assertThat(get(user, "/users").status()).as(user).isEqualTo(403);
      assertThat(get(user, "/roles").status()).as(user).isEqualTo(403);
    }
    Map<String, Object> guest = Map.of("user", "guest", "roles", List.of("reader"), "why", "helps");
    for (String user : List.of("boss", "duty", "reader", WALL + "reader")) {
      assertThat(post(user, "/users/add", guest).status()).as(user).isEqualTo(403);
      for (String deed : List.of("disable", "enable", "password", "remove")) {
        assertThat(post(user, "/users/" + deed, Map.of("user", "air", "why", "by malice")).status())
            .as(user + " " + deed)
            .isEqualTo(403);
      }
    }
    assertThat(get("boss", "/users").body().path("changes").asBoolean()).isFalse();

    Answer added = post("keeper", "/users/add", guest);
    assertThat(added.status()).as(added.body().toString()).isEqualTo(200);
    String password = added.body().path("password").asText();
    assertThat(password).hasSize(20);
    assertThat(post("keeper", "/users/add", guest).status()).isEqualTo(400);
    assertThat(water.callWithoutSpark("user", "token", "guest", "--days", "30").exit()).isZero();
    // Newer than what was read of the log a moment ago.
    post("keeper", "/users/enable", Map.of("user", "air", "why", "looked at"));
    JsonNode told = user("guest");
    assertThat(told.path("tokens")).hasSize(1);
    assertThat(told.path("lastLogin").isNull()).isTrue();
    assertThat(user("keeper").path("lastLogin").asText()).contains("T");

    Map<String, Object> roles =
        Map.of("user", "guest", "roles", List.of("boss", "air"), "why", "w");
    assertThat(post("keeper", "/users/roles", roles).status()).isEqualTo(200);
    assertThat(users.load("guest").roles()).containsExactly("air", "boss");
    assertThat(post("keeper", "/users/disable", Map.of("user", "guest", "why", "left")).status())
        .isEqualTo(200);
    assertThat(user("guest").path("disabled").asBoolean()).isTrue();
    assertThat(user("guest").path("tokens")).isEmpty();
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("user", "guest", "roles", List.of("nobody"), "why", "w"),
            Map.of("user", "guest", "roles", List.of(), "why", "w"),
            Map.of("user", "guest", "roles", List.of("air"), "why", " "),
            Map.of("user", "guest\nuser rm boss", "roles", List.of("air"), "why", "w"),
            Map.of("user", "stranger", "roles", List.of("air"), "why", "w"),
            Map.of("user", "guest", "roles", "air", "why", "w"))) {
      assertThat(post("keeper", "/users/roles", wrong).status()).as("%s", wrong).isEqualTo(400);
    }
    assertThat(post("keeper", "/users/remove", Map.of("user", "guest", "why", "left")).status())
        .isEqualTo(200);
    assertThat(users.find("guest")).isEmpty();
    assertThat(log())
        .contains("user add guest --role reader: helps", "user rm guest: left")
        .contains("it needs an administrator's role with 'manage: users'")
        .doesNotContain(password);
    JsonNode air = null;
    for (JsonNode each : get("boss", "/roles").body()) {
      air = each.path("name").asText().equals("air") ? each : air;
    }
    assertThat(air).isNotNull();
    assertThat(air.path("grants").get(0).path("themes").toString()).isEqualTo("[\"air\"]");
    assertThat(air.path("users").toString()).isEqualTo("[\"air\"]");
  }

  private static JsonNode user(String name) throws Exception {
    for (JsonNode each : get("keeper", "/users").body().path("users")) {
      if (each.path("name").asText().equals(name)) {
        return each;
      }
    }
    throw new AssertionError("No user " + name);
  }

  @Test
  void describesExactlyWhatIsComposed() throws Exception {
    Set<String> described = new TreeSet<>();
    for (var path : get("boss", "/openapi.json").body().path("paths").properties()) {
      for (var each : path.getValue().properties()) {
        if (each.getValue().path("tags").toString().contains("operations")) {
          described.add(each.getKey() + " " + path.getKey());
        }
      }
    }
    List<String> composed = new ArrayList<>();
    Operations.of(beside, GovernedLake.of(beside))
        .forEach(
            each ->
                composed.add(
                    each.verb().name().toLowerCase(java.util.Locale.ROOT)
                        + " /api/v1"
                        + each.path()));
    assertThat(described).containsExactlyInAnyOrderElementsOf(composed);
  }
}
