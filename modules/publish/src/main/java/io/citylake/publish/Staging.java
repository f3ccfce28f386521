package io.citylake.publish;

import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.JobName;
import io.citylake.model.Position;
import io.citylake.model.RunId;
import io.citylake.model.StagedTable;
import io.citylake.model.Tally;
import io.citylake.publish.quarantine.QuarantineResolution;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One batch on a reserved table, from {@link TableHold#begin} to publishing or discarding. Used by
 * one thread. Closing it when it was neither published nor discarded drops the run's branches.
 *
 * <p>Identifiers are for SQL in the session's {@code lake} catalog. Asking for a branch's makes the
 * branch, which costs a commit; a plain append never needs to ask.
 */
public interface Staging extends AutoCloseable {
  /** How far the job has got, with everything recovered that an earlier run left behind. */
  Position position();

  /** The job's latest run whose rows the table shows; empty before the first. */
  Optional<RunId> publishedRun();

  /** The run that began last of those whose rows the table shows; empty before the first. */
  Optional<RunId> latestRun();

  /**
   * Whether the table was emptied for its deliveries to be read again, so that what is only new
   * must wait.
   */
  boolean awaitsDeliveries();

  /** The branch of the target that takes the run's rows, to write to. */
  String branchIdentifier();

  /** Makes the branch of the target where the run has none yet. */
  void requireBranch();

  /** The branch of the quarantine that takes the run's refused rows, to write to. */
  String quarantineBranchIdentifier();

  /** The branch of the tombstones that takes the run's deleted keys, to write to. */
  String tombstoneBranchIdentifier();

  /**
   * The branch of the displaced rows that takes those that others stand before, to write to. Their
   * table is made for the first of them.
   */
  String displacedBranchIdentifier();

  /** The displaced rows as the run would leave them, to read; empty where there are none. */
  Optional<String> displacedIdentifier();

  /** Whether the run has written to the displaced rows, or deleted some of them. */
  boolean touchesDisplaced();

  /** The tombstones as the run would leave them, to read; empty where there is no such table. */
  Optional<String> tombstoneIdentifier();

  /** The tombstones as they were when the run began; empty where there is no such table. */
  Optional<String> mainTombstoneIdentifier();

  /** How far each job has got that ever published into the table. */
  Map<JobName, Position> positions();

  /** Which job's each run on the table was; empty where no other job ever published. */
  Map<String, JobName> jobsOfRuns();

  /** The target as it was when the run began, for as long as nobody else publishes. */
  String mainIdentifier();

  /** The target as the run would leave it, to read: the branch if there is one, else main. */
  String stagedIdentifier();

  /** Whether the target had no snapshot when the run began. */
  boolean isFirst();

  /** Whether neither the target nor a table beside it had rows of deliveries. */
  boolean isEmpty();

  /** About how large the target was when the run began, by the rows that its metadata counts. */
  DataSize targetSize();

  /**
   * How many rows the target would have after the run, where metadata alone says so; empty where it
   * holds deletions, which hide an unknown number of rows.
   */
  OptionalLong stagedRows();

  /**
   * Deletes the rows that the job has brought from these sources, on the branches of the target,
   * its tombstones and its displaced rows, and marks their open quarantined rows as superseded. For
   * a file that was sent again with other content. Rows that another job brought stay.
   *
   * @throws CityLakeException ROWS_OF_UNKNOWN_JOB
   */
  void deleteSources(List<String> superseded);

  /**
   * Marks open refusals of these sources as a whole as superseded, and no row that was refused by
   * itself: of each source one says why it cannot be read.
   */
  void supersedeRefusals(List<String> sources);

  /**
   * Which rows {@link #deleteSources} has deleted, over the service columns of the tables as they
   * were; empty where it has not.
   */
  Optional<Column> deleted();

  /** How many rows the job has in the target from these sources. */
  long rowsOf(List<String> sources);

  /**
   * How many rows the job has from these sources in the target, its tombstones and its displaced
   * rows.
   */
  long allRowsOf(List<String> sources);

  /**
   * The time before which deliveries of files are final, in their order; empty where none is.
   *
   * @throws CityLakeException METADATA_CORRUPT
   */
  Optional<Instant> settled();

  /** Makes deliveries final, at once, whatever becomes of the run. */
  void settle(Instant before);

  /**
   * What to say where rows of before stand by another rule than the contract's now; empty where
   * none do.
   *
   * @param but jobs whose rows all come anew
   */
  Optional<String> standsOtherwise(Set<JobName> but);

  /** Says that all rows of the job are put anew, by the contract's rule. */
  void standsAnew();

  /** Says that rows of the job come to those that stand by whatever rule. */
  void standsOn();

  /** The displaced rows as they were when the run began; empty where there were none. */
  Optional<String> mainDisplacedIdentifier();

  /**
   * How many displaced rows there would be after the run, those included that were deleted, where
   * metadata says so.
   */
  OptionalLong mostDisplacedRows();

  /**
   * Writes judged rows in one pass: accepted ones are added to the target's branch, refused ones to
   * the quarantine's. A side without rows gets no commit.
   *
   * @return what the pass counted
   * @throws CityLakeException STORAGE_FAILED where the disk is full, CATALOG_UNAVAILABLE
   */
  Tally write(Dataset<Row> judged);

  /**
   * As {@link #write}, with those duplicates among the displaced rows that still have their row.
   */
  Tally writeKeepingDuplicates(Dataset<Row> judged);

  /** As {@link #write}, with accepted rows in a scratch table. */
  ScratchTable writeToStage(Dataset<Row> judged);

  /**
   * Takes rows of the target's branch out and puts others in as they are; for derived rows, which
   * nobody refuses. Taking out whole partitions writes no data file.
   *
   * @param condition SQL over the target, which is called {@code t}, in the rows' session; empty to
   *     take out nothing
   * @param rows with the target's columns by name
   * @return how many came
   * @throws CityLakeException STORAGE_FAILED where the disk is full, CATALOG_UNAVAILABLE
   */
  long replace(Optional<String> condition, Dataset<Row> rows);

  /**
   * Marks open quarantined rows, on the quarantine's branch.
   *
   * @throws CityLakeException COMMIT_CONFLICT where not each of them is open
   */
  void resolveQuarantine(QuarantineResolution resolution);

  /**
   * Marks refused rows of this run whose whole text an earlier run of the job has refused, as
   * superseded: the earlier one is what people look at. For sources whose rows are met again. Of
   * equal texts it marks as many as were refused before; and where the target is replaced, what was
   * replayed into it meanwhile has gone from it, and counts no more.
   *
   * @return how many
   */
  long resolveRepeated();

  /** Ends the writing: what was staged, for the audits. Drops the scratch tables. */
  StagedTable finish(Position after, Tally tally);

  @Override
  void close();
}
