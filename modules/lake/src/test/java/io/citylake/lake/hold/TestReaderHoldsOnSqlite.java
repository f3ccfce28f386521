package io.citylake.lake.hold;

import io.citylake.contract.settings.Settings.CatalogSettings;
import java.nio.file.Path;

class TestReaderHoldsOnSqlite extends ReaderHoldsContract {
  @Override
  CatalogSettings catalog(Path directory) {
    return new CatalogSettings("jdbc:sqlite:" + directory.resolve("catalog.db"), null, null);
  }
}
