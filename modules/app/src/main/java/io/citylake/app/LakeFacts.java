package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.Audit;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.PartitionField;
import io.citylake.contract.dataset.PartitionField.Transform;
import io.citylake.contract.job.Task;
import io.citylake.govern.catalogue.DatasetFacts;
import io.citylake.govern.catalogue.DatasetFacts.Runs;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.lake.metadata.LiveRows;
import io.citylake.lake.metadata.NewestValue;
import io.citylake.model.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** What tables are like now, from their snapshots' metadata and the run ledger. No data is read. */
public final class LakeFacts implements DatasetFacts.Source {
  private static final int LATEST_RUNS = 10;
  private static final Set<Transform> OF_TIME =
      Set.of(Transform.YEAR, Transform.MONTH, Transform.DAY, Transform.HOUR);

  private final Workspace workspace;
  private final Lake lake;
  private final RunLedger ledger;

  public LakeFacts(Workspace workspace, Lake lake, RunLedger ledger) {
    this.workspace = workspace;
    this.lake = lake;
    this.ledger = ledger;
  }

  @Override
  public DatasetFacts of(TableName name) {
    Table table;
    try {
      table = lake.catalog().loadTable(Lake.identifier(name));
    } catch (NoSuchTableException e) {
      return new DatasetFacts(0L, null, runs(name));
    }
    Snapshot snapshot = table.currentSnapshot();
    OptionalLong rows = LiveRows.count(table, snapshot);
    return new DatasetFacts(
        rows.isPresent() ? (Long) rows.getAsLong() : null,
        snapshot == null ? null : Instant.ofEpochMilli(snapshot.timestampMillis()),
        times(name)
            .flatMap(column -> NewestValue.of(table, column, workspace.settings().zone()))
            .orElse(null),
        runs(name));
  }

  /** The column that tells how new rows are: what freshness is audited by, else partitioned by. */
  private Optional<String> times(TableName name) {
    DatasetContract dataset = workspace.datasets().get(name);
    if (dataset == null) {
      return Optional.empty();
    }
    Optional<String> audited =
        dataset.audits().stream()
            .filter(each -> each instanceof Audit.Freshness)
            .map(each -> ((Audit.Freshness) each).column())
            .findFirst();
    return audited.or(
        () ->
            dataset.partitionBy().stream()
                .filter(each -> OF_TIME.contains(each.transform()))
                .map(PartitionField::column)
                .findFirst());
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
}
