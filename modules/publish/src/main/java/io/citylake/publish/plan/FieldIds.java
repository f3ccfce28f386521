package io.citylake.publish.plan;

import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/** Hands out field ids in order. */
final class FieldIds {
  private int last;

  int next() {
    return ++last;
  }

  NestedField required(String name, Type type, String doc) {
    return NestedField.required(next(), name, type, doc);
  }

  NestedField optional(String name, Type type, String doc) {
    return NestedField.optional(next(), name, type, doc);
  }
}
