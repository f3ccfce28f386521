package io.citylake.bench;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.jspecify.annotations.Nullable;

/** Cells of Arrow vectors as Java values: texts, numbers, instants, dates. */
final class VectorValue {
  private VectorValue() {}

  static @Nullable Object of(FieldVector vector, int row) {
    if (vector.isNull(row)) {
      return null;
    } else if (vector instanceof VarCharVector text) {
      return text.getObject(row).toString();
    } else if (vector instanceof TimeStampMicroTZVector instant) {
      return Instant.EPOCH.plus(instant.get(row), ChronoUnit.MICROS);
    } else if (vector instanceof DateDayVector date) {
      return LocalDate.ofEpochDay(date.get(row));
    }
    return vector.getObject(row);
  }
}
