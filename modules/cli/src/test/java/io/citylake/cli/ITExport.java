package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.cli.CommandFixture.Outcome;
import io.citylake.contract.Workspace;
import io.citylake.contract.schedule.InputDates;
import io.citylake.model.JobName;
import io.citylake.run.graph.JobGraph;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Schedules in the files of other schedulers: the DAGs are loaded by a real Python with a stand-in
 * for Airflow that remembers them, and say what {@code schedule list} and {@code schedule next} do.
 */
class ITExport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final String DAY = "citylake.day";
  private static final String QUARTERS = "citylake.0x15-x-0.Asia-Shanghai";
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssxxx");

  /** What ends strings, comments, templates and expressions of anything that may read them. */
  private static final String HOSTILE =
      "\"\"\" ''' \\ \\\" {{ 1/0 }} $(id) `id` @PLAN@ # 😀\nimport os\r\n";

  @TempDir private Path directory;

  private CommandFixture hostile() {
    CommandFixture lake =
        new CommandFixture(directory.resolve("we're \"here\" $(id)"))
            .levels("append")
            .levelsJob(
                "schedule: {cron: \"0 30 2 L * ?\", pool: registry, priority: high, retries: 5, deadline: 6h}",
                "timeout: 2h")
            .file(
                "conf/citylake.yaml",
                "source-roots: [landing]",
                "pools: {registry: {places: 2, hours: \"22:00-06:00\"}, unused: 1}")
            .file(
                "conf/calendars/cn.yaml",
                "title: {zh: 历, en: C}\nholidays: [2026-05-01, 2026-10-01]\nmake-up-days: [2026-05-09]\n")
            .file(
                "conf/themes/air.yaml",
                "title: {zh: 气, en: Air}\nowner: " + quoted(HOSTILE) + "\n");
    table(lake, "ods_hour");
    table(lake, "ods_work");
    job(lake, "hours", "ods_hour", "every: 15m");
    job(
        lake,
        "work",
        "ods_work",
        "cron: \"0 1 * * *\", calendar: cn, on: last-working-day, missed: latest, arrival: {count: 3}");
    step(lake, "ads_both", "", "SELECT 1 AS n FROM water.ods_level, air.ods_hour");
    step(
        lake,
        "ads_month",
        "schedule: {cron: \"0 0 6 ? * 6#2\", inputs: {water.ods_level: month}}",
        "SELECT 1 AS n FROM water.ods_level, air.ods_work");
    step(
        lake,
        "ads_before",
        "schedule: {inputs: {air.ods_work: yesterday}, after: [air.ads_both]}",
        "SELECT 1 AS n FROM air.ods_work");
    table(lake, "ods_by_hand");
    step(
        lake,
        "ads_so_far",
        "schedule: {inputs: {water.ods_level: month}}",
        "SELECT 1 AS n FROM water.ods_level, air.ods_by_hand");
    Outcome applied = lake.callWithoutSpark("validate");
    assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
    return lake;
  }

  private static void table(CommandFixture lake, String name) {
    lake.file("conf/themes/air/" + name + ".yaml", lake.read("conf/themes/water/ods_level.yaml"));
  }

  private static void job(CommandFixture lake, String name, String table, String schedule) {
    lake.file(
        "jobs/air/" + name + ".yaml",
        "title: {zh: " + quoted(HOSTILE) + ", en: " + quoted(HOSTILE) + "}",
        "target: air." + table,
        "schedule: {" + schedule + "}",
        "source: {files: {path: \"landing/" + name + "/*.csv\", format: csv}}",
        "columns: {station: 站点, at: {from: 时间, format: yyyy-MM-dd HH:mm}}");
  }

  /** As YAML reads it, which takes the strings of JSON. */
  private static String quoted(String text) {
    return JSON.getNodeFactory().textNode(text).toString();
  }

  private static void step(CommandFixture lake, String name, String more, String sql) {
    lake.file(
            "conf/themes/air/" + name + ".yaml",
            "title: {zh: 数, en: N}\nlayer: ads\ngrain: one\nkey: [n]",
            "columns: [{name: n, type: int, title: {zh: 数, en: N}, required: true}]")
        .file("jobs/air/" + name + ".sql", "/*", "title: {zh: 数, en: N}", more, "*/", sql);
  }

  private static ScheduledTasks tasks(CommandFixture lake) {
    Workspace workspace = lake.invocation(Clock.systemUTC()).workspace(lake.home(), null);
    JobGraph graph = JobGraph.of(workspace);
    return ScheduledTasks.of(workspace, graph.all(), graph::nearestOf);
  }

  private static JsonNode json(CommandFixture lake, String... words) throws IOException {
    Outcome answer = lake.callWithoutSpark(words);
    assertThat(answer.exit()).as(answer.err()).isZero();
    return JSON.readTree(answer.out());
  }

  /** The whole of a day and the whole of the pulses, by the name that both flows would have. */
  private static Map<String, JsonNode> dags(JsonNode recorded) {
    Map<String, JsonNode> dags = new TreeMap<>();
    recorded.get("dags").forEach(each -> dags.put(each.get("dag").asText(), each));
    return dags;
  }

  private static JsonNode record(Path file, LocalDate first, LocalDate last, String... jobs)
      throws IOException, InterruptedException {
    Path standIn =
        Path.of(System.getProperty("citylake.repository"))
            .resolve("modules/cli/src/test/resources/io/citylake/cli/airflow");
    List<String> command =
        new ArrayList<>(
            List.of(
                python(),
                "-B",
                standIn.resolve("record.py").toString(),
                file.toString(),
                first.toString(),
                last.toString()));
    command.addAll(List.of(jobs));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("TZ", "America/St_Johns");
    Path errors = Files.createTempFile("record", ".err");
    Process process = builder.redirectError(errors.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    return JSON.readTree(out);
  }

  /** Skipped where there is no Python, which is said: there is nothing else to load the file. */
  private static String python() {
    List<Path> places = List.of(Path.of("/usr/bin/python3"), Path.of("/usr/local/bin/python3"));
    List<Path> found = places.stream().filter(Files::isExecutable).toList();
    if (found.isEmpty()) {
      System.err.println("SKIPPED: no python3 in /usr/bin, so the DAGs are loaded by nobody");
    }
    assumeThat(found).as("python3").isNotEmpty();
    return found.get(0).toString();
  }

  private static Path exported(CommandFixture lake, Path file, LocalDate start, String... more) {
    List<String> call =
        new ArrayList<>(
            List.of("export", "airflow", "--output", file.toString(), "--start", start.toString()));
    call.addAll(List.of(more));
    Outcome outcome = lake.callWithoutSpark(call.toArray(String[]::new));
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    return file;
  }

  private static Set<String> names(List<JobName> names) {
    return names.stream().map(JobName::toString).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> upstream(JsonNode task) {
    Set<String> upstream = new TreeSet<>();
    task.get("upstream").forEach(each -> upstream.add(each.asText()));
    return upstream;
  }

  /** All that is scheduled, its edges, retries, pools, priorities and limits, in any flow. */
  private static void assertTasks(CommandFixture lake, JsonNode recorded) throws IOException {
    ScheduledTasks tasks = tasks(lake);
    Workspace workspace = lake.invocation(Clock.systemUTC()).workspace(lake.home(), null);
    Set<String> jobs = new TreeSet<>();
    for (JsonNode dag : recorded.get("dags")) {
      JsonNode all = dag.get("tasks");
      for (ScheduledTask task : tasks.all()) {
        String name = task.name().toString();
        JsonNode found = all.get(name);
        if (found == null) {
          continue;
        }
        jobs.add(name);
        JsonNode words = found.get("words");
        assertThat(words.get("op_kwargs").toString()).isEqualTo("{\"job\":\"" + name + "\"}");
        assertThat(words.get("doc").asText())
            .isEqualTo(
                workspace.loadTask(task.name()).title().both()
                    + "\n"
                    + workspace.loadTask(task.name()).owner());
        assertThat(words.get("retries").asInt()).isEqualTo(task.retries());
        assertThat(words.get("priority_weight").asInt()).isEqualTo(task.priority().ordinal() + 1);
        assertThat(words.path("pool").asText("")).isEqualTo(task.pool());
        assertThat(words.get("max_active_tis_per_dag").asInt()).isEqualTo(1);
        boolean timed = task.timetable() != null;
        JsonNode first = timed ? all.get("at." + name) : all.path("any." + name);
        Set<String> inputs = names(task.upstream());
        inputs.retainAll(fields(all));
        // Here each input is due before what needs it, or follows the same moments.
        assertThat(upstream(first.isMissingNode() ? found : first)).as(name).isEqualTo(inputs);
        assertThat((first.isMissingNode() ? found : first).at("/words/trigger_rule").asText())
            .isEqualTo(timed ? "none_failed" : "none_failed_min_one_success");
        if (!first.isMissingNode()) {
          assertThat(upstream(found)).contains((timed ? "at." : "any.") + name);
          assertThat(words.get("trigger_rule").asText()).isEqualTo("all_success");
        }
      }
    }
    Set<String> listed = new TreeSet<>();
    json(lake, "schedule", "list", "-o", "json")
        .forEach(each -> listed.add(each.get("job").asText()));
    assertThat(jobs).isEqualTo(listed).isNotEmpty();
  }

  private static Set<String> fields(JsonNode node) {
    Set<String> fields = new TreeSet<>();
    node.fieldNames().forEachRemaining(fields::add);
    return fields;
  }

  /** Each moment of each job, its business date, and whether it runs, is skipped or isn't known. */
  private static void assertMoments(
      CommandFixture lake, JsonNode recorded, LocalDate first, LocalDate last) throws IOException {
    Map<String, Set<String>> expected = new TreeMap<>();
    for (JsonNode each :
        json(lake, "schedule", "next", "--days", "70", "--limit", "1000000", "-o", "json")) {
      OffsetDateTime at = OffsetDateTime.parse(each.get("at").asText(), MOMENT);
      LocalDate day = at.atZoneSameInstant(SHANGHAI).toLocalDate();
      if (!day.isBefore(first) && !day.isAfter(last)) {
        expected
            .computeIfAbsent(each.get("runs").asText(), runs -> new TreeSet<>())
            .add(
                "%s %s %s"
                    .formatted(
                        each.get("job").asText(),
                        each.get("business_date").asText(),
                        each.get("runs").asText().equals("yes") ? at.toInstant() : ""));
      }
    }
    Map<String, Set<String>> found = new TreeMap<>();
    for (JsonNode dag : recorded.get("dags")) {
      for (JsonNode each : dag.get("gates")) {
        String what = each.get(2).asText();
        String kind =
            what.equals("skipped")
                ? "skipped"
                : what.startsWith("failed") ? "waits for the calendar" : "yes";
        found
            .computeIfAbsent(kind, runs -> new TreeSet<>())
            .add(
                "%s %s %s"
                    .formatted(
                        each.get(0).asText(),
                        each.get(1).asText(),
                        kind.equals("yes") ? OffsetDateTime.parse(what).toInstant() : ""));
      }
    }
    assertThat(found.get("yes")).isEqualTo(expected.remove("yes"));
    // A day that its cron text doesn't name has no slot at all, there it is skipped too.
    expected.forEach((kind, slots) -> assertThat(found.get(kind)).as(kind).containsAll(slots));
  }

  @Test
  void airflowHasTheReferenceCity() throws Exception {
    CommandFixture city = CommandFixture.city(directory);
    LocalDate first = LocalDate.now(SHANGHAI).plusDays(1);
    Path file = exported(city, directory.resolve("dag.py"), first);
    // Beyond the end of a year, of which the calendar may not know the next.
    JsonNode recorded = record(file, first, first.plusDays(60));
    assertTasks(city, recorded);
    assertMoments(city, recorded, first, first.plusDays(60));
    JsonNode exceedance = dags(recorded).get(DAY).get("tasks").get("air_quality.ads_exceedance");
    assertThat(upstream(exceedance)).contains("of.air_quality.ads_exceedance.0");
  }

  @Test
  void airflowTakesNamesAsData() throws Exception {
    CommandFixture lake = hostile();
    LocalDate first = LocalDate.now(SHANGHAI).plusDays(1);
    Path program =
        Files.writeString(
            directory.resolve("city'lake"),
            "#!/bin/sh\nfor each; do printf '%s\\n' \"$each\"; done > \"$0.$2\"\n"
                + "case $2 in air.hours) exit 3;; air.work) exit 2;; air.ads_both) exit 1;; esac\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    String there = "/srv/" + HOSTILE;
    Path file =
        exported(
            lake,
            directory.resolve("dag.py"),
            first,
            "--program",
            program.toString(),
            "--workers-home",
            there);
    JsonNode recorded =
        record(
            file,
            first,
            first.plusDays(40),
            "air.hours",
            "air.work",
            "air.ads_both",
            "water.levels");
    assertTasks(lake, recorded);
    assertMoments(lake, recorded, first, first.plusDays(40));
    assertThat(recorded.get("pools").toString())
        .isEqualTo(
            "{\"registry\":{\"slots\":2,\"description\":\"CityLake\",\"include_deferred\":false}}");
    Map<String, JsonNode> dags = dags(recorded);
    assertThat(dags).containsOnlyKeys(DAY, QUARTERS);
    assertThat(dags.get(QUARTERS).get("cron").asText()).isEqualTo("0,15,30,45 * * * *");
    assertThat(fields(dags.get(QUARTERS).get("tasks")))
        .containsExactly("air.ads_before", "air.ads_both", "air.hours", "at.air.hours");
    JsonNode levels = dags.get(DAY).get("tasks").get("water.levels").get("words");
    assertThat(levels.get("execution_timeout").asInt()).as("and five minutes").isEqualTo(7500);
    assertThat(levels.get("sla").asInt()).as("02:30 and 6 h").isEqualTo(30_600);

    // Exit 3 has published; 2 mends itself never; 1 may.
    assertThat(dags.get(QUARTERS).get("ran").toString())
        .contains(
            "\"air.hours\":\"ok\"", "\"air.ads_both\":\"AirflowException: air.ads_both failed");
    assertThat(dags.get(DAY).get("ran").toString())
        .contains("\"air.work\":\"AirflowFailException: ", "\"water.levels\":\"ok\"");
    assertThat(Files.readString(Path.of(program + ".water.levels")))
        .isEqualTo(
            "run\nwater.levels\n--date\n%s\n--home\n%s\n".formatted(first.minusDays(1), there));
    assertThat(dates(dags, "of.air.ads_month.0"))
        .isEqualTo(begun(first, first.plusDays(39), InputDates.MONTH))
        .isNotEmpty();
    assertThat(dates(dags, "of.air.ads_before.0"))
        .isEqualTo(begun(first, first.plusDays(39), InputDates.YESTERDAY));
    LocalDateTime latest = first.plusDays(40).atStartOfDay();
    assertThat(dates(dags, "of.air.ads_both.0"))
        .as("the quarter of an hour that ends its business date")
        .containsExactly(latest.atZone(SHANGHAI).toInstant().toString());
  }

  private static List<String> dates(Map<String, JsonNode> dags, String sensor) {
    List<String> dates = new ArrayList<>();
    dags.get(DAY)
        .get("waits")
        .get(sensor)
        .get("dates")
        .forEach(each -> dates.add(OffsetDateTime.parse(each.asText()).toInstant().toString()));
    return dates;
  }

  /** When the DAG runs began of what an input's dates are, but for those before the first. */
  private static List<String> begun(LocalDate start, LocalDate date, InputDates dates) {
    return dates
        .first(date)
        .datesUntil(dates.last(date).plusDays(1))
        .map(each -> each.plusDays(1))
        .filter(each -> !each.isBefore(start))
        .map(each -> each.atStartOfDay(SHANGHAI).toInstant().toString())
        .toList();
  }

  @Test
  void saysWhatIsNotCarriedOver() {
    CommandFixture lake = hostile();
    assertThat(lake.callWithoutSpark("export", "airflow", "--start", "2026-05-01").err())
        .contains(
            "Pool registry: its hours (22:00-06:00) are not carried over",
            "air.work: its arrival is not carried over",
            "air.work: missed latest is not carried over",
            "air.work: its days are listed until 2026-12-31",
            "air.ads_month: its days are listed until 2027-12-31",
            "Retries: ",
            "Priorities: ",
            "Deadlines: ")
        .doesNotContain("air.ads_both in citylake.day");
    assertThat(
            lake.callWithoutSpark("export", "dolphinscheduler", "--workers-home", "/srv/${x}")
                .err())
        .contains("Cannot export the schedules: home holds '${' or '$['")
        .contains("CL1051");
    job(lake, "hours", "ods_hour", "every: 7h");
    Outcome refused = lake.callWithoutSpark("export", "airflow");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("CL1051", "the moments of air.hours are at no times");
    job(lake, "hours", "ods_hour", "cron: \"*/20 * * * * ?\"");
    assertThat(lake.callWithoutSpark("export", "airflow").err())
        .contains("air.hours has several moments within a minute");
    job(lake, "hours", "ods_hour", "every: 6h, zone: America/New_York");
    assertThat(lake.callWithoutSpark("export", "airflow").err())
        .as("they are elsewhere in summer")
        .contains("CL1051", "no times that a cron text names in America/New_York");
  }

  @Test
  void dolphinSchedulerHasTheSame() throws Exception {
    CommandFixture lake = hostile();
    LocalDate first = LocalDate.of(2026, 5, 1);
    String[] call = {
      "export", "dolphinscheduler", "--start", first.toString(), "--workers-home", "/srv/it's"
    };
    JsonNode flows = json(lake, call);
    ScheduledTasks tasks = tasks(lake);
    Set<String> jobs = new TreeSet<>();
    for (JsonNode flow : flows) {
      Map<Long, String> names = new TreeMap<>();
      flow.get("taskDefinitionList")
          .forEach(each -> names.put(each.get("code").asLong(), each.get("name").asText()));
      Map<String, Set<String>> before = new TreeMap<>();
      for (JsonNode each : flow.get("processTaskRelationList")) {
        Set<String> to =
            before.computeIfAbsent(
                names.get(each.get("postTaskCode").asLong()), name -> new TreeSet<>());
        if (each.get("preTaskCode").asLong() != 0) {
          to.add(names.get(each.get("preTaskCode").asLong()));
        }
      }
      assertThat(before.keySet()).isEqualTo(new TreeSet<>(names.values()));
      boolean daily = flow.at("/processDefinition/name").asText().equals(DAY);
      for (JsonNode each : flow.get("taskDefinitionList")) {
        String name = each.get("name").asText();
        if (name.startsWith("at.")) {
          continue;
        }
        ScheduledTask task = tasks.find(JobName.parse(name)).orElseThrow();
        jobs.add(name);
        Set<String> inputs = names(task.upstream());
        inputs.retainAll(names.values());
        if (daily && task.timetable() != null) {
          inputs.add("at." + name);
        }
        assertThat(before.get(name)).as(name).isEqualTo(inputs);
        assertThat(each.get("failRetryTimes").asInt()).isEqualTo(task.retries());
        assertThat(each.get("taskPriority").asText()).isEqualTo(task.priority().name());
        assertThat(each.at("/taskParams/rawScript").asText())
            .contains("'citylake' run " + name + " --date ${bizdate} --home '/srv/it'\\''s'\n");
      }
    }
    Set<String> listed = new TreeSet<>();
    json(lake, "schedule", "list", "-o", "json")
        .forEach(each -> listed.add(each.get("job").asText()));
    assertThat(jobs).isEqualTo(listed);
    JsonNode day = flows.get(0);
    assertThat(day.at("/schedule/crontab").asText()).isEqualTo("0 0 0 * * ? *");
    assertThat(day.at("/schedule/timezoneId").asText()).isEqualTo("Asia/Shanghai");
    assertThat(day.at("/processDefinition/globalParamMap").toString())
        .isEqualTo("{\"bizdate\":\"$[yyyy-MM-dd-1]\",\"today\":\"$[yyyy-MM-dd]\"}");
    JsonNode quarters = flows.get(1);
    assertThat(quarters.at("/schedule/crontab").asText()).isEqualTo("0 0,15,30,45 * * * ? *");
    assertThat(quarters.at("/processDefinition/globalParamMap/bizdate").asText())
        .as("midnight ends a day")
        .isEqualTo("$[yyyy-MM-dd-1/24/60]");
    assertThat(task(day, "at.water.levels").get("delayTime").asInt()).isEqualTo(150);
    JsonNode levels = task(day, "water.levels");
    assertThat(levels.get("timeout").asInt()).as("and five minutes").isEqualTo(125);
    assertThat(levels.get("failRetryInterval").asInt()).as("1, 3, 9, 27, 30").isEqualTo(14);
    assertThat(lake.callWithoutSpark(call).err())
        .contains(
            "with 2 places and give it to [water.levels]", "air.ads_both: it does not wait for")
        .contains("air.ads_month: its input water.levels of other dates (month) is not waited for");

    Path program = Files.writeString(directory.resolve("ran"), "");
    String script =
        task(day, "air.work")
            .at("/taskParams/rawScript")
            .asText()
            .replace("'citylake' run", "printf '%s\\n' >> " + "\"$RAN\"");
    assertThat(shell(script, "2026-05-29", program)).as("the last working day").isEqualTo(0);
    assertThat(Files.readString(program)).contains("air.work", "2026-05-28", "/srv/it's");
    Files.writeString(program, "");
    assertThat(shell(script, "2026-05-28", program)).isEqualTo(0);
    assertThat(Files.readString(program)).isEmpty();
    assertThat(shell(script, "2027-01-29", program)).as("not known").isEqualTo(2);
    assertThat(Files.readString(program)).isEmpty();
  }

  private static JsonNode task(JsonNode flow, String name) {
    for (JsonNode each : flow.get("taskDefinitionList")) {
      if (each.get("name").asText().equals(name)) {
        return each;
      }
    }
    throw new AssertionError(name);
  }

  /** Runs a script as on a day, with the dates put in as the scheduler does. */
  private static int shell(String script, String today, Path ran)
      throws IOException, InterruptedException {
    String yesterday = LocalDate.parse(today).minusDays(1).toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            "/bin/sh", "-c", script.replace("${today}", today).replace("${bizdate}", yesterday));
    builder.environment().put("RAN", ran.toString());
    return builder.redirectErrorStream(true).start().waitFor();
  }
}
