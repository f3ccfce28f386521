package io.citylake.serve.http;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.spark.sql.util.ArrowUtils;

/** A column's type as SQL writes it. */
final class TypeName {
  private TypeName() {}

  static String of(Field field) {
    return ArrowUtils.fromArrowField(field).sql().toLowerCase(java.util.Locale.ROOT);
  }
}
