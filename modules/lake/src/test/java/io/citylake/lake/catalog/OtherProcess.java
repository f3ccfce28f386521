package io.citylake.lake.catalog;

import io.citylake.contract.settings.Settings;
import io.citylake.model.TableName;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.Table;

/** What the second process of {@link LakeCatalogContract} does: commit after commit. */
final class OtherProcess {
  static final int COMMITS = 10;

  private OtherProcess() {}

  public static void main(String[] arguments) {
    Settings settings = LocalLake.settings(Path.of(arguments[0]), arguments[1], Map.of());
    try (Lake lake = Lake.open(settings)) {
      Table table = lake.catalog().loadTable(Lake.identifier(TableName.parse(arguments[2])));
      for (int i = 0; i < COMMITS; i++) {
        table.newAppend().appendFile(LakeCatalogContract.file("other-" + i)).commit();
      }
    }
  }
}
