package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a disk costs that may not be written. */
class ITStorage {
  @TempDir private Path home;

  @Test
  void saysInOneSentenceThatTheStateDirectoryCannotBeWritten() throws Exception {
    CommandFixture lake = new CommandFixture(home).levels("append").levelsJob();
    Files.createDirectories(home.resolve(".citylake"));
    // A file is in the way for every account; the tests may run as one that may write anywhere.
    Files.createFile(home.resolve(".citylake/logs"));
    for (String command : new String[] {"runs", "apply"}) {
      Outcome refused = lake.callWithoutSpark(command);
      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.err())
          .contains("Cannot write to the state directory", "CL3003")
          .hasLineCount(1);
    }
  }

  @Test
  void namesALostDataFileInOneSentence() throws Exception {
    CommandFixture lake = new CommandFixture(home).levels("append").levelsJob();
    lake.landing("a.csv", "府河,2026-01-01 08:00,1.5,7");
    assertThat(lake.call("apply").exit()).isZero();
    assertThat(lake.call("run", "--all").exit()).isZero();
    Path data = home.resolve(".citylake/warehouse/water/ods_level/data");
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    Outcome lost = lake.call("sql", "-e", "SELECT gauge FROM water.ods_level");
    assertThat(lost.exit()).isEqualTo(1);
    assertThat(lost.err())
        .contains("a file of the lake is missing", ".parquet", "CL3003")
        .hasLineCount(1);
  }
}
