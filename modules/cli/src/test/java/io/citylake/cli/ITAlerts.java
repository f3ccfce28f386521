package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.citylake.app.Account;
import io.citylake.cli.CommandFixture.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts by command, from a failing job to a local webhook and back. */
class ITAlerts {
  @TempDir private Path home;
  private CommandFixture lake;
  private HttpServer server;
  private final List<JsonNode> got = new CopyOnWriteArrayList<>();
  private volatile int status = 200;

  @BeforeEach
  void workspace() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
    lake =
        new CommandFixture(home)
            .levels("append")
            .environment("HOOK_TOKEN", "t0ken")
            .file(
                "conf/citylake.yaml",
                "source-roots: [landing]\nobserve: {scheduler-port: 0}\nalert-hosts: [{host: localhost, private: true}]\n")
            .file(
                "conf/alerts.yaml",
                """
                receivers:
                  duty:
                    webhook: {url: "http://localhost:%d/hook", token: "${HOOK_TOKEN}"}
                    language: en
                routes: [{receivers: [duty], kinds: [failed, quarantine, audit_blocked, late]}]
                group: 1s
                thresholds: {disk-free: 0%%}
                """
                    .formatted(server.getAddress().getPort()))
            .file(
                "jobs/water/levels.yaml",
                """
                title: {zh: 水位, en: Levels}
                target: water.ods_level
                schedule: {cron: "30 2 * * *"}
                source: {files: {path: "landing/${bizdate}.csv", format: csv}}
                columns:
                  station: 站点
                  at: {from: 时间, format: yyyy-MM-dd HH:mm}
                  level: {from: 水位, optional: true}
                """);
    lake.callWithoutSpark("apply");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (status == 200
          && "Bearer t0ken".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        got.add(new ObjectMapper().readTree(body));
      }
      exchange.sendResponseHeaders(status, -1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each event that arrived: what, of which kind, and of what. */
  private List<String> heard() {
    List<String> heard = new ArrayList<>();
    for (JsonNode message : got) {
      for (JsonNode event : message.get("events")) {
        heard.add(
            "%s %s %s %s"
                .formatted(
                    event.get("event").asText(),
                    event.get("kind").asText(),
                    event.get("job").asText(),
                    event.get("slot").asText()));
      }
    }
    return heard;
  }

  private List<String> ids() {
    return got.stream()
        .flatMap(message -> message.get("events").findValuesAsText("id").stream())
        .toList();
  }

  private String alert() {
    List<String> lines = lake.callWithoutSpark("alert", "ls", "-o", "csv").lines();
    assertThat(lines).hasSize(2);
    return lines.get(1).substring(0, lines.get(1).indexOf(','));
  }

  /** A scheduler tells of what failed, another one, after a kill, that it is over; each once. */
  @Test
  void aSchedulerTellsOfAFailureAndOfItsEnd() throws Exception {
    lake.file("landing/20260428.csv", "站点,水位", "府河,1.5");
    lake.callWithoutSpark(
        "schedule", "trigger", "water.levels", "--date", "2026-04-28", "--why", "now");
    try (ForkedCommand scheduler = ForkedCommand.start(lake, List.of(), "scheduler")) {
      await().atMost(Duration.ofSeconds(150)).until(() -> !got.isEmpty());
      assertThat(heard()).containsExactly("raised failed water.levels 2026-04-28");
      // What was sent and not noted would be sent again.
      await().until(() -> lake.callWithoutSpark("alert", "ls").out().contains("duty sent"));
      scheduler.signal("KILL");
      scheduler.await();
    }
    Outcome acked = lake.callWithoutSpark("alert", "ack", alert(), "--why", "the file is bad");
    assertThat(acked.exit()).as(acked.err()).isZero();
    assertThat(lake.callWithoutSpark("alert", "ls").out())
        .contains("acked", "error", "failed", "water.levels", "duty sent", "citylake logs r");
    assertThat(lake.callWithoutSpark("alert", "ls", "--lang", "zh").out())
        .contains("告警", "已确认", "错误", "失败");
    assertThat(lake.callWithoutSpark("alert", "ls", alert(), "-o", "json").out())
        .contains(
            "\"event\":\"raised\"", "\"event\":\"acked\"", Account.current(), "the file is bad");

    lake.file("landing/20260428.csv", "站点,时间,水位", "府河,2026-04-28 08:00,1.5");
    lake.callWithoutSpark("schedule", "retry", "--why", "sent again");
    try (ForkedCommand scheduler = ForkedCommand.start(lake, List.of(), "scheduler")) {
      await().atMost(Duration.ofSeconds(150)).until(() -> got.size() > 1);
      scheduler.signal("TERM");
      assertThat(scheduler.await().exit()).isZero();
    }
    assertThat(heard())
        .containsExactly(
            "raised failed water.levels 2026-04-28", "recovered failed water.levels 2026-04-28");
    assertThat(ids()).doesNotHaveDuplicates();
    assertThat(lake.callWithoutSpark("alert", "ls", "-o", "csv").lines()).hasSize(1);
    assertThat(lake.callWithoutSpark("alert", "ls", "--all").out()).contains("over");
  }

  /** Runs that another scheduler starts are told of by a check; what doesn't arrive is kept. */
  @Test
  void aCheckTellsOfRunsByHandAndKeepsWhatDoesNotArrive() {
    lake.file("landing/20260428.csv", "站点,水位", "府河,1.5");
    lake.call("run", "water.levels", "--date", "2026-04-28");
    status = 503;
    Outcome kept = lake.callWithoutSpark("alert", "check");
    assertThat(kept.exit()).isEqualTo(1);
    assertThat(kept.out()).contains("1 alerts last, 1 messages are still to be sent");
    assertThat(lake.callWithoutSpark("alert", "ls").out())
        .contains("pending (1 tries: localhost answered 503)");
    status = 200;
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofSeconds(3))
        .until(() -> lake.callWithoutSpark("alert", "check").exit() == 0);
    assertThat(heard()).containsExactly("raised failed water.levels 2026-04-28");
  }

