package io.citylake.check.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.citylake.contract.dataset.Audit;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.model.AuditFinding;
import io.citylake.model.AuditFinding.Verdict;
import io.citylake.model.AuditReport;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Asks a contract's audits about a staged table. Everything that one pass can answer is one query;
 * each reference takes one more. Of a snapshot table only the open versions count.
 */
public final class TableAuditor {
  private TableAuditor() {}

  /** Never throws for what the table holds: an audit that cannot run is a finding too. */
  public static AuditReport audit(AuditRequest request) {
    if (request.dataset().audits().isEmpty()) {
      return new AuditReport(request.staged(), List.of());
    }
    List<TableQuestion> questions = new ArrayList<>();
    for (Audit audit : request.dataset().audits()) {
      questions.add(TableQuestion.of(audit, request));
    }
    Dataset<Row> rows = currentRows(request);
    Row answers = answers(rows, questions);
    List<AuditFinding> findings = new ArrayList<>();
    int at = 1;
    for (TableQuestion question : questions) {
      int width = question.aggregates().size();
      List<Object> own = new ArrayList<>();
      for (int i = 0; i < width; i++) {
        own.add(answers.get(at + i));
      }
      at += width;
      findings.add(finding(question, rows, own));
    }
    return new AuditReport(request.staged(), findings);
  }

  private static Dataset<Row> currentRows(AuditRequest request) {
    Dataset<Row> rows = request.spark().table(request.branch());
    return request.dataset().writeMode().keepsHistory()
        ? rows.where(col(ServiceColumns.VALID_TO).isNull())
        : rows;
  }

  /** One row: a constant, then the aggregates of all questions in turn. */
  private static Row answers(Dataset<Row> rows, List<TableQuestion> questions) {
    List<Column> aggregates = new ArrayList<>();
    for (TableQuestion question : questions) {
      aggregates.addAll(question.aggregates());
    }
    if (aggregates.isEmpty()) {
      return org.apache.spark.sql.RowFactory.create(0);
    }
    return rows.agg(lit(0), aggregates.toArray(new Column[0])).head();
  }

  private static AuditFinding finding(
      TableQuestion question, Dataset<Row> rows, List<Object> answers) {
    TableQuestion.Answer answer;
    try {
      answer = question.answer(rows, answers);
    } catch (Exception e) {
      // Spark's checked analysis exceptions are not declared, so they can't be named here.
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      answer = TableQuestion.Answer.broken("the audit cannot run: " + why);
    }
    Verdict broken = question.audit().level() == Audit.Level.WARN ? Verdict.WARN : Verdict.BLOCK;
    return new AuditFinding(
        question.name(), answer.holds() ? Verdict.PASS : broken, answer.message());
  }
}
