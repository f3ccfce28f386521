package io.citylake.run.batch;

import io.citylake.contract.job.Job;
import io.citylake.model.QuarantineStatus;
import io.citylake.model.Tally;
import io.citylake.publish.Staging;
import io.citylake.publish.quarantine.QuarantineResolution;
import io.citylake.read.ReadBatch;
import io.citylake.read.ReplayBatch;
import io.citylake.read.ReplayRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows of the quarantine on their way through the job again. */
public final class ReplaySource implements BatchSource {
  private final BatchContext context;
  private final Job job;
  private final Rows rows;

  /**
   * Refused rows, mended or not.
   *
   * @param by who has them replayed
   */
  public record Rows(List<ReplayRow> rows, String by, Instant at) {
    public Rows {
      rows = List.copyOf(rows);
    }
  }

  ReplaySource(BatchContext context, Job job, Rows rows) {
    this.context = context;
    this.job = job;
    this.rows = rows;
  }

  @Override
  public String kind() {
    return "replay";
  }

  @Override
  public Optional<BatchInput> plan(Staging staging) {
    ReadBatch input = ReplayBatch.of(rows.rows(), staging.position()).picking(job);
    return input.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new JudgedInput(
                context, job, input, staging.position(), new Replaying(), staging.targetSize()));
  }

  /** How refused rows meet the table. */
  private final class Replaying implements JudgedInput.Arrival {
    @Override
    public Tally write(Staging staging, Writing writing, Dataset<Row> judged) {
      // First the old rows: those that are refused again come in as new ones, and stay open.
      List<String> ids = rows.rows().stream().map(ReplayRow::id).toList();
      staging.resolveQuarantine(
          new QuarantineResolution(ids, QuarantineStatus.REPLAYED, rows.at(), rows.by(), null));
      return writing.replay(judged);
    }

    @Override
    public boolean hasMore() {
      return false;
    }
  }
}
