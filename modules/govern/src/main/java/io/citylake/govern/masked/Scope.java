package io.citylake.govern.masked;

import java.util.HashMap;
import java.util.Map;

/**
 * What the names in an expression stand for.
 *
 * @param values by the id of an attribute, a lambda's variable or a common expression
 * @param outer those of the query around
 */
record Scope(Map<Object, MaskedValue> values, Map<Object, MaskedValue> outer) {
  static final Scope EMPTY = new Scope(Map.of(), Map.of());

  MaskedValue find(Object id) {
    MaskedValue value = values.get(id);
    return value != null ? value : outer.getOrDefault(id, MaskedValue.NONE);
  }

  Scope with(Map<Object, MaskedValue> more) {
    return new Scope(merged(values, more), outer);
  }

  /** Of a subquery that stands here. */
  Map<Object, MaskedValue> asOuter() {
    return merged(outer, values);
  }

  private static Map<Object, MaskedValue> merged(
      Map<Object, MaskedValue> some, Map<Object, MaskedValue> more) {
    Map<Object, MaskedValue> all = new HashMap<>(some);
    all.putAll(more);
    return all;
  }
}
