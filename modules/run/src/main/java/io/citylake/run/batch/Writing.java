package io.citylake.run.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.model.AuditFinding;
import io.citylake.model.CityLakeException;
import io.citylake.model.DeliveryPlace;
import io.citylake.model.ErrorCode;
import io.citylake.model.JudgedLayout;
import io.citylake.model.Tally;
import io.citylake.publish.ScratchTable;
import io.citylake.publish.Staging;
import io.citylake.transform.DeliveryColumns;
import io.citylake.transform.KeyContest;
import io.citylake.transform.KeyedRows;
import io.citylake.transform.PartitionContest;
import io.citylake.transform.Settlement;
import io.citylake.transform.SnapshotMerge;
import io.citylake.transform.SnapshotMerge.Vanished;
import io.citylake.transform.TableSides;
import io.citylake.transform.TableSides.Freed;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Brings judged rows onto a run's branch, by the dataset's write mode. Rows of superseded
 * deliveries have gone from it already; here what they stood before comes back.
 */
final class Writing {
  private final SparkSession spark;
  private final Staging staging;
  private final BatchContext context;
  private final DatasetContract dataset;
  private final SourceOrder order;

  /**
   * What came of it.
   *
   * @param remarks what the user should know of how the rows met the table
   * @param notes what the run's line says of it
   */
  record Written(Tally tally, List<AuditFinding> remarks, List<String> notes) {
    Written(Tally tally) {
      this(tally, List.of(), List.of());
    }
  }

  Writing(SparkSession spark, Staging staging, BatchContext context, SourceOrder order) {
    this.spark = spark;
    this.staging = staging;
    this.context = context;
    this.dataset = context.dataset();
    this.order = order;
  }

  /** Writes what a source delivered, of a full copy for its day. */
  Written load(Dataset<Row> judged, CopyDay copyDay, RefusedKeys refusedKeys) {
    return switch (dataset.writeMode()) {
      case APPEND -> append(judged);
      case REPLACE -> replace(judged);
      case UPSERT -> upsert(judged);
      case SNAPSHOT -> snapshot(judged, copyDay, refusedKeys);
    };
  }

  /**
   * Writes rows that were refused before: single rows, not a whole copy, so they must neither
   * replace a partition nor end what they don't mention.
   */
  Written replay(Dataset<Row> judged) {
    return switch (dataset.writeMode()) {
      case APPEND -> append(judged);
      case UPSERT -> upsert(judged);
      case REPLACE -> amended(judged);
      case SNAPSHOT -> added(judged);
    };
  }

  /** Gives up displaced rows that only deliveries before this could bring back. */
  long settle(Instant before) {
    return new Settlement(spark, dataset, order.of(staging), sides(), DeliveryPlace.from(before))
        .giveUp();
  }

  private Written append(Dataset<Row> judged) {
    if (dataset.key().isEmpty()) {
      return new Written(staging.write(judged));
    }
    Tally tally =
        staging.writeKeepingDuplicates(
            KeyedRows.markDuplicates(
                judged,
                dataset,
                place(),
                staging.isFirst() ? Optional.empty() : Optional.of(staging.stagedIdentifier())));
    if (!staging.touchesDisplaced()) {
      return new Written(tally);
    }
    KeyContest.Counts counts =
        KeyContest.hold(spark, dataset, order.of(staging), sides(), Optional.empty());
    return written(tally.withDuplicates(-counts.arrivedWinners()), counts);
  }

  private Written upsert(Dataset<Row> judged) {
    ScratchTable stage = staging.writeToStage(judged);
    long accepted = stage.tally().accepted();
    if (accepted == 0 && staging.deleted().isEmpty()) {
      return new Written(stage.tally());
    }
    KeyContest.Counts counts =
        staging.isEmpty()
            ? KeyContest.holdFirst(spark, dataset, order.of(staging), sides(), stage.identifier())
            : KeyContest.hold(
                spark, dataset, order.of(staging), sides(), Optional.of(stage.identifier()));
    if (counts.arrivedWinners() > 0) {
      // Deletions of keys that nobody has write tombstones only; what accepts rows has a branch.
      staging.requireBranch();
    }
    return written(stage.tally().withDuplicates(accepted - counts.arrivedWinners()), counts);
  }

  private Written written(Tally tally, KeyContest.Counts counts) {
    List<AuditFinding> remarks = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    if (counts.conflicts() > 0) {
      remarks.add(
          new AuditFinding(
              "key",
              AuditFinding.Verdict.WARN,
              "%,d rows have the key of another row and other content; the first delivery's stands, the others are kept in %s"
                  .formatted(counts.conflicts(), dataset.name().displaced())));
    }
    if (counts.restored() > 0) {
      notes.add("%,d rows came back".formatted(counts.restored()));
    }
    return new Written(tally.withConflicts(counts.conflicts()), remarks, notes);
  }

