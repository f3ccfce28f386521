package io.citylake.read.format;

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
  private boolean all;
  private boolean any;
  private @Nullable JsonValue element;
  private @Nullable String malformed;
  private String text = "";
  private long place;

  JsonRow(RequestedFields wanted) {
    this.wanted = wanted;
    this.names = wanted.names();
    this.texts = new @Nullable String[names.size()];
    this.needsOwn =
        wanted.required().stream().anyMatch(group -> group.stream().noneMatch(JsonRow::isOfRoot));
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

  void set(JsonValue found, JsonValue root, long at) {
    element = found;
    malformed = found.fault();
    place = at;
    any = true;
    boolean own = false;
    for (int i = 0; i < texts.length; i++) {
      String name = names.get(i);
      JsonValue value = isOfRoot(name) ? root.at(name.substring(2)) : found.at(name);
      texts[i] = value == null ? null : value.text();
      if (value != null) {
        own |= !isOfRoot(name);
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
