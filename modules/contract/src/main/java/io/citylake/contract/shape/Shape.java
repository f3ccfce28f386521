package io.citylake.contract.shape;

import io.citylake.contract.yaml.YamlNode.Kind;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a YAML value may be. The one description from which {@link ShapeCheck} judges files, {@link
 * JsonSchemas} tells editors, {@link SettingsPage} tells people, and {@link View} reads defaults.
 */
public sealed interface Shape {

  /**
   * One value.
   *
   * @param noun what is expected, for messages and the page: {@code a duration such as 5m or 1d}
   * @param kinds of scalars taken; a text with variables is always taken
   * @param parse gives the value, or raises IllegalArgumentException or DateTimeException
   * @param values the only ones allowed; empty for any
   * @param schema the JSON Schema of what may be written
   * @param secret never shown, and given by reference only
   */
  record Scalar(
      String noun,
      Set<Kind> kinds,
      Function<String, ?> parse,
      List<String> values,
      Map<String, Object> schema,
      Secrecy secret)
      implements Shape {
    public Scalar {
      kinds = Set.copyOf(kinds);
      values = List.copyOf(values);
      schema = Collections.unmodifiableMap(new LinkedHashMap<>(schema));
    }
  }

  /** How a value may stand in a file. */
  enum Secrecy {
    /** As anything. */
    PLAIN,
    /** As {@code ${NAME}} or {@code ${NAME:-default}}; never printed. */
    REFERENCE,
    /** As {@code ${NAME}} only; never printed. */
    SECRET
  }

  /** Values in order; {@code orOne}: a single value may stand without its list. */
  record ListOf(Shape item, boolean mayBeEmpty, boolean orOne) implements Shape {
    static ListOf any(Shape item) {
      return new ListOf(item, true, false);
    }

    static ListOf some(Shape item) {
      return new ListOf(item, false, false);
    }

    static ListOf oneOrSome(Shape item) {
      return new ListOf(item, false, true);
    }
  }

  /**
   * Free keys, all with the same form of value.
   *
   * @param keyNoun what the keys are, for the page
   */
  record MapOf(String keyNoun, Shape value) implements Shape {}

  /**
   * Fixed keys.
   *
   * @param name in the JSON Schema's definitions
   * @param shorthand the key that a value stands for when it is not a mapping; null for none
   * @param oneOf keys of which exactly one must be there; empty for none
   */
  record Fields(String name, List<Field> fields, @Nullable String shorthand, List<String> oneOf)
      implements Shape {
    public Fields {
      fields = List.copyOf(fields);
      oneOf = List.copyOf(oneOf);
    }

    public static Fields of(String name, Field... fields) {
      return new Fields(name, Arrays.asList(fields), null, List.of());
    }

    public Fields withShorthand(String key) {
      return new Fields(name, fields, key, oneOf);
    }

    public Fields withOneOf(String... keys) {
      return new Fields(name, fields, shorthand, List.of(keys));
    }

    public Optional<Field> find(String key) {
      // A loop: this runs thousands of times before the JVM has warmed up.
      for (Field each : fields) {
        if (each.key().equals(key)) {
          return Optional.of(each);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * One of several forms, told by its key: {@code {length: {max: 5}}}, or by its name alone.
   *
   * @param beside keys that may stand beside the chosen one
   */
  record Choice(String name, String noun, List<Option> options, List<Field> beside)
      implements Shape {
    public Choice {
      options = List.copyOf(options);
      beside = List.copyOf(beside);
    }

    public Optional<Option> find(String key) {
      for (Option each : options) {
        if (each.key().equals(key)) {
          return Optional.of(each);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * One form of a choice.
   *
   * @param bare whether the name alone will do, because no key of it is required
   */
  record Option(String key, String doc, Fields arguments, boolean bare) {}

  /**
   * A key.
   *
   * @param fallback what holds where the key is absent, as a file would say it; null for nothing
   * @param fallbackNote the same in words, where it depends on something; null for none
   * @param doc one sentence for people
   */
  record Field(
      String key,
      Shape shape,
      boolean required,
      @Nullable String fallback,
      @Nullable String fallbackNote,
      String doc) {
    public static Field required(String key, Shape shape, String doc) {
      return new Field(key, shape, true, null, null, doc);
    }

    public static Field optional(String key, Shape shape, String doc) {
      return new Field(key, shape, false, null, null, doc);
    }

    public static Field withDefault(String key, Shape shape, String fallback, String doc) {
      return new Field(key, shape, false, fallback, null, doc);
    }

    /** Absent, it takes what the note says; the code that reads it sees to that. */
    public static Field derived(String key, Shape shape, String note, String doc) {
      return new Field(key, shape, false, null, note, doc);
    }
  }
}
