package io.citylake.run.batch;

import io.citylake.check.audit.ControlTotals;
import io.citylake.check.audit.ThresholdCheck;
import io.citylake.check.expression.ExpressionRules;
import io.citylake.check.mapping.RowJudges;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.Audit;
import io.citylake.contract.job.Job;
import io.citylake.model.AuditFinding;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import io.citylake.model.RowJudge;
import io.citylake.model.Tally;
import io.citylake.publish.Staging;
import io.citylake.read.ReadBatch;
import io.citylake.read.RowStamp;
import io.citylake.run.session.SparkSessions;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Rows from outside, judged by the contract on their way in. */
final class JudgedInput implements BatchInput {
  private final Workspace workspace;
  private final SparkSessions sessions;
  private final BatchContext context;
  private final Job job;
  private final Delivery delivery;
  private List<AuditFinding> remarks = List.of();

  /** How judged rows and what goes with them meet the table. */
  interface Arrival {
    Tally write(Staging staging, Writing writing, Dataset<Row> judged);

    /** Whether another batch may follow. */
    boolean hasMore();
  }

  /**
   * What came from outside.
   *
   * @param after where the source's next batch begins
   * @param target size of the table that the rows go to
   */
  record Delivery(ReadBatch rows, Position after, Arrival arrival, DataSize target) {}

  JudgedInput(
      Workspace workspace,
      SparkSessions sessions,
      BatchContext context,
      Job job,
      Delivery delivery) {
    this.workspace = workspace;
    this.sessions = sessions;
    this.context = context;
    this.job = job;
    this.delivery = delivery;
  }

  @Override
  public SparkSession spark() {
    return sessions.suiting(delivery.rows().bytes(), delivery.target());
  }

  @Override
  public Position after() {
    return delivery.after();
  }

  @Override
  public String summary() {
    return "Would read " + String.join(", ", delivery.rows().sources());
  }

  @Override
  public Tally look() {
    return DryRun.tally(judged());
  }

  @Override
  public Tally write(Staging staging) {
    Writing writing = new Writing(spark(), staging, context.dataset(), context.businessDate());
    Tally tally = delivery.arrival().write(staging, writing, judged());
    remarks = writing.remarks();
    ThresholdCheck.verify(tally, job.quarantine());
    return tally;
  }

  private Dataset<Row> judged() {
    RowJudge judge =
        RowJudges.compile(
            job,
            context.dataset(),
            workspace.codeTables(),
            workspace.home(),
            context.businessDate(),
            context.start());
    boolean expressions = ExpressionRules.any(context.dataset());
    RowStamp stamp =
        new RowStamp(job.name(), context.run(), context.start(), context.dataset(), expressions);
    Dataset<Row> judged = delivery.rows().judged(spark(), judge, stamp);
    return expressions ? ExpressionRules.apply(judged, context.dataset()) : judged;
  }

  @Override
  public String message() {
    return "";
  }

  @Override
  public List<AuditFinding> remarks() {
    return remarks;
  }

  @Override
  public Optional<ControlTotals> controlTotals() {
    boolean asked =
        context.dataset().audits().stream()
            .anyMatch(audit -> audit instanceof Audit.ControlTotal total && total.from() != null);
    if (!asked) {
      return Optional.empty();
    }
    try {
      return delivery.rows().controlTexts().stream()
          .map(ControlTotals::parse)
          .reduce(ControlTotals::plus);
    } catch (IllegalArgumentException e) {
      throw new CityLakeException(ErrorCode.SOURCE_UNREADABLE, e.getMessage(), e);
    }
  }

  @Override
  public boolean hasMore() {
    return delivery.arrival().hasMore();
  }

  @Override
  public void close() {}
}
