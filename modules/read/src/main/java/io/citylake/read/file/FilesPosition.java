package io.citylake.read.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files that a job has loaded, as text: {@code {"kind":"files","files":[{"source", "size",
 * "modified", "sha256"}]}}, sorted by source.
 */
final class FilesPosition {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String KIND = "files";

  private FilesPosition() {}

  /**
   * A file that the job is done with.
   *
   * @param source what {@code _source} says; entries of a zip are {@code a.zip!/b.csv}
   * @param size and {@code modified} (milliseconds since 1970) of the file itself: while they stay,
   *     it is not read again
   * @param sha256 of the content in hex
   * @param duplicate whether another name had the same content, so that no row came from this one
   * @param placed {@code modified} of when this content came: where it stands among deliveries,
   *     though the file be touched
   * @param withdrawn whether its rows were taken out by somebody's word; the same content is not
   *     loaded again
   */
  record Entry(
      String source,
      long size,
      long modified,
      String sha256,
      boolean duplicate,
      long placed,
      boolean withdrawn) {
    Entry(String source, long size, long modified, String sha256, boolean duplicate) {
      this(source, size, modified, sha256, duplicate, modified, false);
    }

    Entry touched(long newSize, long newModified) {
      return new Entry(source, newSize, newModified, sha256, duplicate, placed, withdrawn);
    }

    Entry placedAt(long place) {
      return new Entry(source, size, modified, sha256, duplicate, place, withdrawn);
    }

    Entry taken() {
      return new Entry(source, size, modified, sha256, duplicate, placed, true);
    }

    /** Whether rows of it are in the table. */
    boolean loaded() {
      return !duplicate && !withdrawn;
    }
  }

  /** Whether a position is one of files. */
  static boolean isOfFiles(Position position) {
    if (position.isStart()) {
      return false;
    }
    try {
      return KIND.equals(JSON.readTree(position.text()).path("kind").asText(null));
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws CityLakeException METADATA_CORRUPT for anything else: starting over silently would load
   *     everything twice
   */
  static SortedMap<String, Entry> parse(Position position) {
    TreeMap<String, Entry> entries = new TreeMap<>();
    if (position.isStart()) {
      return entries;
    }
    try {
      JsonNode root = JSON.readTree(position.text());
      if (!KIND.equals(root.path("kind").asText(null)) || !root.path("files").isArray()) {
        throw corrupt("it is of kind '" + root.path("kind").asText("none") + "'", null);
      }
      for (JsonNode file : root.path("files")) {
        Entry entry = entry(file);
        entries.put(entry.source(), entry);
      }
      return entries;
    } catch (JsonProcessingException e) {
      throw corrupt("it is not JSON (" + e.getOriginalMessage() + ")", e);
    }
  }

  private static Entry entry(JsonNode file) {
    JsonNode source = file.path("source");
    JsonNode sha256 = file.path("sha256");
    if (!source.isTextual()
        || !sha256.isTextual()
        || !file.path("size").isIntegralNumber()
        || !file.path("modified").isIntegralNumber()) {
      throw corrupt("one of its files lacks source, size, modified or sha256", null);
    }
    return new Entry(
        source.asText(),
        file.path("size").asLong(),
        file.path("modified").asLong(),
        sha256.asText(),
        file.path("duplicate").asBoolean(false),
        file.path("placed").asLong(file.path("modified").asLong()),
        file.path("withdrawn").asBoolean(false));
  }

  static Position write(Collection<Entry> entries) {
    Map<String, Entry> sorted = new TreeMap<>();
    entries.forEach(entry -> sorted.put(entry.source(), entry));
    ObjectNode root = JSON.createObjectNode().put("kind", KIND);
    ArrayNode files = root.putArray("files");
    for (Entry entry : sorted.values()) {
      ObjectNode file =
          files
              .addObject()
              .put("source", entry.source())
              .put("size", entry.size())
              .put("modified", entry.modified())
              .put("sha256", entry.sha256());
      if (entry.duplicate()) {
        file.put("duplicate", true);
      }
      if (entry.placed() != entry.modified()) {
        file.put("placed", entry.placed());
      }
      if (entry.withdrawn()) {
        file.put("withdrawn", true);
      }
    }
    return new Position(root.toString());
  }

  private static CityLakeException corrupt(String why, @Nullable Throwable cause) {
    return new CityLakeException(
        ErrorCode.METADATA_CORRUPT,
        "Cannot go on after the recorded position: %s, where a list of files was expected. If the job's source changed its kind, run it once with --full-refresh"
            .formatted(why),
        cause);
  }
}
