package io.citylake.schedule.alert.send;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.schedule.alert.cause.Cause;
import io.citylake.schedule.alert.store.Message;
import io.citylake.schedule.alert.store.Message.Told;
import java.util.Locale;
import java.util.Optional;

/** JSON as receivers want it. */
final class MessageJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private MessageJson() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static String text(ObjectNode object) {
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts can always be written", e);
    }
  }

  /** Empty where it is none. */
  static Optional<JsonNode> parse(String text) {
    try {
      return Optional.ofNullable(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** What a webhook gets: all events with their ids. */
  static String webhook(Message message, Locale locale) {
    ObjectNode root = object();
    root.put("id", message.id());
    root.put("receiver", message.receiver());
    root.put("title", new MessageText(message, locale).subject());
    ArrayNode events = root.putArray("events");
    message.told().forEach(each -> event(events.addObject(), each, locale));
    return text(root);
  }

  private static void event(ObjectNode object, Told told, Locale locale) {
    Cause cause = told.alert().cause();
    object.put("id", told.event().id());
    object.put("alert", told.alert().id());
    object.put("event", told.event().what().toString());
    object.put("at", told.event().at().toString());
    object.put("kind", told.event().kind().toString());
    object.put("severity", told.event().severity().toString());
    object.put("cause", cause.key());
    object.put("theme", cause.theme());
    object.put("job", cause.task());
    object.put("slot", cause.slot());
    object.put("owner", cause.owner());
    object.put("since", cause.since().toString());
    object.put("text", told.event().words().text(locale));
    object.put("look", cause.look());
  }
}
