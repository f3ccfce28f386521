package io.citylake.run.batch;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.SourceSpec;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import io.citylake.read.ReadBatch;
import io.citylake.read.ReadRequest;
import io.citylake.read.SourceReaders;
import io.citylake.read.file.DeliveredFiles;
import io.citylake.read.file.EarlierFiles;
import io.citylake.read.file.Missing;
import io.citylake.run.batch.Delivery.Arrival;
import io.citylake.run.batch.Delivery.SourceRows;
import io.citylake.run.round.RunRequest.Mode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the source that a job declares has to bring. */
final class LoadPlanner implements DeliveryPlanner {
  private final Workspace workspace;
  private final Clock clock;
  private final Job job;
  private final Mode mode;
  private final @Nullable Instant failedSince;
  private final BooleanSupplier cancelled;

  /**
   * @param failedSince when the job began, where it failed over one of its sources; else null
   */
  LoadPlanner(PipelineServices services, Job job, Mode mode, @Nullable Instant failedSince) {
    this.workspace = services.workspace();
    this.clock = services.clock();
    this.cancelled = services.cancellation()::isCancelled;
    this.job = job;
    this.mode = mode;
    this.failedSince = failedSince;
  }

  @Override
  public String kind() {
    return "load";
  }

  @Override
  public Planned plan(TableNow table) {
    DatasetContract dataset = workspace.loadDataset(job.target());
    boolean copies = dataset.writeMode().keepsHistory();
    // Each full copy is a state of its own: they are taken one by one.
    int atOnce = copies ? 1 : 0;
    ReadBatch rows =
        SourceReaders.open(job, workspace.settings(), workspace.home())
            .plan(
                new ReadRequest(
                    table.position(),
                    mode.isFull(),
                    new EarlierFiles(missing(copies), table.isFinal()),
                    atOnce,
                    clock.instant(),
                    failedSince,
                    cancelled));
    if (mode.isFull() && table.lacksRows()) {
      requireAll(rows, table.position());
    }
    if (mode == Mode.FULL_REFRESH && !copies && !rows.missing().isEmpty()) {
      throw missing(rows.missing(), table);
    }
    if (rows.isEmpty()) {
      return Planned.nothing(nothing(rows)).about(rows);
    }
    // History stays, whatever becomes of the copy that it was learnt from.
    List<String> supersedes = copies ? List.of() : rows.superseded();
    Planned planned =
        Planned.of(
            new SourceRows(
                job,
                rows,
                rows.after(),
                Arrival.LOAD,
                supersedes,
                Optional.empty(),
                isAnew(table.position(), copies, supersedes, rows.missing()),
                copies || looksBack() || readsStates(dataset),
                isFollowed(copies) || rows.more()));
    return planned.about(rows);
  }

  /** Files that are not there, or that nobody can read, keep what was loaded from them. */
  private boolean isAnew(
      Position position, boolean copies, List<String> supersedes, List<String> missing) {
    return position.isStart()
        || (mode.isFull() && (copies || isReplaced(position, supersedes, missing)));
  }

  private boolean isReplaced(Position position, List<String> supersedes, List<String> missing) {
    return job.source() instanceof SourceSpec.FeedMessages
        ? !supersedes.isEmpty()
        : supersedes.containsAll(DeliveredFiles.loaded(position))
            && supersedes.containsAll(missing);
  }

  /** A table that is read whole is one copy of now, and would be another one each time. */
  private boolean isFollowed(boolean copies) {
    return copies && !(job.source() instanceof SourceSpec.Jdbc);
  }

  /** History stays, whatever becomes of the copy that it was learnt from. */
  private Missing missing(boolean copies) {
    return mode == Mode.FULL_REFRESH_WITHDRAWING && !copies ? Missing.WITHDRAW : Missing.KEEP;
  }

  /** What is not read again just now would stay without its rows, and be loaded by its entry. */
  private void requireAll(ReadBatch rows, Position position) {
    NavigableSet<String> unread = new TreeSet<>(rows.missing());
    rows.superseded().forEach(unread::remove);
    unread.addAll(DeliveredFiles.unread(position, rows.superseded()));
    if (!unread.isEmpty()) {
      throw new CityLakeException(
          ErrorCode.DELIVERIES_MISSING,
          "Cannot load %1$s again: %2$s lacks rows that were loaded, and %3$,d of the sources that brought them are gone, too young or not readable just now (%4$s), and nothing was changed; bring them back as they were, or wait until they are whole, and repeat; or say --withdraw-missing to go on without those that are gone"
              .formatted(job.name(), job.target(), unread.size(), PassedOver.named(unread)));
    }
  }

  private CityLakeException missing(List<String> missing, TableNow table) {
    return new CityLakeException(
        ErrorCode.DELIVERIES_MISSING,
        "Cannot refresh %s in full: %,d sources with %,d rows in %s were loaded and are not all there any more (%s); bring them back, or say --keep-missing to leave their rows as they are, or --withdraw-missing to delete them"
            .formatted(
                job.name(),
                missing.size(),
                table.rowsOf().applyAsLong(missing),
                job.target(),
                PassedOver.named(missing)));
  }

  private static String nothing(ReadBatch rows) {
    String copies = PassedOver.phrase(rows);
    return "Nothing new in the source" + (copies.isEmpty() ? "" : "; " + copies);
  }

  /** Whether each run reads a table whole, and its rows take the place of those read before. */
  private boolean readsStates(DatasetContract dataset) {
    boolean addsUp = dataset.writeMode() == WriteMode.APPEND && dataset.key().isEmpty();
    return job.source() instanceof SourceSpec.Jdbc jdbc && jdbc.incremental() == null && !addsUp;
  }

  private boolean looksBack() {
    return job.source() instanceof SourceSpec.Jdbc jdbc
        && jdbc.incremental() != null
        && !jdbc.incremental().lookBack().isZero();
  }
}
