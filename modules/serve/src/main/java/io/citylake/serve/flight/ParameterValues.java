package io.citylake.serve.flight;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampMilliVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.spark.sql.util.ArrowUtils;
import org.apache.spark.sql.vectorized.ArrowColumnVector;
import org.jspecify.annotations.Nullable;

/** Reads the one row of parameters that a client binds, as values of Spark's external types. */
final class ParameterValues {
  private ParameterValues() {}

  /** Of the last row that the stream holds; JDBC sends one. */
  static List<@Nullable Object> read(FlightStream stream) {
    List<@Nullable Object> values = new ArrayList<>();
    while (stream.next()) {
      VectorSchemaRoot root = stream.getRoot();
      if (root.getRowCount() > 1) {
        throw new CityLakeException(
            ErrorCode.SQL_INVALID,
            "Cannot bind the parameters: only one row of them can be asked at once (rows=%d)"
                .formatted(root.getRowCount()));
      }
      for (FieldVector vector :
          root.getRowCount() == 0 ? List.<FieldVector>of() : root.getFieldVectors()) {
        values.add(value(vector));
      }
    }
    return values;
  }

  // The vector is the stream's to close.
  @SuppressWarnings("resource")
  private static @Nullable Object value(FieldVector vector) {
    if (vector.isNull(0)) {
      return null;
    }
    if (vector instanceof TimeStampMilliVector wall) {
      return LocalDateTime.ofEpochSecond(
          Math.floorDiv(wall.get(0), 1000L),
          Math.floorMod(wall.get(0), 1000) * 1_000_000,
          ZoneOffset.UTC);
    }
    return ParameterType.of(ArrowUtils.fromArrowField(vector.getField()))
        .value(new ArrowColumnVector(vector));
  }
}