  private Written replace(Dataset<Row> judged) {
    boolean first = staging.isFirst() && order.sources() <= 1;
    Tally tally =
        staging.write(KeyedRows.markDuplicates(judged, dataset, place(), Optional.empty()));
    if (first || (tally.accepted() == 0 && staging.deleted().isEmpty())) {
      return new Written(tally);
    }
    PartitionContest.Counts counts =
        staging.isEmpty()
            ? PartitionContest.holdFirst(spark, dataset, order.of(staging), sides())
            : PartitionContest.hold(spark, dataset, order.of(staging), sides(), false);
    List<String> notes = new ArrayList<>();
    long displaced = counts.displaced() + counts.arrivedDisplaced();
    if (displaced > 0) {
      notes.add(
          "%,d rows of %s displaced by later deliveries, kept in %s"
              .formatted(
                  displaced, PassedOver.named(counts.sources()), dataset.name().displaced()));
    }
    if (counts.restored() > 0) {
      notes.add("%,d rows came back".formatted(counts.restored()));
    }
    return new Written(tally.withDuplicates(counts.arrivedDisplaced()), List.of(), notes);
  }

  private Written added(Dataset<Row> judged) {
    return new Written(
        staging.write(
            KeyedRows.markDuplicates(
                judged, dataset, place(), Optional.of(staging.stagedIdentifier()))));
  }

  /** Adds rows to those of their deliveries, wherever these stand. */
  private Written amended(Dataset<Row> judged) {
    Tally tally = staging.write(dataset.key().isEmpty() ? judged : ownMarked(judged));
    if (tally.accepted() == 0) {
      return new Written(tally);
    }
    PartitionContest.Counts counts =
        PartitionContest.hold(spark, dataset, order.of(staging), sides(), true);
    return new Written(tally.withDuplicates(counts.arrivedDisplaced()));
  }

  /** Deliveries don't compete by key: only what a row's own delivery has is a repetition. */
  private Dataset<Row> ownMarked(Dataset<Row> judged) {
    List<String> tables = new ArrayList<>(List.of(staging.stagedIdentifier()));
    staging.displacedIdentifier().ifPresent(tables::add);
    return KeyedRows.markRepeatedInDelivery(judged, dataset, place(), order.of(staging), tables);
  }

  /** Of one source all rows have one place. */
  private Column place() {
    return order.sources() <= 1
        ? lit("")
        : DeliveryColumns.place(
            order.of(staging), col(JudgedLayout.GOOD).getField(ServiceColumns.SOURCE));
  }

  private TableSides sides() {
    return new TableSides(
        staging::stagedIdentifier,
        staging::branchIdentifier,
        staging::tombstoneIdentifier,
        staging::tombstoneBranchIdentifier,
        staging::displacedIdentifier,
        staging::displacedBranchIdentifier,
        context.run().value(),
        staging
            .deleted()
            .map(
                which ->
                    new Freed(
                        which,
                        staging.mainIdentifier(),
                        staging.mainTombstoneIdentifier(),
                        staging.mainDisplacedIdentifier())));
  }

  private Written snapshot(Dataset<Row> judged, CopyDay copyDay, RefusedKeys refusedKeys) {
    ScratchTable stage = staging.writeToStage(judged);
    boolean empty = stage.tally().accepted() == 0;
    boolean onlyErased = empty && stage.tally().refused() == 0 && stage.tally().quarantined() > 0;
    if (empty && !onlyErased) {
      throw new CityLakeException(
          ErrorCode.SOURCE_EMPTY,
          "Cannot take a snapshot of %s: the copy holds no acceptable row, which would end every row of the table; check the source"
              .formatted(dataset.name()));
    }
    List<AuditFinding> remarks = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    Vanished vanished =
        // A copy of erased persons alone says nothing of others.
        onlyErased ? new Vanished.Keep() : vanished(stage.tally(), refusedKeys, remarks, notes);
    String branch = staging.branchIdentifier();
    Optional<LocalDate> newest = SnapshotMerge.newest(spark, branch);
    LocalDate day = copyDay.day(newest);
    SnapshotMerge.Counts counts =
        SnapshotMerge.apply(spark, stage.identifier(), branch, dataset, day, vanished);
    if (newest.filter(day::equals).isPresent()) {
      notes.add("in place of what copies before it said of " + day);
    }
    return new Written(
        stage.tally().withDuplicates(counts.unchanged()).withCopied(copied(stage)), remarks, notes);
  }

  /** What becomes of the keys of refused rows, and what there is to say of it. */
  private static Vanished vanished(
      Tally copy, RefusedKeys refusedKeys, List<AuditFinding> remarks, List<String> notes) {
    if (copy.refused() == 0) {
      return Vanished.Close.all();
    }
    Optional<Dataset<Row>> keys = refusedKeys.read(copy.refused());
    if (keys.isEmpty()) {
      remarks.add(notWhole(copy.refused()));
      return new Vanished.Keep();
    }
    notes.add(
        "what the table has of the keys of %,d refused rows stays as it was"
            .formatted(copy.refused()));
    return new Vanished.Close(keys);
  }

  /** The rows of a full copy by source: what is unchanged has its name nowhere else. */
  private Map<String, Long> copied(ScratchTable stage) {
    Map<String, Long> copied = new TreeMap<>();
    spark
        .table(stage.identifier())
        .groupBy(col(ServiceColumns.SOURCE))
        .count()
        .collectAsList()
        .forEach(row -> copied.put(row.getString(0), row.getLong(1)));
    return copied;
  }

  /** A refused row of whom nobody knows may be anybody's, so none can be called vanished. */
  private static AuditFinding notWhole(long refused) {
    return new AuditFinding(
        "snapshot",
        AuditFinding.Verdict.WARN,
        "the copy has %,d refused rows, and of some it can't be told whose they are, so no row that it lacks was ended; the next copy that tells does that"
            .formatted(refused));
  }
}
