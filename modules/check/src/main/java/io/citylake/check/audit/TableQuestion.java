package io.citylake.check.audit;

import io.citylake.contract.dataset.Audit;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** One audit made ready for one staged table. */
interface TableQuestion {
  /** What an audit found, in numbers and never in row contents. */
  record Answer(boolean holds, String message) {
    static Answer broken(String message) {
      return new Answer(false, message);
    }
  }

  Audit audit();

  /** As the contract writes it. */
  String name();

  /** What to compute in the one pass that all audits share. */
  List<Column> aggregates();

  /**
   * The answer.
   *
   * @param rows of the table as the run would leave it, for questions that need a query of their
   *     own
   * @param aggregates the results of {@link #aggregates()}
   */
  Answer answer(Dataset<Row> rows, List<Object> aggregates);

  /** The question that an audit asks. */
  static TableQuestion of(Audit audit, AuditRequest request) {
    if (audit instanceof Audit.RowCount rowCount) {
      return TableQuestions.rowCount(rowCount, request);
    } else if (audit instanceof Audit.Change change) {
      return TableQuestions.change(change, request);
    } else if (audit instanceof Audit.Freshness freshness) {
      return TableQuestions.freshness(freshness, request);
    } else if (audit instanceof Audit.Disclosure disclosure) {
      return TableQuestions.disclosure(disclosure);
    } else if (audit instanceof Audit.ControlTotal total) {
      return TableQuestions.controlTotal(total, request);
    } else if (audit instanceof Audit.Unique unique) {
      return KeyQuestions.unique(unique);
    }
    return KeyQuestions.references((Audit.References) audit, request);
  }
}
