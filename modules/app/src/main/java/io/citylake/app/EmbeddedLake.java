package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.govern.state.StateStore;
import io.citylake.lake.catalog.DatabaseClock;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.ErasureStore;
import io.citylake.lake.history.MaintenanceLog;
import io.citylake.lake.hold.ReaderTimes;
import io.citylake.lake.hold.ReleaseReaders;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.lake.lease.Leases;
import io.citylake.model.ErasedForms;
import io.citylake.publish.IcebergPublisher;
import io.citylake.publish.plan.LakePlan;
import io.citylake.publish.plan.Planner;
import io.citylake.publish.plan.Planner.Drops;
import io.citylake.run.Cancellation;
import io.citylake.run.LakeHistory;
import io.citylake.run.RunIds;
import io.citylake.run.batch.PipelineServices;
import io.citylake.run.delivery.DeliveryService;
import io.citylake.run.quarantine.QuarantineService;
import io.citylake.run.quarantine.RowCorrections;
import io.citylake.run.round.Round;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.StoppableJob;
import io.citylake.run.session.SparkSessions;
import io.citylake.run.sql.SqlEngine;
import io.citylake.run.subject.SubjectService;
import io.citylake.run.table.TableRecreation;
import io.citylake.run.table.TableReload;
import io.citylake.upkeep.Maintenance;
import io.citylake.upkeep.UpkeepPolicy;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A workspace's lake in this process, composed of its catalog, its history and, once something asks
 * for it, Spark. What needs no Spark doesn't start it. One thread uses it, the threads of its
 * {@link Round} beside it; its {@link #cancellation()} may be used from any. Closing it ends all
 * that it handed out.
 */
public final class EmbeddedLake implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedLake.class);
  private static final String ERASURE_KEY = "erasure.key";
  private static final int ERASURE_KEY_BYTES = 32;

  /** A table that is loaded all the time has its turn between two runs, or the next time. */
  private static final Duration LONGEST_WAIT_OF_UPKEEP = Duration.ofSeconds(60);

  private final Workspace workspace;
  private final LocalDate businessDate;
  private final LakeHost host;
  private final LakeHistory history;
  private final ReleaseReaders readers;
  private final SparkSessions sessions;
  private final Cancellation cancellation;
  private final List<Leases> onClose = new ArrayList<>();
  private final Runnable systemTables;
  private final Optional<LineageSender> lineage;
  private final FeedRelease feeds;
  private @Nullable IcebergPublisher publisher;
  private @Nullable PipelineServices services;
  private @Nullable Leases upkeep;

  private EmbeddedLake(
      Workspace workspace, LocalDate businessDate, LakeHost host, LakeHistory history) {
    this.workspace = workspace;
    this.businessDate = businessDate;
    this.host = host;
    this.history = history;
    this.readers =
        new ReleaseReaders(
            history.lake().database(), ReaderTimes.standard(), LeaseSettings.Owner.current());
    this.sessions = new SparkSessions(workspace.settings(), host.spark());
    this.cancellation = host.cancellation().child();
    cancellation.onCancel(sessions::cancelJobs);
    this.systemTables = SystemSources.offer(workspace, history, host.clock());
    this.lineage = LineageSender.open(workspace, sessions);
    lineage.ifPresent(history.ledger()::observe);
    this.feeds = new FeedRelease(this);
  }

  /**
   * Opens a workspace's catalog, and writes the log beside it from now on.
   *
   * @param businessDate null for yesterday in the workspace's zone
   */
  public static EmbeddedLake open(
      Workspace workspace, @Nullable LocalDate businessDate, LakeHost host) {
    LocalDate date =
        businessDate != null
            ? businessDate
            : LocalDate.ofInstant(host.clock().instant(), workspace.settings().zone()).minusDays(1);
    LogDirectory.use(workspace.settings());
    return new EmbeddedLake(workspace, date, host, LakeHistory.open(workspace.settings()));
  }

  public Workspace workspace() {
    return workspace;
  }

  public LocalDate businessDate() {
    return businessDate;
  }

  /** What the process gives it. */
  public LakeHost host() {
    return host;
  }

  /** What past runs left. */
  public LakeHistory history() {
    return history;
  }

  /** The catalog, for what needs no Spark. */
  public Lake catalog() {
    return history.lake();
  }

  /** Its users and keys. */
  StateStore state() {
    return StateStore.of(catalog().database(), workspace.settings().stateDir());
  }

  /** Says which releases this process reads. */
  ReleaseReaders readers() {
    return readers;
  }

  public SparkSessions sessions() {
    return sessions;
  }

  /** Stops what its rounds run. */
  public Cancellation cancellation() {
    return cancellation;
  }

  /** What apply would do; writes nothing. */
  public LakePlan plan(Drops drops) {
    return new Planner(catalog()).plan(workspace, drops);
  }

  /** Does what a plan says, if the catalog is still as it was planned for. */
  public void apply(LakePlan plan, Drops drops) {
    new Planner(catalog()).apply(workspace, plan, drops);
  }

  public Round round(RunListener listener) {
    return new Round(services(), listener);
  }

  /**
   * A round of the same workspace as it reads for another business date.
   *
   * @param dated the workspace, loaded for that date
   * @param stop stops it, beside the lake's own cancellation where it is a child of that
   */
  public Round round(Workspace dated, RunListener listener, Cancellation stop) {
    return new Round(services().withWorkspace(dated).withCancellation(stop), listener);
  }

  /** Lets go what every job that reads a feed has published of it; fails no run that has passed. */
  public void releaseFeeds() {
    try {
      feeds.release();
    } catch (RuntimeException e) {
      LOG.warn("What was published of feeds is kept for now", e);
    }
  }

  public QuarantineService quarantine() {
    return new QuarantineService(services(), businessDate);
  }

  /**
   * Has work done with refused rows for somebody who waits for it.
   *
   * @param dated the workspace, loaded for that date
   * @param patience how long it waits for a table that another holds
   * @param longest then it is stopped
   */
  <T> T quarantine(
      Workspace dated,
      LocalDate date,
      Duration patience,
      Duration longest,
      Function<QuarantineService, T> work) {
    try (IcebergPublisher own =
            new IcebergPublisher(
                sessions::standard,
                catalog(),
                host.clock(),
                LeaseSettings.standard().withPatience(patience));
        StoppableJob stoppable =
            new StoppableJob(services().withWorkspace(dated).withPublisher(own), longest)) {
      stoppable.services().cancellation().onCancel(own::cancel);
      return work.apply(new QuarantineService(stoppable.services(), date));
    }
  }

  public DeliveryService deliveries() {
    return new DeliveryService(services(), businessDate);
  }

  public TableRecreation recreation() {
    return new TableRecreation(services());
  }

  public TableReload reload() {
    return new TableReload(services(), businessDate);
  }

  /**
   * Upkeep of its tables.
   *
   * @param by the contracts that say how long rows are kept; rows of other tables stay
   * @param stop has it end soon
   * @param told hears of each action
   */
  public Maintenance maintenance(
      Collection<DatasetContract> by,
      UpkeepPolicy policy,
      Cancellation stop,
      Consumer<MaintenanceLog.Entry> told) {
    RunIds runs = RunIds.of(host.clock());
    return new Maintenance(
        new Maintenance.Parts(
            catalog(),
            by,
            sessions::standard,
            history.holds(),
            upkeepLeases(),
            runs::next,
            host.clock(),
            new DatabaseClock(catalog().database()),
            workspace.settings().zone(),
            workspace.settings().stateDir().resolve("logs").resolve("runs"),
            stop::isCancelled),
        policy,
        told);
  }

  private synchronized Leases upkeepLeases() {
    Leases present = upkeep;
    if (present == null) {
      present =
          new Leases(
              catalog().database(), LeaseSettings.standard().withPatience(LONGEST_WAIT_OF_UPKEEP));
      onClose.add(present);
      cancellation.onCancel(present::cancel);
      upkeep = present;
    }
    return present;
  }

  /** Finds persons, and takes them out. */
  public SubjectService subjects() {
    return new SubjectService(services(), history.holds());
  }

  /**
   * The secret by which erased persons are noted. Apart from that of masks, which may be replaced.
   */
  public byte[] erasureKey() {
    return state().entry(ERASURE_KEY).findOrMakeSecret(ERASURE_KEY_BYTES);
  }

  /** No key is made for a lake that never erased anybody. */
  private ErasedForms erased() {
    ErasureStore erasures = new ErasureStore(catalog().database());
    return erasures.isEmpty() ? ErasedForms.none() : erasures.forms(erasureKey());
  }

  public RowCorrections corrections() {
    return new RowCorrections(catalog(), host.clock());
  }

  /** SQL that reads, with no policy before it. */
  public SqlEngine sql() {
    return sql(SqlEngine.Mode.READ);
  }

  public SqlEngine sql(SqlEngine.Mode mode) {
    return new SqlEngine(sessions.standard(), workspace.settings().zone(), mode, catalog());
  }

  /** The same, for queries that read little. */
  public SqlEngine smallSql() {
    return new SqlEngine(
        sessions.newSmall(), workspace.settings().zone(), SqlEngine.Mode.READ, catalog());
  }

  /** Made by whoever first runs something: reading needs no reservations of tables. */
  private synchronized PipelineServices services() {
    PipelineServices present = services;
    if (present == null) {
      IcebergPublisher made =
          new IcebergPublisher(
              sessions::standard, catalog(), host.clock(), LeaseSettings.standard());
      publisher = made;
      cancellation.onCancel(made::cancel);
      present =
          new PipelineServices(
              workspace,
              host.clock(),
              catalog(),
              history.ledger(),
              made,
              sessions,
              cancellation,
              RunIds.of(host.clock()),
              this::erased);
      services = present;
    }
    return present;
  }

  @Override
  public void close() {
    if (publisher != null) {
      publisher.close();
    }
    onClose.forEach(Leases::close);
    lineage.ifPresent(LineageSender::close);
    systemTables.run();
    sessions.close();
    readers.close();
    history.close();
    cancellation.close();
  }
}
