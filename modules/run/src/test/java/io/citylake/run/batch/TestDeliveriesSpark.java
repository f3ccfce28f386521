package io.citylake.run.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.history.RunOutcome;
import io.citylake.model.JobName;
import io.citylake.publish.plan.Planner;
import io.citylake.publish.plan.Planner.Drops;
import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.publish.quarantine.QuarantineReader;
import io.citylake.publish.quarantine.QuarantinedRow;
import io.citylake.run.OpenLake;
import io.citylake.run.RunFixture;
import io.citylake.run.delivery.DeliveryService;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a table shows is what its deliveries and their order say, however they came. */
class TestDeliveriesSpark {
  private static final JobName OTHER = JobName.parse("water.other");

  @TempDir private Path home;
  private RunFixture lake;
  private OpenLake open;

  @BeforeEach
  void workspace() {
    lake = new RunFixture(home).job();
  }

  private void open() {
    if (open != null) {
      open.close();
    }
    open = lake.open(lake.workspace());
    open.apply();
  }

  private JobResult run() {
    return RunFixture.run(open, Mode.INCREMENTAL);
  }

  private JobResult run(JobName job, Mode mode) {
    RunRequest request = new RunRequest(RunFixture.DATE, mode, FailurePolicy.GO_ON);
    return open.round(RunListener.none()).run(List.of(job), request).jobs().get(0);
  }

  private List<String> levels() {
    return RunFixture.rows(
        open, "SELECT station, level FROM lake.water.ods_level ORDER BY station, at, level");
  }

  private List<String> displaced() {
    return RunFixture.rows(
        open,
        "SELECT station, level, _source FROM lake.water.ods_level__displaced"
            + " ORDER BY station, at, level, _source");
  }

  /** A file of so many seconds. */
  private void landing(String name, int modified, String... lines) {
    lake.landing(name, lines);
    modified(name, modified);
  }

