package io.citylake.run.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.history.RunOutcome;
import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.receive.spool.Message;
import io.citylake.receive.spool.Spool;
import io.citylake.receive.spool.SpoolLimits;
import io.citylake.receive.spool.SpoolView;
import io.citylake.run.OpenLake;
import io.citylake.run.RunFixture;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest.Mode;
import io.citylake.testkit.Faults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is pushed to a feed comes into its table once, whatever dies between. */
class TestFeedsSpark {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-31T08:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path directory;

  @BeforeEach
  @AfterEach
  void noFaults() {
    Faults.reset();
  }

  private RunFixture lake(String name, String mode, String... dataset) {
    RunFixture lake = new RunFixture(directory.resolve(name)).dataset(mode, dataset);
    lake.file(
        "conf/feeds/gauges.yaml",
        """
        title: {zh: 水位计, en: Gauges}
        senders: {station_east: "${FEED_KEY}"}
        """);
    lake.file(
        "jobs/water/levels.yaml",
        """
        title: {zh: 水位, en: Levels}
        owner: 水务局
        target: water.ods_level
        source: {feed: gauges}
        columns:
          station: station
          at: {from: _arrival, format: iso}
          level: data.level
          op: {from: _sender}
        """);
    lake.apply();
    return lake;
  }

  private Path spool(String lake) {
    return directory.resolve(lake).resolve(".citylake/spool/gauges");
  }

  private void send(String lake, String... messages) {
    send(lake, 1 << 20, messages);
  }

  private void send(String lake, int segment, String... messages) {
    SpoolLimits limits = new SpoolLimits(segment, 1 << 28, 1 << 27, 0);
    try (Spool spool = Spool.open(spool(lake), limits, CLOCK, Runnable::run)) {
      for (String each : messages) {
        spool
            .append(List.of(new Message("station_east", each.getBytes(StandardCharsets.UTF_8))))
            .toCompletableFuture()
            .join();
      }
    }
  }

  private static String reading(String station, String level) {
    return "{\"station\":\"%s\",\"data\":{\"level\":%s}}".formatted(station, level);
  }

  private static List<String> rows(RunFixture lake) {
    return lake.rows(
        "SELECT _place, station, level, op, _source, at = timestamp'2026-01-31 08:00:00+00:00'"
            + " FROM lake.water.ods_level ORDER BY _place");
  }

