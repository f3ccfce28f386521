package io.citylake.transform.step;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.transform.disclosure.SmallCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * A query's rows as rows of its table: every column of the contract and no other, by name, and no
 * count that the contract suppresses.
 */
final class TargetRows {
  private TargetRows() {}

  static Dataset<Row> of(StepRequest request, StepFrames frames) {
    try {
      return of(frames.rows(), request.target());
    } catch (CityLakeException e) {
      frames.close();
      throw new CityLakeException(
          e.code(), "Cannot run step %s: %s".formatted(request.step().name(), e.getMessage()), e);
    }
  }

  static Dataset<Row> of(Dataset<Row> rows, DatasetContract target) {
    verify(rows, target);
    List<org.apache.spark.sql.Column> columns = new ArrayList<>();
    for (ColumnContract column : target.columns()) {
      DataType type = DataType.fromDDL(column.type().toString());
      org.apache.spark.sql.Column value = col("`" + column.name() + "`").cast(type);
      if (column.required()) {
        String message =
            "column %s of %s is required, and the query gives a row without it"
                .formatted(column.name(), target.name());
        value = coalesce(value, raise_error(lit(message)).cast(type));
      }
      columns.add(value.as(column.name()));
    }
    Dataset<Row> shaped = rows.select(columns.toArray(new org.apache.spark.sql.Column[0]));
    return target.suppression() == null
        ? shaped
        : SmallCounts.suppressed(shaped, target.suppression());
  }

  private static void verify(Dataset<Row> rows, DatasetContract target) {
    Set<String> given = new TreeSet<>(Arrays.asList(rows.columns()));
    Set<String> wanted = new TreeSet<>();
    target.columns().forEach(column -> wanted.add(column.name()));
    Set<String> missing = new TreeSet<>(wanted);
    missing.removeAll(given);
    Set<String> surplus = new TreeSet<>(given);
    surplus.removeAll(wanted);
    if (!missing.isEmpty() || !surplus.isEmpty() || given.size() != rows.columns().length) {
      throw new CityLakeException(
          ErrorCode.SQL_INVALID,
          "its query must give each column of %s once (missing=%s, unknown=%s)"
              .formatted(target.name(), missing, surplus));
    }
  }
}
