package io.citylake.run.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;

import io.citylake.model.Tally;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Counts judged rows without writing them. It cannot know what the table holds, so it finds no
 * duplicates.
 */
final class DryRun {
  private static final int ACCEPTED = 0;
  private static final int QUARANTINED = 1;
  private static final int DUPLICATE = 2;
  private static final int SKIPPED = 3;

  private DryRun() {}

  static Tally tally(Dataset<Row> judged) {
    Row counts =
        judged
            .agg(
                outcome(ACCEPTED),
                outcome(QUARANTINED),
                outcome(DUPLICATE),
                outcome(SKIPPED),
                count_if(col("warnings").isNotNull()),
                count_if(col("fatal")))
            .first();
    long read = counts.getLong(0) + counts.getLong(1) + counts.getLong(2);
    return new Tally(
        read,
        counts.getLong(0),
        counts.getLong(1),
        counts.getLong(2),
        counts.getLong(3),
        counts.getLong(4),
        counts.getLong(5),
        counts.getLong(1) == 0 ? Map.of() : reasons(judged),
        Map.of());
  }

  private static Column outcome(int code) {
    return count_if(col("outcome").equalTo(code));
  }

  private static Map<String, Long> reasons(Dataset<Row> judged) {
    Map<String, Long> reasons = new TreeMap<>();
    for (Row row :
        judged
            .where(col("outcome").equalTo(QUARANTINED))
            .select(explode(col("bad.reasons")).as("reason"))
            .groupBy("reason.column", "reason.rule")
            .agg(count("*"))
            .collectAsList()) {
      String column = row.getString(0);
      String label =
          column == null || column.isEmpty() ? row.getString(1) : column + ":" + row.getString(1);
      reasons.merge(label, row.getLong(2), Long::sum);
    }
    return reasons;
  }
}
