package io.citylake.run;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.hold.BranchHolds;
import io.citylake.lake.hold.ReaderHolds;
import io.citylake.lake.hold.ReleaseHolds;
import io.citylake.lake.hold.SnapshotHolds;
import io.citylake.model.RunId;
import io.citylake.publish.quarantine.QuarantineReader;
import io.citylake.run.quarantine.QuarantineCounts;
import io.citylake.transform.step.StepHolds;
import java.nio.file.Path;
import java.util.List;

/**
 * What past runs left behind, for reading. It needs neither Spark nor the contracts, so that it
 * answers while they are being mended. One thread uses it.
 */
public final class LakeHistory implements AutoCloseable {
  private final Path logs;
  private final Lake lake;
  private final RunLedger ledger;

  private LakeHistory(Path logs, Lake lake) {
    this.logs = logs;
    this.lake = lake;
    this.ledger = RunLedger.open(lake.database());
  }

  /** Opens the catalog that the settings name. */
  public static LakeHistory open(Settings settings) {
    Path logs = settings.stateDir().resolve("logs");
    return new LakeHistory(logs, Lake.open(settings));
  }

  public RunLedger ledger() {
    return ledger;
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
