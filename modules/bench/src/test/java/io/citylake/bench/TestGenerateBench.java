package io.citylake.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.city.FeedFiles;
import io.citylake.model.CityLakeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestGenerateBench {
  @TempDir private Path directory;

  @Test
  void measuresEachFeedAndAllTogetherAfterOneRoundThatDoesNotCount() {
    Path bench = directory.resolve("bench");
    List<String> heard = new ArrayList<>();
    RateReport report = new GenerateBench(bench, 0.001, 2).run(2, heard::add);
    assertThat(heard).hasSize(3 * (FeedFiles.jobs().size() + 1));
    assertThat(report.text())
        .contains("scale 0.001", "2 rounds", "all_together")
        .contains(FeedFiles.jobs());
    assertThat(bench.resolve("iot_sensing.readings/iot_sensing/readings/2026-01-02"))
        .isDirectoryContaining("glob:**.ndjson");
    // Another scale is another city: what the earlier benchmark made goes.
    assertThat(new GenerateBench(bench, 0.002, 1).run(1, heard::add).text()).contains("0.002");
    assertThat(bench.resolve("iot_sensing.readings/iot_sensing/readings/2026-01-02"))
        .doesNotExist();
  }

  @Test
  void clearsNoDirectoryOfSomebodyElse() {
    assertThatThrownBy(() -> new GenerateBench(directory, 0.001, 1).run(1, line -> {}))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("none of an earlier benchmark");
  }
}
