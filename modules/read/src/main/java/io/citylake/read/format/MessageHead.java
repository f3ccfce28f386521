package io.citylake.read.format;

import com.fasterxml.jackson.core.JsonFactory;
import io.citylake.contract.job.KafkaNames;
import io.citylake.read.format.JsonValue.Bare;
import io.citylake.read.format.JsonValue.Fields;
import io.citylake.read.format.JsonValue.Nothing;
import io.citylake.read.format.JsonValue.Text;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a message says of itself beside its value; made when it is asked for. */
final class MessageHead {
  /** Under what name a refused row keeps it. */
  static final String KEPT = "_kafka";

  private final Message message;
  private final JsonFactory factory;
  private @Nullable Fields all;

  MessageHead(Message message, JsonFactory factory) {
    this.message = message;
    this.factory = factory;
  }

  /** What stands at a name of {@link KafkaNames}; null where nothing does. */
  @Nullable JsonValue at(String name) {
    return all().at(name.substring(KafkaNames.PREFIX.length()));
  }

  /** All of it, as one JSON object. */
  String kept() {
    StringBuilder out = new StringBuilder();
    all().write(out);
    return out.toString();
  }

  private Fields all() {
    Fields made = all;
    if (made == null) {
      made = make();
      all = made;
    }
    return made;
  }

  private Fields make() {
    Map<String, JsonValue> values = new LinkedHashMap<>();
    values.put(KafkaNames.TOPIC, new Text(message.topic()));
    values.put(KafkaNames.PARTITION, new Bare(Integer.toString(message.partition())));
    values.put(KafkaNames.OFFSET, new Bare(Long.toString(message.offset())));
    boolean timed = message.timestamp() >= 0;
    values.put(
        KafkaNames.TIMESTAMP,
        timed ? new Text(Instant.ofEpochMilli(message.timestamp()).toString()) : Nothing.NOTHING);
    values.put(KafkaNames.TIMESTAMP_TYPE, new Text(message.timestampType()));
    values.put(KafkaNames.TOMBSTONE, new Bare(Boolean.toString(message.value() == null)));
    values.put(KafkaNames.KEY, key());
    Map<String, JsonValue> headers = new LinkedHashMap<>();
    for (Message.Header header : message.headers()) {
      // Of several of one name the last counts, as for Kafka's own clients.
      headers.put(header.name(), text(header.value()));
    }
    values.put(KafkaNames.HEADERS, new Fields(headers, null));
    return new Fields(values, null);
  }

  private JsonValue key() {
    JsonValue text = text(message.key());
    if (text instanceof Text plain && plain.value().startsWith("{")) {
      try {
        JsonElements.Read read =
            JsonElements.read(factory, plain.value(), "key", "", new ArrayDeque<>());
        return read.fault() == null ? read.document() : text;
      } catch (IOException e) {
        return text;
      }
    }
    return text;
  }

  private static JsonValue text(byte @Nullable [] bytes) {
    return bytes == null ? Nothing.NOTHING : new Text(MessageText.readable(bytes));
  }
}
