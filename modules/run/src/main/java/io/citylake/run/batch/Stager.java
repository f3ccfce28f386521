package io.citylake.run.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.citylake.check.audit.ControlTotals;
import io.citylake.check.expression.ExpressionRules;
import io.citylake.check.mapping.RowJudges;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.Audit;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.RowJudge;
import io.citylake.model.StagedTable;
import io.citylake.model.Tally;
import io.citylake.publish.Staging;
import io.citylake.publish.quarantine.QuarantineResolution;
import io.citylake.read.ReadBatch;
import io.citylake.read.RowStamp;
import io.citylake.run.batch.Delivery.Marks;
import io.citylake.run.batch.Delivery.SourceRows;
import io.citylake.run.batch.Delivery.StepRows;
import io.citylake.run.batch.Writing.Written;
import io.citylake.run.session.SparkSessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Judges what a delivery brings, and writes it to the run's branches. */
final class Stager {
  private final Workspace workspace;
  private final SparkSessions sessions;
  private final BatchContext context;
  private final Staging staging;

  Stager(Workspace workspace, SparkSessions sessions, BatchContext context, Staging staging) {
    this.workspace = workspace;
    this.sessions = sessions;
    this.context = context;
    this.staging = staging;
  }

  Staged stage(Delivery delivery) {
    if (delivery instanceof SourceRows rows) {
      return stage(rows);
    }
    if (delivery instanceof StepRows rows) {
      return stage(rows);
    }
    return stage((Marks) delivery);
  }

  /** Counts the rows without writing them. */
  Tally look(Delivery delivery) {
    if (delivery instanceof SourceRows rows) {
      return DryRun.tally(judged(rows, suiting(rows)));
    }
    return delivery instanceof StepRows rows ? counted(rows.change().rows().count()) : Tally.none();
  }

  private Staged stage(SourceRows rows) {
    SparkSession spark = suiting(rows);
    SourceOrder order =
        new SourceOrder(rows.job().name(), rows.after(), rows.rows().sources().size());
    Writing writing = new Writing(spark, staging, context, order);
    staging.deleteSources(rows.supersedes());
    rows.resolves().ifPresent(staging::resolveQuarantine);
    Written written =
        switch (rows.arrival()) {
          case LOAD -> writing.load(judged(rows, spark));
          case SINGLE_ROWS -> writing.replay(judged(rows, spark));
        };
    if (rows.metAgain() && written.tally().quarantined() > 0) {
      staging.resolveRepeated();
    }
    return new Staged(
        staging.finish(rows.after(), written.tally()),
        Optional.of(spark),
        written.remarks(),
        controlTotals(rows.rows()),
        message(rows, written));
  }

  private static String message(SourceRows rows, Written written) {
    List<String> parts = new ArrayList<>();
    String copies = SkippedCopies.phrase(rows.rows().duplicates());
    if (!copies.isEmpty()) {
      parts.add(copies);
    }
    parts.addAll(written.notes());
    return String.join("; ", parts);
  }

  private Staged stage(StepRows rows) {
    // All at once: a step's plan is long, and is analysed again for each call.
    Dataset<Row> stamped =
        rows.change()
            .rows()
            .select(
                col("*"),
                lit(context.task().name().toString()).as("_source"),
                lit(null).cast("bigint").as("_place"),
                lit(context.run().value()).as("_run_id"),
                lit(context.start()).as("_ingested_at"));
    Tally tally = counted(staging.replace(rows.change().deletion(), stamped));
    return new Staged(
        staging.finish(rows.after(), tally),
        Optional.of(rows.spark()),
        List.of(),
        Optional.empty(),
        rows.change().how());
  }

  private Staged stage(Marks marks) {
    QuarantineResolution resolution = marks.resolution();
    staging.resolveQuarantine(resolution);
    StagedTable staged = staging.finish(marks.after(), Tally.none());
    String message = "%d rows: %s".formatted(resolution.ids().size(), resolution.note());
    return new Staged(staged, Optional.empty(), List.of(), Optional.empty(), message);
  }

  private SparkSession suiting(SourceRows rows) {
    return sessions.suiting(rows.rows().bytes(), staging.targetSize());
  }

  private Dataset<Row> judged(SourceRows rows, SparkSession spark) {
    RowJudge judge =
        RowJudges.compile(
            rows.job(),
            context.dataset(),
            workspace.codeTables(),
            workspace.home(),
            context.businessDate(),
            context.start());
    boolean expressions = ExpressionRules.any(context.dataset());
    RowStamp stamp =
        new RowStamp(
            rows.job().name(), context.run(), context.start(), context.dataset(), expressions);
    Dataset<Row> judged = rows.rows().judged(spark, judge, stamp);
    return expressions ? ExpressionRules.apply(judged, context.dataset()) : judged;
  }

  private Optional<ControlTotals> controlTotals(ReadBatch rows) {
    boolean asked =
        context.dataset().audits().stream()
            .anyMatch(audit -> audit instanceof Audit.ControlTotal total && total.from() != null);
    if (!asked) {
      return Optional.empty();
    }
    try {
      return rows.controlTexts().stream().map(ControlTotals::parse).reduce(ControlTotals::plus);
    } catch (IllegalArgumentException e) {
      throw new CityLakeException(ErrorCode.SOURCE_UNREADABLE, e.getMessage(), e);
    }
  }

  private static Tally counted(long rows) {
    return new Tally(rows, rows, 0, 0, 0, 0, 0, Map.of(), Map.of());
  }
}
