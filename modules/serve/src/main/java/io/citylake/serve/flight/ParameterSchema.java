package io.citylake.serve.flight;

import io.citylake.serve.engine.AdmittedQuery;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** What a client is told of the parameters of a statement, so that it sends what is meant. */
final class ParameterSchema {
  private ParameterSchema() {}

  /** Texts, which are cast to what the statement compares them with. */
  static Schema of(AdmittedQuery query, int markers) {
    List<Field> fields = new ArrayList<>();
    for (int i = 1; i <= markers; i++) {
      fields.add(Field.nullable("parameter_" + i, ArrowType.Utf8.INSTANCE));
    }
    return new Schema(fields);
  }
}
