package io.citylake.contract.shape;

import io.citylake.contract.shape.Shape.Choice;
import io.citylake.contract.shape.Shape.Field;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;
import io.citylake.contract.shape.Shape.MapOf;
import io.citylake.contract.shape.Shape.Option;
import io.citylake.contract.shape.Shape.Scalar;
import io.citylake.contract.yaml.Place;
import io.citylake.contract.yaml.YamlNode;
import io.citylake.contract.yaml.YamlNode.Entries;
import io.citylake.contract.yaml.YamlNode.Entry;
import io.citylake.contract.yaml.YamlNode.Items;
import io.citylake.contract.yaml.YamlNode.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A mapping read by its shape: typed values, defaults filled in, bad nodes as if they were absent.
 * Asking for a key that the shape doesn't have, or as another type, is a fault of the program and
 * raises IllegalArgumentException or ClassCastException.
 */
public final class View {
  private final YamlNode node;
  private final Fields shape;
  private final Set<YamlNode> bad;

  View(YamlNode node, Fields shape, Set<YamlNode> bad) {
    this.node = node;
    this.shape = shape;
    this.bad = bad;
  }

  /** A value and where it stands. */
  public record Placed<T>(T value, Place place) {}

  /**
   * What a choice came to.
   *
   * @param place of the whole choice
   * @param beside the keys beside the chosen one
   */
  public record Chosen(String key, Place place, View arguments, View beside) {}

  static boolean holds(Entries entries, String key) {
    Optional<Entry> entry = entries.find(key);
    return entry.isPresent()
        && !(entry.get().value() instanceof YamlNode.Scalar s && s.kind() == Kind.NULL);
  }

  public Place place() {
    return node.place();
  }

  /** Of the key's value, or of the whole where the key is absent. */
  public Place place(String key) {
    return node(key).map(YamlNode::place).orElse(place());
  }

  /** Whether the file says anything for the key, be it bad or good. */
  public boolean has(String key) {
    return node(key).isPresent();
  }

  /** Whether the mapping at a key has a key of its own, be its value bad or good. */
  public boolean mentions(String key, String inner) {
    return entries(key).stream().anyMatch(each -> each.key().equals(inner));
  }

  /** Whether the mapping at a key has no key of its own, or isn't there. */
  public boolean hasNone(String key) {
    return entries(key).isEmpty();
  }

  /** The value or its default; empty where there is none, or a bad one. */
  public <T> Optional<T> find(String key, Class<T> type) {
    Scalar scalar = (Scalar) field(key).shape();
    Optional<YamlNode> written = node(key);
    if (written.isPresent()) {
      return written
          .filter(each -> !bad.contains(each))
          .map(each -> type.cast(scalar.parse().apply(((YamlNode.Scalar) each).text())));
    }
    return Optional.ofNullable(field(key).fallback())
        .map(text -> type.cast(scalar.parse().apply(text)));
  }

  /** The value or its default, where the file is known to be good and the shape to have either. */
  public <T> T load(String key, Class<T> type) {
    return find(key, type)
        .orElseThrow(() -> new IllegalArgumentException("no value for key " + key));
  }

  public String text(String key) {
    return load(key, String.class);
  }

  /** As written by whom, for a value that is text whatever its shape parses it to. */
  public Optional<String> findText(String key) {
    return node(key)
        .filter(each -> !bad.contains(each))
        .map(each -> ((YamlNode.Scalar) each).text())
        .or(() -> Optional.ofNullable(field(key).fallback()));
  }

  /** The good ones of a list of scalars. */
  public <T> List<Placed<T>> placed(String key, Class<T> type) {
    Scalar scalar = (Scalar) ((ListOf) field(key).shape()).item();
    List<Placed<T>> values = new ArrayList<>();
    for (YamlNode item : items(key)) {
      if (!bad.contains(item)) {
        T value = type.cast(scalar.parse().apply(((YamlNode.Scalar) item).text()));
        values.add(new Placed<>(value, item.place()));
      }
    }
    return values;
  }

  public <T> List<T> list(String key, Class<T> type) {
    return placed(key, type).stream().map(Placed::value).toList();
  }

  /** Texts of a list, whatever the shape parses them to. */
  public List<String> texts(String key) {
    return items(key).stream()
        .filter(item -> !bad.contains(item))
        .map(item -> ((YamlNode.Scalar) item).text())
        .toList();
  }

  /** A mapping within this one; absent where the file has none, or a bad one. */
  public Optional<View> child(String key) {
    Fields fields = (Fields) field(key).shape();
    return node(key).filter(each -> !bad.contains(each)).map(each -> new View(each, fields, bad));
  }