  @Test
  void triesReceiversAndMutes() {
    Outcome tried = lake.callWithoutSpark("alert", "test", "duty", "-o", "json");
    assertThat(tried.exit()).as(tried.err()).isZero();
    assertThat(tried.out()).contains("\"answer\":\"taken\"", "\"host\":\"localhost\"");
    assertThat(heard()).containsExactly("test scheduler  ");
    status = 500;
    Outcome refused = lake.callWithoutSpark("alert", "test", "duty");
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err())
        .contains("CL3014", "Cannot send a test message to duty: localhost answered 500")
        .doesNotContain("t0ken");
    Outcome unknown = lake.callWithoutSpark("alert", "test", "nobody");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err())
        .contains("CL1030", "Cannot find receiver nobody: conf/alerts.yaml has [duty]");

    Outcome muted =
        lake.callWithoutSpark("alert", "mute", "theme:water", "--for", "2h", "--why", "works");
    assertThat(muted.exit()).as(muted.err()).isZero();
    Outcome mutes = lake.callWithoutSpark("alert", "ls", "--mutes", "-o", "csv");
    assertThat(mutes.out()).contains(",theme:water,", "," + Account.current() + ",works");
    String mute = mutes.lines().get(1).substring(0, mutes.lines().get(1).indexOf(','));
    assertThat(lake.callWithoutSpark("alert", "unmute", mute, "--why", "done").exit()).isZero();
    assertThat(lake.callWithoutSpark("alert", "ls", "--mutes", "-o", "csv").lines()).hasSize(1);
    assertThat(lake.callWithoutSpark("alert", "unmute", mute, "--why", "done").err())
        .contains("CL1030");
    assertThat(
            lake.callWithoutSpark("alert", "mute", "theme:watr", "--for", "2h", "--why", "x").err())
        .contains("There is no theme 'watr'; did you mean water?");
    assertThat(lake.callWithoutSpark("alert", "mute", "all", "--for", "90d", "--why", "x").err())
        .contains("the time must be from 1m to 31d");
    assertThat(lake.callWithoutSpark("alert", "mute", "all", "--for", "2h").err())
        .contains("--why");
  }

  /**
   * As of schedules: only roles with 'operate' for the theme, and each deed is a line in the log.
   */
  @Test
  void onlyWhoMayAnswersAlerts() {
    lake.file("landing/20260428.csv", "站点,水位", "府河,1.5");
    lake.call("run", "water.levels", "--date", "2026-04-28");
    lake.callWithoutSpark("alert", "check");
    String alert = alert();
    lake.file("conf/themes/air.yaml", "title: {zh: 气, en: Air}\nowner: 环保局\n");
    lake.file(
        "conf/policies.yaml",
        """
        roles:
          duty: {title: {zh: 值班, en: On duty}, operate: [water], grants: [{themes: water}]}
          air: {title: {zh: 气, en: Air}, operate: [air], grants: [{themes: air}]}
        """);
    lake.callWithoutSpark("user", "add", Account.current(), "--role", "air", "--generate");
    for (String[] each :
        List.of(
            new String[] {"ack", alert},
            new String[] {"mute", "theme:water", "--for", "2h"},
            new String[] {"mute", "water.levels", "--for", "2h"},
            new String[] {"mute", "kind:failed", "--for", "2h"},
            new String[] {"mute", "all", "--for", "2h"})) {
      Outcome refused = answer(each);
      assertThat(refused.exit()).as(String.join(" ", each)).isEqualTo(2);
      assertThat(refused.err())
          .contains("CL1037", "the policies let nobody decide about alerts of", "(roles=[air])");
    }
    assertThat(lake.callWithoutSpark("alert", "ls").out()).contains("open").doesNotContain("acked");
    assertThat(lake.callWithoutSpark("alert", "ls", "--mutes", "-o", "csv").lines()).hasSize(1);

    lake.callWithoutSpark("user", "roles", Account.current(), "duty");
    assertThat(answer("mute", "water.levels", "--for", "2h").exit()).isZero();
    String mute = lake.callWithoutSpark("alert", "ls", "--mutes", "-o", "csv").lines().get(1);
    mute = mute.substring(0, mute.indexOf(','));
    lake.callWithoutSpark("user", "roles", Account.current(), "air");
    assertThat(answer("unmute", mute).err()).contains("CL1037", "alerts of water");
    lake.callWithoutSpark("user", "roles", Account.current(), "duty");
    assertThat(answer("unmute", mute).exit()).isZero();
    assertThat(answer("ack", alert).exit()).isZero();
    assertThat(lake.callWithoutSpark("audit", "-o", "csv").out())
        .contains("local:" + Account.current())
        .contains("SCHEDULE,refused,0,0,[],")
        .contains("acknowledge alert %s (failed water.levels): because".formatted(alert))
        .contains("mute water.levels for 2h: because", "mute all for 2h: because")
        .contains("end mute %s of water.levels: because".formatted(mute));
  }

  private Outcome answer(String... words) {
    List<String> call = new ArrayList<>(List.of("alert"));
    call.addAll(List.of(words));
    call.addAll(List.of("--why", "because"));
    return lake.callWithoutSpark(call.toArray(String[]::new));
  }

  /** A mistake stops no job, and a scheduler that could tell nobody does not start. */
  @Test
  void aMistakeIsSaidAndStopsNoJob() {
    lake.file("conf/alerts.yaml", "receivers: {}\nroutes: [{receivers: [nobody]}]\n");
    Outcome scheduler = lake.callWithoutSpark("scheduler");
    assertThat(scheduler.exit()).isEqualTo(2);
    assertThat(scheduler.err()).contains("conf/alerts.yaml:2:", "receiver 'nobody' doesn't exist");
    assertThat(lake.callWithoutSpark("validate").out()).contains("receiver 'nobody'");
    assertThat(lake.callWithoutSpark("schedule", "list").exit()).isZero();
  }
}
