package io.citylake.run;

import io.citylake.contract.Job;
import io.citylake.model.AuditFinding;
import io.citylake.model.Position;
import io.citylake.model.Tally;
import io.citylake.publish.QuarantineResolution;
import io.citylake.publish.Staging;
import io.citylake.read.ReadBatch;
import io.citylake.read.ReplayBatch;
import io.citylake.read.ReplayRow;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows of the quarantine on their way through the job again. */
final class ReplaySource implements BatchSource {
  private final Job job;
  private final List<ReplayRow> rows;
  private final String by;
  private final Instant now;

  ReplaySource(Job job, List<ReplayRow> rows, String by, Instant now) {
    this.job = job;
    this.rows = List.copyOf(rows);
    this.by = by;
    this.now = now;
  }

  @Override
  public String kind() {
    return "replay";
  }

  @Override
  public ReadBatch plan(Position position) {
    return ReplayBatch.of(rows, position).picking(job);
  }

  @Override
  public Position after(Position before, ReadBatch input) {
    return before;
  }

  @Override
  public Tally write(Staging staging, Writing writing, ReadBatch input, Dataset<Row> judged) {
    // First the old rows: those that are refused again come in as new ones, and stay open.
    List<String> ids = rows.stream().map(ReplayRow::id).toList();
    staging.resolveQuarantine(
        new QuarantineResolution(ids, QuarantineDesk.REPLAYED, now, by, null));
    return writing.replay(judged);
  }

  @Override
  public List<AuditFinding> remarks() {
    return List.of();
  }

  @Override
  public boolean hasMore() {
    return false;
  }
}
