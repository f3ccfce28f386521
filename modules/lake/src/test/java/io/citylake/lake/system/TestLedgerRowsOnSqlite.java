package io.citylake.lake.system;

import io.citylake.contract.settings.Settings.CatalogSettings;
import java.nio.file.Path;

class TestLedgerRowsOnSqlite extends LedgerRowsContract {
  @Override
  CatalogSettings catalog(Path directory) {
    return new CatalogSettings("jdbc:sqlite:" + directory.resolve("catalog.db"), null, null);
  }
}
