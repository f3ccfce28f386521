package io.citylake.lake.catalog;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;

class TestSqliteDialect extends DialectContract {
  @Override
  CatalogSettings catalog(Path directory) {
    return LocalLake.settings(directory).catalog();
  }

  @Override
  Dialect expected() {
    return Dialect.SQLITE;
  }

  @Override
  String impatience() {
    return "PRAGMA busy_timeout = 50";
  }
}
