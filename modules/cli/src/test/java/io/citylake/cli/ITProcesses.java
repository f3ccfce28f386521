package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.citylake.cli.CommandFixture.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only real processes can show: signals, two at once, logs, loaded classes. */
class ITProcesses {
  private static final int MANY = 3_000_000;

  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void workspace() {
    lake = new CommandFixture(home).levels("append").levelsJob();
  }

  private void apply() {
    assertThat(lake.callWithoutSpark("apply").err()).contains("Applied.");
  }

  private void manyRows() throws IOException {
    lake.landing("a.csv");
    try (Writer file = Files.newBufferedWriter(home.resolve("landing/a.csv"))) {
      file.write("站点,时间,水位,编号\n");
      for (int i = 0; i < MANY; i++) {
        file.write("府河,2026-01-01 08:00,1.5," + i + "\n");
      }
    }
  }

  /** The files that rows were written to; a cancelled run may leave some to whoever cleans up. */
  private long dataFiles() {
    Path data = home.resolve(".citylake/warehouse/water/ods_level/data");
    if (!Files.exists(data)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(Files::isRegularFile).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatEndsARunLeavesNothingHalfDone() throws Exception {
    lake.stations().file("landing/stations/s.json", "{\"名称\": \"府河\"}");
    manyRows();
    apply();
    endedBy("TERM", 143);
    endedBy("INT", 130);
    assertThat(lake.callWithoutSpark("runs", "-o", "csv").out())
        .contains(",cancelled,")
        .doesNotContain(",running,", ",died,");
    assertThat(lake.query("select name from water.ods_level.refs")).isEmpty();
    assertThat(lake.call("run", "water.levels").out())
        .contains("read 3,000,000 accepted 3,000,000");
    assertThat(lake.query("select count(*), count(distinct gauge) from water.ods_level"))
        .containsExactly(MANY + "," + MANY);
  }

  private void endedBy(String signal, int exit) throws Exception {
    long before = dataFiles();
    try (ForkedCommand run =
        ForkedCommand.start(lake, List.of(), "run", "--all", "--threads", "1")) {
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> dataFiles() > before || !run.isAlive());
      run.signal(signal);
      Outcome outcome = run.await();
      assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isEqualTo(exit);
      assertThat(outcome.err())
          .as(outcome.toString())
          .contains("Cancelling...")
          .doesNotContain("Exception");
      assertThat(outcome.out())
          .contains("ERROR water.levels", "[cancelled in ", "Cancelled before anything of it")
          .contains("Not run: the round was cancelled");
      assertThat(outcome.lastLine()).isEqualTo("PASS=0 WARN=0 QUARANTINED=0 ERROR=1 SKIP=1");
    }
  }

  /** Of those that take no signal themselves. */
  @Test
  void aCommandThatIsEndedSaysSoAndLeavesNothing() throws Exception {
    apply();
    String endless = "select 'a', count(*) from range(10000000000000)";
    lake.file("jobs/water/reconcile/endless.sql", endless);
    lake.file("landing/truth.json", "{\"findings\": {}}");
    endedBy("TERM", 143, "reconcile", "--landing", home.resolve("landing").toString());
    endedBy("INT", 130, "sql", "-e", endless);
    assertThat(home.resolve(".citylake/tmp")).isEmptyDirectory();
  }

  private void endedBy(String signal, int exit, String... words) throws Exception {
    Path classes = home.resolve(words[0] + ".log");
    List<String> options = List.of("-Xlog:class+load=info:file=" + classes);
    try (ForkedCommand command = ForkedCommand.start(lake, options, words)) {
      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () ->
                  !command.isAlive()
                      || (Files.exists(classes)
                          && Files.readString(classes).contains(".scheduler.TaskSetManager ")));
      command.signal(signal);
      Outcome outcome = command.await();
      assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(exit);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err().lines())
          .containsExactly(
              "Cancelling... (again ends at once)", "Cancelled before it was done [CL9002]");
    }
  }

  /** A database that takes the connection and says nothing hears no cancellation. */
  @Test
  void aRunThatWaitsForSomethingThatDoesNotAnswerEndsAllTheSame() throws Exception {
    apply();
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      silent.setSoTimeout((int) Duration.ofMinutes(2).toMillis());
      lake.file(
          "jobs/water/levels.yaml",
          """
          title: {zh: 水位, en: Levels}
          owner: 水务局
          target: water.ods_level
          source:
            jdbc:
              product: postgresql
              host: 127.0.0.1
              port: %d
              database: levels
              user: reader
              table: levels
          columns: {station: station, at: at, level: level, gauge: gauge}
          """
              .formatted(silent.getLocalPort()));
      try (ForkedCommand run = ForkedCommand.start(lake, List.of(), "run", "water.levels");
          Socket connected = silent.accept()) {
        assertThat(connected.isConnected()).isTrue();
        run.signal("TERM");
        Outcome outcome = run.await();
        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(143);
        assertThat(outcome.err())
            .contains("Cancelling...", "Ended at once: what runs did not end within 25 s");
      }
    }
  }

  /** R10. */
  @Test
  void twoProcessesWithOneJobLoadItOnce() throws Exception {
    lake.landing("a.csv", "府河,2026-01-01 08:00,1.5,7", "沙河,2026-01-01 09:00,99,8");
    apply();
    try (ForkedCommand one = ForkedCommand.start(lake, List.of(), "run", "water.levels");
        ForkedCommand other = ForkedCommand.start(lake, List.of(), "run", "water.levels")) {
      List<Outcome> both = List.of(one.await(), other.await());
      assertThat(both)
          .allSatisfy(outcome -> assertThat(outcome.exit()).as(outcome.toString()).isZero());
      assertThat(both).filteredOn(outcome -> outcome.out().contains("[published in ")).hasSize(1);
      assertThat(both).filteredOn(outcome -> outcome.out().contains("[nothing new in ")).hasSize(1);
    }
    assertThat(lake.query("select count(*) from water.ods_level")).containsExactly("1");
    assertThat(lake.query("select count(*) from water.ods_level__quarantine")).containsExactly("1");
    aRunHasItsOwnLog();
  }

  private void aRunHasItsOwnLog() {
    for (String line : lake.callWithoutSpark("runs", "-o", "csv").lines()) {
      if (line.contains(",published,")) {
        String run = line.substring(0, line.indexOf(','));
        Outcome logs = lake.callWithoutSpark("logs", run);
        assertThat(logs.err()).isEmpty();
        assertThat(logs.lines())
            .isNotEmpty()
            .anyMatch(each -> each.contains("outcome=published"))
            .allMatch(each -> each.contains("[" + run + "]"));
        // Rows never reach a log.
        assertThat(logs.out()).doesNotContain("府河", "沙河");
        return;
      }
    }
    throw new AssertionError("no run was published");
  }

  @Test
  void commandsThatNeedNoSparkDoNotLoadIt() throws Exception {
    lake.landing("a.csv", "府河,2026-01-01 08:00,99,7");
    apply();
    assertThat(lake.call("run", "water.levels").out()).contains("quarantined 1");
    for (String command : List.of("list", "runs", "quarantine ls")) {
      Path classes = home.resolve("classes.log");
      String option = "-Xlog:class+load=info:file=" + classes;
      try (ForkedCommand process = ForkedCommand.start(lake, List.of(option), command.split(" "))) {
        Outcome outcome = process.await();
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.out()).as(command).contains("water.levels");
      }
      try (Stream<String> loaded = Files.lines(classes)) {
        assertThat(
                loaded.filter(
                    line ->
                        line.contains(" org.apache.spark.SparkContext ")
                            || line.contains(" org.apache.spark.sql.SparkSession ")))
            .as(command)
            .isEmpty();
      }
    }
  }
}
