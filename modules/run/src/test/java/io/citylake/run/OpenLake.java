package io.citylake.run;

import io.citylake.contract.Workspace;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.model.ErasedForms;
import io.citylake.publish.IcebergPublisher;
import io.citylake.publish.plan.Planner;
import io.citylake.publish.plan.Planner.Drops;
import io.citylake.run.batch.PipelineServices;
import io.citylake.run.quarantine.QuarantineService;
import io.citylake.run.quarantine.RowCorrections;
import io.citylake.run.round.Round;
import io.citylake.run.round.RunListener;
import io.citylake.run.session.SparkSessions;
import io.citylake.run.session.SparkStarter;
import java.time.Clock;
import org.apache.spark.sql.SparkSession;

/** A workspace's lake as these tests open it, with what its jobs run with. */
public final class OpenLake implements AutoCloseable {
  private final Workspace workspace;
  private final Lake lake;
  private final RunLedger ledger;
  private final SparkSessions sessions;
  private final IcebergPublisher publisher;
  private final Cancellation cancellation = new Cancellation();

  public OpenLake(Workspace workspace, SparkStarter starter) {
    this.workspace = workspace;
    this.lake = Lake.open(workspace.settings());
    this.ledger = RunLedger.open(lake.database());
    this.sessions = new SparkSessions(workspace.settings(), starter);
    this.publisher =
        new IcebergPublisher(sessions::standard, lake, Clock.systemUTC(), LeaseSettings.standard());
    cancellation.onCancel(sessions::cancelJobs);
    cancellation.onCancel(publisher::cancel);
  }

  public PipelineServices services() {
    return services(Clock.systemUTC());
  }

  /** With a clock of the test's for all but commits, which Iceberg dates itself. */
  public PipelineServices services(Clock clock) {
    return new PipelineServices(
        workspace,
        clock,
        lake,
        ledger,
        publisher,
        sessions,
        cancellation,
        RunIds.of(clock),
        ErasedForms::none);
  }

  public Workspace workspace() {
    return workspace;
  }

  public Lake lake() {
    return lake;
  }

  public RunLedger ledger() {
    return ledger;
  }

  public ReleaseStore releases() {
    return ReleaseStore.open(lake);
  }

  public SparkSession spark() {
    return sessions.standard();
  }

  public void cancel() {
    cancellation.cancel();
  }

  /** Brings the catalog to the contracts. */
  public void apply() {
    Planner planner = new Planner(lake);
    planner.apply(workspace, planner.plan(workspace, Drops.REFUSE), Drops.REFUSE);
  }

  public Round round(RunListener listener) {
    return new Round(services(), listener);
  }

  public QuarantineService quarantine() {
    return new QuarantineService(services(), RunFixture.DATE);
  }

  public RowCorrections corrections() {
    return new RowCorrections(lake, Clock.systemUTC());
  }

  @Override
  public void close() {
    publisher.close();
    sessions.close();
    lake.close();
  }
}
