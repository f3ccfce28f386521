package io.citylake.run;

import io.citylake.contract.Job;
import io.citylake.contract.SourceSpec;
import io.citylake.contract.Workspace;
import io.citylake.contract.WriteMode;
import io.citylake.model.AuditFinding;
import io.citylake.model.Position;
import io.citylake.model.Tally;
import io.citylake.publish.Staging;
import io.citylake.read.ReadBatch;
import io.citylake.read.ReadRequest;
import io.citylake.read.SourceReaders;
import io.citylake.run.RunRequest.Mode;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The source that a job declares. */
final class LoadSource implements BatchSource {
  private final Workspace workspace;
  private final Job job;
  private final Mode mode;
  private final Instant now;
  private final boolean copies;
  private List<AuditFinding> remarks = List.of();

  LoadSource(Workspace workspace, Job job, Mode mode, Instant now) {
    this.workspace = workspace;
    this.job = job;
    this.mode = mode;
    this.now = now;
    this.copies = workspace.loadDataset(job.target()).writeMode() == WriteMode.SNAPSHOT;
  }

  @Override
  public String kind() {
    return "load";
  }

  @Override
  public ReadBatch plan(Position position) {
    // Each full copy is a state of its own: they are taken one by one.
    int atOnce = copies ? 1 : 0;
    return SourceReaders.open(job, workspace.settings(), workspace.home())
        .plan(new ReadRequest(position, mode == Mode.FULL_REFRESH, atOnce, now));
  }

  @Override
  public Position after(Position before, ReadBatch input) {
    return input.after();
  }

  @Override
  public Tally write(Staging staging, Writing writing, ReadBatch input, Dataset<Row> judged) {
    // History stays, whatever becomes of the copy that it was learnt from.
    if (!copies) {
      staging.deleteSources(input.superseded());
    }
    Tally tally = writing.load(judged);
    remarks = writing.remarks();
    if (looksBack() && tally.quarantined() > 0) {
      staging.resolveRepeated();
    }
    return tally;
  }

  @Override
  public List<AuditFinding> remarks() {
    return remarks;
  }

  private boolean looksBack() {
    return job.source() instanceof SourceSpec.Jdbc jdbc
        && jdbc.incremental() != null
        && !jdbc.incremental().lookBack().isZero();
  }

  @Override
  public boolean hasMore() {
    return copies;
  }
}
