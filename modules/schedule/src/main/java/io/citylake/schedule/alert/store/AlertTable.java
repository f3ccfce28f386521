package io.citylake.schedule.alert.store;

import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.system.StoredColumn;
import io.citylake.lake.system.StoredColumn.Form;
import io.citylake.lake.system.StoredRows;
import io.citylake.lake.system.StoredRows.Subject;
import io.citylake.lake.system.SystemRows;
import io.citylake.model.TableName;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Function;

/** Alerts as a table: {@code _sys.alerts}. */
public final class AlertTable {
  private AlertTable() {}

  /**
   * Those that last and those that are over. Those that are about no task, such as of a disk, are
   * told to whoever sees all tables.
   *
   * @param tasks the names of those that write to some tables
   */
  public static SystemRows rows(
      CatalogDatabase database, Function<SortedSet<TableName>, Collection<String>> tasks) {
    return new StoredRows(
        database,
        "citylake_alerts",
        List.of("alert_id"),
        new Subject("task", tasks),
        List.of(
            column("alert_id", Form.TEXT),
            column("kind", Form.TEXT),
            column("severity", Form.TEXT),
            column("theme", Form.OPTIONAL_TEXT),
            new StoredColumn("job", "task", Form.OPTIONAL_TEXT),
            column("slot", Form.OPTIONAL_TEXT),
            column("owner", Form.OPTIONAL_TEXT),
            column("text_zh", Form.TEXT),
            column("text_en", Form.TEXT),
            column("since", Form.MILLIS),
            column("began_at", Form.MILLIS),
            column("acked_at", Form.MILLIS),
            column("ended_at", Form.MILLIS)));
  }

  private static StoredColumn column(String name, Form form) {
    return new StoredColumn(name, name, form);
  }
}
