package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.job.Task;
import io.citylake.govern.catalogue.DatasetFacts;
import io.citylake.govern.catalogue.DatasetFacts.Runs;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.model.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.jspecify.annotations.Nullable;

/** What tables are like now, from their snapshots' metadata and the run ledger. No data is read. */
public final class LakeFacts implements DatasetFacts.Source {
  private static final int LATEST_RUNS = 10;

  private final Workspace workspace;
  private final Lake lake;
  private final RunLedger ledger;

  public LakeFacts(Workspace workspace, Lake lake, RunLedger ledger) {
    this.workspace = workspace;
    this.lake = lake;
    this.ledger = ledger;
  }

  @Override
  public DatasetFacts of(TableName table) {
    Snapshot snapshot = snapshot(table);
    if (snapshot == null) {
      return new DatasetFacts(0, null, runs(table));
    }
    Map<String, String> summary = snapshot.summary();
    long rows =
        count(summary, SnapshotSummary.TOTAL_RECORDS_PROP)
            - count(summary, SnapshotSummary.TOTAL_POS_DELETES_PROP);
    return new DatasetFacts(rows, Instant.ofEpochMilli(snapshot.timestampMillis()), runs(table));
  }

  private @Nullable Snapshot snapshot(TableName table) {
    try {
      return lake.catalog().loadTable(Lake.identifier(table)).currentSnapshot();
    } catch (NoSuchTableException e) {
      return null;
    }
  }

  private Runs runs(TableName table) {
    List<RunRecord> ended = new ArrayList<>();
    for (Task task : workspace.tasks().values()) {
      if (task.target().equals(table)) {
        ledger.list(Optional.of(task.name()), LATEST_RUNS).stream()
            .filter(run -> run.outcome() != RunOutcome.RUNNING)
            .forEach(ended::add);
      }
    }
    int passed = (int) ended.stream().filter(run -> run.outcome().passed()).count();
    long accepted = ended.stream().mapToLong(run -> run.tally().accepted()).sum();
    long refused = ended.stream().mapToLong(run -> run.tally().quarantined()).sum();
    return new Runs(ended.size(), passed, accepted + refused, accepted);
  }

  private static long count(Map<String, String> summary, String key) {
    return Long.parseLong(summary.getOrDefault(key, "0"));
  }
}
