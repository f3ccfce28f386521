package io.citylake.serve.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.serve.operation.Call;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Bodies in JSON: small ones written whole, and requests read strictly. */
final class JsonBody implements Call.Body {
  private static final int LONGEST_WHY = 500;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  static {
    MAPPER
        .getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(20).build());
  }

  /** Of Spark's decimals. */
  private static final int MOST_DIGITS = 38;

  static final int LARGEST = 1 << 20;

  private final JsonNode node;

  private JsonBody(JsonNode node) {
    this.node = node;
  }

  static void write(Context context, Object body) {
    context.contentType("application/json").result(bytes(body));
  }

  static byte[] bytes(Object body) {
    try {
      return MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a body as JSON", e);
    }
  }

  /**
   * An object with no other keys than these.
   *
   * @throws CityLakeException USAGE
   */
  static JsonBody read(Context context, Set<String> keys) {
    JsonNode node;
    try {
      byte[] bytes = context.bodyInputStream().readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new ContentTooLargeResponse("The body is too large: at most " + LARGEST + " bytes");
      }
      node = MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw usage("the body is no JSON");
    }
    if (node == null || !node.isObject()) {
      throw usage("the body is no JSON object");
    }
    for (String key : (Iterable<String>) node::fieldNames) {
      if (!keys.contains(key)) {
        throw usage("it may have no other keys than " + keys.stream().sorted().toList());
      }
    }
    return new JsonBody(node);
  }

  @Override
  public String text(String key) {
    return find(key).orElseThrow(() -> usage("it needs the text '" + key + "'"));
  }

  @Override
  public Optional<String> find(String key) {
    JsonNode value = node.get(key);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw usage("'" + key + "' must be a text");
    }
    return Optional.of(value.textValue());
  }

  @Override
  public String why() {
    StringBuilder line = new StringBuilder();
    text("why")
        .codePoints()
        .forEach(each -> line.appendCodePoint(Character.isISOControl(each) ? ' ' : each));
    String why = line.toString().strip();
    if (why.isEmpty() || why.length() > LONGEST_WHY) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot do that without a reason: 'why' must have 1 to %d characters"
              .formatted(LONGEST_WHY));
    }
    return why;
  }

  @Override
  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (Object each : values(key)) {
      if (!(each instanceof String text)) {
        throw usage("'" + key + "' must be a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  @Override
  public boolean flag(String key) {
    JsonNode value = node.path(key);
    if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
      throw usage("'" + key + "' must be true or false");
    }
    return value.booleanValue();
  }

  /** A whole number from 1 on. */
  OptionalLong count(String key) {
    JsonNode value = node.get(key);
    if (value == null || value.isNull()) {
      return OptionalLong.empty();
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 1) {
      throw usage("'" + key + "' must be a whole number from 1 on");
    }
    return OptionalLong.of(value.longValue());
  }

  /** Texts by their names, in the order of the body; empty where there is no such object. */
  Map<String, String> textsByKey(String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    JsonNode object = node.path(key);
    if (!object.isMissingNode() && !object.isObject()) {
      throw usage("'" + key + "' must be an object of texts");
    }
    object
        .properties()
        .forEach(
            each -> {
              if (!each.getValue().isTextual()) {
                throw usage("'" + key + "' must be an object of texts");
              }
              texts.put(each.getKey(), each.getValue().textValue());
            });
    return texts;
  }

  /** Values of a list: texts, whole numbers, decimal numbers, booleans and nulls. */
  List<@Nullable Object> values(String key) {
    List<@Nullable Object> values = new ArrayList<>();
    JsonNode list = node.path(key);
    if (!list.isMissingNode() && !list.isArray()) {
      throw usage("'" + key + "' must be a list");
    }
    for (JsonNode each : list) {
      values.add(value(each));
    }
    return values;
  }

  private static @Nullable Object value(JsonNode each) {
    if (each.isNull()) {
      return null;
    } else if (each.isTextual()) {
      return each.textValue();
    } else if (each.isBoolean()) {
      return each.booleanValue();
    } else if (each.canConvertToLong() && each.isIntegralNumber()) {
      return each.longValue();
    } else if (each.isNumber()) {
      return decimal(each);
    }
    throw usage("a parameter must be a text, a number, true, false or null");
  }

  /** As it is written: as a double, 1e400 would be no number, and others would lose digits. */
  private static BigDecimal decimal(JsonNode number) {
    BigDecimal value = number.decimalValue();
    if (value.precision() - value.scale() > MOST_DIGITS || value.scale() > MOST_DIGITS) {
      throw usage(
          "a number may have %d digits before the point and %d after it; send others as texts and cast them"
              .formatted(MOST_DIGITS, MOST_DIGITS));
    }
    // Spark knows no scale below none, as 1E+2 has.
    return value.scale() < 0 ? value.setScale(0) : value;
  }

  private static CityLakeException usage(String why) {
    return new CityLakeException(ErrorCode.USAGE, "Cannot read the request: " + why);
  }
}
