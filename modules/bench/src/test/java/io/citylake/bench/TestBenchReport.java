package io.citylake.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestBenchReport {
  @TempDir private Path directory;

  private static BenchReport report() {
    BenchReport report = new BenchReport("work", 1000);
    report.add("first", 1.0);
    report.add("first", 2.0);
    report.add("first", 4.0);
    report.add("second", 2.0);
    report.add("second", 2.0);
    report.add("second", 2.0);
    return report;
  }

  @Test
  void ratiosAreTakenRoundByRound() {
    assertThat(report().text().lines().skip(2))
        .satisfiesExactly(
            first -> assertThat(first).contains("500", "(250 - 1,000)", "1.00 (1.00 - 1.00)"),
            second -> assertThat(second).contains("500", "(500 - 500)", "1.00 (0.50 - 2.00)"));
  }

  @Test
  void allFiguresAreWrittenForMachines() throws Exception {
    Path file = report().write(directory.resolve("made/bench.json"));
    assertThat(Files.readString(file))
        .contains(
            "\"amount\" : 1000.0", "\"unit\" : \"rows/s\"", "\"seconds\" : [ 1.0, 2.0, 4.0 ]");
  }
}
