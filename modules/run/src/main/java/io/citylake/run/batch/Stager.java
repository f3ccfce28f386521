package io.citylake.run.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.citylake.check.audit.ControlTotals;
import io.citylake.check.expression.ExpressionRules;
import io.citylake.check.mapping.RowJudges;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.Audit;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.engine.JobGroups;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErasedForms;
import io.citylake.model.ErrorCode;
import io.citylake.model.RowJudge;
import io.citylake.model.StagedTable;
import io.citylake.model.Tally;
import io.citylake.publish.Staging;
import io.citylake.publish.quarantine.QuarantineResolution;
import io.citylake.read.ReadBatch;
import io.citylake.read.RowStamp;
import io.citylake.run.batch.Delivery.Marks;
import io.citylake.run.batch.Delivery.Settling;
import io.citylake.run.batch.Delivery.SourceRows;
import io.citylake.run.batch.Delivery.StepRows;
import io.citylake.run.batch.Writing.Written;
import io.citylake.run.session.SparkSessions;
import io.citylake.transform.step.StepChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Judges what a delivery brings, and writes it to the run's branches. */
final class Stager {
  private final Workspace workspace;
  private final SparkSessions sessions;
  private final BatchContext context;
  private final Staging staging;
  private final Supplier<ErasedForms> erased;

  Stager(PipelineServices services, BatchContext context, Staging staging) {
    this.workspace = services.workspace();
    this.sessions = services.sessions();
    this.erased = services.erased();
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
    return delivery instanceof Settling settling ? stage(settling) : stage((Marks) delivery);
  }

  /** Counts the rows without writing them. */
  Tally look(Delivery delivery) {
    if (delivery instanceof SourceRows rows) {
      SparkSession spark = suiting(rows);
      return DryRun.tally(judged(rows, spark)).plus(refusedFiles(rows, spark, DryRun::tally));
    }
    return delivery instanceof StepRows rows
        ? rows.change().attempt(change -> counted(change.rows().count()))
        : Tally.none();
  }

  private Staged stage(SourceRows rows) {
    SparkSession spark = suiting(rows);
    SourceOrder order =
        new SourceOrder(rows.job().name(), rows.after(), rows.rows().sources().size());
    Writing writing = new Writing(spark, staging, context, order);
    RunOrder.require(rows.job(), context, staging);
    new SettledDeliveries(staging, rows.job().name()).require(rows.supersedes(), rows.after());
    staging.deleteSources(rows.supersedes());
    staging.supersedeRefusals(overtaken(rows));
    rows.resolves().ifPresent(staging::resolveQuarantine);
    if (rows.anew()) {
      staging.standsAnew();
    } else {
      staging.standsOn();
    }
    Tally files = refusedFiles(rows, spark, this::writeRefused);
    Written written = written(rows, writing, spark);
    boolean metAgain = rows.metAgain() && written.tally().quarantined() > 0;
    long refusedBefore = metAgain ? staging.resolveRepeated() : 0;
    return new Staged(
        staging.finish(rows.after(), files.plus(written.tally())),
        Optional.of(spark),
        written.remarks(),
        controlTotals(rows.rows()),
        rows.resolves().map(resolution -> resolution.ids().size()).orElse(0),
        refusedBefore,
        message(rows, written));
  }

  /** Of what is superseded, all that was refused is marked already. */
  private static List<String> overtaken(SourceRows rows) {
    return rows.rows().overtaken().stream()
        .filter(source -> !rows.supersedes().contains(source))
        .toList();
  }

  private static String message(SourceRows rows, Written written) {
    List<String> parts = new ArrayList<>();
    String passedOver = PassedOver.phrase(rows.rows());
    if (!passedOver.isEmpty()) {
      parts.add(passedOver);
    }
    parts.addAll(written.notes());
    return String.join("; ", parts);
  }

  private Written written(SourceRows rows, Writing writing, SparkSession spark) {
    ReadBatch batch = rows.rows();
    boolean ofRefusals = batch.refusals() > 0 || !batch.overtaken().isEmpty();
    if (batch.sources().isEmpty() && rows.supersedes().isEmpty() && ofRefusals) {
      // Files that cannot be read, or that are copies now, are no empty delivery.
      return new Written(Tally.none());
    }
    return switch (rows.arrival()) {
      case LOAD ->
          writing.load(
              judged(rows, spark),
              new CopyDay(rows, context.businessDate(), staging.position()),
              new RefusedKeys(spark, staging, rows, () -> judge(rows), () -> stamp(rows, false)));
      case SINGLE_ROWS -> writing.replay(judged(rows, spark));
    };
  }

