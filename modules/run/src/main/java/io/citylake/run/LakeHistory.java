package io.citylake.run;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.WorkspaceIdentity;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.history.RunRecord;
import io.citylake.lake.hold.BranchHolds;
import io.citylake.lake.hold.ReaderHolds;
import io.citylake.lake.hold.ReleaseHolds;
import io.citylake.lake.hold.SnapshotHolds;
import io.citylake.lake.lease.Leases;
import io.citylake.model.CityLakeException;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.publish.quarantine.QuarantineReader;
import io.citylake.run.quarantine.QuarantineCounts;
import io.citylake.transform.step.StepHolds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What past runs left behind, for reading. It needs neither Spark nor the contracts, so that it
 * answers while they are being mended. One thread uses it.
 */
public final class LakeHistory implements AutoCloseable {
  /** Between a run's line in the ledger and its reservation. */
  private static final Duration LONGEST_BEGINNING = Duration.ofSeconds(10);

  private final Path logs;
  private final Lake lake;
  private final RunLedger ledger;

  private LakeHistory(Path logs, Lake lake) {
    this.logs = logs;
    this.lake = lake;
    this.ledger = RunLedger.open(lake.database());
  }

  /**
   * Opens the catalog that the settings name.
   *
   * @throws CityLakeException PLAN_FOREIGN where the lake was copied or moved here, and its tables
   *     name files elsewhere
   */
  public static LakeHistory open(Settings settings) {
    Path logs = settings.stateDir().resolve("logs");
    Lake lake = Lake.open(settings);
    try {
      new WorkspaceIdentity(lake).requirePlace();
    } catch (RuntimeException e) {
      lake.close();
      throw e;
    }
    return new LakeHistory(logs, lake);
  }

  public RunLedger ledger() {
    return ledger;
  }

  /**
   * Whether a run that the ledger calls running still can be: somebody has its table reserved, or
   * it has just begun. The next run of its job settles what it left.
   */
  public Predicate<RunRecord> alive(Instant now) {
    Set<TableName> reserved = Leases.reserved(lake.database());
    return run ->
        reserved.contains(run.target())
            // One that began long after now did so by a clock that was set back since.
            || Duration.between(run.started(), now).abs().compareTo(LONGEST_BEGINNING) < 0;
  }

  public ReleaseStore releases() {
    return ReleaseStore.open(lake);
  }

  /** Who still needs which snapshots. */
  public SnapshotHolds holds() {
    return new SnapshotHolds(
        List.of(
            new ReleaseHolds(releases()),
            new StepHolds(lake),
            new ReaderHolds(lake.database()),
            new BranchHolds(lake)));
  }

  /** Refused rows as they are published. */
  public QuarantineReader quarantine() {
    return new QuarantineReader(lake);
  }

  /** How many there are of which kind. */
  public QuarantineCounts quarantineCounts() {
    return new QuarantineCounts(lake);
  }

  /** Where a run's own log lines are. */
  public Path runLog(RunId run) {
    return logs.resolve("runs").resolve(run + ".log");
  }

  /** The catalog that it is read from. */
  public Lake lake() {
    return lake;
  }

  @Override
  public void close() {
    lake.close();
  }
}
