package io.citylake.schedule.store;

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

/** Slots as a table: {@code _sys.slots}. */
public final class SlotTable {
  private SlotTable() {}

  /**
   * Of every series.
   *
   * @param tasks the names of those that write to some tables
   */
  public static SystemRows rows(
      CatalogDatabase database, Function<SortedSet<TableName>, Collection<String>> tasks) {
    return new StoredRows(
        database,
        "citylake_slots",
        List.of("series", "task", "slot"),
        new Subject("task", tasks),
        List.of(
            column("series", Form.TEXT),
            new StoredColumn("job", "task", Form.TEXT),
            column("slot", Form.TEXT),
            column("business_date", Form.DATE),
            column("scheduled_at", Form.MILLIS),
            column("state", Form.TEXT),
            column("reason", Form.OPTIONAL_TEXT),
            column("tries", Form.INT),
            column("run_id", Form.OPTIONAL_TEXT),
            column("began_at", Form.MILLIS),
            column("ended_at", Form.MILLIS)));
  }

  private static StoredColumn column(String name, Form form) {
    return new StoredColumn(name, name, form);
  }
}
