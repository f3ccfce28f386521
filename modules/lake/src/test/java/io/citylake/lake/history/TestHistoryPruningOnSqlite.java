package io.citylake.lake.history;

import io.citylake.contract.settings.Settings.CatalogSettings;
import java.nio.file.Path;

class TestHistoryPruningOnSqlite extends HistoryPruningContract {
  @Override
  CatalogSettings catalog(Path directory) {
    return new CatalogSettings("jdbc:sqlite:" + directory.resolve("catalog.db"), null, null);
  }
}
