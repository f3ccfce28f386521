package io.citylake.lake.lease;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;

class TestLeasesOnSqlite extends LeasesContract {
  @Override
  CatalogSettings catalog(Path directory) {
    return LocalLake.settings(directory).catalog();
  }
}
