package io.citylake.cli.print;

import io.citylake.cli.call.Console;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.TableRecovery;
import io.citylake.model.TableName;
import java.util.List;

/** Says beside an answer that it was read by an older copy of the catalog's database. */
public final class OlderCatalog {
  private OlderCatalog() {}

  /** Once, where it is so. */
  public static void warn(Console console, Lake lake) {
    List<TableName> behind = new TableRecovery(lake).behind();
    if (!behind.isEmpty()) {
      console
          .err()
          .println(
              "The catalog database is an older copy: what was published since is not seen here, of %,d tables (first=%s); put the newer database back, or see citylake table recover --plan"
                  .formatted(behind.size(), behind.get(0)));
    }
  }
}
