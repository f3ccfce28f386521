package io.citylake.read.format;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Finds the schema of each message, by its id where there is a registry, and reads it. */
final class AvroMessages {
  /** Before the id of a schema. */
  private static final byte MARK = 0;

  private static final int HEAD = 1 + Integer.BYTES;

  private final MessageSchemas schemas;
  private final @Nullable Schema bare;
  private final Map<Integer, Schema> byId = new HashMap<>();

  AvroMessages(MessageSchemas schemas) {
    this.schemas = schemas;
    String text = schemas.bare();
    this.bare = text == null ? null : MessageSchemas.parse(text);
  }

  /**
   * The record of a message.
   *
   * @throws IOException where it is none
   * @throws CityLakeException SCHEMA_UNKNOWN where its id is not declared: whoever quarantined such
   *     messages would quarantine a whole feed when its sender has a new version
   */
  JsonValue read(Message message, byte[] value) throws IOException {
    Schema schema = bare;
    if (schema != null) {
      return AvroValues.read(schema, value, 0);
    }
    if (value.length < HEAD || value[0] != MARK) {
      throw new IOException("it doesn't begin with the id of a schema");
    }
    int id = ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
    String text = schemas.byId().get(id);
    if (text == null) {
      throw new CityLakeException(
          ErrorCode.SCHEMA_UNKNOWN,
          "Cannot read topic %1$s: a message has a schema of which the job has no file (id=%2$d, partition=%3$d, offset=%4$d); write the schema that the registry has under this id into a file of the workspace and add '%2$d: FILE' to the job's ids, or '%2$d: refuse' to have such messages quarantined"
              .formatted(message.topic(), id, message.partition(), message.offset()));
    }
    if (text.isEmpty()) {
      throw new IOException("the job refuses those with schema id %d".formatted(id));
    }
    return AvroValues.read(
        byId.computeIfAbsent(id, key -> MessageSchemas.parse(text)), value, HEAD);
  }
}
