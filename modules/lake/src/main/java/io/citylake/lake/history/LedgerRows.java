package io.citylake.lake.history;

import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.system.StoredColumn;
import io.citylake.lake.system.StoredColumn.Form;
import io.citylake.lake.system.StoredRows;
import io.citylake.lake.system.StoredRows.Subject;
import io.citylake.lake.system.SystemRows;
import java.util.List;

/** The run ledger as tables: {@code _sys.runs} and {@code _sys.stages}. */
public final class LedgerRows {
  private LedgerRows() {}

  public static SystemRows runs(CatalogDatabase database) {
    return new StoredRows(
        database,
        "citylake_runs",
        List.of("run_id"),
        Subject.table("target"),
        List.of(
            column("run_id", Form.TEXT),
            column("job", Form.TEXT),
            column("target", Form.TEXT),
            column("kind", Form.TEXT),
            column("business_date", Form.DATE),
            column("started_at", Form.INSTANT),
            column("ended_at", Form.INSTANT),
            column("outcome", Form.TEXT),
            count("read"),
            column("accepted", Form.LONG),
            count("quarantined"),
            count("duplicates"),
            count("skipped"),
            count("warned"),
            column("error_code", Form.TEXT),
            column("message", Form.TEXT)));
  }

  public static SystemRows stages(CatalogDatabase database) {
    return new StoredRows(
        database,
        "citylake_stages s JOIN citylake_runs r ON r.run_id = s.run_id",
        List.of("s.run_id", "s.ordinal"),
        Subject.table("r.target"),
        List.of(
            new StoredColumn("run_id", "s.run_id", Form.TEXT),
            new StoredColumn("ordinal", "s.ordinal", Form.INT),
            new StoredColumn("stage", "s.stage", Form.TEXT),
            new StoredColumn("started_at", "s.started_at", Form.INSTANT),
            new StoredColumn("millis", "s.millis", Form.LONG),
            new StoredColumn("job", "r.job", Form.TEXT),
            new StoredColumn("target", "r.target", Form.TEXT)));
  }

  private static StoredColumn column(String name, Form form) {
    return new StoredColumn(name, name, form);
  }

  private static StoredColumn count(String name) {
    return new StoredColumn(name, "tally", Form.COUNT);
  }
}
