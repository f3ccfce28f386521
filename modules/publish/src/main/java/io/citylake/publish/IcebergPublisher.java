package io.citylake.publish;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.TableRecovery;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.lake.lease.Leases;
import io.citylake.lake.metadata.PositionStore;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.BranchNames;
import io.citylake.model.CityLakeException;
import io.citylake.model.CommitOutcome;
import io.citylake.model.PassedAudit;
import io.citylake.model.RunId;
import io.citylake.model.StagedTable;
import io.citylake.publish.commit.PublishCommit;
import io.citylake.publish.commit.Recovery;
import io.citylake.publish.commit.SideTables;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes by Iceberg branches in the catalog of a {@link Lake}. */
public final class IcebergPublisher implements TablePublisher, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IcebergPublisher.class);

  private final Supplier<SparkSession> spark;
  private final Lake lake;
  private final Clock clock;
  private final Leases leases;
  private final SideTables sideTables;
  private final Recovery recovery;
  private final ConcurrentMap<RunId, IcebergStaging> open = new ConcurrentHashMap<>();

  /**
   * @param spark gives a session made with {@link io.citylake.lake.session.SparkSettings}; asked
   *     only by what writes rows, on the thread that does, so that a run with nothing to do needs
   *     none
   * @param lake stays open; closing is the caller's
   */
  public IcebergPublisher(
      Supplier<SparkSession> spark, Lake lake, Clock clock, LeaseSettings leases) {
    this.spark = spark;
    this.lake = lake;
    this.clock = clock;
    this.leases = new Leases(lake.database(), leases);
    this.sideTables = new SideTables(lake);
    this.recovery = new Recovery(lake, sideTables);
  }

  @Override
  public TableHold hold(DatasetContract dataset, RunId holder, BooleanSupplier givenUp) {
    Table target = lake.loadTable(dataset.name());
    new TableRecovery(lake).requireCurrent(dataset.name());
    return new IcebergTableHold(
        this, dataset, holder, leases.acquire(dataset.name(), holder, givenUp), target);
  }

  @Override
  public CommitOutcome publish(PassedAudit passed) {
    StagedTable staged = passed.staged();
    CommitOutcome outcome;
    Table table;
    String position;
    try {
      table = lake.loadTable(staged.table());
      IcebergStaging staging = open.get(staged.run());
      if (staging != null) {
        staging.requireHeld();
      }
      position = PositionStore.write(table, staged.job(), staged.run(), staged.after());
      outcome = new PublishCommit(table, staged, position, sideTables).commit();
    } catch (CityLakeException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warn("Cannot publish run {} of table {}", staged.run(), staged.table(), e);
      return new CommitOutcome.NotCommitted(String.valueOf(e.getMessage()));
    }
    if (outcome instanceof CommitOutcome.Committed) {
      follow(table, staged, position);
    }
    if (!(outcome instanceof CommitOutcome.NotCommitted)) {
      end(staged.run());
    }
    LOG.info("Run {} on table {}: {}", staged.run(), staged.table(), outcome);
    return outcome;
  }

  /** The rows are visible: what fails from here on is finished by the next run. */
  private void follow(Table table, StagedTable staged, String position) {
    try {
      sideTables.fastForward(SideTables.of(staged));
      PositionStore.prune(table, staged.job(), position);
    } catch (RuntimeException e) {
      LOG.warn(
          "Run {} of table {} is published, but its quarantine is not yet; the next run finishes"
              + " it",
          staged.run(),
          staged.table(),
          e);
    }
  }

  @Override
  public void discard(StagedTable staged, BranchDisposition keep) {
    List<Table> tables = new ArrayList<>();
    tables.add(lake.loadTable(staged.table()));
    tables.addAll(sideTables.tables(staged.table()));
    for (Table table : tables) {
      switch (keep) {
        case KEEP_BRANCH ->
            TableRefs.rename(table, staged.branch(), BranchNames.blocked(staged.run()));
        case DROP_BRANCH -> TableRefs.drop(table, List.of(staged.branch()));
      }
    }
    end(staged.run());
  }

  /** Runs that wait for a table give up, with CANCELLED; what is under way is not touched. */
  public void cancel() {
    leases.cancel();
  }

  /** Ends the renewal of reservations; runs that are open lose theirs. */
  @Override
  public void close() {
    leases.close();
  }

  SparkSession spark() {
    return spark.get();
  }

  Lake lake() {
    return lake;
  }

  Clock clock() {
    return clock;
  }

  Recovery recovery() {
    return recovery;
  }

  void opened(IcebergStaging staging) {
    open.put(staging.run(), staging);
  }

  private void end(RunId run) {
    IcebergStaging staging = open.remove(run);
    if (staging != null) {
      staging.end();
    }
  }
}
