package io.citylake.read.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a topic was read: {@code {"kind":"kafka","topic":"levels","id":"...",
 * "partitions":[[0,120],[4,97]],"definition":"..."}}, for each partition the first offset that was
 * loaded and the next to read, and where its log was cut how often, and of how many of these cuts
 * no row is left; beside them the topics that were read {@code earlier} and whose rows were kept,
 * in the same form.
 *
 * @param definition what the job made of messages when it began, as a hash
 */
record TopicPosition(
    String topic, String id, List<Reached> partitions, String definition, List<Earlier> earlier) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String KIND = "kafka";

  TopicPosition {
    partitions = List.copyOf(partitions);
    earlier = List.copyOf(earlier);
  }

  /**
   * The offsets {@code [first, next)} are in the table.
   *
   * @param cuts how often the log was cut below what was read, and its offsets given again
   * @param kept from which cut on rows are in the table: {@code cuts} where there are none of
   *     before
   */
  record Reached(long first, long next, int cuts, int kept) {
    /** Of a log that was never cut. */
    Reached(long first, long next) {
      this(first, next, 0, 0);
    }

    /** Whether rows of before a cut are in the table. */
    boolean keepsOlder() {
      return kept < cuts;
    }

    Reached until(long offset) {
      return new Reached(first, offset, cuts, kept);
    }

    boolean isLoaded() {
      return next > first;
    }
  }

  /** A topic that was read before, as far as it was, and whose rows stay. */
  record Earlier(String topic, String id, List<Reached> partitions) {
    Earlier {
      partitions = List.copyOf(partitions);
    }

    List<String> sources() {
      List<String> all = new ArrayList<>();
      for (int i = 0; i < partitions.size(); i++) {
        Reached each = partitions.get(i);
        all.addAll(TopicSource.between(topic, id, i, each.kept(), each.cuts() + 1));
      }
      return all;
    }
  }

  /** As one that is gone. */
  Earlier gone() {
    return new Earlier(topic, id, partitions);
  }

  /**
   * Reads what {@link #position} wrote; empty before the first run.
   *
   * @throws CityLakeException METADATA_CORRUPT for anything else: starting over silently would load
   *     everything twice
   */
  static Optional<TopicPosition> parse(Position position) {
    if (position.isStart()) {
      return Optional.empty();
    }
    try {
      JsonNode root = JSON.readTree(position.text());
      if (!KIND.equals(root.path("kind").asText(null))) {
        throw corrupt("it is of kind '" + root.path("kind").asText("none") + "'");
      }
      List<Earlier> earlier = new ArrayList<>();
      for (JsonNode each : root.path("earlier")) {
        earlier.add(read(each));
      }
      Earlier last = read(root);
      return Optional.of(
          new TopicPosition(
              last.topic(),
              last.id(),
              last.partitions(),
              root.path("definition").asText(""),
              earlier));
    } catch (JsonProcessingException e) {
      throw corrupt("it is not JSON (" + e.getOriginalMessage() + ")");
    }
  }

  private static Earlier read(JsonNode topic) {
    if (!topic.path("topic").isTextual() || !topic.path("id").isTextual()) {
      throw corrupt("it lacks a topic or its id");
    }
    if (!topic.path("partitions").isArray()) {
      throw corrupt("it lacks the partitions of a topic");
    }
    List<Reached> partitions = new ArrayList<>();
    for (JsonNode each : topic.path("partitions")) {
      if (!each.path(0).isIntegralNumber() || !each.path(1).isIntegralNumber()) {
        throw corrupt("a partition of it lacks its offsets");
      }
      int cuts = each.path(2).asInt(0);
      int kept = each.path(3).asInt(0);
      if (kept < 0 || kept > cuts) {
        throw corrupt("a partition of it was cut less often than it says");
      }
      partitions.add(new Reached(each.path(0).asLong(), each.path(1).asLong(), cuts, kept));
    }
    return new Earlier(topic.path("topic").asText(), topic.path("id").asText(), partitions);
  }

  private static CityLakeException corrupt(String why) {
    return new CityLakeException(
        ErrorCode.METADATA_CORRUPT,
        "Cannot go on after the recorded position: %s, where the offsets of a topic were expected; if the job read another kind of source before, read the topic by a job of another name"
            .formatted(why));
  }

  Position position() {
    ObjectNode root = JSON.createObjectNode().put("kind", KIND);
    write(gone(), root);
    root.put("definition", definition);
    if (!earlier.isEmpty()) {
      ArrayNode list = root.putArray("earlier");
      earlier.forEach(each -> write(each, list.addObject()));
    }
    return new Position(root.toString());
  }

  private static void write(Earlier topic, ObjectNode to) {
    to.put("topic", topic.topic()).put("id", topic.id());
    ArrayNode list = to.putArray("partitions");
    for (Reached each : topic.partitions()) {
      ArrayNode one = list.addArray().add(each.first()).add(each.next());
      if (each.cuts() > 0) {
        one.add(each.cuts()).add(each.kept());
      }
    }
  }
}
