package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.citylake.cli.CommandFixture.Outcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedules by command, through the real rounds: days, failures, backfills, signals, kills. */
class ITSchedule {
  private static final String SERIES = "speed-2026-04-29-2026-05-03";

  private static final String USER =
      ProcessHandle.current().info().user().orElse(System.getProperty("user.name"));

  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void workspace() {
    lake =
        new CommandFixture(home)
            .levels("append")
            .file("conf/citylake.yaml", "source-roots: [landing]\nobserve: {scheduler-port: 0}\n")
            .file(
                "conf/calendars/cn.yaml",
                "title: {zh: 历, en: C}\nholidays: [2026-05-01]\nmake-up-days: [2026-05-09]\n")
            .file(
                "jobs/water/levels.yaml",
                """
                title: {zh: 水位, en: Levels}
                target: water.ods_level
                schedule: {cron: "30 2 * * *", calendar: cn}
                quarantine: {max-records: 0}
                source: {files: {path: "landing/${bizdate}.csv", format: csv}}
                columns:
                  station: 站点
                  at: {from: 时间, format: yyyy-MM-dd HH:mm}
                  level: {from: 水位, optional: true}
                """)
            .file(
                "conf/themes/water/ads_day.yaml",
                """
                title: {zh: 日, en: Day}
                layer: ads
                grain: one day
                key: [day]
                columns:
                  - {name: day, type: date, title: {zh: 日, en: Day}, required: true}
                  - {name: readings, type: long, title: {zh: 数, en: Readings}}
                """)
            .file(
                "jobs/water/ads_day.sql",
                "/*\n"
                    + "title: {zh: 日, en: Day}\n"
                    + "*/\n"
                    + "SELECT to_date(at) AS day, count(*) AS readings FROM water.ods_level GROUP"
                    + " BY to_date(at)\n");
    for (String day : List.of("20260428", "20260429", "20260430", "20260501")) {
      delivery(day, "站点,时间,水位");
    }
  }

  /** A delivery of one row for a business date. */
  private void delivery(String day, String header) {
    String date = "%s-%s-%s".formatted(day.substring(0, 4), day.substring(4, 6), day.substring(6));
    lake.file("landing/" + day + ".csv", header, "府河," + date + " 08:00,1.5");
  }

  private List<String> states(String... words) {
    List<String> call = new ArrayList<>(List.of("schedule", "history", "-o", "csv"));
    call.addAll(List.of(words));
    Outcome history = lake.callWithoutSpark(call.toArray(String[]::new));
    assertThat(history.exit()).as(history.err()).isZero();
    return history.lines().stream()
        .skip(1)
        .map(line -> line.split(",", -1))
        .map(cells -> cells[1] + " " + cells[2] + " " + cells[3])
        .toList();
  }

  /** Thursday and Saturday are no days of the calendar's; of the days that are, one fails. */
  @Test
  void runsASimulatedWeekWithAHolidayAndABadDay() {
    lake.callWithoutSpark("apply");
    delivery("20260429", "站点,水位");
    Outcome week =
        lake.call("scheduler", "--speed", "--from", "2026-04-29", "--until", "2026-05-03");
    assertThat(week.exit()).as(week.err()).isZero();
    assertThat(states("--series", SERIES))
        .containsExactly(
            "water.ads_day 2026-05-01 skipped",
            "water.levels 2026-05-01 skipped",
            "water.ads_day 2026-04-30 skipped",
            "water.levels 2026-04-30 skipped",
            "water.ads_day 2026-04-29 blocked",
            "water.levels 2026-04-29 failed",
            "water.ads_day 2026-04-28 ok",
            "water.levels 2026-04-28 ok");
    assertThat(lake.query("SELECT day, readings FROM water.ads_day"))
        .containsExactly("2026-04-28,1");
  }

