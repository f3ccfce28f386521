package io.citylake.read.format;

import io.citylake.contract.job.KafkaNames;
import io.citylake.model.RawRow;
import io.citylake.read.record.RawText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A JSON element seen through the names that the job maps; each name is a path. */
final class JsonRow implements RawRow {
  private final RequestedFields wanted;
  private final List<String> names;
  private final @Nullable String[] texts;
  private final Set<String> met = new HashSet<>();
  private final boolean needsOwn;
  private @Nullable MessageHead head;
  private boolean all;
  private boolean any;
  private @Nullable JsonValue element;
  private @Nullable String malformed;
  private @Nullable String text;
  private long place;

  JsonRow(RequestedFields wanted) {
    this.wanted = wanted;
    this.names = wanted.names();
    this.texts = new @Nullable String[names.size()];
    this.needsOwn =
        wanted.required().stream().anyMatch(group -> group.stream().allMatch(JsonRow::isOwn));
  }

  private static boolean isOwn(String name) {
    return !isOfRoot(name) && !KafkaNames.isOne(name);
  }

  private static boolean isOfRoot(String name) {
    return name.startsWith("$.");
  }

  /** The paths that are asked of the document's root. */
  List<String> namesOfRoot() {
    return names.stream().filter(JsonRow::isOfRoot).map(name -> name.substring(2)).toList();
  }

  /** Required names that no element so far has had. */
  List<String> missing() {
    if (all || !any) {
      return List.of();
    }
    List<String> missing = wanted.missing(met);
    all = missing.isEmpty();
    return missing;
  }

  /** The message that the next rows come from. */
  void of(MessageHead message) {
    head = message;
  }

  /** A row of nothing but what its message says of itself. */
  void setBare(long at) {
    element = null;
    malformed = null;
    text = null;
    place = at;
    ofHead();
  }

  private void ofHead() {
    MessageHead message = head;
    for (int i = 0; i < texts.length; i++) {
      JsonValue value =
          message != null && KafkaNames.isOne(names.get(i)) ? message.at(names.get(i)) : null;
      texts[i] = value == null ? null : value.text();
      if (value != null && malformed == null) {
        malformed = value.fault();
      }
    }
  }

  private @Nullable JsonValue value(String name, JsonValue found, JsonValue root) {
    if (isOfRoot(name)) {
      return root.at(name.substring(2));
    }
    MessageHead message = head;
    return message != null && KafkaNames.isOne(name) ? message.at(name) : found.at(name);
  }

  void set(JsonValue found, JsonValue root, long at) {
    element = found;
    malformed = found.fault();
    place = at;
    any = true;
    boolean own = false;
    for (int i = 0; i < texts.length; i++) {
      String name = names.get(i);
      JsonValue value = value(name, found, root);
      texts[i] = value == null ? null : value.text();
      if (value != null) {
        own |= isOwn(name);
        // The element was asked whole; key and headers were not.
        if (malformed == null && KafkaNames.isOne(name)) {
          malformed = value.fault();
        }
        if (!all) {
          met.add(name);
        }
      }
    }
    if (malformed == null && needsOwn && !own) {
      malformed =
          found instanceof JsonValue.Fields || found instanceof JsonValue.Items
              ? "the element has none of the names that the job maps"
              : "the element is no object";
    }
  }

  /**
   * @param line the text that is no record; null where there is none
   */
  void refuse(String why, @Nullable String line, long at) {
    element = null;
    malformed = why;
    text = line;
    place = at;
    ofHead();
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public int width() {
    return texts.length;
  }

  @Override
  public @Nullable String value(int index) {
    return texts[index];
  }

  @Override
  public long place() {
    return place;
  }

  @Override
  public @Nullable String malformed() {
    return malformed;
  }

  @Override
  public String raw() {
    RawText json = new RawText();
    JsonValue whole = element;
    MessageHead message = head;
    for (int i = 0; i < texts.length; i++) {
      // Of what was not split only the message's own are known.
      boolean split = whole != null || malformed == null;
      if (split || (message != null && KafkaNames.isOne(names.get(i)))) {
        json.put(names.get(i), texts[i]);
      }
    }
    String compact = whole == null ? text : compact(whole);
    if (whole != null) {
      json.putJson("_element", String.valueOf(compact));
    }
    // What makes it malformed does not survive in a text, so a replay must refuse it again.
    if (malformed != null) {
      json.put("_text", compact);
    }
    return message == null ? json.close() : json.putJson(MessageHead.KEPT, message.kept()).close();
  }

  private static String compact(JsonValue value) {
    StringBuilder out = new StringBuilder();
    value.write(out);
    return out.toString();
  }
}
