package io.citylake.transform.disclosure;

import io.citylake.contract.dataset.Suppression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A table's rows with its small counts suppressed. */
public final class SmallCounts {
  private SmallCounts() {}

  /**
   * The same rows and columns in any order, not yet computed. All rows of a table of counts must be
   * among them.
   */
  public static Dataset<Row> suppressed(Dataset<Row> rows, Suppression rule) {
    List<String> columns = Arrays.asList(rows.columns());
    List<Integer> within = rule.within().stream().map(columns::indexOf).toList();
    return rows.groupByKey((MapFunction<Row, String>) row -> table(row, within), Encoders.STRING())
        .flatMapGroups(
            new SuppressionTask(rule, columns), Encoders.row(nullable(rows.schema(), rule)));
  }

  /** Texts with their lengths, so that no two tables have one name. */
  private static String table(Row row, List<Integer> within) {
    StringBuilder name = new StringBuilder();
    for (int each : within) {
      String text = String.valueOf(row.get(each));
      name.append(text.length()).append(':').append(text);
    }
    return name.toString();
  }

  private static StructType nullable(StructType schema, Suppression rule) {
    List<StructField> fields = new ArrayList<>();
    for (StructField field : schema.fields()) {
      boolean may = rule.counts().contains(field.name()) || rule.figures().contains(field.name());
      fields.add(
          may ? new StructField(field.name(), field.dataType(), true, field.metadata()) : field);
    }
    return new StructType(fields.toArray(StructField[]::new));
  }
}