  /** DolphinScheduler #15835: a failing date stops the later ones; here it is tried again alone. */
  @Test
  void backfillsDaysApartAndTriesAgainOnlyWhatFailed() {
    lake.callWithoutSpark("apply");
    delivery("20260429", "站点,水位");
    String[] worked = {"backfill", "water.levels+", "--from", "2026-04-28", "--to", "2026-05-01"};
    assertThat(lake.callWithoutSpark(with(worked, "--plan")).out())
        .contains("water.levels leaves out 2 business dates (2 no day of calendar cn)")
        .contains("2026-04-29")
        .doesNotContain("2026-04-30");
    assertThat(lake.callWithoutSpark(with(worked, "--plan", "--lang", "zh")).out())
        .contains("water.levels：略去 2 个业务日期（日历 cn 中不执行的日子 2 个）");
    String[] call = with(worked, "--all-dates");
    Outcome plan = lake.callWithoutSpark(with(call, "--plan", "-o", "csv"));
    assertThat(plan.exit()).as(plan.err()).isZero();
    assertThat(plan.lines()).hasSize(9).contains("2026-04-28,water.levels,waiting,true,\"\"");
    assertThat(
            lake.callWithoutSpark(
                    "backfill",
                    "water.levels",
                    "--downstream",
                    "--from",
                    "2026-04-28",
                    "--to",
                    "2026-05-01",
                    "--all-dates",
                    "--plan",
                    "-o",
                    "csv")
                .lines())
        .isEqualTo(plan.lines());

    Outcome first = lake.call(call);
    assertThat(first.exit()).as(first.out()).isEqualTo(1);
    assertThat(first.lastLine()).startsWith("backfill-").endsWith("{ok=6, failed=1, blocked=1}");
    delivery("20260429", "站点,时间,水位");
    assertThat(lake.callWithoutSpark(with(call, "--plan", "-o", "csv")).lines())
        .as("it says what the next line runs")
        .filteredOn(line -> line.contains(",true,"))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("2026-04-29,water.levels,failed"),
            line -> assertThat(line).startsWith("2026-04-29,water.ads_day,blocked"));
    Outcome second = lake.call(call);
    assertThat(second.exit()).as(second.out()).isZero();
    assertThat(second.lines()).hasSize(3);
    assertThat(second.lastLine()).endsWith("{ok=8}");
    assertThat(lake.query("SELECT day, readings FROM water.ads_day ORDER BY day"))
        .containsExactly("2026-04-28,1", "2026-04-29,1", "2026-04-30,1", "2026-05-01,1");
  }

  private static String[] with(String[] words, String... more) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void showsAndChangesSchedulesWithoutSpark() {
    lake.callWithoutSpark("apply");
    assertThat(lake.callWithoutSpark("schedule", "list").out())
        .contains("30 2 * * *", "cn working-day", "after its inputs");
    assertThat(lake.callWithoutSpark("schedule", "list", "--lang", "zh").out())
        .contains("作业", "随其输入");
    Outcome next = lake.callWithoutSpark("schedule", "next", "--days", "2", "-o", "json");
    assertThat(next.out()).contains("\"job\":\"water.levels\"", "\"runs\":");
    Outcome status = lake.callWithoutSpark("status");
    assertThat(status.exit()).isZero();
    assertThat(status.out()).contains("unknown", "no slot yet");

    Outcome unsaid = lake.callWithoutSpark("schedule", "pause", "water.levels");
    assertThat(unsaid.exit()).isEqualTo(2);
    assertThat(unsaid.err()).contains("--why");
    lake.callWithoutSpark("schedule", "pause", "water.levels", "--why", "the gauge is mended");
    assertThat(lake.callWithoutSpark("schedule", "list").out())
        .contains(USER + ": the gauge is mended");
    lake.callWithoutSpark("schedule", "resume", "water.levels", "--why", "done");
    assertThat(lake.callWithoutSpark("schedule", "list").out()).doesNotContain("mended");
    Outcome none =
        lake.callWithoutSpark("schedule", "mark", "water.levels", "2026-04-01", "ok", "--why", "x");
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("Cannot find a slot of water.levels for 2026-04-01", "CL1029");
  }

  /** Whoever the environment says one is: what counts is whose process it is. */
  @Test
  void onlyWhoMayDecidesAboutSchedules() {
    lake.callWithoutSpark("apply");
    lake.file("conf/themes/air.yaml", "title: {zh: 气, en: Air}\nowner: 环保局\n");
    lake.file(
        "conf/policies.yaml",
        """
        roles:
          duty:
            title: {zh: 值班, en: On duty}
            operate: [air]
            grants: [{themes: air}]
          duty_water:
            title: {zh: 水务值班, en: On duty for water}
            operate: [water]
            grants: [{themes: water}]
        """);
    lake.callWithoutSpark("user", "add", "wang", "--role", "duty_water", "--generate");
    String[] pause = {"schedule", "pause", "water.levels", "--why", "repairs"};
    assertThat(lake.callWithoutSpark(pause).err())
        .contains(
            "Cannot pause water.levels: the policies let nobody decide about schedules of water",
            "the system's user " + USER + " has none (roles=[])",
            "CL1037");
    lake.callWithoutSpark("user", "add", USER, "--role", "duty", "--generate");
    assertThat(lake.callWithoutSpark(pause).err()).contains("(roles=[duty])");
    for (String[] each :
        List.of(
            new String[] {"schedule", "resume", "water.levels", "--why", "x"},
            new String[] {"schedule", "resume", "--clock", "--why", "x"},
            new String[] {"schedule", "trigger", "water.levels", "--why", "x"},
            new String[] {"schedule", "mark", "water.levels", "2026-04-28", "ok", "--why", "x"},
            new String[] {"schedule", "retry", "water.levels", "--why", "x"},
            new String[] {"schedule", "cancel", "water.levels", "--why", "x"},
            new String[] {"backfill", "water.levels", "--from", "2026-04-28", "--to", "2026-04-28"},
            new String[] {"scheduler", "--catch-up"})) {
      Outcome refused = lake.callWithoutSpark(each);
      assertThat(refused.exit()).as(String.join(" ", each)).isEqualTo(2);
      assertThat(refused.err()).contains("CL1037");
    }
    assertThat(states()).as("nothing was done").isEmpty();
    lake.callWithoutSpark("user", "roles", USER, "duty", "duty_water");
    assertThat(lake.callWithoutSpark(pause).exit()).isZero();
    lake.callWithoutSpark("user", "disable", USER);
    assertThat(lake.callWithoutSpark(pause).err()).contains("(roles=[])");
    assertThat(lake.callWithoutSpark("audit", "-o", "csv").out())
        .contains("local:" + USER)
        .contains("SCHEDULE,allowed,0,0,[],,pause water.levels: repairs")
        .contains("SCHEDULE,refused,0,0,[],")
        .contains("cancel water.levels: x", "take the clock as right: --catch-up");
  }

  /** Who cancels is not who runs it: the work itself ends, and it isn't tried again. */
  @Test
  void cancelStopsTheWorkOfAnotherProcess() throws Exception {
    lake.file(
        "jobs/water/ads_day.sql",
        """
        /*
        title: {zh: 日, en: Day}
        */
        SELECT to_date(a.at) AS day, count(*) AS readings
        FROM water.ods_level a CROSS JOIN range(1000000) b CROSS JOIN range(1000000) c
        GROUP BY to_date(a.at)
        """);
    lake.callWithoutSpark("apply");
    lake.callWithoutSpark(
        "schedule", "trigger", "water.levels", "--date", "2026-04-28", "--why", "now");
    String cell = "water.ads_day 2026-04-28 ";
    try (ForkedCommand scheduler = ForkedCommand.start(lake, List.of(), "scheduler")) {
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> states().contains("water.levels 2026-04-28 ok"));
      lake.callWithoutSpark(
          "schedule", "trigger", "water.ads_day", "--date", "2026-04-28", "--why", "now");
      await().atMost(Duration.ofSeconds(90)).until(() -> states().contains(cell + "running"));
      Outcome cancelled =
          lake.callWithoutSpark("schedule", "cancel", "water.ads_day", "--why", "it never ends");
      assertThat(cancelled.lastLine()).isEqualTo("water.ads_day@2026-04-28 is being stopped");
      await().atMost(Duration.ofSeconds(90)).until(() -> states().contains(cell + "failed"));
      assertThat(lake.callWithoutSpark("schedule", "history", "water.ads_day").out())
          .contains("cancelled by " + USER + ": it never ends");
      scheduler.signal("TERM");
      assertThat(scheduler.await().exit()).isZero();
    }
  }

  private static String get(String address) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(address)).build(),
                HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  /** A scheduler that is killed leaves a slot that the next one runs; SIGTERM ends that cleanly. */
  @Test
  void anotherSchedulerRunsWhatAKilledOneHad() throws Exception {
    lake.callWithoutSpark("apply");
    lake.callWithoutSpark(
        "schedule", "trigger", "water.levels", "--date", "2026-04-28", "--why", "now");
    try (ForkedCommand killed = ForkedCommand.start(lake, List.of(), "scheduler")) {
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> states().contains("water.levels 2026-04-28 running"));
      assertThat(lake.callWithoutSpark("scheduler").err()).contains("CL1027");
      Matcher health = Pattern.compile("http://\\S+/health").matcher(killed.printed());
      assertThat(health.find()).as(killed.printed()).isTrue();
      assertThat(get(health.group())).isEqualTo("200 {\"status\":\"ready\"}");
      assertThat(get(health.group().replace("/health", "/metrics")))
          .contains("citylake_slots{state=\"running\"}");
      killed.signal("KILL");
      assertThat(killed.await().exit()).isEqualTo(137);
    }
    try (ForkedCommand next = ForkedCommand.start(lake, List.of(), "scheduler")) {
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> states().contains("water.levels 2026-04-28 ok"));
      next.signal("TERM");
      Outcome stopped = next.await();
      assertThat(stopped.exit()).as(stopped.err()).isZero();
      assertThat(stopped.out()).contains("ok       water.levels 2026-04-28");
    }
    assertThat(lake.query("SELECT count(*) FROM water.ods_level")).containsExactly("1");
    Outcome changes =
        lake.callWithoutSpark("schedule", "history", "water.levels", "2026-04-28", "-o", "csv");
    assertThat(changes.out()).contains("its process died", USER + ": now");
  }
}
