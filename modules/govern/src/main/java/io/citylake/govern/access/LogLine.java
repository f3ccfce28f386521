package io.citylake.govern.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.model.TableName;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A line of the log as JSON, which leaves no control character in it, and its hash. */
final class LogLine {
  static final String NONE = "0".repeat(64);
  private static final ObjectMapper JSON = new ObjectMapper();

  private LogLine() {}

  static String write(LoggedAccess line) {
    AccessEntry entry = line.entry();
    Caller caller = entry.caller();
    ObjectNode node = JSON.createObjectNode();
    node.put("seq", line.sequence());
    node.put("at", entry.at().toString());
    node.put("user", caller.user());
    strings(node.putArray("roles"), caller.roles());
    node.put("purpose", caller.purpose());
    node.put("lane", caller.lane().name());
    node.put("address", caller.address());
    node.put("action", entry.action().name());
    node.put("statement", entry.statement());
    strings(node.putArray("subjects"), line.subjects());
    ArrayNode tables = node.putArray("tables");
    for (TableAccess access : entry.tables()) {
      ObjectNode table = tables.addObject();
      table.put("table", access.table().toString());
      strings(table.putArray("columns"), access.columns());
      table.put("grade", access.highestGrade());
      table.put("snapshot", access.snapshotId());
    }
    node.put("rows", entry.rows());
    node.put("outcome", entry.outcome());
    node.put("reason", entry.reason());
    node.put("release", entry.releaseId());
    node.put("policy", entry.policyVersion());
    node.put("previous", line.previous());
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write an access as JSON", e);
    }
  }

  /** Raises IllegalArgumentException where the line isn't one of ours. */
  static LoggedAccess read(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      JsonNode purpose = node.required("purpose");
      Caller caller =
          new Caller(
              text(node, "user"),
              strings(node, "roles"),
              purpose.isNull() ? null : purpose.textValue(),
              Lane.valueOf(text(node, "lane")),
              text(node, "address"));
      List<TableAccess> tables = new ArrayList<>();
      for (JsonNode table : node.required("tables")) {
        tables.add(
            new TableAccess(
                TableName.parse(text(table, "table")),
                strings(table, "columns"),
                table.required("grade").intValue(),
                table.required("snapshot").longValue()));
      }
      AccessEntry entry =
          new AccessEntry(
              Instant.parse(text(node, "at")),
              caller,
              // Lines of the first form say none: they are all of statements.
              Action.valueOf(node.path("action").asText(Action.QUERY.name())),
              text(node, "statement"),
              Constants.unknown(),
              tables,
              node.required("rows").longValue(),
              text(node, "outcome"),
              text(node, "reason"),
              node.required("release").longValue(),
              text(node, "policy"));
      return new LoggedAccess(
          node.required("seq").longValue(),
          entry,
          strings(node, "subjects"),
          text(node, "previous"));
    } catch (JsonProcessingException | DateTimeException e) {
      throw new IllegalArgumentException("it is no line of an access log", e);
    }
  }

  private static String text(JsonNode node, String key) {
    JsonNode value = node.required(key);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("it is no line of an access log");
    }
    return value.textValue();
  }

  private static List<String> strings(JsonNode node, String key) {
    List<String> strings = new ArrayList<>();
    node.required(key).forEach(each -> strings.add(each.asText()));
    return strings;
  }

  private static void strings(ArrayNode array, List<String> strings) {
    strings.forEach(array::add);
  }
}
