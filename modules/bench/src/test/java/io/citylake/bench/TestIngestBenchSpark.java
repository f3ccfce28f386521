package io.citylake.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.model.CityLakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestIngestBenchSpark {
  @TempDir private Path directory;

  @Test
  void everyContestantDoesTheWholeWork() {
    List<String> lines = new ArrayList<>();
    BenchReport report =
        new IngestBench(directory.resolve("bench"), 20_000, 2, Clock.systemUTC())
            .run(1, lines::add);
    assertThat(report.text()).contains("plain Spark", "DuckDB", "CityLake");
    // The first line says what was generated; each contestant runs once to warm up and once to
    // count.
    assertThat(lines).hasSize(7);
  }

  @Test
  void doesNotMakeAnewADirectoryThatHoldsSomethingElse() throws Exception {
    Path mine = Files.createDirectories(directory.resolve("mine"));
    Files.writeString(mine.resolve("thesis.txt"), "years of work");
    assertThatThrownBy(() -> new IngestBench(mine, 10, 1, Clock.systemUTC()).run(1, line -> {}))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("none of an earlier benchmark");
    assertThat(mine.resolve("thesis.txt")).exists();
  }
}
