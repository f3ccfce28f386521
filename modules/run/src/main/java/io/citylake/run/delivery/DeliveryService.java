package io.citylake.run.delivery;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.contract.job.Job;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.WorkspaceIdentity;
import io.citylake.lake.history.RunLedger.TakenCopy;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.PositionStore;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.DeliveryOrder;
import io.citylake.model.DeliveryPlace;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.Position;
import io.citylake.model.QuarantineStatus;
import io.citylake.model.Sha256;
import io.citylake.model.TableName;
import io.citylake.read.file.DeliveredFiles;
import io.citylake.read.file.DeliveredFiles.Delivered;
import io.citylake.read.file.DeliveredFiles.State;
import io.citylake.run.batch.DeliveryPlanner;
import io.citylake.run.batch.JobResult;
import io.citylake.run.batch.JobRunner;
import io.citylake.run.batch.PipelineServices;
import io.citylake.run.batch.SettlePlanner;
import io.citylake.run.batch.WithdrawPlanner;
import io.citylake.run.round.RoundRelease;
import io.citylake.run.round.RunListener;
import io.citylake.transform.Displacers;
import io.citylake.transform.Displacers.Displaced;
import io.citylake.transform.Settlement;
import io.citylake.transform.TableSides;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** The files that jobs have loaded, what of each is where, and how to take one out again. */
public final class DeliveryService {
  private static final int ID_LENGTH = 12;

  private final PipelineServices services;
  private final Workspace workspace;
  private final LocalDate businessDate;
  private final SortedSet<TableName> ofUnknownJobs = new TreeSet<>();

  public DeliveryService(PipelineServices services, LocalDate businessDate) {
    this.services = services;
    this.workspace = services.workspace();
    this.businessDate = businessDate;
  }

  /**
   * A file and what of it is where. Rows of a key that it repeats itself are not kept and not
   * counted.
   *
   * @param shown rows that the table shows
   * @param deletions rows that took a key out, and stand
   * @param displaced rows that are kept because others stand before them
   * @param unchanged rows of a full copy of which the table shows nothing, because they said what
   *     it said already or another copy of the day took their place; null where the ledger lacks
   *     the run that took the copy; 0 where the table keeps no history
   * @param refused rows that are open in the quarantine
   * @param displacedBy whose rows stand before how many of its own
   */
  public record DeliveryLine(
      String id,
      JobName job,
      String source,
      Instant modified,
      State state,
      long shown,
      long deletions,
      long displaced,
      @Nullable Long unchanged,
      long refused,
      SortedMap<String, Long> displacedBy) {
    /** Rows that passed the job's checks and brought something. */
    public long accepted() {
      return shown + deletions + displaced;
    }

    /** All that are accounted for; null where that is not known. */
    public @Nullable Long read() {
      Long also = unchanged;
      return also == null ? null : accepted() + also + refused;
    }
  }

