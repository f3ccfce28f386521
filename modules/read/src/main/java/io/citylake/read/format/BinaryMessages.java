package io.citylake.read.format;

import io.citylake.contract.job.SourceSpec.AvroMessage;
import io.citylake.contract.job.SourceSpec.MessageFormat;
import io.citylake.contract.job.SourceSpec.ProtobufMessage;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Finds the schema of each message, by its id where there is a registry, and reads it. */
final class BinaryMessages {
  /** Before the id of a schema. */
  private static final byte MARK = 0;

  private static final int HEAD = 1 + Integer.BYTES;

  private final MessageFormat format;
  private final MessageSchemas schemas;
  private final @Nullable Reader bare;
  private final Map<Integer, Reader> byId = new HashMap<>();

  /** Reads messages of one schema. */
  @FunctionalInterface
  interface Reader {
    /**
     * The record from an index on.
     *
     * @throws IOException where the bytes are none
     */
    JsonValue read(byte[] value, int from) throws IOException;
  }

  BinaryMessages(MessageFormat format, MessageSchemas schemas) {
    this.format = format;
    this.schemas = schemas;
    MessageSchemas.Schema schema = schemas.bare();
    this.bare = schema == null ? null : known(schema);
  }

  /** By a schema that was looked at when it was loaded. */
  private Reader known(MessageSchemas.Schema schema) {
    try {
      return reader(format, schema);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What reads messages of a schema.
   *
   * @throws IOException, IllegalArgumentException, org.apache.avro.AvroRuntimeException where it is
   *     no schema, or none of these messages
   */
  static Reader reader(MessageFormat format, MessageSchemas.Schema schema) throws IOException {
    if (format instanceof ProtobufMessage protobuf) {
      boolean indexed = protobuf.descriptor() == null;
      return ProtobufValues.of(schema.bytes(), protobuf.message(), indexed)::read;
    }
    Schema parsed = new Schema.Parser().parse(new String(schema.bytes(), StandardCharsets.UTF_8));
    return (value, from) -> AvroValues.read(parsed, value, from);
  }

  /** The path to the rows of a format. */
  static String rows(MessageFormat format) {
    return format instanceof ProtobufMessage protobuf
        ? protobuf.rows()
        : ((AvroMessage) format).rows();
  }

  /**
   * The record of a message.
   *
   * @throws IOException where it is none
   * @throws CityLakeException SCHEMA_UNKNOWN where its id is not declared: whoever quarantined such
   *     messages would quarantine a whole feed when its sender has a new version
   */
  JsonValue read(Message message, byte[] value) throws IOException {
    Reader reader = bare;
    if (reader != null) {
      return reader.read(value, 0);
    }
    if (value.length < HEAD || value[0] != MARK) {
      throw new IOException("it doesn't begin with the id of a schema");
    }
    int id = ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
    if (id <= 0) {
      // No registry gives such a one, so no job could name it to go on.
      throw new IOException("it doesn't begin with the id of a schema, which is 1 or more");
    }
    MessageSchemas.Schema schema = schemas.byId().get(id);
    if (schema == null) {
      throw new CityLakeException(
          ErrorCode.SCHEMA_UNKNOWN,
          "Cannot read topic %1$s: a message has a schema of which the job has no file (id=%2$d, partition=%3$d, offset=%4$d); write the schema that the registry has under this id into a file of the workspace and add '%2$d: FILE' to the job's ids, or '%2$d: refuse' to have such messages quarantined"
              .formatted(message.topic(), id, message.partition(), message.offset()));
    }
    if (schema.isRefused()) {
      throw new IOException("the job refuses those with schema id %d".formatted(id));
    }
    return byId.computeIfAbsent(id, key -> known(schema)).read(value, HEAD);
  }
}