  /** A mapping within this one, with all its defaults where the file has none. */
  public View childOrDefaults(String key) {
    Fields fields = (Fields) field(key).shape();
    return child(key).orElseGet(() -> empty(fields));
  }

  /** The mappings of a list. */
  public List<View> children(String key) {
    Fields fields = (Fields) ((ListOf) field(key).shape()).item();
    return items(key).stream()
        .filter(item -> !bad.contains(item))
        .map(item -> new View(item, fields, bad))
        .toList();
  }

  /** Free keys with scalar values, in the file's order; the place is the key's. */
  public <T> Map<String, Placed<T>> map(String key, Class<T> type) {
    Scalar scalar = (Scalar) ((MapOf) field(key).shape()).value();
    Map<String, Placed<T>> values = new LinkedHashMap<>();
    for (Entry entry : entries(key)) {
      if (!bad.contains(entry.value())) {
        String text = ((YamlNode.Scalar) entry.value()).text();
        values.put(entry.key(), new Placed<>(type.cast(scalar.parse().apply(text)), entry.place()));
      }
    }
    return values;
  }

  /** Free keys with lists of texts, in the file's order; the place is the key's. */
  public Map<String, Placed<List<String>>> names(String key) {
    Map<String, Placed<List<String>>> values = new LinkedHashMap<>();
    for (Entry entry : entries(key)) {
      if (!bad.contains(entry.value())) {
        List<YamlNode> items =
            entry.value() instanceof Items list ? list.nodes() : List.of(entry.value());
        List<String> texts =
            items.stream()
                .filter(item -> !bad.contains(item))
                .map(item -> ((YamlNode.Scalar) item).text())
                .toList();
        values.put(entry.key(), new Placed<>(texts, entry.place()));
      }
    }
    return values;
  }

  /** Free keys with mappings, in the file's order; the place is the key's. */
  public Map<String, Placed<View>> views(String key) {
    Fields fields = (Fields) ((MapOf) field(key).shape()).value();
    Map<String, Placed<View>> values = new LinkedHashMap<>();
    for (Entry entry : entries(key)) {
      if (!bad.contains(entry.value())) {
        values.put(entry.key(), new Placed<>(new View(entry.value(), fields, bad), entry.place()));
      }
    }
    return values;
  }

  public Optional<Chosen> choice(String key) {
    Choice choice = (Choice) field(key).shape();
    return node(key).flatMap(each -> chosen(each, choice));
  }

  public List<Chosen> choices(String key) {
    Choice choice = (Choice) ((ListOf) field(key).shape()).item();
    return items(key).stream().flatMap(item -> chosen(item, choice).stream()).toList();
  }

  private Optional<Chosen> chosen(YamlNode written, Choice choice) {
    if (bad.contains(written)) {
      return Optional.empty();
    }
    Fields besideShape = new Fields("beside", choice.beside(), null, List.of());
    if (written instanceof YamlNode.Scalar scalar) {
      Option option = choice.find(scalar.text()).orElseThrow();
      return Optional.of(
          new Chosen(option.key(), scalar.place(), empty(option.arguments()), empty(besideShape)));
    }
    View beside = new View(written, besideShape, bad);
    for (Entry entry : ((Entries) written).list()) {
      Option option = choice.find(entry.key()).orElse(null);
      if (option != null && !bad.contains(entry.value())) {
        boolean nothing = entry.value() instanceof YamlNode.Scalar s && s.kind() == Kind.NULL;
        View arguments =
            nothing ? empty(option.arguments()) : new View(entry.value(), option.arguments(), bad);
        return Optional.of(new Chosen(option.key(), entry.place(), arguments, beside));
      }
    }
    return Optional.empty();
  }

  private View empty(Fields fields) {
    return new View(new Entries(place(), List.of()), fields, bad);
  }

  private List<YamlNode> items(String key) {
    Optional<YamlNode> written = node(key);
    if (written.isEmpty()) {
      return List.of();
    }
    return written.get() instanceof Items items ? items.nodes() : List.of(written.get());
  }

  private List<Entry> entries(String key) {
    return node(key)
        .filter(each -> each instanceof Entries)
        .map(each -> ((Entries) each).list())
        .orElse(List.of());
  }

  private Field field(String key) {
    return shape
        .find(key)
        .orElseThrow(
            () -> new IllegalArgumentException("no key " + key + " in shape " + shape.name()));
  }

  private Optional<YamlNode> node(String key) {
    if (node instanceof Entries entries) {
      return holds(entries, key) ? entries.find(key).map(Entry::value) : Optional.empty();
    }
    return key.equals(shape.shorthand()) ? Optional.of(node) : Optional.empty();
  }
}
