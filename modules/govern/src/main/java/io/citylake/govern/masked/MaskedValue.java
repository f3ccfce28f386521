package io.citylake.govern.masked;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which masked columns an expression's value comes from, and what became of them.
 *
 * @param columns none for a value that no mask has touched
 */
record MaskedValue(Set<MaskedColumn> columns, Form form) {
  static final MaskedValue NONE = new MaskedValue(Set.of(), Form.AS_READ);

  MaskedValue {
    columns = Set.copyOf(columns);
  }

  /** What a value is made of. */
  enum Form {
    /** A column as the mask shows it. */
    AS_READ,
    /** A keyed hash, whole. */
    KEYED,
    /** Computed from masked values, or mixed with others. */
    CHANGED
  }

  static MaskedValue of(MaskedColumn column) {
    return new MaskedValue(Set.of(column), column.isKeyed() ? Form.KEYED : Form.AS_READ);
  }

  boolean isNone() {
    return columns.isEmpty();
  }

  boolean isKeyed() {
    return form == Form.KEYED;
  }

  /** What is computed from all of them. */
  static MaskedValue computed(List<MaskedValue> values) {
    return all(values, Form.CHANGED);
  }

  /** One of them in each row: a hash beside something else is no hash any more. */
  static MaskedValue oneOf(List<MaskedValue> values) {
    boolean alike =
        !values.isEmpty()
            && values.stream().noneMatch(MaskedValue::isNone)
            && values.stream().map(MaskedValue::form).distinct().count() == 1;
    return all(values, alike ? values.get(0).form() : Form.CHANGED);
  }

  private static MaskedValue all(List<MaskedValue> values, Form form) {
    Set<MaskedColumn> columns = new HashSet<>();
    values.forEach(each -> columns.addAll(each.columns()));
    return columns.isEmpty() ? NONE : new MaskedValue(columns, form);
  }

  MaskedValue changed() {
    return isNone() ? this : new MaskedValue(columns, Form.CHANGED);
  }

  /** Whether it is one of columns, as the mask shows it, that all are such. */
  boolean isOf(Predicate<MaskedColumn> such) {
    return form != Form.CHANGED && columns.stream().allMatch(such);
  }

  /** To be told of. */
  Optional<MaskedColumn> first() {
    return columns.stream().min(Comparator.comparing(MaskedColumn::toString));
  }
}
