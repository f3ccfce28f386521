package io.citylake.run.batch;

import io.citylake.contract.job.Job;
import io.citylake.model.Position;
import io.citylake.publish.quarantine.QuarantineResolution;
import io.citylake.read.ReadBatch;
import io.citylake.transform.step.StepChange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * What a batch brings into its table: decided, not yet read. Closed once the rows are in.
 *
 * <p>The whole way of a batch is {@link DeliveryPlanner} to a delivery, {@link Stager} to {@link
 * Staged}, the auditor to an {@code AuditReport}, the publisher to a {@code CommitOutcome}: a value
 * between each two, and nobody calls back.
 */
sealed interface Delivery extends AutoCloseable {
  /** The task's position once the batch is published. */
  Position after();

  /** What would be done, for a dry run. */
  String summary();

  /** Whether another batch may follow. */
  boolean more();

  /** Whether all that the task has in the table comes anew. */
  default boolean anew() {
    return false;
  }

  /** Frees what the decision holds. */
  @Override
  default void close() {}

  /** How rows of a source meet the table. */
  enum Arrival {
    /** By the write mode, as what the source says now. */
    LOAD,
    /** One by one: they neither replace a partition nor end what they don't mention. */
    SINGLE_ROWS
  }

  /**
   * Rows from outside, to be judged on their way in.
   *
   * @param supersedes sources whose earlier rows go first
   * @param resolves quarantined rows that these are, to be marked first: those that are refused
   *     again come in as new ones, and stay open
   * @param anew whether all that the job has in the table comes with them
   * @param metAgain whether rows that were refused before may come again with every batch
   */
  record SourceRows(
      Job job,
      ReadBatch rows,
      Position after,
      Arrival arrival,
      List<String> supersedes,
      Optional<QuarantineResolution> resolves,
      boolean anew,
      boolean metAgain,
      boolean more)
      implements Delivery {
    public SourceRows {
      supersedes = List.copyOf(supersedes);
    }

    @Override
    public String summary() {
      String copies = PassedOver.phrase(rows);
      return "Would read "
          + String.join(", ", rows.sources())
          + (copies.isEmpty() ? "" : "; " + copies)
          + (more() ? ", and then the copies after it, one by one" : "");
    }
  }

  /**
   * A step's answer.
   *
   * @param spark the session that the answer is planned in
   */
  record StepRows(StepChange change, SparkSession spark) implements Delivery {
    @Override
    public Position after() {
      return change.after();
    }

    @Override
    public String summary() {
      return "Would be " + change.how();
    }

    @Override
    public boolean more() {
      return false;
    }

    @Override
    public void close() {
      change.close();
    }
  }

  /**
   * No row: displaced ones are given up that only final deliveries could bring back.
   *
   * @param before in the order of deliveries, whose earlier ones become final
   * @param after the position as it is: nothing is loaded
   */
  record Settling(Instant before, Position after) implements Delivery {
    @Override
    public String summary() {
      return "Would settle deliveries before " + before;
    }

    @Override
    public boolean more() {
      return false;
    }
  }

  /**
   * Marks of quarantined rows, and no row.
   *
   * @param after the position as it is: nothing is loaded
   */
  record Marks(QuarantineResolution resolution, Position after) implements Delivery {
    @Override
    public String summary() {
      return "Would mark %d rows as %s".formatted(resolution.ids().size(), resolution.status());
    }

    @Override
    public boolean more() {
      return false;
    }
  }
}
