package io.citylake.transform.step;

import static org.apache.spark.sql.functions.expr;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Refresh;
import io.citylake.model.TableName;
import io.citylake.transform.step.InputChange.Touched;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;

/** A query over chosen rows of its inputs; closing it ends what it holds. */
final class StepFrames implements AutoCloseable {
  private final SparkSession spark;
  private final QuerySql query;
  private final SortedMap<TableName, PinnedInput> inputs;
  private final SortedMap<TableName, Dataset<Row>> chosen = new TreeMap<>();
  private final List<AutoCloseable> held = new ArrayList<>();

  StepFrames(SparkSession spark, QuerySql query, SortedMap<TableName, PinnedInput> inputs) {
    this.spark = spark;
    this.query = query;
    this.inputs = inputs;
  }

  /** Reads of an input only the rows of these files. */
  void only(TableName input, List<DataFile> files) {
    PinnedInput.FileRows rows = Objects.requireNonNull(inputs.get(input)).rowsOf(spark, files);
    held.add(rows);
    chosen.put(input, rows.rows());
  }

  /** The groups of changed rows; from now on listed inputs are read for these groups only. */
  GroupSet groups(
      SortedMap<TableName, Touched> changed, Refresh.Groups refresh, DatasetContract target) {
    List<DataType> types = new ArrayList<>();
    for (String column : refresh.columns()) {
      types.add(DataType.fromDDL(target.findColumn(column).orElseThrow().type().toString()));
    }
    Dataset<Row> all = null;
    for (Map.Entry<TableName, Touched> each : changed.entrySet()) {
      List<String> expressions = Objects.requireNonNull(refresh.changes().get(each.getKey()));
      List<Column> values = new ArrayList<>();
      for (int i = 0; i < expressions.size(); i++) {
        values.add(expr(expressions.get(i)).cast(types.get(i)).as(refresh.columns().get(i)));
      }
      Dataset<Row> some =
          rows(each.getKey(), each.getValue()).select(values.toArray(new Column[0]));
      all = all == null ? some : all.union(some);
    }
    GroupSet groups = GroupSet.open(Objects.requireNonNull(all));
    held.add(groups);
    refresh
        .changes()
        .forEach(
            (name, expressions) -> {
              PinnedInput input = inputs.get(name);
              if (input != null) {
                chosen.put(name, groups.of(input.rows(spark), expressions));
              }
            });
    return groups;
  }

  private Dataset<Row> rows(TableName name, Touched touched) {
    PinnedInput input = Objects.requireNonNull(inputs.get(name));
    List<Dataset<Row>> parts = new ArrayList<>();
    // Views over the groups look their files up again whenever they are analysed.
    if (!touched.files().isEmpty()) {
      PinnedInput.FileRows whole = input.rowsOf(spark, touched.files());
      held.add(whole);
      parts.add(whole.rows());
    }
    if (!touched.deletions().isEmpty()) {
      PinnedInput.DeletedRows deleted = input.deletedRows(spark, touched.deletions());
      held.add(deleted);
      parts.add(deleted.rows());
    }
    return parts.stream().reduce(Dataset::union).orElseThrow();
  }

  /** The query's rows, not yet computed. */
  Dataset<Row> rows() {
    Map<TableName, Dataset<Row>> frames = new HashMap<>();
    inputs.forEach(
        (name, table) -> {
          Dataset<Row> frame = chosen.get(name);
          frames.put(name, frame == null ? table.rows(spark) : frame);
        });
    QueryFrame frame = QueryFrame.open(spark, query, frames);
    held.add(frame);
    return frame.rows();
  }

  @Override
  public void close() {
    for (AutoCloseable each : held) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException("Cannot end a step's views", e);
      }
    }
    held.clear();
  }
}
