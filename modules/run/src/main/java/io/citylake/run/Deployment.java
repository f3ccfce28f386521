package io.citylake.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.engine.JobGroups;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.WorkspaceIdentity;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.lake.metadata.SmallData;
import io.citylake.lake.session.SparkSettings;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.ErrorCode;
import io.citylake.model.RunId;
import io.citylake.publish.IcebergPublisher;
import io.citylake.publish.TablePublisher;
import io.citylake.publish.plan.LakePlan;
import io.citylake.publish.plan.Planner;
import io.citylake.publish.plan.Planner.Drops;
import io.citylake.run.quarantine.QuarantineService;
import io.citylake.run.round.Round;
import io.citylake.run.round.RunListener;
import io.citylake.run.session.SmallSession;
import io.citylake.run.session.SparkStarter;
import io.citylake.run.sql.SqlEngine;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * One workspace with everything that serves it: the catalog, the ledger and, once something asks
 * for it, Spark. What needs no Spark doesn't start it. One thread uses it, the threads of its
 * {@link Round} beside it; {@link #cancel()} may come from any.
 */
public final class Deployment implements AutoCloseable {
  private final Workspace workspace;
  private final LocalDate businessDate;
  private final Clock clock;
  private final LakeHistory history;
  private final SparkStarter starter;
  private final RandomGenerator random = new SecureRandom();
  private final String jobGroup = "citylake-" + UUID.randomUUID();

  @GuardedBy("this")
  private final List<Consumer<SparkContext>> sparkAwaiting = new ArrayList<>();

  private volatile boolean cancelled;
  private volatile @Nullable SparkSession spark;

  @GuardedBy("this")
  private @Nullable SparkSession small;

  private volatile @Nullable IcebergPublisher publisher;

  private Deployment(
      Workspace workspace,
      LocalDate businessDate,
      Clock clock,
      LakeHistory history,
      SparkStarter starter) {
    this.starter = starter;
    this.workspace = workspace;
    this.businessDate = businessDate;
    this.clock = clock;
    this.history = history;
  }

  /**
   * Opens a workspace's catalog.
   *
   * @param businessDate null for yesterday in the workspace's zone
   * @param starter of Spark, once something asks for it
   */
  public static Deployment open(
      Workspace workspace, @Nullable LocalDate businessDate, Clock clock, SparkStarter starter) {
    LocalDate date =
        businessDate != null
            ? businessDate
            : LocalDate.ofInstant(clock.instant(), workspace.settings().zone()).minusDays(1);
    LakeHistory history = LakeHistory.open(workspace.settings());
    return new Deployment(workspace, date, clock, history, starter);
  }

  public Workspace workspace() {
    return workspace;
  }

  public LocalDate businessDate() {
    return businessDate;
  }

  public LakeHistory history() {
    return history;
  }

  public RunLedger ledger() {
    return history.ledger();
  }

  public ReleaseStore releases() {
    return history.releases();
  }

  public Round round(RunListener listener) {
    return new Round(this, listener);
  }

  public QuarantineService quarantine() {
    return new QuarantineService(this);
  }

  public SqlEngine sql() {
    return new SqlEngine(spark(), workspace.settings().zone());
  }

  /** SQL for queries that read little. */
  public SqlEngine smallSql() {
    return new SqlEngine(newSmallSpark(), workspace.settings().zone());
  }

  /** What apply would do; writes nothing. */
  public LakePlan plan(Drops drops) {
    return new Planner(lake()).plan(workspace, drops);
  }

  /** Does what a plan says, if the catalog is still as it was planned for. */
  public void apply(LakePlan plan, Drops drops) {
    new Planner(lake()).apply(workspace, plan, drops);
  }

  /**
   * Called before anything is written.
   *
   * @throws CityLakeException PLAN_FOREIGN where the catalog is another workspace's
   */
  public void requireOwnCatalog() {
    new WorkspaceIdentity(lake()).check();
  }

  /**
   * Called before a run begins.
   *
   * @throws CityLakeException PLAN_PENDING where the dataset's tables are not yet what it says
   */
  public void requireApplied(DatasetContract dataset) {
    List<String> pending = new Planner(lake()).pending(dataset);
    if (!pending.isEmpty()) {
      throw new CityLakeException(
          ErrorCode.PLAN_PENDING,
          "Cannot write to %s: the catalog is not yet what its contract says (%s); run citylake apply first"
              .formatted(dataset.name(), String.join("; ", pending)));
    }
  }

  /** A file of the state directory that outlives this process. */
  public Path stateFile(String name) {
    return workspace.settings().stateDir().resolve(name);
  }

  /** Stops what runs: the present job ends as cancelled, the others are skipped. */
  public void cancel() {
    cancelled = true;
    IcebergPublisher waiting = publisher;
    if (waiting != null) {
      waiting.cancel();
    }
    SparkSession session = spark;
    if (session != null) {
      // A stage may start one Spark job after the other; none of them may come after this.
      session.sparkContext().cancelJobGroupAndFutureJobs(jobGroup, "cancelled by the user");
    }
  }

  public boolean cancelled() {
    return cancelled;
  }

  public Clock clock() {
    return clock;
  }

  /** The catalog, for what needs no Spark. */
  public Lake lake() {
    return history.lake();
  }

  public RunId newRun() {
    return RunId.create(clock.instant(), random);
  }

  public synchronized TablePublisher publisher() {
    IcebergPublisher present = publisher;
    if (present == null) {
      present = new IcebergPublisher(this::spark, lake(), clock, LeaseSettings.standard());
      publisher = present;
    }
    return present;
  }

  /**
   * The session of this process, started by whoever asks first. What the calling thread does with
   * it from now on, {@link #cancel()} stops.
   */
  public synchronized SparkSession spark() {
    SparkSession session = spark;
    if (session == null) {
      session = starter.start(SparkSettings.of(workspace.settings()));
      spark = session;
      SparkContext context = session.sparkContext();
      sparkAwaiting.forEach(each -> each.accept(context));
      sparkAwaiting.clear();
    }
    JobGroups.enter(session.sparkContext(), jobGroup, "citylake");
    return session;
  }

  /** Gives Spark to somebody: at once where it was started, else as soon as somebody starts it. */
  public synchronized void onceSparkRuns(Consumer<SparkContext> use) {
    SparkSession session = spark;
    if (session == null) {
      sparkAwaiting.add(use);
    } else {
      use.accept(session.sparkContext());
    }
  }

  /** The group of what this deployment asks of Spark. */
  public String jobGroup() {
    return jobGroup;
  }

  /** A session of its own for queries that read little, with the standard one's settings else. */
  public SparkSession newSmallSpark() {
    return SmallSession.of(spark(), workspace.settings());
  }

  /**
   * The session that suits a job.
   *
   * @param bytes that it reads; 0 where that is not known
   * @param target of the table that it writes to
   */
  public synchronized SparkSession spark(long bytes, DataSize target) {
    SparkSession standard = spark();
    if (bytes == 0 || !SmallData.includes(bytes + target.bytes())) {
      return standard;
    }
    SparkSession session = small;
    if (session == null) {
      session = SmallSession.of(standard, workspace.settings());
      small = session;
    }
    return session;
  }

  @Override
  public void close() {
    SparkSession session = spark;
    IcebergPublisher used = publisher;
    if (used != null) {
      used.close();
    }
    if (session != null) {
      starter.stop(session);
    }
    history.close();
  }
}
