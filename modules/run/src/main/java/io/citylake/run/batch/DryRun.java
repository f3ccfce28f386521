package io.citylake.run.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;

import io.citylake.model.JudgedLayout;
import io.citylake.model.JudgedLayout.Outcome;
import io.citylake.model.QuarantineColumn;
import io.citylake.model.Reason;
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
  private static final String REASON = "reason";

  private DryRun() {}

  static Tally tally(Dataset<Row> judged) {
    try {
      return counted(judged);
    } catch (Exception e) {
      // Spark throws checked ones that it doesn't declare.
      throw Causes.ours(e);
    }
  }

  private static Tally counted(Dataset<Row> judged) {
    Row counts =
        judged
            .agg(
                count_if(is(Outcome.ACCEPTED)),
                count_if(is(Outcome.QUARANTINED)),
                count_if(is(Outcome.DUPLICATE)),
                count_if(is(Outcome.SKIPPED)),
                count_if(col(JudgedLayout.WARNINGS).isNotNull()),
                count_if(col(JudgedLayout.FATAL)))
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

  private static Column is(Outcome outcome) {
    return col(JudgedLayout.OUTCOME).equalTo(outcome.code());
  }

  private static Map<String, Long> reasons(Dataset<Row> judged) {
    Column reasons = col(JudgedLayout.BAD).getField(QuarantineColumn.REASONS.column());
    Map<String, Long> counts = new TreeMap<>();
    for (Row row :
        judged
            .where(is(Outcome.QUARANTINED))
            .select(explode(reasons).as(REASON))
            .groupBy(
                REASON + "." + JudgedLayout.REASON_COLUMN, REASON + "." + JudgedLayout.REASON_RULE)
            .agg(count("*"))
            .collectAsList()) {
      String column = row.getString(0);
      Reason reason = new Reason(column == null ? "" : column, null, row.getString(1), "");
      counts.merge(reason.label(), row.getLong(2), Long::sum);
    }
    return counts;
  }
}
