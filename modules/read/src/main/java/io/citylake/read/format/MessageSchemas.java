package io.citylake.read.format;

import io.citylake.contract.job.SourceSpec.AvroMessage;
import io.citylake.contract.job.SourceSpec.MessageFormat;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of a job's messages as texts, read once on the driver.
 *
 * @param bare of messages without an id; null where there is none
 * @param byId of messages that begin with an id; empty for those that are refused
 */
public record MessageSchemas(@Nullable String bare, SortedMap<Integer, String> byId)
    implements Serializable {
  private static final int LARGEST = 4 << 20;

  public MessageSchemas {
    byId = Collections.unmodifiableSortedMap(new TreeMap<>(byId));
  }

  /**
   * Reads the files that a format names.
   *
   * @param home of the workspace, which they lie in
   * @throws CityLakeException SETTING_INVALID where one can't be read, or is no schema
   */
  public static MessageSchemas load(MessageFormat format, Path home) {
    SortedMap<Integer, String> byId = new TreeMap<>();
    if (!(format instanceof AvroMessage avro)) {
      return new MessageSchemas(null, byId);
    }
    avro.ids()
        .forEach(
            (id, file) -> byId.put(id, file.equals(AvroMessage.REFUSE) ? "" : text(file, home)));
    String schema = avro.schema();
    return new MessageSchemas(schema == null ? null : text(schema, home), byId);
  }

  private static String text(String file, Path home) {
    try {
      Path path = Path.of(file).toRealPath();
      if (!path.startsWith(home.toRealPath())) {
        throw invalid(file, "it lies outside of the workspace");
      }
      if (Files.size(path) > LARGEST) {
        throw invalid(file, "it is larger than 4 MB");
      }
      String text = Files.readString(path);
      parse(text);
      return text;
    } catch (IOException e) {
      throw invalid(file, "it is not there or not readable (" + e.getClass().getSimpleName() + ")");
    } catch (AvroRuntimeException e) {
      throw invalid(file, "it is no Avro schema (" + e.getMessage() + ")");
    }
  }

  static Schema parse(String text) {
    return new Schema.Parser().parse(text);
  }

  private static CityLakeException invalid(String file, String why) {
    return new CityLakeException(
        ErrorCode.SETTING_INVALID,
        "Cannot read messages by schema %s: %s; name a file of the workspace with the schema as the registry gives it"
            .formatted(file, why));
  }
}
