package io.citylake.check.audit;

import io.citylake.contract.dataset.Audit;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A question given by its parts. */
record PlainQuestion(
    Audit audit,
    String name,
    List<Column> aggregates,
    BiFunction<Dataset<Row>, List<Object>, Answer> judgement)
    implements TableQuestion {
  @Override
  public Answer answer(Dataset<Row> rows, List<Object> results) {
    return judgement.apply(rows, results);
  }
}
