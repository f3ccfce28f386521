package io.citylake.run.batch;

import io.citylake.check.audit.ControlTotals;
import io.citylake.model.AuditFinding;
import io.citylake.model.Position;
import io.citylake.model.Tally;
import io.citylake.publish.Staging;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Rows that are ready to come into a table. Used by one thread, and closed once they are in. */
interface BatchInput extends AutoCloseable {
  /** The session that suits its size. */
  SparkSession spark();

  /** The task's position once the batch is published. */
  Position after();

  /** What would be done, for a dry run. */
  String summary();

  /** Counts the rows without writing them. */
  Tally look();

  /**
   * Brings the rows and what goes with them onto the run's branches.
   *
   * @throws io.citylake.model.CityLakeException THRESHOLD_EXCEEDED, ROW_REFUSED_FATAL
   */
  Tally write(Staging staging);

  /** What the run's line says of a batch that is published; empty for nothing. */
  String message();

  /** What the user should know of how the rows met the table; asked once they are written. */
  List<AuditFinding> remarks();

  /** What the source says its rows sum up to. */
  Optional<ControlTotals> controlTotals();

  /** Whether another batch may follow. */
  boolean hasMore();

  @Override
  void close();
}
