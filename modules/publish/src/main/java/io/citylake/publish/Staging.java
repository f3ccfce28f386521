package io.citylake.publish;

import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.Position;
import io.citylake.model.RunId;
import io.citylake.model.StagedTable;
import io.citylake.model.Tally;
import io.citylake.publish.quarantine.QuarantineResolution;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

  /** The branch of the target that takes the run's rows, to write to. */
  String branchIdentifier();

  /** The branch of the quarantine that takes the run's refused rows, to write to. */
  String quarantineBranchIdentifier();

  /** The branch of the tombstones that takes the run's deleted keys, to write to. */
  String tombstoneBranchIdentifier();

  /** The target as it was when the run began, for as long as nobody else publishes. */
  String mainIdentifier();

  /** The target as the run would leave it, to read: the branch if there is one, else main. */
  String stagedIdentifier();

  /** About how large the target was when the run began, by the rows that its metadata counts. */
  DataSize targetSize();

  /**
   * How many rows the target would have after the run, where metadata alone says so; empty where it
   * holds deletions, which hide an unknown number of rows.
   */
  OptionalLong stagedRows();

  /**
   * Deletes the rows of these sources on the branch, and marks their open quarantined rows as
   * superseded. For a file that was sent again with other content.
   */
  void deleteSources(List<String> superseded);

  /**
   * Writes judged rows in one pass: accepted ones to the target's branch, refused ones to the
   * quarantine's. A side without rows gets no commit.
   *
   * @return what the pass counted
   * @throws CityLakeException STORAGE_FAILED where the disk is full, CATALOG_UNAVAILABLE
   */
  Tally write(Dataset<Row> judged, WriteKind kind);

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
   * superseded: the earlier one is what people look at. For sources whose rows are met again.
   */
  void resolveRepeated();

  /** Ends the writing: what was staged, for the audits. Drops the scratch tables. */
  StagedTable finish(Position after, Tally tally);

  @Override
  void close();
}
