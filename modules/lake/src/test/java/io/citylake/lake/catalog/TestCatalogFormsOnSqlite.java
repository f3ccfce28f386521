package io.citylake.lake.catalog;

import io.citylake.contract.settings.Settings.CatalogSettings;
import java.nio.file.Path;

class TestCatalogFormsOnSqlite extends CatalogFormsContract {
  @Override
  CatalogSettings catalog(Path directory) {
    return new CatalogSettings("jdbc:sqlite:" + directory.resolve("catalog.db"), null, null);
  }
}
