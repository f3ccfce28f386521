package io.citylake.read.format;

import com.google.protobuf.InvalidProtocolBufferException;
import io.citylake.contract.job.SourceSpec.AvroMessage;
import io.citylake.contract.job.SourceSpec.MessageFormat;
import io.citylake.contract.job.SourceSpec.ProtobufMessage;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of a job's messages, read once on the driver.
 *
 * @param bare of messages without an id; null where there is none
 * @param byId of messages that begin with an id
 */
public record MessageSchemas(@Nullable Schema bare, TreeMap<Integer, Schema> byId)
    implements Serializable {
  private static final int LARGEST = 4 << 20;

  public MessageSchemas {
    byId = new TreeMap<>(byId);
  }

  /** The bytes of a file; none for messages that are refused. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Schema(byte[] bytes) implements Serializable {
    static final Schema REFUSED = new Schema(new byte[0]);

    boolean isRefused() {
      return bytes.length == 0;
    }
  }

  /**
   * Reads the files that a format names.
   *
   * @param home of the workspace, which they lie in
   * @throws CityLakeException SETTING_INVALID where one can't be read, or is no schema
   */
  public static MessageSchemas load(MessageFormat format, Path home) {
    if (format instanceof AvroMessage avro) {
      return load(format, avro.schema(), avro.ids(), home);
    }
    return format instanceof ProtobufMessage protobuf
        ? load(format, protobuf.descriptor(), protobuf.ids(), home)
        : new MessageSchemas(null, new TreeMap<>());
  }

  private static MessageSchemas load(
      MessageFormat format, @Nullable String bare, SortedMap<Integer, String> ids, Path home) {
    TreeMap<Integer, Schema> byId = new TreeMap<>();
    ids.forEach(
        (id, file) ->
            byId.put(
                id, file.equals(AvroMessage.REFUSE) ? Schema.REFUSED : file(format, file, home)));
    return new MessageSchemas(bare == null ? null : file(format, bare, home), byId);
  }

  private static Schema file(MessageFormat format, String file, Path home) {
    try {
      Path path = Path.of(file).toRealPath();
      if (!path.startsWith(home.toRealPath())) {
        throw invalid(file, "it lies outside of the workspace");
      }
      if (Files.size(path) > LARGEST) {
        throw invalid(file, "it is larger than 4 MB");
      }
      Schema schema = new Schema(Files.readAllBytes(path));
      if (schema.isRefused()) {
        throw invalid(file, "it is empty");
      }
      BinaryMessages.reader(format, schema);
      return schema;
    } catch (InvalidProtocolBufferException e) {
      throw invalid(file, "it is no set of descriptors (" + e.getMessage() + ")");
    } catch (IOException e) {
      throw invalid(file, "it can't be read (" + e + ")");
    } catch (AvroRuntimeException | IllegalArgumentException e) {
      throw invalid(file, "it is no schema of these messages (" + e.getMessage() + ")");
    }
  }

  private static CityLakeException invalid(String file, String why) {
    return new CityLakeException(
        ErrorCode.SETTING_INVALID,
        "Cannot read messages by schema %s: %s; name a file of the workspace with an Avro schema, or with descriptors from protoc --include_imports --descriptor_set_out"
            .formatted(file, why));
  }
}
