package io.citylake.serve.flight;

import io.citylake.serve.engine.ServedQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.util.ArrowUtils;

/**
 * What a client is told of the parameters of a statement, because drivers send a value as what they
 * were told: what the statement makes of a null in the parameter's place.
 */
final class ParameterSchema {
  private ParameterSchema() {}

  /**
   * @param query the statement with nulls for its parameters
   * @param sql the statement itself
   * @param marks where they are in its text
   */
  static Schema of(ServedQuery query, String sql, List<Integer> marks) {
    Map<Integer, DataType> types = query.nullTypes();
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < marks.size(); i++) {
      int mark = marks.get(i);
      // A text is cast to whatever it is compared with.
      DataType type =
          ParameterMarks.isCount(sql, mark)
              ? DataTypes.IntegerType
              : types.getOrDefault(mark + i * ParameterMarks.LONGER, DataTypes.StringType);
      fields.add(field("parameter_" + (i + 1), type, query.zone()));
    }
    return new Schema(fields);
  }

  private static Field field(String name, DataType type, String zone) {
    // The JDBC driver writes a time's milliseconds whatever unit it is told, and of the wall clock.
    return type.equals(DataTypes.TimestampType) || type.equals(DataTypes.TimestampNTZType)
        ? Field.nullable(name, new ArrowType.Timestamp(TimeUnit.MILLISECOND, null))
        : ArrowUtils.toArrowField(name, type, true, zone, false);
  }
}
