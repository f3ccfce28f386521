package io.citylake.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestGenerateBench {
  @TempDir private Path directory;

  @Test
  void measuresEachFeedAfterOneRoundThatDoesNotCount() {
    List<String> heard = new ArrayList<>();
    List<BenchReport> reports =
        new GenerateBench(directory.resolve("bench"), 0.001, 1).run(2, heard::add);
    assertThat(heard).hasSize(3 * reports.size()).anyMatch(line -> line.startsWith("iot_sensing."));
    assertThat(reports)
        .anySatisfy(
            report -> assertThat(report.text()).contains("2 rounds", "iot_sensing.readings"));
    assertThat(directory.resolve("bench/iot_sensing/readings/2026-01-01"))
        .isDirectoryContaining("glob:**.ndjson");
  }
}
