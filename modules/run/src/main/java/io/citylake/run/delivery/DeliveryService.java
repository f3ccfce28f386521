package io.citylake.run.delivery;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.job.Job;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.WorkspaceIdentity;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.PositionStore;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.QuarantineStatus;
import io.citylake.model.Sha256;
import io.citylake.model.TableName;
import io.citylake.read.file.DeliveredFiles;
import io.citylake.read.file.DeliveredFiles.Delivered;
import io.citylake.read.file.DeliveredFiles.State;
import io.citylake.run.batch.JobResult;
import io.citylake.run.batch.JobRunner;
import io.citylake.run.batch.PipelineServices;
import io.citylake.run.batch.WithdrawPlanner;
import io.citylake.run.round.RunListener;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The files that jobs have loaded, what of each is where, and how to take one out again. */
public final class DeliveryService {
  private static final int ID_LENGTH = 12;

  private final PipelineServices services;
  private final Workspace workspace;
  private final LocalDate businessDate;

  public DeliveryService(PipelineServices services, LocalDate businessDate) {
    this.services = services;
    this.workspace = services.workspace();
    this.businessDate = businessDate;
  }

  /**
   * A file and what of it is where.
   *
   * @param shown rows that the table shows
   * @param displaced rows that are kept because others stand before them
   * @param refused rows that are open in the quarantine
   */
  public record DeliveryLine(
      String id,
      JobName job,
      String source,
      Instant modified,
      State state,
      long shown,
      long displaced,
      long refused) {}

  /** The files of one job, or of all, by job and name. */
  public List<DeliveryLine> list(Optional<JobName> job) {
    List<DeliveryLine> lines = new ArrayList<>();
    List<Job> jobs =
        job.isPresent()
            ? List.of(workspace.loadJob(job.get()))
            : workspace.jobs().values().stream()
                .sorted(Comparator.comparing((Job each) -> each.name().toString()))
                .toList();
    for (Job each : jobs) {
      lines.addAll(list(each));
    }
    return lines;
  }

  private List<DeliveryLine> list(Job job) {
    Lake lake = services.lake();
    if (!exists(job.target())) {
      return List.of();
    }
    Table table = lake.loadTable(job.target());
    TableMetadata metadata = TableRefs.refresh(table);
    List<Delivered> files = DeliveredFiles.list(PositionStore.read(table, metadata, job.name()));
    if (files.isEmpty()) {
      return List.of();
    }
    boolean alone = LakeProperties.jobs(metadata).stream().allMatch(job.name()::equals);
    Map<String, Long> shown = counts(job, job.target(), alone);
    Map<String, Long> displaced = counts(job, job.target().displaced(), alone);
    Map<String, Long> refused = refused(job);
    return files.stream()
        .map(
            file ->
                new DeliveryLine(
                    id(job.name(), file.source()),
                    job.name(),
                    file.source(),
                    Instant.ofEpochMilli(file.modified()),
                    file.state(),
                    shown.getOrDefault(file.source(), 0L),
                    displaced.getOrDefault(file.source(), 0L),
                    refused.getOrDefault(file.source(), 0L)))
        .toList();
  }

  private boolean exists(TableName table) {
    return services.lake().catalog().tableExists(Lake.identifier(table));
  }

  private Map<String, Long> counts(Job job, TableName table, boolean alone) {
    if (!exists(table)) {
      return Map.of();
    }
    List<Row> rows =
        spark()
            .sql(
                "SELECT %1$s, %2$s, count(*) FROM %3$s.%4$s GROUP BY 1, 2"
                    .formatted(ServiceColumns.SOURCE, ServiceColumns.RUN_ID, Lake.CATALOG, table))
            .collectAsList();
    TreeSet<String> runs = new TreeSet<>();
    rows.stream().filter(row -> !row.isNullAt(1)).forEach(row -> runs.add(row.getString(1)));
    Map<String, JobName> owners = alone ? Map.of() : services.ledger().jobsOf(runs);
    Map<String, Long> counts = new HashMap<>();
    for (Row row : rows) {
      boolean own = alone || job.name().equals(owners.get(row.getString(1)));
      if (own && !row.isNullAt(0)) {
        counts.merge(row.getString(0), row.getLong(2), Long::sum);
      }
    }
    return counts;
  }

  private Map<String, Long> refused(Job job) {
    Map<String, Long> counts = new HashMap<>();
    String query =
        "SELECT source, count(*) FROM %s.%s WHERE job = :job AND status = :status GROUP BY 1"
            .formatted(Lake.CATALOG, job.target().quarantine());
    Map<String, Object> values =
        Map.of("job", job.name().toString(), "status", QuarantineStatus.OPEN.toString());
    for (Row row : spark().sql(query, values).collectAsList()) {
      counts.put(String.valueOf(row.get(0)), row.getLong(1));
    }
    return counts;
  }

  private SparkSession spark() {
    return services.sessions().standard();
  }

  /**
   * The line of one delivery.
   *
   * @throws CityLakeException DELIVERY_NOT_FOUND where it is not loaded
   */
  public DeliveryLine load(String id) {
    return list(Optional.empty()).stream()
        .filter(line -> line.id().equals(id) && line.state() == State.LOADED)
        .findFirst()
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.DELIVERY_NOT_FOUND,
                    "Cannot find a loaded delivery %s; see citylake deliveries".formatted(id)));
  }

  /**
   * Takes out what a delivery has brought; what it had displaced comes back. The file is not loaded
   * again unless its content changes.
   *
   * @throws CityLakeException USAGE where the table keeps the history of full copies
   */
  public JobResult withdraw(DeliveryLine delivery, RunListener listener) {
    new WorkspaceIdentity(services.lake()).check();
    Job job = workspace.loadJob(delivery.job());
    requireRows(job);
    return new JobRunner(services, job, listener)
        .run(List.of(new WithdrawPlanner(job, delivery.source())), businessDate)
        .get(0);
  }

  private void requireRows(Job job) {
    if (workspace.loadDataset(job.target()).writeMode() == WriteMode.SNAPSHOT) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot withdraw a delivery of %s: %s keeps the history of full copies, which stays whatever becomes of a copy; send a corrected copy"
              .formatted(job.name(), job.target()));
    }
  }

  /** What a file that a job has loaded is called. */
  public static String id(JobName job, String source) {
    return Sha256.hex(job + "\n" + source).substring(0, ID_LENGTH);
  }
}