  @Test
  void eachRunReadsWhatCameSinceTheLast() {
    RunFixture lake = lake("runs", "append");
    assertThat(lake.run().outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
    send("runs", reading("府河", "1.5"), reading("沙河", "2.5"));
    assertThat(lake.run().tally().accepted()).isEqualTo(2);
    assertThat(lake.run().outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
    send("runs", 120, reading("江安河", "3.5"), reading("府河", "1.75"));
    JobResult second = lake.run();
    assertThat(second.tally().read()).isEqualTo(2);
    assertThat(rows(lake))
        .containsExactly(
            "1|府河|1.500|station_east|feed:gauges|true",
            "2|沙河|2.500|station_east|feed:gauges|true",
            "3|江安河|3.500|station_east|feed:gauges|true",
            "4|府河|1.750|station_east|feed:gauges|true");
  }

  /** R01 and R15, of a feed. */
  /** How many messages a batch has is chance: the audit asks for days. */
  @Test
  void aBatchIsNotHeldAgainstTheOneBefore() {
    RunFixture lake =
        lake("changes", "append", "audits: [{change: {against: 7, ratio: 10%, level: block}}]");
    send("changes", reading("府河", "1.5"));
    assertThat(lake.run().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    for (int i = 0; i < 5; i++) {
      send("changes", reading("沙河", "2." + i));
    }
    assertThat(lake.run().outcome()).isEqualTo(RunOutcome.PUBLISHED);
  }

  @Test
  void deathAtAnyStepAndRestartGivesTheRowsOnce() {
    RunFixture measured = lake("measured", "append");
    String[] messages = {reading("府河", "1.5"), reading("沙河", "2.5"), "{broken"};
    send("measured", messages);
    runWithFaults(measured, 0);
    List<String> names = Faults.steps();
    int steps = names.size();
    assertThat(steps).isGreaterThan(20);
    // The files' test dies at each; between staging and the commit, every step of a run is alike.
    for (int step = 1; step <= steps; step += step > steps - 8 ? 1 : 4) {
      String name = "step" + step;
      RunFixture lake = lake(name, "append");
      send(name, messages);
      runWithFaults(lake, step);
      Faults.reset();
      lake.processIsGone();
      String where = "killed at step " + step + " (" + names.get(step - 1) + ")";
      assertThat(lake.run().outcome().passed()).as(where).isTrue();
      assertThat(lake.levels()).as(where).containsExactly("府河|1.500", "沙河|2.500");
      assertThat(lake.rows("SELECT status FROM lake.water.ods_level__quarantine"))
          .as(where)
          .containsExactly("open");
    }
  }

  private static void runWithFaults(RunFixture lake, int dieAt) {
    var faulty = lake.faulty();
    Faults.reset();
    Faults.dieAt(dieAt);
    try (OpenLake open = lake.open(faulty)) {
      RunFixture.run(open, Mode.INCREMENTAL);
    } catch (RuntimeException e) {
      if (dieAt == 0) {
        throw e;
      }
    }
  }

  /** R25. */
  @Test
  void whatCannotBeReadIsKeptWholeAndReplayedOnceItIsMended() {
    RunFixture lake = lake("poison", "append");
    String deep = "{\"station\":" + "[".repeat(300) + "]".repeat(300) + "}";
    send(
        "poison",
        reading("府河", "1.5"),
        "{\"station\":\"沙河\",\"data\":{\"level\":2.5}",
        deep,
        "{\"station\":\"a\u0000\"}",
        "{\"station\":\"x\",\"station\":\"y\"}",
        "42",
        "",
        reading("江安河", "99"),
        "[" + reading("沙河", "0.5") + "," + reading("沙河", "0.75") + "]");
    JobResult result = lake.run();
    assertThat(result.tally().accepted()).isEqualTo(3);
    assertThat(result.tally().quarantined()).isEqualTo(7);
    assertThat(lake.run().outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
    assertThat(lake.rows("SELECT place, raw FROM lake.water.ods_level__quarantine WHERE place = 2"))
        .containsExactly(
            "2|{\"_sequence\":\"2\",\"_arrival\":\"2026-01-31T08:00:00Z\",\"_sender\":\"station_east\","
                + "\"_text\":\"{\\\"station\\\":\\\"沙河\\\",\\\"data\\\":{\\\"level\\\":2.5}\"}");
    String id = lake.rows("SELECT id FROM lake.water.ods_level__quarantine WHERE place = 2").get(0);
    try (OpenLake open = lake.open(lake.workspace())) {
      Map<String, String> mended = new TreeMap<>();
      mended.put("station", "沙河");
      mended.put("data.level", "2.5");
      open.corrections().fix(id, mended, "tester");
      open.quarantine().replay(QuarantineQuery.open(), "tester", RunListener.none());
    }
    assertThat(rows(lake))
        .containsExactly(
            "1|府河|1.500|station_east|feed:gauges|true",
            "2|沙河|2.500|station_east|feed:gauges|true",
            "9|沙河|0.500|station_east|feed:gauges|true",
            "9|沙河|0.750|station_east|feed:gauges|true");
  }

  @Test
  void bytesThatAreNoTextAreRefusedAndShown() throws IOException {
    RunFixture lake = lake("bytes", "append");
    SpoolLimits limits = new SpoolLimits(1 << 20, 1 << 28, 1 << 27, 0);
    byte[] gbk = "{\"station\":\"府河\",\"data\":{\"level\":1}}".getBytes("GBK");
    try (Spool spool = Spool.open(spool("bytes"), limits, CLOCK, Runnable::run)) {
      spool.append(List.of(new Message("station_east", gbk))).toCompletableFuture().join();
    }
    assertThat(lake.run().tally().quarantined()).isEqualTo(1);
    assertThat(lake.rows("SELECT raw FROM lake.water.ods_level__quarantine").get(0))
        .contains("\\\\xB8\\\\xAE");
  }

  /** Of a keyed table what came later stands, within a run and between runs. */
  @Test
  void laterMessagesStandBeforeEarlierOnes() {
    RunFixture lake = lake("keyed", "upsert", "key: [station]", "sequence: at");
    send("keyed", reading("府河", "1"), reading("府河", "2"), reading("沙河", "5"));
    lake.run();
    send("keyed", reading("府河", "3"));
    lake.run();
    assertThat(lake.levels()).containsExactly("府河|3.000", "沙河|5.000");
  }

  @Test
  void aSpoolThatIsAnotherStopsTheJobAndTheOldRowsStay() throws IOException {
    RunFixture lake = lake("anew", "append");
    send("anew", reading("府河", "1.5"));
    lake.run();
    Path kept = directory.resolve("kept");
    Files.move(spool("anew"), kept);
    send("anew", reading("沙河", "2.5"));
    JobResult stopped = lake.run();
    assertThat(stopped.errorCode()).isEqualTo("CL2017");
    assertThat(stopped.message()).contains("--full-refresh --keep-missing");
    assertThat(lake.levels()).containsExactly("府河|1.500");
    JobResult refused = lake.run(Mode.FULL_REFRESH);
    assertThat(refused.errorCode()).isEqualTo("CL2010");
    assertThat(lake.run(Mode.FULL_REFRESH_KEEPING).outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(lake.levels()).containsExactly("府河|1.500", "沙河|2.500");
    assertThat(lake.run().outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
  }

  @Test
  void messagesThatAreGoneOrCutOffStopTheJob() throws IOException {
    RunFixture lake = lake("gone", "append");
    send("gone", 120, reading("府河", "1"), reading("府河", "2"));
    lake.run();
    Path older = directory.resolve("older");
    copy(spool("gone"), older);
    send("gone", 120, reading("府河", "3"), reading("府河", "4"), reading("府河", "5"));
    Path newer = directory.resolve("newer");
    copy(spool("gone"), newer);
    // All of it was let go, though the job has read two.
    new SpoolView(spool("gone"), "gauges").release(() -> OptionalLong.of(5));
    SpoolLimits limits = new SpoolLimits(120, 1 << 28, 1 << 27, 0);
    try (Spool spool = Spool.open(spool("gone"), limits, CLOCK, Runnable::run)) {
      assertThat(spool.removeReleased()).isEqualTo(4);
    }
    assertThat(lake.run().errorCode()).isEqualTo("CL2018");
    replace(newer, spool("gone"));
    lake.run();
    assertThat(lake.levels()).hasSize(5);
    replace(older, spool("gone"));
    assertThat(lake.run().errorCode()).isEqualTo("CL2020");
    assertThat(lake.levels()).hasSize(5);
  }

  @Test
  void aFullRefreshReadsAgainWhatIsHeldOrSaysWhatIsNot() {
    RunFixture lake = lake("full", "append");
    send("full", 120, reading("府河", "1"), reading("府河", "2"), reading("府河", "3"));
    lake.run();
    assertThat(lake.run(Mode.FULL_REFRESH).tally().accepted()).isEqualTo(3);
    assertThat(lake.levels()).hasSize(3);
    SpoolLimits limits = new SpoolLimits(120, 1 << 28, 1 << 27, 0);
    try (Spool spool = Spool.open(spool("full"), limits, CLOCK, Runnable::run)) {
      new SpoolView(spool("full"), "gauges").release(() -> OptionalLong.of(4));
      assertThat(spool.removeReleased()).isEqualTo(2);
    }
    assertThat(lake.run(Mode.FULL_REFRESH).errorCode()).isEqualTo("CL2010");
    assertThat(lake.levels()).hasSize(3);
    assertThat(lake.run(Mode.FULL_REFRESH_WITHDRAWING).tally().accepted()).isEqualTo(1);
    assertThat(lake.levels()).hasSize(1);
  }

  /** What a spool lacks of what was published is no reason to delete it from the table. */
  @Test
  void aFullRefreshOfASpoolThatLacksMessagesIsRefused() throws IOException {
    RunFixture lake = lake("lacks", "append");
    send("lacks", 120, reading("府河", "1"), reading("府河", "2"));
    Path older = directory.resolve("older");
    copy(spool("lacks"), older);
    send("lacks", 120, reading("府河", "3"));
    lake.run();
    Path whole = directory.resolve("whole");
    copy(spool("lacks"), whole);
    // An older copy, which has the first message.
    replace(older, spool("lacks"));
    assertThat(lake.run(Mode.FULL_REFRESH).errorCode()).isEqualTo("CL2010");
    // Its messages went, and what says which spool it is did not.
    replace(whole, spool("lacks"));
    for (Path each : segments("lacks")) {
      Files.delete(each);
    }
    assertThat(lake.run(Mode.FULL_REFRESH).errorCode()).isEqualTo("CL2010");
    // One from between two.
    replace(whole, spool("lacks"));
    Files.delete(segments("lacks").get(1));
    assertThat(lake.run(Mode.FULL_REFRESH).errorCode()).isEqualTo("CL2010");
    // A byte of a message that was published long ago.
    replace(whole, spool("lacks"));
    Path first = segments("lacks").get(0);
    byte[] bytes = Files.readAllBytes(first);
    bytes[bytes.length - 3] ^= 1;
    Files.write(first, bytes);
    assertThat(lake.run(Mode.FULL_REFRESH).errorCode()).isEqualTo("CL2010");
    assertThat(lake.levels()).hasSize(3);
    assertThat(lake.run(Mode.FULL_REFRESH_KEEPING).outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
    assertThat(lake.levels()).hasSize(3);
  }

  private List<Path> segments(String lake) throws IOException {
    try (Stream<Path> all = Files.list(spool(lake))) {
      return all.filter(each -> each.toString().endsWith(".seg")).sorted().toList();
    }
  }

  /** Its first batch says that little was read, and the rest must be there for the next. */
  @Test
  void aFullRefreshTakesBackWhatWasLetGo() {
    RunFixture lake = lake("held", "append");
    send("held", 120, reading("府河", "1"), reading("府河", "2"), reading("府河", "3"));
    lake.run();
    SpoolLimits limits = new SpoolLimits(120, 1 << 28, 1 << 27, 0);
    try (Spool spool = Spool.open(spool("held"), limits, CLOCK, Runnable::run)) {
      new SpoolView(spool("held"), "gauges").release(() -> OptionalLong.of(4));
      assertThat(lake.run(Mode.FULL_REFRESH).tally().accepted()).isEqualTo(3);
      assertThat(spool.removeReleased()).isZero();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }

  private static void replace(Path by, Path place) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> found = Files.walk(place)) {
      found.forEach(all::add);
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      Files.delete(all.get(i));
    }
    copy(by, place);
  }
}