  /** Accepted rows of history have more columns than judged ones, also where there are none. */
  private Tally writeRefused(Dataset<Row> files) {
    return context.dataset().writeMode().keepsHistory()
        ? staging.writeToStage(files).tally()
        : staging.write(files);
  }

  /** Refused whole, apart from the rows: they say nothing of how those meet the table. */
  private Tally refusedFiles(
      SourceRows rows, SparkSession spark, Function<Dataset<Row>, Tally> write) {
    return rows.rows().refusals() == 0
        ? Tally.none()
        : write.apply(rows.rows().refused(spark, judge(rows), stamp(rows, false)));
  }

  private Staged stage(StepRows rows) {
    SparkSession spark = told(rows.spark(), 0);
    return rows.change().attempt(change -> stage(change, spark));
  }

  /** Takes everything out first where it is the rebuild, also what an attempt before put in. */
  private Staged stage(StepChange change, SparkSession spark) {
    // All at once: a step's plan is long, and is analysed again for each call.
    Dataset<Row> stamped =
        change
            .rows()
            .select(
                col("*"),
                lit(context.task().name().toString()).as(ServiceColumns.SOURCE),
                lit(null).cast("bigint").as(ServiceColumns.PLACE),
                lit(context.run().value()).as(ServiceColumns.RUN_ID),
                lit(context.start()).as(ServiceColumns.INGESTED_AT));
    Tally tally = counted(staging.replace(change.deletion(), stamped));
    return new Staged(
        staging.finish(change.after(), tally),
        Optional.of(spark),
        List.of(),
        Optional.empty(),
        0,
        0,
        change.how());
  }

  private Staged stage(Settling settling) {
    Optional<Instant> earlier = staging.settled();
    if (earlier.isPresent() && earlier.get().isAfter(settling.before())) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot settle deliveries of %s before %s: those before %s are settled already"
              .formatted(context.dataset().name(), settling.before(), earlier.get()));
    }
    // First: rows may go only once nobody can bring them back.
    staging.settle(settling.before());
    SourceOrder order = new SourceOrder(context.task().name(), settling.after(), 0);
    Writing writing = new Writing(sessions.standard(), staging, context, order);
    long rows = writing.settle(settling.before());
    return new Staged(
        staging.finish(settling.after(), Tally.none()),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        0,
        0,
        "Deliveries before %s are settled; %,d displaced rows were given up"
            .formatted(settling.before(), rows));
  }

  private Staged stage(Marks marks) {
    QuarantineResolution resolution = marks.resolution();
    staging.resolveQuarantine(resolution);
    StagedTable staged = staging.finish(marks.after(), Tally.none());
    String message = "%d rows: %s".formatted(resolution.ids().size(), resolution.note());
    return new Staged(
        staged, Optional.empty(), List.of(), Optional.empty(), resolution.ids().size(), 0, message);
  }

  /** Who watches Spark is told what it does from now on, and for whom. */
  private SparkSession told(SparkSession spark, long bytes) {
    JobGroups.reads(spark.sparkContext(), context.task().name().toString(), bytes);
    return spark;
  }

  private SparkSession suiting(SourceRows rows) {
    SparkSession spark = sessions.suiting(rows.rows().bytes(), staging.targetSize());
    return told(spark, rows.rows().bytes());
  }

  private Dataset<Row> judged(SourceRows rows, SparkSession spark) {
    boolean expressions = ExpressionRules.any(context.dataset());
    Dataset<Row> judged = rows.rows().judged(spark, judge(rows), stamp(rows, expressions));
    return expressions ? ExpressionRules.apply(judged, context.dataset()) : judged;
  }

  private RowJudge judge(SourceRows rows) {
    return RowJudges.compile(
        rows.job(),
        context.dataset(),
        workspace.codeTables(),
        workspace.home(),
        context.businessDate(),
        context.start());
  }

  private RowStamp stamp(SourceRows rows, boolean withContext) {
    return new RowStamp(
        rows.job().name(),
        context.run(),
        context.start(),
        context.dataset(),
        withContext,
        erased.get());
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
