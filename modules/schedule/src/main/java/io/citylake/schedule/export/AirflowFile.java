package io.citylake.schedule.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.contract.schedule.Priority;
import io.citylake.schedule.plan.DatedInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Python file with the DAGs. Its code is the same for every workspace; all that a workspace says
 * is one JSON document in string literals of ASCII, so that no name or title is ever code.
 */
public final class AirflowFile implements ExportFormat {
  private static final String HERE = "@PLAN@";
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  @Override
  public String write(ExportPlan plan) {
    return code().replace(HERE, literals(document(plan)));
  }

  @Override
  public List<String> losses(ExportPlan plan) {
    List<ExportTask> all = plan.flows().stream().flatMap(flow -> flow.tasks().stream()).toList();
    List<String> losses = new ArrayList<>();
    if (all.stream().anyMatch(each -> each.retries() > 1)) {
      losses.add("Retries: Airflow waits 1, 2, 4, 8 minutes and so on, not 1, 3, 9, 27");
    }
    if (all.stream().anyMatch(each -> each.priority() != Priority.MEDIUM)) {
      losses.add("Priorities: in Airflow they don't rise while a task waits");
    }
    if (all.stream().anyMatch(each -> each.deadline() != null)) {
      losses.add(
          "Deadlines: Airflow 2 has them as sla, Airflow 3 has none of a task; there nobody is told"
              + " that one is late");
    }
    return losses;
  }

  private static ObjectNode document(ExportPlan plan) {
    ObjectNode document = JSON.createObjectNode();
    document.put("program", plan.call().program()).put("home", plan.call().home());
    document.put("start", plan.start().toString());
    ObjectNode pools = document.putObject("pools");
    plan.pools()
        .forEach(
            (name, pool) ->
                pools
                    .putObject(name)
                    .put("slots", pool.places())
                    .put("description", "CityLake")
                    .put("include_deferred", false));
    ArrayNode flows = document.putArray("dags");
    for (ExportFlow flow : plan.flows()) {
      ObjectNode node = flows.addObject();
      node.put("dag", flow.pulse().id())
          .put("cron", flow.pulse().fiveFields())
          .put("zone", flow.pulse().zone().getId())
          .put("daily", flow.pulse().daily())
          .put("second", flow.pulse().second());
      flow.pulse().hours().forEach(node.putArray("hours")::add);
      flow.pulse().minutes().forEach(node.putArray("minutes")::add);
      ArrayNode tasks = node.putArray("tasks");
      flow.tasks().forEach(each -> tasks.add(task(each, flow.pulse())));
    }
    return document;
  }

  private static ObjectNode task(ExportTask task, Pulse own) {
    ObjectNode node = JSON.createObjectNode();
    node.put("job", task.name().toString())
        .put("title", task.title().both())
        .put("owner", task.owner())
        .put("retries", task.retries())
        .put("priority", weight(task.priority()))
        .put("pool", task.pool().isEmpty() ? null : task.pool())
        .put("timeout", seconds(task.timeout()))
        .put("deadline", seconds(task.deadline()));
    ArrayNode upstream = node.putArray("upstream");
    task.upstream().forEach(each -> upstream.add(each.toString()));
    ArrayNode dated = node.putArray("dated");
    for (DatedInput each : task.dated()) {
      dated
          .addObject()
          .put("job", each.task().toString())
          .put("dag", own.id())
          .put("dates", each.dates().toString());
    }
    for (ExportTask.OfMoments each : task.moments()) {
      dated
          .addObject()
          .put("job", each.task().toString())
          .put("dag", each.pulse().id())
          .put("dates", "last_moment");
    }
    Gate gate = task.gate();
    node.set("gate", gate == null ? null : gate(gate));
    return node;
  }

  /** There the larger number goes first. */
  private static int weight(Priority priority) {
    return switch (priority) {
      case LOWEST -> 1;
      case LOW -> 2;
      case MEDIUM -> 3;
      case HIGH -> 4;
      case HIGHEST -> 5;
    };
  }

  private static ObjectNode gate(Gate gate) {
    LocalTime time = gate.time();
    LocalDate until = gate.until();
    List<LocalDate> days = gate.days();
    ObjectNode node = JSON.createObjectNode();
    node.put("zone", gate.zone().getId())
        .put("time", time == null ? null : time.toString())
        .put("until", until == null ? null : until.toString());
    if (days == null) {
      node.putNull("days");
    } else {
      ArrayNode listed = node.putArray("days");
      days.forEach(each -> listed.add(each.toString()));
    }
    return node;
  }

  private static @Nullable Long seconds(@Nullable Duration duration) {
    return duration == null ? null : duration.toSeconds();
  }

  /** Each line as a literal, which Python joins: what JSON escapes in a string Python reads so. */
  private static String literals(ObjectNode document) {
    try {
      return JSON.writerWithDefaultPrettyPrinter()
          .writeValueAsString(document)
          .lines()
          .map(AirflowFile::literal)
          .collect(Collectors.joining("\n"));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String literal(String line) {
    try {
      return "    " + JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String code() {
    try (InputStream code =
        Objects.requireNonNull(AirflowFile.class.getResourceAsStream("airflow.py"))) {
      return new String(code.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
