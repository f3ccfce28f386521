package io.citylake.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.bench.UpkeepBench.Play;
import io.citylake.model.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestUpkeepBenchSpark {
  @TempDir private Path directory;

  /** Of each day one state stays for its release, and of what was loaded one file a month. */
  @Test
  void daysLeaveLittleBehindAndNoGroupIsMadeAnew() throws Exception {
    Path bench = directory.resolve("bench");
    List<String> lines = new ArrayList<>();
    UpkeepReport report =
        new UpkeepBench(bench, new Play(3, 8, 100, Duration.ofHours(1)), Clock.systemUTC())
            .run(lines::add);
    assertThat(lines).hasSize(3).allMatch(line -> line.contains("50 derived, 0 anew"));
    assertThat(report.failures()).isEmpty();
    UpkeepReport.State state = report.state(TableName.parse("bench.ods_reading"));
    assertThat(state.files()).isLessThanOrEqualTo(2);
    // The last day's stay for a day; of the two before those that a release of theirs serves.
    assertThat(state.snapshots()).isLessThan(3 * 8);
    assertThat(report.text())
        .contains("3 of 3 days", "Failed loads: 0", "150 made, 0 made anew", "live files");
    assertThat(Files.readString(bench.resolve("bench_upkeep.json"))).contains("\"load_ms\"");
  }
}
