package io.citylake.run.table;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.Step;
import io.citylake.contract.job.Task;
import io.citylake.lake.catalog.WorkspaceIdentity;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.PositionStore;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.Position;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.publish.TableHold;
import io.citylake.publish.recreate.TableRecreator;
import io.citylake.read.ReadBatch;
import io.citylake.read.ReadRequest;
import io.citylake.read.SourceHold;
import io.citylake.read.SourceReaders;
import io.citylake.read.file.DeliveredFiles;
import io.citylake.run.batch.JobResult;
import io.citylake.run.batch.JobRunner;
import io.citylake.run.batch.PipelineServices;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;

/**
 * Makes a dataset's tables anew of its deliveries, whatever the tables hold or have lost: they are
 * emptied, and each job reads again all that it ever loaded. That all of it can be read just now is
 * looked at first, and once more by each job. A table that is emptied takes nothing but that, so
 * that a reload that was cut short is begun again and nothing is missing.
 */
public final class TableReload {
  private final PipelineServices services;
  private final LocalDate businessDate;

  public TableReload(PipelineServices services, LocalDate businessDate) {
    this.services = services;
    this.businessDate = businessDate;
  }

  /** What one job or step would read again. */
  public record Line(JobName task, long sources) {}

  /**
   * What would be read; writes nothing.
   *
   * @throws CityLakeException DELIVERIES_MISSING where a job's files can't all be read again just
   *     now; PLAN_DESTRUCTIVE where rows of the table would not come again
   */
  public List<Line> plan(TableName name) {
    new WorkspaceIdentity(services.lake()).check();
    DatasetContract dataset = services.workspace().loadDataset(name);
    Table table = services.lake().loadTable(name);
    TableMetadata metadata = TableRefs.refresh(table);
    List<Task> tasks = tasks(name);
    requireAll(dataset, metadata, tasks);
    List<Line> lines = new ArrayList<>();
    for (Task task : tasks) {
      long sources = task instanceof Job job ? sources(job, table, metadata) : 0;
      lines.add(new Line(task.name(), sources));
    }
    return lines;
  }

  /** Does it; ends at the first job that fails, and is then to be done again. */
  public List<JobResult> apply(TableName name, RunListener listener) {
    DatasetContract dataset = services.workspace().loadDataset(name);
    RunId run = services.ids().next();
    SourceHold sources = SourceHold.all(services.workspace().settings());
    try {
      return apply(name, dataset, run, listener);
    } finally {
      sources.close();
    }
  }

  private List<JobResult> apply(
      TableName name, DatasetContract dataset, RunId run, RunListener listener) {
    try (TableHold hold = services.publisher().hold(dataset, run)) {
      TableRecreation.settle(hold, name, run);
      plan(name);
      String workspace = new WorkspaceIdentity(services.lake()).claim();
      TableRecreator.empty(services.lake(), dataset, workspace, run);
    }
    List<JobResult> results = new ArrayList<>();
    List<Task> tasks = tasks(name);
    for (Task task : tasks) {
      listener.jobStarted(results.size() + 1, tasks.size(), task.name());
      JobResult result =
          new JobRunner(services, task, listener)
              .load(new RunRequest(businessDate, Mode.FULL_REFRESH, FailurePolicy.STOP));
      results.add(result);
      listener.jobEnded(results.size(), tasks.size(), result);
      if (result.status() == JobResult.Status.ERROR) {
        return results;
      }
    }
    TableRefs.change(services.lake().loadTable(name), LakeProperties::reread);
    return results;
  }

  private List<Task> tasks(TableName name) {
    return Stream.<Task>concat(
            services.workspace().jobs().values().stream(),
            services.workspace().steps().values().stream())
        .filter(task -> task.target().equals(name))
        .toList();
  }

  private static void requireAll(
      DatasetContract dataset, TableMetadata metadata, List<Task> tasks) {
    if (dataset.writeMode() == WriteMode.SNAPSHOT
        && tasks.stream().noneMatch(Step.class::isInstance)) {
      throw lost(dataset, "it keeps the history of full copies, each under its day");
    }
    SortedSet<JobName> others = LakeProperties.jobs(metadata);
    tasks.forEach(task -> others.remove(task.name()));
    if (tasks.isEmpty() || !others.isEmpty()) {
      throw lost(
          dataset, "no job that is declared brings what these have brought (jobs=" + others + ")");
    }
  }

  private static CityLakeException lost(DatasetContract dataset, String why) {
    return new CityLakeException(
        ErrorCode.PLAN_DESTRUCTIVE,
        "Cannot make table %s anew of its deliveries: %s, and nothing was changed; restore it from a backup"
            .formatted(dataset.name(), why));
  }

  private long sources(Job job, Table table, TableMetadata metadata) {
    Position position = PositionStore.read(table, metadata, job.name());
    ReadBatch all =
        SourceReaders.open(job, services.workspace().settings(), services.workspace().home())
            .plan(new ReadRequest(position, true, 0, services.clock().instant()));
    SortedSet<String> unread = new TreeSet<>(DeliveredFiles.unread(position, all.superseded()));
    unread.addAll(all.missing());
    if (!unread.isEmpty()) {
      throw new CityLakeException(
          ErrorCode.DELIVERIES_MISSING,
          "Cannot make table %s anew of its deliveries: %,d sources that %s has loaded are gone, too young or not readable just now (%s), and nothing was changed; bring them back as they were, or wait until they are whole, and repeat"
              .formatted(
                  job.target(),
                  unread.size(),
                  job.name(),
                  String.join(", ", unread.stream().limit(3).toList())));
    }
    return all.sources().size();
  }
}
