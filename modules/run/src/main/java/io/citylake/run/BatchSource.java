package io.citylake.run;

import io.citylake.model.AuditFinding;
import io.citylake.model.Position;
import io.citylake.model.Tally;
import io.citylake.publish.Staging;
import io.citylake.read.ReadBatch;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where a batch's rows come from and how they meet the table: a job's source, or its quarantine.
 */
interface BatchSource {
  /** What the ledger calls such a run. */
  String kind();

  /** What there is to read since a position. */
  ReadBatch plan(Position position);

  /** The job's position once the batch is published. */
  Position after(Position before, ReadBatch input);

  /** Brings the judged rows and what goes with them onto the run's branches. */
  Tally write(Staging staging, Writing writing, ReadBatch input, Dataset<Row> judged);

  /** What the user should know of how the rows met the table; asked once they are written. */
  List<AuditFinding> remarks();

  /** Whether another batch may follow. */
  boolean hasMore();
}
