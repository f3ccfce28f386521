package io.citylake.serve.flight;

import io.citylake.serve.engine.ServedQuery;
import io.citylake.serve.engine.ServedQuery.NullType;
import io.citylake.serve.flight.Parameter.Meaning;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;

/** The parameters of a statement, by what it makes of a null in the place of each. */
record ParameterSchema(List<Parameter> parameters) {
  ParameterSchema {
    parameters = List.copyOf(parameters);
  }

  /** How a client's driver writes times. */
  enum Times {
    /** It is to write them as texts. */
    TEXT,
    /** As milliseconds of a wall clock, which the client says is the lake's. */
    WALL_CLOCK
  }

  /**
   * @param query the statement with nulls for its parameters
   * @param sql the statement itself
   * @param marks where they are in its text
   */
  static ParameterSchema of(ServedQuery query, String sql, List<Integer> marks, Times times) {
    Map<Integer, NullType> types = query.nullTypes();
    ZoneId zone = ZoneId.of(query.zone());
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < marks.size(); i++) {
      int mark = marks.get(i);
      // A text is cast to whatever it is compared with.
      NullType type =
          types.getOrDefault(
              mark + i * ParameterMarks.LONGER, new NullType(DataTypes.StringType, false));
      parameters.add(
          ParameterMarks.isCount(sql, mark)
              ? new Parameter(Meaning.COUNT, DataTypes.IntegerType, zone)
              : new Parameter(meaning(type, times), type.type(), zone));
    }
    return new ParameterSchema(parameters);
  }

  private static Meaning meaning(NullType taken, Times times) {
    DataType type = taken.type();
    if (type instanceof IntegralType) {
      return taken.written() && type.equals(DataTypes.LongType) ? Meaning.LONG : Meaning.NUMBER;
    } else if (type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType)) {
      return Meaning.REAL;
    } else if (type.equals(DataTypes.TimestampType)) {
      return times == Times.TEXT ? Meaning.INSTANT : Meaning.WALL_CLOCK;
    } else if (type.equals(DataTypes.TimestampNTZType)) {
      return times == Times.TEXT ? Meaning.LOCAL_TIME : Meaning.WALL_CLOCK;
    }
    return Meaning.OTHER;
  }

  Schema arrow() {
    List<Field> fields = new ArrayList<>();
    for (Parameter each : parameters) {
      fields.add(each.field("parameter_" + (fields.size() + 1)));
    }
    return new Schema(fields);
  }
}
