package io.citylake.lake.backup;

import java.nio.file.Path;

class TestLakeBackupOnSqlite extends LakeBackupContract {
  @Override
  String catalog(Path directory) {
    return "jdbc:sqlite:" + directory.resolve(".citylake/catalog.db");
  }
}
