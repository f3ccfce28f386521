package io.citylake.publish;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.settings.Settings;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.io.DurableFileIo;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.lake.session.SparkSettings;
import io.citylake.model.AuditReport;
import io.citylake.model.CommitOutcome;
import io.citylake.model.JobName;
import io.citylake.model.PassedAudit;
import io.citylake.model.Position;
import io.citylake.model.RunId;
import io.citylake.model.StagedTable;
import io.citylake.model.TableName;
import io.citylake.model.Tally;
import io.citylake.publish.plan.Planner;
import io.citylake.testkit.Contracts;
import io.citylake.testkit.Faults;
import io.citylake.testkit.JudgedRows;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** A lake with its tables made, a session and a publisher; faults are on call. */
public final class PublisherFixture implements AutoCloseable {
  static final JobName JOB = JobName.parse("air.job");

  public final DatasetContract dataset;
  final Settings settings;
  final Lake lake;
  public final SparkSession spark;
  public final IcebergPublisher publisher;
  // Run ids never repeat, not even between a lake and the same one reopened.
  private static final AtomicLong STARTED = new AtomicLong();
  private static final Random RANDOM = new Random(7);

  private @Nullable TableHold held;

  private PublisherFixture(DatasetContract dataset, Settings settings, LeaseSettings leases) {
    this.dataset = dataset;
    this.settings = settings;
    this.lake = Lake.open(settings);
    this.spark = LocalLake.session(SparkSettings.of(settings));
    this.publisher = new IcebergPublisher(() -> spark, lake, Clock.systemUTC(), leases);
  }

  public static PublisherFixture open(Path home, DatasetContract dataset) {
    Settings settings = LocalLake.faultySettings(home, DurableFileIo.class.getName());
    Faults.reset();
    apply(home, settings, dataset);
    return reopen(settings, dataset);
  }

  static void apply(Path home, Settings settings, DatasetContract dataset) {
    Workspace workspace = Contracts.workspace(home, settings, dataset);
    try (Lake lake = Lake.open(settings)) {
      Planner planner = new Planner(lake);
      planner.apply(workspace, planner.plan(workspace, Planner.Drops.REFUSE), Planner.Drops.REFUSE);
    }
  }

  /** As another process would open the same lake; runs of a simulated dead one don't block it. */
  static PublisherFixture reopen(Settings settings, DatasetContract dataset) {
    LeaseSettings leases =
        LeaseSettings.standard()
            .withPatience(Duration.ofMillis(300))
            .withOwner(new LeaseSettings.Owner(LeaseSettings.Owner.current().host(), 1L << 40, 0));
    return reopen(settings, dataset, leases);
  }

  static PublisherFixture reopen(Settings settings, DatasetContract dataset, LeaseSettings leases) {
    return new PublisherFixture(dataset, settings, leases);
  }

  public RunId newRun() {
    Instant start = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(STARTED.incrementAndGet());
    return RunId.create(start, RANDOM);
  }

  /** Begins a run of the job, and lets go of the table for the run before it. */
  public Staging begin(RunId run) {
    return begin(JOB, run);
  }

  /** As a process that lives, which nobody may take the table from. */
  Staging beginAlive(RunId run) {
    IcebergPublisher living =
        new IcebergPublisher(() -> spark, lake, Clock.systemUTC(), LeaseSettings.standard());
    return living.hold(dataset, run).begin(JOB, run);
  }

  Staging begin(JobName job, RunId run) {
    if (held != null) {
      held.close();
    }
    held = publisher.hold(dataset, run);
    return held.begin(job, run);
  }

  /** A whole run: begin, write, finish, publish. */
  public CommitOutcome run(Position after, UnaryOperator<JudgedRows> rows) {
    RunId run = newRun();
    try (Staging staging = begin(run)) {
      Tally tally = staging.write(rows.apply(new JudgedRows(dataset, run)).toFrame(spark));
      return publisher.publish(passed(staging.finish(after, tally)));
    }
  }

  public static PassedAudit passed(StagedTable staged) {
    return new AuditReport(staged, List.of()).passed().orElseThrow();
  }

  public Table target() {
    return load(dataset.name());
  }

  public Table quarantine() {
    return load(dataset.name().quarantine());
  }

  Table load(TableName name) {
    return lake.catalog().loadTable(Lake.identifier(name));
  }

  public long count(String query) {
    return spark.sql(query).first().getLong(0);
  }

  /** Writes all rows of a table into other files. */
  void compact(TableName table) {
    spark.sql(
        "CALL lake.system.rewrite_data_files(table => '%s', options => map('rewrite-all', 'true'))"
            .formatted(table));
  }

  public long rows() {
    return count("SELECT count(*) FROM lake." + dataset.name());
  }

  public long quarantined() {
    return count("SELECT count(*) FROM lake." + dataset.name().quarantine());
  }

  public Position position() {
    try (Staging staging = begin(newRun())) {
      return staging.position();
    }
  }

  @Override
  public void close() {
    publisher.close();
    lake.close();
  }
}
