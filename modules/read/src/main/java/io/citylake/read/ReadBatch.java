package io.citylake.read;

import io.citylake.model.AuditFinding;
import io.citylake.model.FileCounts;
import io.citylake.model.Position;
import io.citylake.model.RowJudge;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What one run reads: decided, not yet read. */
public interface ReadBatch {
  /** Whether there is nothing to read and nothing to supersede. */
  boolean isEmpty();

  /** The position once these rows are published. */
  Position after();

  /**
   * The {@code _source} values whose earlier rows this batch replaces: the same file name with
   * other content.
   */
  List<String> superseded();

  /**
   * The {@code _source} values whose earlier refusal as a whole is answered: they are refused anew,
   * or can be read now. Rows that were refused one by one stay as they are.
   */
  default List<String> overtaken() {
    return List.of();
  }

  /** Files that are not read because their content was loaded under another name. */
  List<String> duplicates();

  /** Files that are read and hold no record, as far as their heads tell. */
  default List<String> empty() {
    return List.of();
  }

  /** Whether there is more in the source than this batch takes, for another one to read. */
  default boolean more() {
    return false;
  }

  /** Files within archives that are not read because they are no members. */
  default List<String> passedOver() {
    return List.of();
  }

  /** Files that may still be written to, and wait for the next run. */
  default List<String> waiting() {
    return List.of();
  }

  /** What people should act on, apart from rows: files that cannot be read, a lost directory. */
  default List<AuditFinding> remarks() {
    return List.of();
  }

  /** What its files are to the job; empty where the source has none. */
  default Optional<FileCounts> files() {
    return Optional.empty();
  }

  /** How many sources cannot be read. Each of them is refused as one record. */
  default int refusals() {
    return 0;
  }

  /** The sources that cannot be read, each as one refused row; as {@link #judged}. */
  default Dataset<Row> refused(SparkSession spark, RowJudge judge, RowStamp stamp) {
    throw new IllegalStateException("Nothing is refused as a whole");
  }

  /**
   * Requires that the sources are still what was planned; asked after reading, before publishing.
   *
   * @throws io.citylake.model.CityLakeException SOURCE_CHANGED
   */
  default void requireUnchanged() {}

  /**
   * The {@code _source} values that were loaded and are not there to be read again; of a full
   * refresh only. Whether their rows stay is the request's say.
   */
  default List<String> missing() {
    return List.of();
  }

  /** The {@code _source} values that it reads, for display. */
  List<String> sources();

  /** Bytes that it reads, about; 0 where that is not known. */
  long bytes();

  /**
   * The texts of the control files ({@code FILE.ctl}) beside the sources, one for each; empty where
   * any source lacks its own. A table states how many rows it has for the batch.
   */
  default List<String> controlTexts() {
    return List.of();
  }

  /**
   * The judged rows, schema {@link io.citylake.engine.JudgedSchema}; lazy. Each action reads the
   * source anew. A failure while reading comes out of Spark with a {@link
   * io.citylake.model.CityLakeException} among its causes.
   */
  Dataset<Row> judged(SparkSession spark, RowJudge judge, RowStamp stamp);
}
