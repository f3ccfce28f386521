package io.citylake.read.format;

import io.citylake.model.RawRow;
import io.citylake.read.record.RawText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON element seen through the names that the job maps; each name is a path. */
final class JsonRow implements RawRow {
  private final List<String> names;
  private final @Nullable String[] texts;
  private @Nullable JsonValue element;
  private @Nullable String malformed;
  private String text = "";
  private long place;

  JsonRow(List<String> names) {
    this.names = List.copyOf(names);
    this.texts = new @Nullable String[names.size()];
  }

  void set(JsonValue found, JsonValue root, long at) {
    element = found;
    malformed = found.fault();
    place = at;
    for (int i = 0; i < texts.length; i++) {
      String name = names.get(i);
      JsonValue value = name.startsWith("$.") ? root.at(name.substring(2)) : found.at(name);
      texts[i] = value == null ? null : value.text();
    }
  }

  void refuse(String why, String line, long at) {
    element = null;
    malformed = why;
    text = line;
    place = at;
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
    if (whole == null) {
      return json.put("_text", text).close();
    }
    for (int i = 0; i < texts.length; i++) {
      json.put(names.get(i), texts[i]);
    }
    StringBuilder compact = new StringBuilder();
    whole.write(compact);
    json.putJson("_element", compact.toString());
    // What makes it malformed does not survive in a text, so a replay must refuse it again.
    return malformed == null ? json.close() : json.put("_text", compact.toString()).close();
  }
}
