package io.citylake.run.batch;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.SourceSpec;
import io.citylake.model.Tally;
import io.citylake.publish.Staging;
import io.citylake.read.ReadBatch;
import io.citylake.read.ReadRequest;
import io.citylake.read.SourceReaders;
import io.citylake.run.round.RunRequest.Mode;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The source that a job declares. */
final class LoadSource implements BatchSource {
  private final BatchContext context;
  private final Job job;
  private final Mode mode;
  private final boolean copies;
  private List<String> skipped = List.of();

  LoadSource(BatchContext context, Job job, Mode mode) {
    this.context = context;
    this.job = job;
    this.mode = mode;
    this.copies = context.dataset().writeMode() == WriteMode.SNAPSHOT;
  }

  @Override
  public String kind() {
    return "load";
  }

  @Override
  public Optional<BatchInput> plan(Staging staging) {
    Workspace workspace = context.deployment().workspace();
    // Each full copy is a state of its own: they are taken one by one.
    int atOnce = copies ? 1 : 0;
    ReadBatch input =
        SourceReaders.open(job, workspace.settings(), workspace.home())
            .plan(
                new ReadRequest(
                    staging.position(),
                    mode == Mode.FULL_REFRESH,
                    atOnce,
                    context.deployment().clock().instant()));
    skipped = input.duplicates();
    return input.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new JudgedInput(
                context, job, input, input.after(), new Loading(input), staging.targetSize()));
  }

  @Override
  public String nothingNew() {
    String nothing = BatchSource.super.nothingNew();
    return skipped.isEmpty() ? nothing : nothing + "; " + SkippedCopies.phrase(skipped);
  }

  /** How a source's rows meet the table. */
  private final class Loading implements JudgedInput.Arrival {
    private final ReadBatch input;

    Loading(ReadBatch input) {
      this.input = input;
    }

    @Override
    public Tally write(Staging staging, Writing writing, Dataset<Row> judged) {
      // History stays, whatever becomes of the copy that it was learnt from.
      if (!copies) {
        staging.deleteSources(input.superseded());
      }
      Tally tally = writing.load(judged);
      if ((looksBack() || copies) && tally.quarantined() > 0) {
        staging.resolveRepeated();
      }
      return tally;
    }

    @Override
    public boolean hasMore() {
      return copies;
    }
  }

  private boolean looksBack() {
    return job.source() instanceof SourceSpec.Jdbc jdbc
        && jdbc.incremental() != null
        && !jdbc.incremental().lookBack().isZero();
  }
}
