package io.citylake.schedule.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.contract.schedule.Priority;
import io.citylake.model.JobName;
import io.citylake.schedule.Scheduler;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Workflows as DolphinScheduler 3.0 to 3.2 exports and imports them: a list of a process definition
 * with its tasks, their relations and its schedule. Codes only hold the parts together; an import
 * gives others.
 */
public final class DolphinFile implements ExportFormat {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long CODES_OF_A_FLOW = 1_000_000;
  private static final int GRACE_MINUTES = 5;

  /** Runs a month of days in rows of so many. */
  private static final int ROWS = 30;

  @Override
  public String write(ExportPlan plan) {
    requirePlain("program", plan.call().program());
    requirePlain("home", plan.call().home());
    ArrayNode flows = JSON.createArrayNode();
    long code = CODES_OF_A_FLOW;
    for (ExportFlow flow : plan.flows()) {
      flows.add(new Flow(plan, flow, code).node());
      code += CODES_OF_A_FLOW;
    }
    return text(flows);
  }

  /** Also within quotes the scheduler replaces what it takes for its own. */
  private static void requirePlain(String what, String text) {
    if (text.contains("${") || text.contains("$[")) {
      throw ExportRefusals.placeholder(what, text);
    }
  }

  private static boolean changesLater(ZoneId zone, LocalDate start) {
    return zone.getRules().nextTransition(start.atStartOfDay(zone).toInstant()) != null;
  }

  @Override
  public List<String> losses(ExportPlan plan) {
    List<String> losses = new ArrayList<>();
    plan.pools()
        .forEach(
            (name, pool) ->
                losses.add(
                    "Pool %s: DolphinScheduler keeps places in task groups, which an import can't make; make one with %d places and give it to %s"
                        .formatted(name, pool.places(), membersOf(plan, name))));
    for (ExportFlow flow : plan.flows()) {
      for (ExportTask task : flow.tasks()) {
        task.dated()
            .forEach(
                each ->
                    losses.add(
                        "%s: its input %s of other dates (%s) is not waited for, because an import changes the codes that name it"
                            .formatted(task.name(), each.task(), each.dates())));
        task.moments()
            .forEach(
                each ->
                    losses.add(
                        "%s: it does not wait for %s, which is in %s, because an import changes the codes that name it"
                            .formatted(task.name(), each.task(), each.pulse().id())));
        Gate gate = task.gate();
        if (gate != null && gate.days() != null) {
          losses.add(
              "%s: on days that are not its own it passes without running, and what follows it runs"
                  .formatted(task.name()));
        }
        if (gate != null && gate.time() != null && changesLater(gate.zone(), plan.start())) {
          losses.add(
              "%s: its time is counted from midnight, so it is off on days on which the clocks of %s change"
                  .formatted(task.name(), gate.zone()));
        }
      }
    }
    List<ExportTask> all = plan.flows().stream().flatMap(flow -> flow.tasks().stream()).toList();
    if (all.stream().anyMatch(each -> each.retries() > 1)) {
      losses.add(
          "Retries: DolphinScheduler waits as long before each; and a mistake that no other try mends is tried again too");
    }
    if (all.stream().anyMatch(each -> each.deadline() != null)) {
      losses.add("Deadlines: DolphinScheduler has none of a task that has not begun");
    }
    return losses;
  }

  private static List<JobName> membersOf(ExportPlan plan, String pool) {
    return plan.flows().stream()
        .flatMap(flow -> flow.tasks().stream())
        .filter(task -> task.pool().equals(pool))
        .map(ExportTask::name)
        .distinct()
        .toList();
  }

  private static String text(ArrayNode flows) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(flows) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A string of a POSIX shell that means itself. */
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** One of them, while it is written. */
  private static final class Flow {
    private final ExportPlan plan;
    private final ExportFlow flow;
    private final long code;
    private final Map<String, Long> codes = new LinkedHashMap<>();
    private final ArrayNode tasks = JSON.createArrayNode();
    private final ArrayNode relations = JSON.createArrayNode();

    Flow(ExportPlan plan, ExportFlow flow, long code) {
      this.plan = plan;
      this.flow = flow;
      this.code = code;
    }

    ObjectNode node() {
      for (ExportTask task : flow.tasks()) {
        add(task);
      }
      ObjectNode node = JSON.createObjectNode();
      node.set("processDefinition", definition());
      node.set("processTaskRelationList", relations);
      node.set("taskDefinitionList", tasks);
      node.set("schedule", schedule());
      return node;
    }

    private ObjectNode definition() {
      // At midnight a day ends; one that has begun a second ago is another.
      boolean ends = !flow.pulse().daily() && flow.pulse().second() == 0;
      String date =
          flow.pulse().daily()
              ? "$[yyyy-MM-dd-1]"
              : ends ? "$[yyyy-MM-dd-1/24/60]" : "$[yyyy-MM-dd]";
      ArrayNode params = JSON.createArrayNode();
      params.add(parameter("bizdate", date));
      params.add(parameter("today", "$[yyyy-MM-dd]"));
      ObjectNode values = JSON.createObjectNode();
      values.put("bizdate", date).put("today", "$[yyyy-MM-dd]");
      ObjectNode node = JSON.createObjectNode();
      node.put("code", code)
          .put("name", flow.pulse().id())
          .put("version", 1)
          .put("releaseState", "OFFLINE")
          .put("description", "CityLake")
          .put("globalParams", params.toString());
      node.set("globalParamList", params);
      node.set("globalParamMap", values);
      return node.put("flag", "YES")
          .put("locations", locations().toString())
          .put("timeout", 0)
          .put("executionType", "PARALLEL")
          .put("warningGroupId", 0);
    }