  private void modified(String name, int modified) {
    try {
      Files.setLastModifiedTime(
          home.resolve("landing/" + name),
          FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(modified)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void remove(String name) throws IOException {
    Files.delete(home.resolve("landing/" + name));
  }

  /** Of two columns of one type, which may both be null. */
  private void twoTexts(String mode) {
    lake.job("  note: 备注");
    lake.dataset(
        mode, "  - {name: note, type: string, title: {zh: 备注, en: Note}}", "key: [station]");
  }

  private void landingTexts(String name, int modified, String... rows) {
    lake.file("landing/" + name, "站点,时间,水位,操作,备注\n" + String.join("\n", rows) + "\n");
    modified(name, modified);
  }

  private List<String> texts(String table) {
    return RunFixture.rows(open, "SELECT station, op, note, _source FROM lake.water." + table);
  }

  private void correct(String level) {
    for (QuarantinedRow row : new QuarantineReader(open.lake()).list(QuarantineQuery.open())) {
      open.corrections().fix(row.id(), Map.of("水位", level), "li");
    }
    assertThat(open.quarantine().replay(QuarantineQuery.open(), "li", RunListener.none()))
        .extracting(JobResult::resolved)
        .containsExactly(1L);
  }

  private static String row(String station, String level) {
    return station + ",2026-01-01 08:00," + level + ",";
  }

  @Test
  void twoJobsThatReadOneFileKeepEachTheirOwnRows() {
    lake.dataset("append");
    String second =
        "columns:\n"
            + "  station: 站点\n"
            + "  at: {constant: '2026-01-02 08:00', format: yyyy-MM-dd HH:mm}\n"
            + "  level: 水位\n";
    lake.file(
        "jobs/water/other.yaml",
        """
        title: {zh: 水位, en: Levels}
        owner: 水务局
        target: water.ods_level
        source: {files: {path: landing/*.csv, format: csv}}
        """
            + second);
    landing("a.csv", 1, row("府河", "1.5"), row("沙河", "99"));
    open();
    run();
    run(OTHER, Mode.INCREMENTAL);
    assertThat(levels()).containsExactly("府河|1.500", "府河|1.500");
    landing("a.csv", 2, row("府河", "1.6"), row("沙河", "99"));
    run();
    assertThat(levels()).containsExactly("府河|1.600", "府河|1.500");
    run(OTHER, Mode.INCREMENTAL);
    assertThat(levels()).containsExactly("府河|1.600", "府河|1.600");
    run(OTHER, Mode.FULL_REFRESH);
    assertThat(levels()).containsExactly("府河|1.600", "府河|1.600");
    assertThat(
            RunFixture.rows(
                open,
                "SELECT job, status, count(*) FROM lake.water.ods_level__quarantine"
                    + " GROUP BY 1, 2 ORDER BY 1, 2"))
        .containsExactly(
            "water.levels|open|1",
            "water.levels|superseded|1",
            "water.other|open|1",
            "water.other|superseded|2");
  }

  @Test
  void rotatedFilesAreNotLostByAFullRefresh() throws IOException {
    lake.dataset("append");
    landing("a.csv", 1, row("府河", "1.5"));
    landing("b.csv", 2, row("沙河", "2.5"), row("江安河", "2.6"));
    open();
    run();
    remove("b.csv");
    JobResult refused = run(RunFixture.JOB, Mode.FULL_REFRESH);
    assertThat(refused.outcome()).isEqualTo(RunOutcome.FAILED);
    assertThat(refused.message())
        .contains("1 sources with 2 rows in water.ods_level")
        .contains("(b.csv)");
    assertThat(levels()).containsExactly("府河|1.500", "江安河|2.600", "沙河|2.500");
    run(RunFixture.JOB, Mode.FULL_REFRESH_KEEPING);
    assertThat(levels()).containsExactly("府河|1.500", "江安河|2.600", "沙河|2.500");
    // It is still known: the file comes back and is not loaded again.
    landing("b.csv", 3, row("沙河", "2.5"), row("江安河", "2.6"));
    assertThat(run().outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
    remove("b.csv");
    run(RunFixture.JOB, Mode.FULL_REFRESH_WITHDRAWING);
    assertThat(levels()).containsExactly("府河|1.500");
  }

  @Test
  void aKeyThatASupersededFileHadWonGoesToTheNext() {
    lake.dataset("append", "key: [station]");
    landing("a.csv", 1, row("一", "1"), row("二", "1"));
    landing("b.csv", 2, row("二", "2"), row("三", "2"));
    open();
    JobResult first = run();
    assertThat(first.status()).isEqualTo(JobResult.Status.WARN);
    assertThat(first.tally().conflicts()).isEqualTo(1);
    assertThat(levels()).containsExactly("一|1.000", "三|2.000", "二|1.000");
    assertThat(displaced()).containsExactly("二|2.000|b.csv");
    landing("a.csv", 3, row("一", "1"));
    assertThat(run().message()).contains("1 rows came back");
    assertThat(levels()).containsExactly("一|1.000", "三|2.000", "二|2.000");
    assertThat(displaced()).isEmpty();
  }

  @Test
  void ofEqualRowsThatBecomeNeighboursTheFirstIsShown() throws IOException {
    lake.dataset("upsert", "key: [station]");
    landing("a.csv", 1, row("一", "1"));
    landing("b.csv", 2, row("一", "2"));
    landing("c.csv", 3, row("一", "1"), row("二", "1"));
    open();
    run();
    String source = "SELECT _source FROM lake.water.ods_level WHERE station = '一'";
    assertThat(RunFixture.rows(open, source)).containsExactly("c.csv");
    landing("b.csv", 2, row("三", "2"));
    run();
    assertThat(RunFixture.rows(open, source)).containsExactly("a.csv");
  }

  @Test
  void anUpsertedKeyFallsBackToTheVersionBefore() {
    lake.dataset("upsert", "key: [station]", "delete-when: {column: op, in: [D]}");
    landing("u1.csv", 1, row("一", "1"), row("二", "1"), row("三", "1"));
    open();
    run();
    landing("u2.csv", 2, row("一", "2"), "三,2026-01-01 08:00,3,D");
    run();
    assertThat(levels()).containsExactly("一|2.000", "二|1.000");
    assertThat(displaced()).containsExactly("一|1.000|u1.csv", "三|1.000|u1.csv");
    assertThat(new DeliveryService(open.services(), RunFixture.DATE).list(Optional.empty()))
        .extracting(line -> line.source() + " " + line.read() + " " + line.shown())
        .as("a deletion that stands was read as well")
        .containsExactly("u1.csv 3 1", "u2.csv 2 1");
    landing("u2.csv", 3, row("九", "9"));
    run();
    assertThat(levels()).containsExactly("一|1.000", "三|1.000", "九|9.000", "二|1.000");
    assertThat(displaced()).isEmpty();
    assertThat(RunFixture.rows(open, "SELECT * FROM lake.water.ods_level__deleted")).isEmpty();
  }

  @Test
  void ofOnePartitionTheLastDeliveryStandsHoweverTheyCame() {
    lake.dataset("replace", "partition-by: [station]");
    // In one second, so that their numbers decide.
    landing("lv_9.csv", 1, row("府河", "9"), row("沙河", "9"));
    landing("lv_10.csv", 1, row("府河", "10"));
    open();
    JobResult together = run();
    assertThat(together.tally().accepted()).isEqualTo(2);
    assertThat(together.message()).contains("1 rows of lv_9.csv displaced by later deliveries");
    assertThat(levels()).containsExactly("府河|10.000", "沙河|9.000");
    landing("lv_8.csv", 1, row("府河", "8"), row("江安河", "8"));
    run();
    assertThat(levels()).containsExactly("府河|10.000", "江安河|8.000", "沙河|9.000");
    assertThat(displaced()).containsExactly("府河|8.000|lv_8.csv", "府河|9.000|lv_9.csv");
    // What held the partition goes elsewhere: the one before it comes back.
    landing("lv_10.csv", 2, row("三", "10"));
    run();
    assertThat(levels()).containsExactly("三|10.000", "府河|9.000", "江安河|8.000", "沙河|9.000");
    assertThat(displaced()).containsExactly("府河|8.000|lv_8.csv");
    run(RunFixture.JOB, Mode.FULL_REFRESH);
    assertThat(levels()).containsExactly("三|10.000", "府河|9.000", "江安河|8.000", "沙河|9.000");
    assertThat(displaced()).containsExactly("府河|8.000|lv_8.csv");
  }

  @Test
  void aPartitionIsReplacedWhateverLayoutItsFilesHave() {
    lake.dataset("replace", "partition-by: [station]");
    landing("1.csv", 1, row("府河", "1"), row("沙河", "1"), "府河,2026-01-02 08:00,1,");
    open();
    run();
    lake.dataset("replace", "partition-by: [station, day(at)]");
    open();
    landing("2.csv", 2, row("府河", "2"));
    run();
    assertThat(levels()).containsExactly("府河|2.000", "府河|1.000", "沙河|1.000");
    lake.dataset("replace");
    open();
    landing("3.csv", 3, row("江安河", "3"));
    run();
    assertThat(levels()).containsExactly("江安河|3.000");
    assertThat(displaced()).hasSize(4);
  }

  private List<String> notes() {
    return new Planner(open.lake()).plan(open.workspace(), Drops.REFUSE).notes();
  }

  private static List<String> standing(JobResult result) {
    return result.findings().stream()
        .filter(finding -> finding.audit().equals("standing"))
        .map(finding -> finding.verdict() + " " + finding.message())
        .toList();
  }

  /** Each of them leaves rows of before as they stand, which no count of rows shows. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "replace | partition-by: [month(at)] | replace | partition-by: [day(at)]",
        "replace | partition-by: [day(at)] | append | -",
        "replace | partition-by: [day(at)] | replace | partition-by: [day(at)]; zone: UTC",
        "append | key: [station] | append | key: [station, at]",
        "upsert | key: [station] | upsert | key: [station]; sequence: at",
        "upsert | key: [station]; delete-when: {column: op, in: [D]} | upsert | key: [station];"
            + " delete-when: {column: op, in: [E]}"
      })
  void rowsThatStandByAnotherRuleAreSaidUntilAllComeAnew(
      String mode, String extra, String laterMode, String laterExtra) {
    lake.file(
        "jobs/water/other.yaml",
        """
        title: {zh: 水位, en: Other}
        owner: 水务局
        target: water.ods_level
        source: {files: {path: landing/other/*.csv, format: csv}}
        columns: {station: 站点, at: {from: 时间, format: yyyy-MM-dd HH:mm}, level: 水位}
        """);
    lake.dataset(mode, extra.split("; "));
    landing("1.csv", 1, row("府河", "1"), "府河,2026-01-02 08:00,1,");
    lake.landing("other/2.csv", row("沙河", "2"));
    open();
    assertThat(standing(run())).isEmpty();
    assertThat(standing(run(OTHER, Mode.INCREMENTAL))).isEmpty();
    assertThat(standing(run())).isEmpty();
    lake.dataset(laterMode, laterExtra == null ? new String[0] : laterExtra.split("; "));
    open();
    assertThat(notes())
        .singleElement()
        .asString()
        .startsWith("water.ods_level: rows from before stand by another rule (" + mode);
    landing("3.csv", 3, row("江安河", "3"));
    JobResult more = run();
    assertThat(more.status()).isNotEqualTo(JobResult.Status.ERROR);
    assertThat(standing(more))
        .singleElement()
        .asString()
        .startsWith("ATTENTION rows from before stand by another rule (" + mode)
        .contains("(" + laterMode)
        .endsWith("--full-refresh of water.levels water.other puts them all by the new one");
    JobResult nothing = run();
    assertThat(nothing.outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
    assertThat(nothing.needsAttention()).isTrue();
    assertThat(standing(run(RunFixture.JOB, Mode.FULL_REFRESH)))
        .singleElement()
        .asString()
        .endsWith("--full-refresh of water.other puts them all by the new one");
    assertThat(standing(run(OTHER, Mode.FULL_REFRESH))).isEmpty();
    assertThat(standing(run())).isEmpty();
    assertThat(notes()).isEmpty();
  }

  @Test
  void aKeyThatIsRenamedIsTheSameRuleAlsoOnceItsNameOfBeforeIsForgotten() {
    lake.dataset("append", "key: [station]");
    landing("1.csv", 1, row("府河", "1"));
    open();
    run();
    for (String was : List.of(", was: [station]", "")) {
      lake.file(
          "conf/themes/water/ods_level.yaml",
          """
          title: {zh: 水位, en: Water levels}
          layer: ods
          grain: one row per reading
          key: [site]
          columns: [{name: site, type: string%s, required: true}]
          """
              .formatted(was));
      lake.file(
          "jobs/water/levels.yaml",
          """
          title: {zh: 水位, en: Levels}
          owner: 水务局
          target: water.ods_level
          source: {files: {path: landing/*.csv, format: csv}}
          columns: {site: 站点}
          """);
      if (open != null) {
        open.close();
      }
      open = lake.open(lake.workspace());
      Planner planner = new Planner(open.lake());
      planner.apply(open.workspace(), planner.plan(open.workspace(), Drops.ALLOW), Drops.ALLOW);
      landing(was.length() + ".csv", 2, row("沙河", "1"));
      assertThat(standing(run())).isEmpty();
    }
  }

  @Test
  void whatIsReplacedWholeLeavesNoFileWithDeletions() {
    lake.dataset("replace", "partition-by: [station]");
    landing("1.csv", 1, row("府河", "1"), row("沙河", "1"));
    open();
    run();
    landing("2.csv", 2, row("府河", "2"));
    run();
    assertThat(RunFixture.rows(open, "SELECT count(*) FROM lake.water.ods_level.delete_files"))
        .containsExactly("0");
    assertThat(levels()).containsExactly("府河|2.000", "沙河|1.000");
  }

  @Test
  void timesInNamesOrderUpsertsWithoutASequence() {
    lake.dataset("upsert", "key: [station]");
    landing("lv_20260102.csv", 1, row("府河", "2"));
    open();
    run();
    landing("lv_20260101.csv", 9, row("府河", "1"), row("沙河", "1"));
    run();
    assertThat(levels()).containsExactly("府河|2.000", "沙河|1.000");
  }

  @Test
  void aDeletionOfAKeyThatNobodyHasIsRemembered() {
    lake.dataset("upsert", "key: [station]", "delete-when: {column: op, in: [D]}");
    landing("lv_20260102.csv", 1, "府河,2026-01-01 08:00,2,D");
    open();
    assertThat(run().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    landing("lv_20260101.csv", 2, row("府河", "1"));
    run();
    assertThat(levels()).isEmpty();
  }

  @Test
  void rowsWithoutTheirKeyAreRefused() {
    lake.dataset("upsert", "key: [station, op]");
    lake.landing("a.csv", "府河,2026-01-01 08:00,1,甲", row("府河", "2"), row("府河", "3"));
    open();
    JobResult result = run();
    assertThat(result.tally().quarantined()).isEqualTo(2);
    assertThat(result.tally().reasons()).containsOnlyKeys("op:required");
    assertThat(levels()).containsExactly("府河|1.000");
  }

  @Test
  void theRowsOfFullCopiesAddUp() {
    lake.dataset("snapshot", "key: [station]");
    lake.landing("c_20260101.csv", row("府河", "1"), row("沙河", "1"), row("江安河", "99"));
    open();
    run();
    lake.landing("c_20260102.csv", row("府河", "1"), row("沙河", "2"), row("江安河", "99"));
    run();
    lake.landing("c_20260103.csv", row("府河", "1"), row("沙河", "2"));
    run();
    lake.landing("c_20260103_2.csv", row("府河", "3"), row("沙河", "2"), row("沙河", "2"));
    run();
    assertThat(new DeliveryService(open.services(), RunFixture.DATE).list(Optional.empty()))
        .extracting(
            line ->
                "%s read %s = accepted %s + refused %s + unchanged %s"
                    .formatted(
                        line.source(),
                        line.read(),
                        line.accepted(),
                        line.refused(),
                        line.unchanged()))
        .containsExactly(
            "c_20260101.csv read 3 = accepted 2 + refused 1 + unchanged 0",
            "c_20260102.csv read 3 = accepted 1 + refused 1 + unchanged 1",
            "c_20260103.csv read 2 = accepted 0 + refused 0 + unchanged 2",
            "c_20260103_2.csv read 3 = accepted 1 + refused 0 + unchanged 2");
  }

  @Test
  void anUpsertThatMovesAValueToAnotherColumnIsNoRepetition() {
    twoTexts("upsert");
    landingTexts("1.csv", 1, "一,2026-01-01 08:00,,138,");
    open();
    run();
    landingTexts("2.csv", 2, "一,2026-01-01 08:00,,,138");
    run();
    assertThat(texts("ods_level")).containsExactly("一|null|138|2.csv");
    assertThat(texts("ods_level__displaced")).containsExactly("一|138|null|1.csv");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAppendedKeyWithItsValueInAnotherColumnIsKept(boolean twoFiles) {
    twoTexts("append");
    String first = "一,2026-01-01 08:00,,138,";
    String second = "一,2026-01-01 08:00,,,138";
    if (twoFiles) {
      landingTexts("1.csv", 1, first);
      landingTexts("2.csv", 2, second);
    } else {
      landingTexts("1.csv", 1, first, second);
    }
    open();
    JobResult result = run();
    assertThat(texts("ods_level")).containsExactly("一|138|null|1.csv");
    assertThat(texts("ods_level__displaced"))
        .containsExactly("一|null|138|%d.csv".formatted(twoFiles ? 2 : 1));
    assertThat(result.tally().conflicts()).isEqualTo(1);
    assertThat(result.status()).isEqualTo(JobResult.Status.WARN);
  }

  @Test
  void aReplayedRowOfAReplacedTableStandsBesideItsDeliverysWhateverOthersSay() {
    lake.dataset("replace", "key: [station, level]", "partition-by: [station]");
    landing("1.csv", 1, row("府河", "1"), row("府河", "99"));
    open();
    run();
    landing("2.csv", 2, row("府河", "2"));
    run();
    correct("2");
    assertThat(levels()).containsExactly("府河|2.000");
    assertThat(displaced()).containsExactly("府河|1.000|1.csv", "府河|2.000|1.csv");
    DeliveryService service = new DeliveryService(open.services(), RunFixture.DATE);
    service.withdraw(service.list(Optional.empty()).get(1), RunListener.none());
    assertThat(levels()).containsExactly("府河|1.000", "府河|2.000");
    assertThat(displaced()).isEmpty();
  }

  @Test
  void aReplayedRowOfAReplacedTableHasItsKeyInAnotherPartition() {
    lake.dataset("replace", "key: [station, level]", "partition-by: [day(at)]");
    landing("1.csv", 1, row("府河", "99"), row("沙河", "8"));
    open();
    run();
    landing("2.csv", 2, "府河,2026-01-02 08:00,2,", "江安河,2026-01-02 08:00,2,");
    run();
    correct("2");
    assertThat(levels()).containsExactly("府河|2.000", "府河|2.000", "江安河|2.000", "沙河|8.000");
  }

  @Test
  void aReplayedRowOfAReplacedTableThatItsDeliveryHasIsOne() {
    lake.dataset("replace", "key: [station, level]", "partition-by: [station]");
    landing("1.csv", 1, row("府河", "1"), row("府河", "99"));
    open();
    run();
    landing("2.csv", 2, row("府河", "2"));
    run();
    correct("1");
    assertThat(displaced()).containsExactly("府河|1.000|1.csv");
  }
}
