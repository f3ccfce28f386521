package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.system.SystemDatasets;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.history.LedgerRows;
import io.citylake.lake.system.SystemRows;
import io.citylake.lake.system.SystemTables;
import io.citylake.model.TableName;
import io.citylake.run.LakeHistory;
import io.citylake.schedule.alert.store.AlertTable;
import io.citylake.schedule.store.SlotTable;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.SortedSet;

/** Where the rows of each of the lake's own tables come from. */
final class SystemSources {
  private SystemSources() {}

  /**
   * Offers them to this process.
   *
   * @return withdraws them
   */
  static Runnable offer(Workspace workspace, LakeHistory history, Clock clock) {
    CatalogDatabase database = history.lake().database();
    LakeFacts facts = new LakeFacts(workspace, history.lake(), history.ledger());
    Map<TableName, SystemRows> tables =
        Map.of(
            SystemDatasets.RUNS,
            LedgerRows.runs(database),
            SystemDatasets.STAGES,
            LedgerRows.stages(database),
            SystemDatasets.SLOTS,
            SlotTable.rows(database, written -> tasks(workspace, written)),
            SystemDatasets.FRESHNESS,
            new FreshnessRows(workspace, facts, clock),
            SystemDatasets.DELIVERIES,
            new DeliveryRows(workspace, history.lake()),
            SystemDatasets.ALERTS,
            AlertTable.rows(database, written -> tasks(workspace, written)));
    return SystemTables.offer(workspace.settings().catalog().uri(), tables);
  }

  private static Collection<String> tasks(Workspace workspace, SortedSet<TableName> written) {
    return workspace.tasks().values().stream()
        .filter(task -> written.contains(task.target()))
        .map(task -> task.name().toString())
        .toList();
  }
}
