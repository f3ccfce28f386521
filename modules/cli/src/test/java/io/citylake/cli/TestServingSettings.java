package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.filter.ExactFilters;
import io.citylake.lake.session.SparkSettings;
import io.citylake.serve.ServingSpark;
import io.citylake.serve.engine.StageShare;
import io.citylake.serve.engine.TaskChecks;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TestServingSettings {
  @Test
  void serverAnswersByTheSameExtensionsAndItsOwn() {
    Settings settings = ServingSpark.settings(LocalLake.settings(Path.of("/home/x")));
    assertThat(SparkSettings.of(settings).get("spark.sql.extensions").split(","))
        .containsExactly(
            "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
            ExactFilters.class.getName(),
            StageShare.class.getName(),
            TaskChecks.class.getName());
  }
}
