package io.citylake.lake.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.lake.catalog.CatalogDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCorrectionStore {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void ofChangesAtOnceEachSeesTheOneBefore(@TempDir Path dir) {
    try (CatalogDatabase database =
        new CatalogDatabase(
            new CatalogSettings("jdbc:sqlite:" + dir.resolve("catalog.db"), null, null))) {
      CorrectionStore store = new CorrectionStore(database);
      IntStream.range(0, 40)
          .parallel()
          .forEach(each -> store.change("row", "li", NOON, earlier -> earlier.orElse("") + "x"));
      assertThat(store.find(List.of("row"))).containsEntry("row", "x".repeat(40));
    }
  }
}
