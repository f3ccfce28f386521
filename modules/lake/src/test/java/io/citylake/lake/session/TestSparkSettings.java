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
import org.junit.jupiter.api.io.TempDir;

class TestSparkSettings {
  private static final Settings SETTINGS = withSecrets(LocalLake.settings(Path.of("/home/x")));

  @Test
  void seesCommitsOfOtherProcesses() {
    assertThat(SparkSettings.of(SETTINGS))
        .containsEntry("spark.sql.catalog.lake.cache-enabled", "false")
        .containsEntry("spark.sql.catalog.lake.warehouse", "file:///home/x/.citylake/warehouse")
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

  /** H13: other machines reach no loopback, and have cores of their own. */
  @Test
  void leavesAddressesAndCoresToSparkOnACluster(@TempDir Path home) {
    Map<String, String> given =
        Map.of(
            "spark.master", "spark://a:7077", "spark.executor.extraClassPath", "/opt/citylake/*");
    assertThat(SparkSettings.of(LocalLake.settings(home).withSpark(given)))
        .containsAllEntriesOf(given)
        .containsKey("spark.sql.catalog.lake.citylake.warehouse-mark")
        .doesNotContainKeys(
            "spark.driver.host",
            "spark.driver.bindAddress",
            "spark.sql.shuffle.partitions",
            "spark.default.parallelism",
            "spark.jars");
    assertThat(SparkSettings.of(SETTINGS))
        .containsEntry("spark.driver.host", "127.0.0.1")
        .containsKeys("spark.sql.shuffle.partitions")
        .doesNotContainKeys("spark.sql.catalog.lake.citylake.warehouse-mark", "spark.jars");
  }

  @Test
  void letsTheDeploymentSayWhatExecutorsRunWith(@TempDir Path home) {
    Map<String, String> given =
        Map.of(
            "spark.master", "spark://a:7077",
            "spark.driver.host", "lake.example",
            "spark.executor.extraClassPath", "/opt/citylake/*",
            "spark.executorEnv.LC_ALL", "zh_CN.UTF-8");
    assertThat(SparkSettings.of(LocalLake.settings(home).withSpark(given)))
        .containsAllEntriesOf(given)
        .hasEntrySatisfying(
            "spark.executor.defaultJavaOptions",
            options -> assertThat(options).contains("-Dfile.encoding=UTF-8", "-Duser.timezone="));
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
