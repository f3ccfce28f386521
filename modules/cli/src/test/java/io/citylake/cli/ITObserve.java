package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.app.EmbeddedLake;
import io.citylake.app.SchedulerWatch;
import io.citylake.app.ServingLake;
import io.citylake.cli.PromExpression.Series;
import io.citylake.lake.history.RunOutcome;
import io.citylake.model.JobName;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Rules and dashboard of {@code conf/observe} against what the processes really export. */
class ITObserve {
  private static final Path OBSERVE =
      Path.of(System.getProperty("citylake.repository")).resolve("conf/observe");
  private static final Pattern LINE = Pattern.compile("([a-z][a-z0-9_]*)(?:\\{(.*)\\})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
  private static final Pattern LEGEND = Pattern.compile("\\{\\{\\s*([a-zA-Z_.$]+)\\s*\\}\\}");

  /** What Prometheus adds to each series. */
  private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

  @TempDir private static Path home;

  /** The values of each label of each metric. */
  private static final Map<String, Map<String, Set<String>>> EXPORTED = new TreeMap<>();

  private static String served = "";
  private static String scheduled = "";

  @BeforeAll
  static void scrapeBoth() throws Exception {
    CommandFixture water =
        new CommandFixture(home).levels("append", "update-cycle: daily").levelsJob();
    water.file(
        "conf/citylake.yaml",
        "source-roots: [landing]",
        "serve: {flight-port: 0, http-port: 0, health-port: 0}",
        "observe: {scheduler-port: 0}");
    water.file(
        "conf/policies.yaml",
        "roles: {administrator: {title: {zh: 管, en: A}, administrator: true}}");
    water.landing("1.csv", "a,2026-01-01 08:00,1,7", "b,never,2,8");
    assertThat(water.call("apply").exit()).isZero();
    var invocation = water.invocation(Clock.systemUTC());
    try (EmbeddedLake lake =
            EmbeddedLake.open(invocation.workspace(home, null), null, invocation.host());
        SchedulerWatch watch = new SchedulerWatch(lake)) {
      AtomicReference<String> status = new AtomicReference<>("starting");
      int port = watch.listen(0, status::get);
      assertThat(get(port, "/health").statusCode()).isEqualTo(503);
      status.set("ready");
      assertThat(get(port, "/health").body()).isEqualTo("{\"status\":\"ready\"}");
      lake.round(watch.runs())
          .run(
              List.of(JobName.parse("water.levels")),
              new RunRequest(LocalDate.parse("2026-01-01"), Mode.INCREMENTAL, FailurePolicy.GO_ON));
      scheduled = get(port, "/metrics").body();
    }
    AtomicReference<String> password = new AtomicReference<>();
    try (ServingLake lake =
        ServingLake.open(
            invocation.workspace(home, null),
            invocation.host(),
            first -> password.set(first.password().reveal()))) {
      String admin = "admin:" + password;
      String sql = "SELECT count(*) AS n FROM water.ods_level";
      for (int i = 0; i < 2; i++) {
        assertThat(ITServe.ask(lake.httpPort(), sql, admin).body()).contains("\"n\":\"1\"");
      }
      assertThat(ITServe.ask(lake.httpPort(), "SELECT nothing", admin).statusCode()).isEqualTo(400);
      assertThat(ITServe.ask(lake.httpPort(), sql, "admin:wrong").statusCode()).isEqualTo(401);
      served = get(lake.healthPort(), "/metrics").body();
    }
    read(served);
    read(scheduled);
    // Of Prometheus itself.
    EXPORTED.put("up", new TreeMap<>());
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static void read(String scraped) {
    for (String line : scraped.lines().filter(each -> !each.startsWith("#")).toList()) {
      Matcher matcher = LINE.matcher(line);
      assertThat(matcher.matches()).as(line).isTrue();
      Map<String, Set<String>> labels =
          EXPORTED.computeIfAbsent(matcher.group(1), each -> new TreeMap<>());
      Matcher label = LABEL.matcher(matcher.group(2) == null ? "" : matcher.group(2));
      while (label.find()) {
        labels.computeIfAbsent(label.group(1), each -> new TreeSet<>()).add(label.group(2));
      }
    }
  }

  /** An expression, and the labels that its texts name. */
  private record Asked(String where, String expression, String texts) {}

  private static List<Asked> rules() throws Exception {
    Map<?, ?> file =
        (Map<?, ?>)
            new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(OBSERVE.resolve("alerts.yaml")));
    assertThat(file.keySet()).isEqualTo(Set.of("groups"));
    List<Asked> asked = new ArrayList<>();
    Set<Object> names = new TreeSet<>();
    for (Object each : (List<?>) file.get("groups")) {
      Map<?, ?> group = (Map<?, ?>) each;
      assertThat(group.keySet()).isEqualTo(Set.of("name", "rules"));
      for (Object one : (List<?>) group.get("rules")) {
        Map<?, ?> rule = (Map<?, ?>) one;
        assertThat(Set.of("alert", "expr", "for", "labels", "annotations"))
            .containsAll(rule.keySet().stream().map(String::valueOf).toList());
        assertThat(names.add(rule.get("alert"))).as("%s", rule.get("alert")).isTrue();
        assertThat(String.valueOf(rule.get("alert"))).matches("CityLake[A-Za-z]+");
        assertThat(rule.containsKey("for") ? String.valueOf(rule.get("for")) : "1m")
            .matches("\\d+[smh]");
        assertThat(((Map<?, ?>) rule.get("labels")).get("severity")).isIn("warning", "critical");
        Map<?, ?> annotations = (Map<?, ?>) rule.get("annotations");
        assertThat(String.valueOf(annotations.get("summary"))).contains(" / ");
        asked.add(
            new Asked(
                String.valueOf(rule.get("alert")),
                String.valueOf(rule.get("expr")),
                annotations.toString().replace("$labels.", "")));
      }
    }
    return asked;
  }

  private static List<Asked> panels() throws Exception {
    JsonNode dashboard =
        new ObjectMapper().readTree(OBSERVE.resolve("grafana-dashboard.json").toFile());
    List<Asked> asked = new ArrayList<>();
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        asked.add(
            new Asked(
                panel.path("title").asText(),
                target.path("expr").asText(),
                target.path("legendFormat").asText()));
      }
    }
    return asked;
  }

  @Test
  void rulesAndPanelsAskForWhatIsExported() throws Exception {
    List<Asked> all = Stream.concat(rules().stream(), panels().stream()).toList();
    assertThat(all).hasSizeGreaterThan(30);
    for (Asked asked : all) {
      Set<String> shown = new TreeSet<>(OF_PROMETHEUS);
      for (Series series : PromExpression.read(asked.expression())) {
        Map<String, Set<String>> labels = EXPORTED.get(series.metric());
        assertThat(labels).as("%s: %s", asked.where(), series.metric()).isNotNull();
        Set<String> known = new TreeSet<>(labels.keySet());
        known.addAll(OF_PROMETHEUS);
        assertThat(known)
            .as("%s: %s", asked.where(), series.metric())
            .containsAll(series.grouped())
            .containsAll(series.conditions().keySet());
        series.conditions().forEach((label, condition) -> checkValue(labels, label, condition));
        shown.addAll(series.grouped().isEmpty() ? known : series.grouped());
      }
      Matcher legend = LEGEND.matcher(asked.texts());
      while (legend.find()) {
        assertThat(shown).as(asked.where()).contains(legend.group(1));
      }
    }
  }

  /** An outcome may be one that no run here has. */
  private static void checkValue(Map<String, Set<String>> labels, String label, String condition) {
    if (OF_PROMETHEUS.contains(label)) {
      return;
    }
    Set<String> values = new TreeSet<>(labels.get(label));
    if (label.equals("outcome") && condition.startsWith("=~")) {
      Stream.of(RunOutcome.values()).forEach(each -> values.add(each.toString()));
    }
    assertThat(values).containsAll(List.of(condition.replaceFirst("^[!=~]+", "").split("\\|")));
  }

  @Test
  void bothProcessesTellOfThemselvesAndOfTheLake() {
    for (String process : List.of(served, scheduled)) {
      assertThat(process)
          .contains("jvm_memory_used_bytes", "jvm_threads_live_threads", "citylake_disk_free_bytes")
          .contains("citylake_slots{state=\"missed\"} 0")
          .contains("citylake_quarantine_open_rows{theme=\"water\"} ")
          .contains("citylake_freshness_age_seconds{table=\"ods_level\",theme=\"water\"} ")
          .contains("citylake_freshness_left_off 0");
    }
    assertThat(scheduled)
        .contains("citylake_runs_seconds_count{outcome=\"published\"} 1")
        .contains("citylake_stages_seconds_bucket{stage=\"publish\",le=\"")
        .contains("citylake_rows_total{kind=\"accepted\"} 1")
        .contains("citylake_files_total{kind=\"new\"} 1")
        .contains("citylake_refused_rows_total{reason=\"type\"} 1");
    assertThat(served)
        .contains("citylake_quarantine_open_rows{theme=\"water\"} 1")
        .doesNotContain("NaN")
        .contains("citylake_queries_seconds_bucket{lane=\"HTTP\",outcome=\"answered\",le=\"0.05\"}")
        .contains("citylake_logins_seconds_count{by=\"password\",outcome=\"refused\"} 1")
        .contains("citylake_refusals_total{code=\"CL1015\"} 1");
  }

  /** A series is kept by Prometheus for each value of each label. */
  @Test
  void labelsNameNoUserAndNoStatement() {
    Set<String> labels = new TreeSet<>();
    EXPORTED.values().forEach(each -> labels.addAll(each.keySet()));
    assertThat(labels)
        .isSubsetOf(
            "area", "by", "code", "id", "kind", "lane", "le", "outcome", "reason", "route", "stage",
            "state", "status", "table", "theme");
    assertThat(served + scheduled).doesNotContain("admin", "SELECT");
  }

  @Test
  void theCheckOfExpressionsIsStrict() {
    for (String wrong :
        List.of(
            "sum(rate(a_total))",
            "rate(a_total[5m]",
            "sum by (x (a)",
            "histogram_quantile(0.9, sum by (le) (rate(a_total[5m])))",
            "a{b=c}",
            "smu(a)",
            "a >")) {
      assertThatThrownBy(() -> PromExpression.read(wrong)).as(wrong).isNotNull();
    }
    assertThat(PromExpression.read("sum by (b) (rate(a_total{c!=\"d\"}[5m])) / 2 > 0.5"))
        .containsExactly(new Series("a_total", Map.of("c", "!=d"), Set.of("b")));
  }
}
