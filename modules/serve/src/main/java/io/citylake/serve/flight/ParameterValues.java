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

/**
 * The one row of parameters that a client binds, as values of Spark's external types.
 *
 * @param bytes that they came in
 */
record ParameterValues(List<@Nullable Object> values, long bytes) {
  private static final long MOST_BYTES = 4L << 20;

  /**
   * Of the row that the stream holds.
   *
   * @param marks how many there may be
   * @throws CityLakeException SQL_INVALID, LIMIT_EXCEEDED
   */
  static ParameterValues read(FlightStream stream, int marks) {
    List<@Nullable Object> values = new ArrayList<>();
    long bytes = 0;
    long rows = 0;
    while (stream.next()) {
      VectorSchemaRoot root = stream.getRoot();
      rows += root.getRowCount();
      if (rows > 1) {
        throw new CityLakeException(
            ErrorCode.SQL_INVALID,
            "Cannot bind the parameters: only one row of them can be asked at once (rows=%d)"
                .formatted(rows));
      }
      for (FieldVector vector :
          root.getRowCount() == 0 ? List.<FieldVector>of() : root.getFieldVectors()) {
        bytes += vector.getBufferSize();
        require(values.size() < marks, bytes, marks);
        values.add(value(vector));
      }
    }
    return new ParameterValues(values, bytes);
  }

  private static void require(boolean marked, long bytes, int marks) {
    if (!marked) {
      throw new CityLakeException(
          ErrorCode.SQL_INVALID,
          "Cannot bind the parameters: there are more values than the statement has marks (markers=%d)"
              .formatted(marks));
    }
    if (bytes > MOST_BYTES) {
      throw new CityLakeException(
          ErrorCode.LIMIT_EXCEEDED,
          "Cannot bind the parameters: they are too long together (bytes=%d, most=%d)"
              .formatted(bytes, MOST_BYTES));
    }
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
