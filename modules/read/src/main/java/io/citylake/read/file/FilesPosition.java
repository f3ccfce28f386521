package io.citylake.read.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.FileCounts;
import io.citylake.model.Position;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files that a job has loaded, as text: {@code {"kind":"files","files":[{"source", "size",
 * "modified", "sha256"}]}}, sorted by source. Beside them stand the files that were {@code
 * refused}, and the {@code definition} that the files were loaded under; one that was loaded under
 * another has its own.
 */
final class FilesPosition {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String KIND = "files";

  /** Of files that were loaded before definitions were kept. */
  static final String UNKNOWN = "";

  private FilesPosition() {}

  /** What a position says. */
  record Known(SortedMap<String, Entry> entries, SortedMap<String, Refusal> refusals) {
    /** What files are to a job that has got so far. */
    FileCounts count(List<Content> loads, int copies, int unreadable) {
      int corrected = 0;
      int again = 0;
      for (Content content : loads) {
        Entry earlier = entries.get(content.source());
        if (earlier != null && earlier.loaded()) {
          boolean same = earlier.sha256().equals(content.sha256());
          again += same ? 1 : 0;
          corrected += same ? 0 : 1;
        }
      }
      return new FileCounts(loads.size() - corrected - again, corrected, again, copies, unreadable);
    }
  }

  /**
   * A file that could not be read, and is in quarantine as a whole.
   *
   * @param size and {@code modified} as they were then
   */
  record Refusal(String source, long size, long modified, String reason) {}

  /**
   * A file that the job is done with.
   *
   * @param source what {@code _source} says; entries of a zip are {@code a.zip!/b.csv}
   * @param size and {@code modified} (milliseconds since 1970) of the file itself: while they stay,
   *     it is not read again
   * @param identity of the file, where the store tells one; see {@link Storage.Found}
   * @param sha256 of the content in hex
   * @param duplicate whether another name had the same content, so that no row came from this one
   * @param definition what the job made of its bytes, as a hash; {@link #UNKNOWN} for old ones
   * @param placed {@code modified} of when this content came: where it stands among deliveries,
   *     though the file be touched
   * @param withdrawn whether its rows were taken out by somebody's word; the same content is not
   *     loaded again
   */
  record Entry(
      String source,
      long size,
      long modified,
      String identity,
      String sha256,
      boolean duplicate,
      String definition,
      long placed,
      boolean withdrawn) {
    static Entry of(
        String source, Storage.Found found, String sha256, boolean duplicate, String definition) {
      return new Entry(
          source,
          found.size(),
          found.modified(),
          found.identity(),
          sha256,
          duplicate,
          definition,
          found.modified(),
          false);
    }

    Entry touched(Storage.Found found) {
      return new Entry(
          source,
          found.size(),
          found.modified(),
          found.identity(),
          sha256,
          duplicate,
          definition,
          placed,
          withdrawn);
    }

    Entry placedAt(long place) {
      return new Entry(
          source, size, modified, identity, sha256, duplicate, definition, place, withdrawn);
    }

    Entry taken() {
      return new Entry(
          source, size, modified, identity, sha256, duplicate, definition, placed, true);
    }

    /** Whether the file is as it was, as far as its store tells without a look into it. */
    boolean isOf(Storage.Found found) {
      return found.isAs(new Storage.Found(found.uri(), size, modified, identity));
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
  static Known parse(Position position) {
    TreeMap<String, Entry> entries = new TreeMap<>();
    TreeMap<String, Refusal> refusals = new TreeMap<>();
    if (position.isStart()) {
      return new Known(entries, refusals);
    }
    try {
      JsonNode root = JSON.readTree(position.text());
      if (!KIND.equals(root.path("kind").asText(null)) || !root.path("files").isArray()) {
        throw corrupt("it is of kind '" + root.path("kind").asText("none") + "'", null);
      }
      String definition = root.path("definition").asText(UNKNOWN);
      for (JsonNode file : root.path("files")) {
        Entry entry = entry(file, definition);
        entries.put(entry.source(), entry);
      }
      for (JsonNode file : root.path("refused")) {
        Refusal refusal =
            new Refusal(
                file.path("source").asText(),
                file.path("size").asLong(),
                file.path("modified").asLong(),
                file.path("reason").asText());
        refusals.put(refusal.source(), refusal);
      }
      return new Known(entries, refusals);
    } catch (JsonProcessingException e) {
      throw corrupt("it is not JSON (" + e.getOriginalMessage() + ")", e);
    }
  }

  private static Entry entry(JsonNode file, String definition) {
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
        file.path("identity").asText(""),
        sha256.asText(),
        file.path("duplicate").asBoolean(false),
        file.path("definition").asText(definition),
        file.path("placed").asLong(file.path("modified").asLong()),
        file.path("withdrawn").asBoolean(false));
  }

  static Position write(
      Collection<Entry> entries, Collection<Refusal> refusals, String definition) {
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
      if (!entry.identity().isEmpty()) {
        file.put("identity", entry.identity());
      }
      if (entry.duplicate()) {
        file.put("duplicate", true);
      }
      if (!entry.definition().equals(definition)) {
        file.put("definition", entry.definition());
      }
      if (entry.placed() != entry.modified()) {
        file.put("placed", entry.placed());
      }
      if (entry.withdrawn()) {
        file.put("withdrawn", true);
      }
    }
    if (!definition.equals(UNKNOWN)) {
      root.put("definition", definition);
    }
    if (!refusals.isEmpty()) {
      ArrayNode refused = root.putArray("refused");
      for (Refusal refusal : refusals) {
        refused
            .addObject()
            .put("source", refusal.source())
            .put("size", refusal.size())
            .put("modified", refusal.modified())
            .put("reason", refusal.reason());
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
