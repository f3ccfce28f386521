package io.citylake.lake.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.settings.Settings;
import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.lake.filter.ExactFilters;
import io.citylake.model.Secret;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestSparkSettings {
  private static final Settings SETTINGS = withSecrets(LocalLake.settings(Path.of("/home/x")));

  @Test
  void seesCommitsOfOtherProcesses() {
    assertThat(SparkSettings.of(SETTINGS))
        .containsEntry("spark.sql.catalog.lake.cache-enabled", "false")
        .containsEntry("spark.sql.catalog.lake.warehouse", "/home/x/.citylake/warehouse")
        .containsEntry("spark.sql.defaultCatalog", "lake")
        .containsEntry("spark.sql.ansi.enabled", "true")
        .containsEntry("spark.sql.session.timeZone", "Asia/Shanghai")
        .containsEntry("spark.ui.enabled", "false");
  }

  @Test
  void holdsNeitherUserNorPasswordOfTheCatalog() {
    assertThat(SparkSettings.of(SETTINGS).toString())
        .doesNotContain("keeper")
        .doesNotContain("opensesame");
  }

  @Test
  void passesHadoopsSettingsOn() {
    assertThat(SparkSettings.of(SETTINGS)).containsEntry("spark.hadoop.fs.s3a.secret.key", "s3");
  }

  @Test
  void letsTheDeploymentOverride() {
    assertThat(SparkSettings.of(SETTINGS)).containsEntry("spark.master", "local[7]");
  }

  /** Without ours, filters answer wrongly. */
  @Test
  void putsExtensionsOfTheDeploymentBesideOurs() {
    Settings more =
        SETTINGS.withSpark(
            Map.of(
                "spark.sql.extensions",
                "org.example.Own, " + ExactFilters.class.getName() + ",org.example.Other"));
    assertThat(SparkSettings.of(more).get("spark.sql.extensions").split(","))
        .containsExactly(
            "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
            ExactFilters.class.getName(),
            "org.example.Own",
            "org.example.Other");
    assertThat(SparkSettings.of(SETTINGS).get("spark.sql.extensions"))
        .endsWith("," + ExactFilters.class.getName());
  }

  private static Settings withSecrets(Settings plain) {
    return new Settings(
        plain.stateDir(),
        new CatalogSettings(plain.catalog().uri(), "keeper", new Secret("opensesame")),
        plain.warehouse(),
        plain.sourceRoots(),
        plain.zone(),
        plain.thresholds(),
        plain.caps(),
        Map.of("spark.master", "local[7]"),
        Map.of("fs.s3a.secret.key", new Secret("s3")));
  }

  /** Of stores that are not this machine's disks, and of whoever reads past Iceberg. */
  @Test
  void hasPagesOfParquetVerified() {
    assertThat(SparkSettings.of(SETTINGS))
        .containsEntry("spark.hadoop.parquet.page.verify-checksum.enabled", "true");
  }
}
