package io.citylake.contract.shape;

import io.citylake.contract.shape.Shape.Choice;
import io.citylake.contract.shape.Shape.Field;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;
import io.citylake.contract.shape.Shape.MapOf;
import io.citylake.contract.shape.Shape.Option;
import io.citylake.contract.shape.Shape.Scalar;
import io.citylake.contract.shape.Shape.Secrecy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes the JSON Schema (draft 2020-12) of a kind of file, so that editors complete and check it.
 * It takes what {@link ShapeCheck} takes; of texts it says less, since not every check is a
 * pattern.
 */
final class JsonSchemas {
  private static final String DEFINITIONS = "#/$defs/";
  private static final Map<String, Object> NOTHING = Map.of("type", "null");
  private static final Map<String, Object> VARIABLE =
      Scalars.schema(
          "description", "A text with variables.", "type", "string", "pattern", "\\$\\{");
  private static final Set<String> BOUNDS = Set.of("pattern", "enum", "maxLength");

  private final Map<String, Object> definitions = new TreeMap<>();

  private JsonSchemas() {}

  static String of(FileKind kind) {
    JsonSchemas schemas = new JsonSchemas();
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "CityLake: " + kind.path());
    root.put("description", kind.doc());
    root.putAll(schemas.object(kind.shape()));
    schemas.definitions.put("variable", VARIABLE);
    root.put("$defs", schemas.definitions);
    return JsonText.of(root);
  }

  private Map<String, Object> schema(Shape shape) {
    if (shape instanceof Scalar scalar) {
      return scalar(scalar);
    } else if (shape instanceof ListOf list) {
      return list(list);
    } else if (shape instanceof MapOf map) {
      return Scalars.schema("type", "object", "additionalProperties", schema(map.value()));
    } else if (shape instanceof Fields fields) {
      return defined(fields.name(), () -> fields(fields));
    } else {
      Choice choice = (Choice) shape;
      return defined(choice.name(), () -> choice(choice));
    }
  }

  private Map<String, Object> defined(
      String name, java.util.function.Supplier<Map<String, Object>> schema) {
    if (!definitions.containsKey(name)) {
      definitions.put(name, Map.of()); // holds the place while its parts are made
      definitions.put(name, schema.get());
    }
    return Scalars.schema("$ref", DEFINITIONS + name);
  }

  private static Map<String, Object> scalar(Scalar scalar) {
    boolean anyText =
        List.of("string").contains(scalar.schema().get("type"))
            && scalar.schema().keySet().stream().noneMatch(BOUNDS::contains);
    boolean takesVariables =
        !anyText
            && scalar.secret() == Secrecy.PLAIN
            && !(scalar.schema().get("type") instanceof List<?> types
                && types.contains("string")
                && !scalar.schema().containsKey("pattern"));
    return takesVariables
        ? anyOf(List.of(scalar.schema(), Scalars.schema("$ref", DEFINITIONS + "variable")))
        : scalar.schema();
  }

  private Map<String, Object> list(ListOf list) {
    Map<String, Object> array = Scalars.schema("type", "array", "items", schema(list.item()));
    if (!list.mayBeEmpty()) {
      array.put("minItems", 1);
    }
    return list.orOne() ? anyOf(List.of(schema(list.item()), array)) : array;
  }

  private Map<String, Object> fields(Fields fields) {
    Map<String, Object> object = object(fields);
    String shorthand = fields.shorthand();
    if (shorthand == null) {
      return object;
    }
    Field field = fields.find(shorthand).orElseThrow();
    return anyOf(List.of(schema(field.shape()), object));
  }

  private Map<String, Object> object(Fields fields) {
    Map<String, Object> object = closed(properties(fields.fields()));
    List<String> required =
        fields.fields().stream().filter(Field::required).map(Field::key).toList();
    if (!required.isEmpty()) {
      object.put("required", required);
    }
    if (!fields.oneOf().isEmpty()) {
      object.put("oneOf", oneRequired(fields.oneOf()));
    }
    return object;
  }

  private Map<String, Object> properties(List<Field> fields) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Field field : fields) {
      Map<String, Object> property = Scalars.schema("description", field.doc());
      String fallback = field.fallback();
      if (fallback != null) {
        property.put("default", typed(fallback, (Scalar) field.shape()));
      }
      property.putAll(field.required() ? schema(field.shape()) : orNothing(schema(field.shape())));
      properties.put(field.key(), property);
    }
    return properties;
  }

  private Map<String, Object> choice(Choice choice) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Option option : choice.options()) {
      Map<String, Object> property = Scalars.schema("description", option.doc());
      Map<String, Object> arguments = schema(option.arguments());
      property.putAll(option.bare() ? orNothing(arguments) : arguments);
      properties.put(option.key(), property);
    }
    properties.putAll(properties(choice.beside()));
    Map<String, Object> object = closed(properties);
    object.put("oneOf", oneRequired(choice.options().stream().map(Option::key).toList()));
    List<String> bare = choice.options().stream().filter(Option::bare).map(Option::key).toList();
    return bare.isEmpty()
        ? object
        : anyOf(List.of(Scalars.schema("type", "string", "enum", bare), object));
  }

  private static Map<String, Object> closed(Map<String, Object> properties) {
    return Scalars.schema(
        "type", "object", "additionalProperties", false, "properties", properties);
  }

  private static List<Map<String, Object>> oneRequired(List<String> keys) {
    return keys.stream().map(key -> Scalars.schema("required", List.of(key))).toList();
  }

  private static Map<String, Object> orNothing(Map<String, Object> schema) {
    List<Object> alternatives = new ArrayList<>();
    if (schema.size() == 1 && schema.get("anyOf") instanceof List<?> inner) {
      alternatives.addAll(inner);
    } else {
      alternatives.add(schema);
    }
    alternatives.add(NOTHING);
    return anyOf(alternatives);
  }

  private static Map<String, Object> anyOf(List<?> schemas) {
    return Scalars.schema("anyOf", schemas);
  }

  private static Object typed(String fallback, Scalar scalar) {
    Object type = scalar.schema().getOrDefault("type", "string");
    if (type.equals("boolean")) {
      return Boolean.valueOf(fallback);
    }
    return type.equals("integer") || type.equals("number") ? new BigDecimal(fallback) : fallback;
  }
}
