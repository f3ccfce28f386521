package io.citylake.read.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.citylake.read.format.JsonValue.Bare;
import io.citylake.read.format.JsonValue.Fields;
import io.citylake.read.format.JsonValue.Items;
import io.citylake.read.format.JsonValue.Nothing;
import io.citylake.read.format.JsonValue.Text;
import io.citylake.read.record.RecordLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds values from Jackson's tokens, within limits. */
final class JsonTree {
  static final int DEEPEST = 200;

  private JsonTree() {}

  static JsonFactory factory(RecordLimits limits) {
    return new JsonFactoryBuilder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxStringLength(limits.characters())
                .build())
        .build();
  }

  /** The value that starts with the parser's current token. */
  static JsonValue value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> new Text(parser.getText());
      case VALUE_NULL -> Nothing.NOTHING;
      default -> new Bare(parser.getText());
    };
  }

  private static JsonValue object(JsonParser parser) throws IOException {
    Map<String, JsonValue> values = new LinkedHashMap<>();
    String duplicate = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      if (values.put(key, value(parser)) != null) {
        duplicate = key;
      }
    }
    return new Fields(values, duplicate);
  }

  private static JsonValue array(JsonParser parser) throws IOException {
    List<JsonValue> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(value(parser));
    }
    return new Items(values);
  }
}
