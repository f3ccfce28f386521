package io.citylake.run;

import io.citylake.contract.Workspace;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.publish.IcebergPublisher;
import io.citylake.publish.plan.LakePlan;
import io.citylake.publish.plan.Planner;
import io.citylake.publish.plan.Planner.Drops;
import io.citylake.run.batch.PipelineServices;
import io.citylake.run.quarantine.QuarantineService;
import io.citylake.run.quarantine.RowCorrections;
import io.citylake.run.round.Round;
import io.citylake.run.round.RunListener;
import io.citylake.run.session.SparkSessions;
import io.citylake.run.session.SparkStarter;
import io.citylake.run.sql.SqlEngine;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
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
  private final SparkSessions sessions;
  private final Cancellation cancellation = new Cancellation();
  private @Nullable IcebergPublisher publisher;

  private Deployment(
      Workspace workspace,
      LocalDate businessDate,
      Clock clock,
      LakeHistory history,
      SparkStarter starter) {
    this.workspace = workspace;
    this.businessDate = businessDate;
    this.clock = clock;
    this.history = history;
    this.sessions = new SparkSessions(workspace.settings(), starter);
    cancellation.onCancel(sessions::cancelJobs);
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
    return new Round(services(), listener);
  }

  public QuarantineService quarantine() {
    return new QuarantineService(services(), businessDate);
  }

  public RowCorrections corrections() {
    return new RowCorrections(lake(), clock);
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

  /** A file of the state directory that outlives this process. */
  public Path stateFile(String name) {
    return workspace.settings().stateDir().resolve(name);
  }

  /** Stops what runs: the present job ends as cancelled, the others are skipped. */
  public void cancel() {
    cancellation.cancel();
  }

  public Clock clock() {
    return clock;
  }

  /** The catalog, for what needs no Spark. */
  public Lake lake() {
    return history.lake();
  }

  /** What its jobs run with. */
  public synchronized PipelineServices services() {
    IcebergPublisher present = publisher;
    if (present == null) {
      present = new IcebergPublisher(sessions::standard, lake(), clock, LeaseSettings.standard());
      cancellation.onCancel(present::cancel);
      publisher = present;
    }
    return new PipelineServices(
        workspace, clock, lake(), ledger(), present, sessions, cancellation, RunIds.of(clock));
  }

  /** The session of this process, started by whoever asks first. */
  public SparkSession spark() {
    return sessions.standard();
  }

  /** A session of its own for queries that read little, with the standard one's settings else. */
  public SparkSession newSmallSpark() {
    return sessions.newSmall();
  }

  @Override
  public void close() {
    IcebergPublisher used = publisher;
    if (used != null) {
      used.close();
    }
    sessions.close();
    history.close();
  }
}
