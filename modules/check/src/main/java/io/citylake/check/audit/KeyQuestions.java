package io.citylake.check.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import io.citylake.check.audit.TableQuestion.Answer;
import io.citylake.contract.dataset.Audit;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Audits that compare rows with each other or with another table. Uniqueness is one more aggregate
 * of the pass that all audits share, a reference takes a query of its own; both take one more to
 * count what they found.
 */
final class KeyQuestions {
  private static final String COPIES = "__copies";
  private static final String KNOWN = "__known";

  private KeyQuestions() {}

  static TableQuestion unique(Audit.Unique audit) {
    String columns = String.join(", ", audit.columns());
    Column[] by = audit.columns().stream().map(name -> col(name)).toArray(Column[]::new);
    return new PlainQuestion(
        audit,
        "unique: [" + columns + "]",
        // A struct is never null, so that two rows without a key are two rows with the same one.
        List.of(count(lit(1)), count_distinct(struct(by))),
        (rows, results) -> {
          if (results.get(0).equals(results.get(1))) {
            return new Answer(
                true, "expected no two rows with the same " + columns + ", found none");
          }
          Row found =
              rows.groupBy(by)
                  .agg(count(lit(1)).as(COPIES))
                  .where(col(COPIES).gt(1))
                  .agg(count(lit(1)), sum(col(COPIES)))
                  .head();
          return new Answer(
              false,
              "expected no two rows with the same %s, found %d rows that share %d values"
                  .formatted(columns, found.getLong(1), found.getLong(0)));
        });
  }

  static TableQuestion references(Audit.References audit, AuditRequest request) {
    String catalog = request.main().substring(0, request.main().indexOf('.'));
    String table = catalog + "." + audit.table();
    return new PlainQuestion(
        audit,
        "references: " + audit.column() + " in " + audit.table() + "." + audit.to(),
        List.of(),
        (rows, results) -> {
          if (!request.spark().catalog().tableExists(table)) {
            return Answer.broken(
                "the audit cannot run: there is no table %s; load it first"
                    .formatted(audit.table()));
          }
          Dataset<Row> known = request.spark().table(table).select(col(audit.to()).as(KNOWN));
          Column value = col(audit.column());
          Dataset<Row> missing =
              rows.where(value.isNotNull())
                  .join(known, value.equalTo(col(KNOWN)), "left_anti")
                  .select(value);
          String expected =
              "expected every %s to be in %s.%s"
                  .formatted(audit.column(), audit.table(), audit.to());
          if (missing.isEmpty()) {
            return new Answer(true, expected + ", found them all");
          }
          Row found = missing.agg(count(lit(1)), count_distinct(value)).head();
          return new Answer(
              false,
              expected
                  + ", found %d rows with %d values that are not"
                      .formatted(found.getLong(0), found.getLong(1)));
        });
  }
}