    private static ObjectNode parameter(String name, String value) {
      return JSON.createObjectNode()
          .put("prop", name)
          .put("direct", "IN")
          .put("type", "VARCHAR")
          .put("value", value);
    }

    /** In rows, in the order of needs. */
    private ArrayNode locations() {
      ArrayNode locations = JSON.createArrayNode();
      int place = 0;
      for (long each : codes.values()) {
        locations
            .addObject()
            .put("taskCode", each)
            .put("x", 150 + 300 * (place / ROWS))
            .put("y", 80 + 90 * (place % ROWS));
        place++;
      }
      return locations;
    }

    private void add(ExportTask task) {
      Gate gate = task.gate();
      List<Long> before = new ArrayList<>();
      if (gate != null && gate.time() != null) {
        String name = "at." + task.name();
        tasks.add(definition(task, name, waiting(gate), minutes(gate)));
        relate(0, codes.get(name));
        before.add(codes.get(name));
      }
      tasks.add(definition(task, task.name().toString(), script(task), 0));
      task.upstream()
          .forEach(each -> before.add(Objects.requireNonNull(codes.get(each.toString()))));
      long own = codes.get(task.name().toString());
      if (before.isEmpty()) {
        relate(0, own);
      }
      before.forEach(each -> relate(each, own));
    }

    private static long minutes(Gate gate) {
      return Math.max(0, gate.after().toMinutes());
    }

    private static String waiting(Gate gate) {
      long seconds = Math.max(0, gate.after().toSeconds()) % 60;
      return seconds == 0 ? "exit 0" : "sleep " + seconds;
    }

    private void relate(long from, long to) {
      relations
          .addObject()
          .put("name", "")
          .put("processDefinitionVersion", 1)
          .put("processDefinitionCode", code)
          .put("preTaskCode", from)
          .put("preTaskVersion", from == 0 ? 0 : 1)
          .put("postTaskCode", to)
          .put("postTaskVersion", 1)
          .put("conditionType", "NONE")
          .putObject("conditionParams");
    }

    private ObjectNode definition(ExportTask task, String name, String script, long delay) {
      codes.put(name, code + codes.size() + 1);
      boolean isJob = name.equals(task.name().toString());
      Duration timeout = isJob ? task.timeout() : null;
      ObjectNode params = JSON.createObjectNode();
      params.put("rawScript", script);
      params.putArray("localParams");
      params.putArray("resourceList");
      ObjectNode node = JSON.createObjectNode();
      node.put("code", codes.get(name))
          .put("name", name)
          .put("version", 1)
          .put("description", task.title().both() + "\n" + task.owner())
          .put("taskType", "SHELL");
      node.set("taskParams", params);
      return node.put("flag", "YES")
          .put("taskPriority", task.priority().name())
          .put("workerGroup", "default")
          .put("environmentCode", -1)
          .put("failRetryTimes", isJob ? task.retries() : 0)
          .put("failRetryInterval", pause(task.retries()))
          .put("timeoutFlag", timeout == null ? "CLOSE" : "OPEN")
          .put("timeoutNotifyStrategy", timeout == null ? "WARN" : "WARNFAILED")
          .put("timeout", timeout == null ? 0 : minutesUp(timeout) + GRACE_MINUTES)
          .put("delayTime", delay)
          .put("resourceIds", "")
          .put("taskExecuteType", "BATCH");
    }

    private static long minutesUp(Duration duration) {
      return (duration.toSeconds() + 59) / 60;
    }

    /** Minutes before each try that are as long together as those of CityLake's own. */
    private static long pause(int retries) {
      long all = 0;
      for (int tries = 1; tries <= retries; tries++) {
        all += Scheduler.pause(tries).toMinutes();
      }
      return retries == 0 ? 1 : (all + retries - 1) / retries;
    }

    /** What the scheduler replaces are the two dates; all else is as written here. */
    private String script(ExportTask task) {
      StringBuilder script = new StringBuilder();
      Gate gate = task.gate();
      if (gate != null && gate.days() != null) {
        script
            .append("if [ \"$(printf %s ${today} | tr -d -)\" -gt ")
            .append(Objects.requireNonNull(gate.until()).toString().replace("-", ""))
            .append(" ]; then\n  echo 'The days of ")
            .append(task.name())
            .append(" are known until ")
            .append(gate.until())
            .append(" only: put the holidays that follow into conf/calendars and export again'\n")
            .append("  exit 2\nfi\ncase ${today} in\n");
        for (LocalDate day : gate.days()) {
          script.append("  ").append(day).append(") ;;\n");
        }
        script
            .append("  *) echo '${today} is no day of ")
            .append(task.name())
            .append("'; exit 0 ;;\nesac\n");
      }
      return script
          .append(quoted(plan.call().program()))
          .append(" run ")
          .append(task.name())
          .append(" --date ${bizdate} --home ")
          .append(quoted(plan.call().home()))
          .append("\ncode=$?\n# 3: it ran, and left something that somebody has to look at\n")
          .append("if [ $code -eq 3 ]; then exit 0; fi\nexit $code\n")
          .toString();
    }

    private ObjectNode schedule() {
      return JSON.createObjectNode()
          .put("processDefinitionCode", code)
          .put("startTime", plan.start() + " 00:00:00")
          .put("endTime", plan.start().plusYears(100) + " 00:00:00")
          .put("timezoneId", flow.pulse().zone().getId())
          .put("crontab", flow.pulse().sevenFields())
          .put("failureStrategy", "CONTINUE")
          .put("warningType", "NONE")
          .put("warningGroupId", 0)
          .put("releaseState", "OFFLINE")
          .put("processInstancePriority", Priority.MEDIUM.name())
          .put("workerGroup", "default")
          .put("environmentCode", -1);
    }
  }
}