  /** The tables, of those listed so far, with rows that are counted for no job. */
  public SortedSet<TableName> ofUnknownJobs() {
    return ofUnknownJobs;
  }

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
      lines.addAll(list(new Loader(each.name(), each.target())));
    }
    if (job.isEmpty()) {
      undeclared().forEach(each -> lines.addAll(list(each)));
    }
    return lines;
  }

  /** A job, declared or not, and the table that it has loaded. */
  private record Loader(JobName name, TableName target) {}

  private List<Loader> undeclared() {
    return workspace.jobs().values().stream()
        .map(Job::target)
        .distinct()
        .sorted()
        .filter(this::exists)
        .flatMap(
            table -> {
              SortedSet<JobName> jobs =
                  LakeProperties.jobs(TableRefs.refresh(services.lake().loadTable(table)));
              jobs.removeAll(workspace.jobs().keySet());
              return jobs.stream().map(each -> new Loader(each, table));
            })
        .toList();
  }

  private List<DeliveryLine> list(Loader job) {
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
    boolean alone = LakeProperties.otherJobs(metadata, job.name()).isEmpty();
    Map<String, Map<String, Long>> shown = counts(job, alone, job.target());
    TableName tombstones = job.target().tombstones();
    Map<String, Map<String, Long>> deletions =
        exists(tombstones) ? counts(job, alone, tombstones) : Map.of();
    Map<String, SortedMap<String, Long>> displaced = displaced(job, alone);
    boolean copies = workspace.loadDataset(job.target()).writeMode().keepsHistory();
    Map<String, TakenCopy> taken = copies ? services.ledger().copies(job.name()) : Map.of();
    Map<String, Long> refused = refused(job, taken);
    return files.stream()
        .map(
            file -> {
              SortedMap<String, Long> by =
                  displaced.getOrDefault(file.source(), Collections.emptySortedMap());
              return new DeliveryLine(
                  id(job.name(), file.source()),
                  job.name(),
                  file.source(),
                  Instant.ofEpochMilli(file.modified()),
                  file.state(),
                  total(shown, file.source()),
                  total(deletions, file.source()),
                  by.values().stream().mapToLong(Long::longValue).sum(),
                  copies && file.state() == State.LOADED
                      ? unchanged(taken.get(file.source()), shown.get(file.source()))
                      : Long.valueOf(0),
                  refused.getOrDefault(file.source(), 0L),
                  by);
            })
        .toList();
  }

  private static long total(Map<String, Map<String, Long>> counts, String source) {
    return counts.getOrDefault(source, Map.of()).values().stream().mapToLong(Long::longValue).sum();
  }

  private static @Nullable Long unchanged(
      @Nullable TakenCopy taken, @Nullable Map<String, Long> shown) {
    if (taken == null) {
      return null;
    }
    return taken.rows() - (shown == null ? 0 : shown.getOrDefault(taken.run(), 0L));
  }

  private boolean exists(TableName table) {
    return services.lake().catalog().tableExists(Lake.identifier(table));
  }

  /** By source and run, how many rows of a job a table has. */
  private Map<String, Map<String, Long>> counts(Loader job, boolean alone, TableName table) {
    List<Row> rows =
        spark()
            .sql(
                "SELECT %1$s, %2$s, count(*) FROM %3$s GROUP BY 1, 2"
                    .formatted(ServiceColumns.SOURCE, ServiceColumns.RUN_ID, sql(table)))
            .collectAsList();
    Owners owners = new Owners(job, alone, rows.stream().map(row -> row.getString(1)));
    Map<String, Map<String, Long>> counts = new HashMap<>();
    for (Row row : rows) {
      if (owners.own(row.getString(1)) && !row.isNullAt(0)) {
        counts
            .computeIfAbsent(row.getString(0), each -> new HashMap<>())
            .merge(String.valueOf(row.getString(1)), row.getLong(2), Long::sum);
      }
    }
    return counts;
  }

  /** For each source, whose rows stand before how many of its own. */
  private Map<String, SortedMap<String, Long>> displaced(Loader job, boolean alone) {
    List<Displaced> rows =
        Displacers.list(spark(), workspace.loadDataset(job.target()), sides(job.target()));
    Owners owners =
        new Owners(job, alone, rows.stream().flatMap(row -> Stream.of(row.run(), row.byRun())));
    Map<String, SortedMap<String, Long>> counts = new HashMap<>();
    for (Displaced row : rows) {
      if (owners.own(row.run()) && row.source() != null) {
        counts
            .computeIfAbsent(row.source(), each -> new TreeMap<>())
            .merge(owners.name(row.bySource(), row.byRun()), row.rows(), Long::sum);
      }
    }
    return counts;
  }

  /** Whose runs those are that brought rows of a job's table. */
  private final class Owners {
    private final JobName job;
    private final boolean alone;
    private final Map<String, JobName> jobs;

    Owners(Loader loader, boolean alone, Stream<@Nullable String> runs) {
      this.job = loader.name();
      this.alone = alone;
      List<String> named = alone ? List.of() : runs.filter(Objects::nonNull).distinct().toList();
      this.jobs = services.ledger().jobsOf(named);
      if (jobs.size() < named.size()) {
        ofUnknownJobs.add(loader.target());
      }
    }

    boolean own(@Nullable String run) {
      return alone || (run != null && job.equals(jobs.get(run)));
    }

    String name(@Nullable String source, @Nullable String run) {
      String file = source == null ? "nobody" : source;
      JobName by = run == null ? null : jobs.get(run);
      return by == null || by.equals(job) ? file : file + " of " + by;
    }
  }

  private static String sql(TableName table) {
    return Lake.CATALOG + "." + table;
  }

  private TableSides sides(TableName table) {
    return TableSides.published(
        sql(table),
        Optional.of(table.tombstones()).filter(this::exists).map(DeliveryService::sql),
        Optional.of(table.displaced()).filter(this::exists).map(DeliveryService::sql));
  }

  /**
   * By source, the rows that are open; of the run that took a full copy also those that were
   * refused before, or given up, because they are in no table either.
   */
  private Map<String, Long> refused(Loader job, Map<String, TakenCopy> taken) {
    Map<String, Long> counts = new HashMap<>();
    String query =
        "SELECT source, run_id, status, count(*) FROM %s.%s WHERE job = :job AND status <> :status GROUP BY ALL"
            .formatted(Lake.CATALOG, job.target().quarantine());
    Map<String, Object> values =
        Map.of("job", job.name().toString(), "status", QuarantineStatus.REPLAYED.toString());
    for (Row row : spark().sql(query, values).collectAsList()) {
      String source = String.valueOf(row.get(0));
      TakenCopy copy = taken.get(source);
      if (row.getString(2).equals(QuarantineStatus.OPEN.toString())
          || (copy != null && copy.run().equals(row.getString(1)))) {
        counts.merge(source, row.getLong(3), Long::sum);
      }
    }
    return counts;
  }

  private SparkSession spark() {
    return services.sessions().standard();
  }

  /**
   * The line of one delivery that can be withdrawn.
   *
   * @throws CityLakeException DELIVERY_NOT_FOUND where it is not loaded; what {@link #withdraw}
   *     refuses
   */
  public DeliveryLine load(String id) {
    DeliveryLine delivery =
        list(Optional.empty()).stream()
            .filter(line -> line.id().equals(id))
            .filter(line -> line.state() == State.LOADED || line.accepted() > 0)
            .findFirst()
            .orElseThrow(
                () ->
                    new CityLakeException(
                        ErrorCode.DELIVERY_NOT_FOUND,
                        "Cannot find a loaded delivery %s; see citylake deliveries".formatted(id)));
    withdrawable(delivery);
    return delivery;
  }

  /**
   * Takes out what a delivery has brought; what it had displaced comes back. The file is not loaded
   * again unless its content changes.
   *
   * @throws CityLakeException USAGE where the table keeps the history of full copies, JOB_NOT_FOUND
   *     where its job is declared no more, PLAN_FOREIGN where the catalog is another workspace's
   */
  public JobResult withdraw(DeliveryLine delivery, RunListener listener) {
    Job job = withdrawable(delivery);
    return publish(job, new WithdrawPlanner(job, delivery.source()), listener);
  }

  private Job withdrawable(DeliveryLine delivery) {
    new WorkspaceIdentity(services.lake()).check();
    Job job = workspace.loadJob(delivery.job());
    requireRows(job);
    return job;
  }

  private JobResult publish(Job job, DeliveryPlanner planner, RunListener listener) {
    List<JobResult> results =
        new JobRunner(services, job, listener).run(List.of(planner), businessDate);
    RoundRelease.make(services, List.of(job.name()), results, services.clock().instant());
    return results.get(0);
  }

  private void requireRows(Job job) {
    if (workspace.loadDataset(job.target()).writeMode().keepsHistory()) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot withdraw a delivery of %s: %s keeps the history of full copies, which stays whatever becomes of a copy; send a corrected copy"
              .formatted(job.name(), job.target()));
    }
  }

  /**
   * How many displaced rows {@link #settle} would give up.
   *
   * @throws CityLakeException TABLE_NOT_FOUND, USAGE where no job has loaded the table, or it
   *     displaces nothing, or the day is still to come
   */
  public long givenUp(TableName table, LocalDate before) {
    new WorkspaceIdentity(services.lake()).check();
    Job job = jobOf(table);
    Table target = services.lake().loadTable(table);
    TableMetadata metadata = TableRefs.refresh(target);
    Map<JobName, Position> positions = new HashMap<>();
    for (JobName each : LakeProperties.jobs(metadata)) {
      positions.put(each, PositionStore.read(target, metadata, each));
    }
    DeliveryOrder order =
        DeliveredFiles.order(
            job.name(),
            positions,
            LakeProperties.otherJobs(metadata, job.name()).isEmpty()
                ? Map.of()
                : services.ledger().jobsOfRuns(table));
    String place = DeliveryPlace.from(settleable(table, before));
    return new Settlement(spark(), workspace.loadDataset(table), order, sides(table), place).rows();
  }

  /**
   * Makes the files' deliveries into a table final that stand before a day in their order, and
   * gives up the displaced rows that only they could bring back.
   *
   * @throws CityLakeException TABLE_NOT_FOUND, USAGE where no job has loaded the table, or it
   *     displaces nothing, or the day is still to come
   */
  public JobResult settle(TableName table, LocalDate before, RunListener listener) {
    new WorkspaceIdentity(services.lake()).check();
    return publish(jobOf(table), new SettlePlanner(settleable(table, before)), listener);
  }

  /** Times in names are read as if they were UTC, and they are what the order goes by first. */
  private Instant settleable(TableName table, LocalDate day) {
    LocalDate today = LocalDate.ofInstant(services.clock().instant(), workspace.settings().zone());
    if (day.isAfter(today)) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot settle deliveries of %s before %s: they are still to come, and could not be corrected then (expected at most %s)"
              .formatted(table, day, today));
    }
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private Job jobOf(TableName table) {
    if (!workspace.loadDataset(table).displaces()) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot settle deliveries of %s: no rows of one stand before those of another, so there is nothing to give up"
              .formatted(table));
    }
    TableMetadata metadata = TableRefs.refresh(services.lake().loadTable(table));
    return LakeProperties.jobs(metadata).stream()
        .map(each -> workspace.jobs().get(each))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.USAGE,
                    "Cannot settle deliveries of %s: no job of the workspace has loaded it"
                        .formatted(table)));
  }

  /** What a file that a job has loaded is called. */
  public static String id(JobName job, String source) {
    return Sha256.hex(job + "\n" + source).substring(0, ID_LENGTH);
  }
}
