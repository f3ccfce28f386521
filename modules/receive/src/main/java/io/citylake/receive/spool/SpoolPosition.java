package io.citylake.receive.spool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a job has read a spool.
 *
 * @param next the sequence of the first message that it has not read
 * @param segment the first sequence of the segment that the last one read is in; 0 where none was
 * @param at where in it that one begins
 * @param sum that one's, by which it is known again
 * @param offset the byte after it, from which reading goes on
 */
public record SpoolPosition(UUID spool, long next, long segment, long at, int sum, long offset) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What a job's position says; empty where it has read nothing yet.
   *
   * @throws CityLakeException METADATA_CORRUPT where it is of another kind of source
   */
  public static Optional<SpoolPosition> parse(Position position) {
    if (position.isStart()) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(position.text());
      if (json.hasNonNull("spool") && json.hasNonNull("next")) {
        return Optional.of(
            new SpoolPosition(
                UUID.fromString(json.get("spool").asText()),
                json.get("next").asLong(),
                json.path("segment").asLong(),
                json.path("at").asLong(),
                json.path("sum").asInt(),
                json.path("offset").asLong()));
      }
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw foreign(e);
    }
    throw foreign(null);
  }

  private static CityLakeException foreign(@Nullable Exception cause) {
    return new CityLakeException(
        ErrorCode.METADATA_CORRUPT,
        "Cannot go on from the job's position: it is not one of a feed; a job that read another source before needs a name of its own",
        cause);
  }

  /** As it is kept with the table. */
  public Position position() {
    ObjectNode json = JSON.createObjectNode();
    json.put("spool", spool.toString());
    json.put("next", next);
    json.put("segment", segment);
    json.put("at", at);
    json.put("sum", sum);
    json.put("offset", offset);
    return new Position(json.toString());
  }
}
