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
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Rows from outside, judged by the contract on their way in. */
final class JudgedInput implements BatchInput {
  private final BatchContext context;
  private final Job job;
  private final ReadBatch input;
  private final Position after;
  private final Arrival arrival;
  private final DataSize target;
  private List<AuditFinding> remarks = List.of();

  /** How judged rows and what goes with them meet the table. */
  interface Arrival {
    Tally write(Staging staging, Writing writing, Dataset<Row> judged);

    /** Whether another batch may follow. */
    boolean hasMore();
  }

  JudgedInput(
      BatchContext context,
      Job job,
      ReadBatch input,
      Position after,
      Arrival arrival,
      DataSize target) {
    this.context = context;
    this.target = target;
    this.job = job;
    this.input = input;
    this.after = after;
    this.arrival = arrival;
  }

  @Override
  public SparkSession spark() {
    return context.deployment().spark(input.bytes(), target);
  }

  @Override
  public Position after() {
    return after;
  }

  @Override
  public String summary() {
    String copies = SkippedCopies.phrase(input.duplicates());
    return "Would read "
        + String.join(", ", input.sources())
        + (copies.isEmpty() ? "" : "; " + copies);
  }

  @Override
  public Tally look() {
    return DryRun.tally(judged());
  }

  @Override
  public Tally write(Staging staging) {
    Writing writing = new Writing(spark(), staging, context.dataset(), context.businessDate());
    Tally tally = arrival.write(staging, writing, judged());
    remarks = writing.remarks();
    ThresholdCheck.verify(tally, job.quarantine());
    return tally;
  }

  private Dataset<Row> judged() {
    Workspace workspace = context.deployment().workspace();
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
    Dataset<Row> judged = input.judged(spark(), judge, stamp);
    return expressions ? ExpressionRules.apply(judged, context.dataset()) : judged;
  }

  @Override
  public String message() {
    return SkippedCopies.phrase(input.duplicates());
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
      return input.controlTexts().stream().map(ControlTotals::parse).reduce(ControlTotals::plus);
    } catch (IllegalArgumentException e) {
      throw new CityLakeException(ErrorCode.SOURCE_UNREADABLE, e.getMessage(), e);
    }
  }

  @Override
  public boolean hasMore() {
    return arrival.hasMore();
  }

  @Override
  public void close() {}
}
