package io.citylake.upkeep.retain;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.citylake.contract.dataset.Retention;
import io.citylake.model.QuarantineColumn;
import io.citylake.model.QuarantineStatus;
import io.citylake.model.Reason;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.spark.sql.Column;

/**
 * Which rows of a table are to go.
 *
 * @param rows true for those, never null
 * @param files which files may have such rows, by what manifests say of them
 */
public record OverAge(Column rows, Expression files) {
  private static final long MICROS = TimeUnit.SECONDS.toMicros(1);

  /**
   * Of a table by its contract.
   *
   * @param keptFrom the first day whose rows stay, in a zone; a year is over with its last day
   * @throws IllegalArgumentException where the table has no such column, or of another type
   */
  public static OverAge of(Schema schema, Retention retention, LocalDate keptFrom, ZoneId zone) {
    NestedField field = schema.findField(retention.by());
    if (field == null) {
      throw new IllegalArgumentException(
          "Cannot tell how old the rows are: the table has no column %s yet; citylake apply"
              .formatted(retention.by()));
    }
    Column by = col("`" + retention.by() + "`");
    return switch (field.type().typeId()) {
      case DATE ->
          of(by.lt(lit(keptFrom)), Expressions.lessThan(retention.by(), keptFrom.toString()));
      case TIMESTAMP -> {
        Instant first = keptFrom.atStartOfDay(zone).toInstant();
        yield of(
            by.lt(lit(first)),
            Expressions.lessThan(
                retention.by(), first.getEpochSecond() * MICROS + first.getNano() / 1000));
      }
      case INTEGER, LONG ->
          of(
              by.lt(lit(keptFrom.getYear())),
              Expressions.lessThan(retention.by(), keptFrom.getYear()));
      default ->
          throw new IllegalArgumentException(
              "Cannot tell how old the rows are by %s, which is a %s"
                  .formatted(retention.by(), field.type()));
    };
  }

  /** Refused rows that were settled before a moment, but for what is evidence of an erasure. */
  public static OverAge settled(Instant before) {
    Column erased =
        exists(
            col(QuarantineColumn.REASONS.column()),
            reason -> reason.getField("rule").equalTo(Reason.withheld().rule()));
    Column settled =
        col(QuarantineColumn.STATUS.column()).notEqual(QuarantineStatus.OPEN.toString());
    Column old =
        coalesce(
                col(QuarantineColumn.RESOLVED_AT.column()),
                col(QuarantineColumn.REFUSED_AT.column()))
            .lt(lit(before));
    return of(
        settled.and(old).and(not(coalesce(erased, lit(false)))),
        Expressions.notEqual(QuarantineColumn.STATUS.column(), QuarantineStatus.OPEN.toString()));
  }

  private static OverAge of(Column rows, Expression files) {
    return new OverAge(coalesce(rows, lit(false)), files);
  }
}
