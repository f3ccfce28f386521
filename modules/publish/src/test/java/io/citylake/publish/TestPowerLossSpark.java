package io.citylake.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.catalog.Lake;
import io.citylake.model.Position;
import io.citylake.testkit.Contracts;
import io.citylake.testkit.LocalLake;
import io.citylake.testkit.PowerLoss;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R06, ClickHouse #111726: what was acknowledged survives power loss. */
class TestPowerLossSpark {
  private static final String LAKE = "spark.sql.catalog.lake.";

  @TempDir private Path home;

  @BeforeEach
  void forget() {
    PowerLoss.reset();
  }

  @Test
  void keepsEveryPublishedRow() {
    Settings settings = settings(Map.of(LAKE + PowerLoss.SETTING, PowerLoss.class.getName()));
    PublisherFixture.apply(home, settings, Contracts.readings());
    try (PublisherFixture lake = PublisherFixture.reopen(settings, Contracts.readings())) {
      for (int i = 1; i <= 3; i++) {
        int value = i;
        lake.run(
            new Position("x".repeat(5_000) + i),
            rows -> rows.accept("s" + value, null, value).refuse("q" + value, "value", "range"));

        // A note of the last commit that is lost says nothing, which is what it said before.
        assertThat(PowerLoss.strike(warehouse()))
            .allMatch(lost -> lost.endsWith("metadata/version-hint.text"));

        assertThat(lake.rows()).isEqualTo(i);
        assertThat(lake.quarantined()).isEqualTo(i);
        assertThat(lake.position()).isEqualTo(new Position("x".repeat(5_000) + i));
      }
    }
  }

  /** The control: with Iceberg's own file access the same loss destroys the table. */
  @Test
  void losesTheTableWithoutDurableFiles() {
    Settings settings =
        settings(Map.of(LAKE + "io-impl", "org.apache.iceberg.hadoop.HadoopFileIO"));
    PublisherFixture.apply(home, settings, Contracts.readings());

    assertThat(PowerLoss.strike(warehouse())).isNotEmpty();

    try (Lake lake = Lake.open(settings)) {
      assertThatThrownBy(
              () -> lake.catalog().loadTable(Lake.identifier(Contracts.readings().name())))
          .hasMessageContaining("missing or damaged");
    }
  }

  private Path warehouse() {
    return home.resolve(".citylake/warehouse");
  }

  private Settings settings(Map<String, String> spark) {
    return LocalLake.settings(home, "jdbc:sqlite:" + home.resolve(".citylake/catalog.db"), spark);
  }
}
