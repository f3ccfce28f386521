package io.citylake.run.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.history.RunOutcome;
import io.citylake.model.AuditFinding;
import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.run.OpenLake;
import io.citylake.run.RunFixture;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestPipelineSpark {
  @TempDir private Path home;
  private RunFixture lake;

  @BeforeEach
  void workspace() {
    lake = new RunFixture(home).job();
  }

  @Test
  void appendsWhatIsNewAndNothingTwice() {
    lake.dataset("append").landing("a.csv", "府河,2026-01-01 08:00,1.5,", "沙河,2026-01-01 08:00,2.5,");
    lake.apply();
    JobResult first = lake.run();
    assertThat(first.message()).isEmpty();
    assertThat(first.outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(first.tally().accepted()).isEqualTo(2);
    assertThat(lake.run().outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
    lake.landing("b.csv", "江安河,2026-01-01 08:00,3.5,");
    assertThat(lake.run().tally().read()).isEqualTo(1);
    assertThat(lake.levels()).containsExactly("府河|1.500", "江安河|3.500", "沙河|2.500");
  }

  @Test
  void sameContentUnderAnotherNameIsNotLoadedAgain() {
    lake.dataset("append").landing("a.csv", "府河,2026-01-01 08:00,1.5,");
    lake.apply();
    lake.run();
    lake.landing("copy.csv", "府河,2026-01-01 08:00,1.5,");
    assertThat(lake.run().message())
        .isEqualTo("Nothing new in the source; skipped 1 file that is a copy: copy.csv");
    assertThat(lake.levels()).containsExactly("府河|1.500");
  }

  @Test
  void whoeverLoadsIsToldOfFilesThatAreCopies() {
    lake.dataset("append")
        .landing("a.csv", "府河,2026-01-01 08:00,1.5,")
        .landing("b.csv", "府河,2026-01-01 08:00,1.5,")
        .landing("c.csv", "府河,2026-01-01 08:00,1.5,");
    lake.apply();
    assertThat(lake.run(Mode.DRY_RUN).message())
        .isEqualTo("Would read a.csv; skipped 2 files that are copies: b.csv, c.csv");
    JobResult result = lake.run();
    assertThat(result.tally().accepted()).isEqualTo(1);
    assertThat(result.message()).isEqualTo("skipped 2 files that are copies: b.csv, c.csv");
  }

  @Test
  void fileSentAgainSupersedesItsEarlierRowsAndRefusals() {
    lake.dataset("append")
        .landing("a.csv", "府河,2026-01-01 08:00,1.5,", "沙河,2026-01-01 08:00,99,")
        .landing("b.csv", "江安河,2026-01-01 08:00,3.5,");
    lake.apply();
    assertThat(lake.run().tally().quarantined()).isEqualTo(1);
    lake.landing("a.csv", "府河,2026-01-01 08:00,1.6,", "沙河,2026-01-01 08:00,9.9,");
    JobResult again = lake.run();
    assertThat(again.tally().accepted()).isEqualTo(2);
    assertThat(lake.levels()).containsExactly("府河|1.600", "江安河|3.500", "沙河|9.900");
    assertThat(lake.rows("SELECT status FROM lake.water.ods_level__quarantine"))
        .containsExactly("superseded");
  }

  @Test
  void oneBadRowIsKeptWholeWithItsReasonAndAllOthersArePublished() {
    List<String> lines =
        IntStream.range(0, 1000)
            .mapToObj(i -> "S%04d,2026-01-01 08:00,%s,".formatted(i, i == 500 ? "很高" : "1.0"))
            .collect(Collectors.toList());
    lake.dataset("append").landing("a.csv", lines.toArray(String[]::new));
    lake.apply();
    JobResult result = lake.run();
    assertThat(result.tally().accepted()).isEqualTo(999);
    assertThat(result.tally().reasons()).containsOnlyKeys("level:type");
    assertThat(
            lake.rows(
                "SELECT source, place, raw, reasons[0].column, reasons[0].value, status FROM"
                    + " lake.water.ods_level__quarantine"))
        .containsExactly(
            "a.csv|502|{\"站点\":\"S0500\",\"时间\":\"2026-01-01 08:00\",\"水位\":\"很高\",\"操作\":\"\"}|level|很高|open");
  }

  @Test
  void keyedAppendCountsWhatItHasSeen() {
    lake.dataset("append", "key: [station, at]")
        .landing("a.csv", "府河,2026-01-01 08:00,1.5,", "府河,2026-01-01 08:00,1.5,");
    lake.apply();
    assertThat(lake.run().tally().duplicates()).isEqualTo(1);
    lake.landing("b.csv", "府河,2026-01-01 08:00,1.5,", "府河,2026-01-01 09:00,1.7,");
    JobResult second = lake.run();
    assertThat(second.tally().duplicates()).isEqualTo(1);
    assertThat(second.tally().accepted()).isEqualTo(1);
    assertThat(lake.levels()).containsExactly("府河|1.500", "府河|1.700");
  }

  @Test
  void upsertKeepsTheNewestWhateverTheOrderAndKeepsTheDeadDead() {
    lake.dataset("upsert", "key: [station]", "sequence: at", "delete-when: {column: op, in: [D]}")
        .landing(
            "1.csv",
            "府河,2026-01-01 09:00,1.9,U",
            "府河,2026-01-01 08:00,1.8,U",
            "沙河,2026-01-01 09:00,2.0,U");
    lake.apply();
    JobResult first = lake.run();
    assertThat(first.tally().accepted()).isEqualTo(2);
    assertThat(first.tally().duplicates()).isEqualTo(1);
    lake.landing("2.csv", "府河,2026-01-01 08:30,1.1,U", "沙河,2026-01-01 10:00,,D");
    lake.run();
    assertThat(lake.levels()).containsExactly("府河|1.900");
    lake.landing("3.csv", "沙河,2026-01-01 09:30,2.2,U");
    assertThat(lake.run().tally().duplicates()).isEqualTo(1);
    assertThat(lake.levels()).containsExactly("府河|1.900");
    lake.landing("4.csv", "沙河,2026-01-01 11:00,2.3,U");
    lake.run();
    assertThat(lake.levels()).containsExactly("府河|1.900", "沙河|2.300");
  }

  @Test
  void replaceExchangesOnlyThePartitionsThatArrive() {
    lake.dataset("replace", "partition-by: [day(at)]")
        .landing("1.csv", "府河,2026-01-01 20:00,1.0,", "府河,2026-01-03 20:00,2.0,");
    lake.apply();
    lake.run();
    lake.landing("2.csv", "沙河,2026-01-03 21:00,3.0,");
    lake.run();
    assertThat(lake.levels()).containsExactly("府河|1.000", "沙河|3.000");
  }

  @Test
  void replaceExchangesTheWholeTableWhereThereAreNoPartitions() {
    lake.dataset("replace").landing("1.csv", "府河,2026-01-01 20:00,1.0,");
    lake.apply();
    lake.run();
    lake.landing("2.csv", "沙河,2026-01-03 21:00,3.0,");
    lake.run();
    assertThat(lake.levels()).containsExactly("沙河|3.000");
  }

  @Test
  void snapshotTurnsFullCopiesIntoHistory() {
    lake.dataset("snapshot", "key: [station]")
        .landing("1.csv", "府河,2026-01-01 08:00,1.0,", "沙河,2026-01-01 08:00,2.0,");
    lake.apply();
    try (OpenLake first = lake.open(lake.workspace())) {
      RunFixture.run(first, Mode.INCREMENTAL);
    }
    lake.landing("2.csv", "府河,2026-01-01 08:00,1.5,", "江安河,2026-01-01 08:00,3.0,");
    try (OpenLake second = lake.open(lake.workspace())) {
      RunRequest next =
          new RunRequest(
              RunFixture.DATE.plusDays(1), Mode.INCREMENTAL, RunRequest.FailurePolicy.GO_ON);
      JobResult result =
          second.round(RunListener.none()).run(List.of(RunFixture.JOB), next).jobs().get(0);
      assertThat(result.outcome()).isEqualTo(RunOutcome.PUBLISHED);
      assertThat(result.message()).isEmpty();
      assertThat(result.tally().accepted()).isEqualTo(2);
    }
    assertThat(
            lake.rows(
                "SELECT station, level, valid_from, valid_to FROM lake.water.ods_level ORDER BY station, valid_from"))
        .containsExactly(
            "府河|1.000|2026-01-31|2026-02-01",
            "府河|1.500|2026-02-01|null",
            "江安河|3.000|2026-02-01|null",
            "沙河|2.000|2026-01-31|2026-02-01");
  }

  private static final String HISTORY =
      "SELECT station, level, valid_from, valid_to FROM lake.water.ods_level ORDER BY station, valid_from";

  @Test
  void fullCopiesStandForTheDayInTheirNamesHoweverLateTheyAreTaken() {
    lake.dataset("snapshot", "key: [station]")
        .landing("s_20260101.csv", "府河,2026-01-01 08:00,1.0,", "沙河,2026-01-01 08:00,2.0,")
        .landing("s_20260102.csv", "府河,2026-01-01 08:00,1.5,");
    lake.apply();
    lake.run();
    List<String> history =
        List.of(
            "府河|1.000|2026-01-01|2026-01-02",
            "府河|1.500|2026-01-02|null",
            "沙河|2.000|2026-01-01|2026-01-02");
    assertThat(lake.rows(HISTORY)).isEqualTo(history);
    // What lies behind the last one would become what is shown now.
    lake.landing("s_20260101.csv", "府河,2026-01-01 08:00,9.0,", "沙河,2026-01-01 08:00,2.0,");
    for (Mode mode : List.of(Mode.INCREMENTAL, Mode.FULL_REFRESH, Mode.INCREMENTAL)) {
      JobResult behind = lake.run(mode);
      assertThat(behind.status()).isEqualTo(JobResult.Status.WARN);
      assertThat(behind.findings())
          .anySatisfy(
              finding -> {
                assertThat(finding.verdict()).isEqualTo(AuditFinding.Verdict.ATTENTION);
                assertThat(finding.message()).contains("CL2014", "s_20260101.csv");
              });
      assertThat(lake.rows(HISTORY)).isEqualTo(history);
    }
    // It keeps nothing else from being taken.
    lake.landing("s_20260103.csv", "府河,2026-01-01 08:00,3.0,");
    assertThat(lake.run().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    // The last one may be corrected, and stands for its own day.
    lake.landing("s_20260103.csv", "府河,2026-01-01 08:00,3.5,");
    assertThat(lake.run().message())
        .contains("in place of what copies before it said of 2026-01-03");
    assertThat(lake.rows(HISTORY))
        .containsExactly(
            "府河|1.000|2026-01-01|2026-01-02",
            "府河|1.500|2026-01-02|2026-01-03",
            "府河|3.500|2026-01-03|null",
            "沙河|2.000|2026-01-01|2026-01-02");
  }

  /** Tables from before names counted have them under the days of the runs. */
  @Test
  void historyUnderTheDaysOfRunsGoesOnSo() {
    lake.dataset("snapshot", "key: [station]").landing("s.csv", "府河,2026-01-01 08:00,1.0,");
    lake.apply();
    lake.run();
    lake.landing("s_20260131.csv", "府河,2026-01-01 08:00,1.5,");
    try (OpenLake open = lake.open(lake.workspace())) {
      RunRequest next =
          new RunRequest(
              RunFixture.DATE.plusDays(1), Mode.INCREMENTAL, RunRequest.FailurePolicy.GO_ON);
      open.round(RunListener.none()).run(List.of(RunFixture.JOB), next);
    }
    assertThat(lake.rows(HISTORY))
        .containsExactly("府河|1.000|2026-01-31|2026-02-01", "府河|1.500|2026-02-01|null");
  }

  @Test
  void ofTwoCopiesForOneDayTheLaterStandsAndItsLineSaysSo() {
    lake.dataset("snapshot", "key: [station]")
        .landing("1.csv", "府河,2026-01-01 08:00,1.0,")
        .landing("2.csv", "府河,2026-01-01 08:00,1.5,");
    lake.apply();
    assertThat(lake.run().message())
        .isEqualTo("in place of what copies before it said of " + RunFixture.DATE);
    assertThat(lake.rows(HISTORY)).containsExactly("府河|1.500|2026-01-31|null");
  }

  /** Whom a refused row is of is known where its key is: the others may be gone all the same. */
  @Test
  void refusedRowsOfAFullCopyLeaveWhatTheTableHasOfThem() {
    JobResult result =
        secondCopy("府河,2026-01-01 08:00,1.5,", "沙河,2026-01-01 08:00,99,", "岷江,不详,7,");
    assertThat(result.findings()).extracting(AuditFinding::audit).doesNotContain("snapshot");
    assertThat(result.message())
        .isEqualTo("what the table has of the keys of 2 refused rows stays as it was");
    assertThat(lake.rows(HISTORY))
        .containsExactly(
            "府河|1.000|2026-01-31|2026-02-01",
            "府河|1.500|2026-02-01|null",
            "毗河|3.000|2026-01-31|2026-02-01",
            "沙河|2.000|2026-01-31|null");
  }

  @Test
  void aKeyThatTheCopyHasTwiceIsOfTheRowThatCanBeRead() {
    secondCopy("府河,2026-01-01 08:00,1.0,", "沙河,2026-01-01 08:00,99,", "沙河,2026-01-01 08:00,2.5,");
    assertThat(lake.rows(HISTORY))
        .containsExactly(
            "府河|1.000|2026-01-31|null",
            "毗河|3.000|2026-01-31|2026-02-01",
            "沙河|2.000|2026-01-31|2026-02-01",
            "沙河|2.500|2026-02-01|null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {",2026-01-01 08:00,2.0,", "沙河,2026-01-01 08:00,2.0,,,,", "沙河", "\"沙河,2026"})
  void copyWithKeysThatNobodyCanReadEndsNoVersionAndSaysSo(String unreadable) {
    JobResult result =
        secondCopy("府河,2026-01-01 08:00,1.0,", "沙河,2026-01-01 08:00,99,", unreadable);
    assertThat(result.status()).isEqualTo(JobResult.Status.WARN);
    assertThat(result.findings())
        .filteredOn(finding -> finding.audit().equals("snapshot"))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .contains("2 refused rows", "no row that it lacks was ended"));
    assertThat(lake.rows(HISTORY))
        .containsExactly(
            "府河|1.000|2026-01-31|null", "毗河|3.000|2026-01-31|null", "沙河|2.000|2026-01-31|null");
  }

  /** Comes a day after one of 府河, 沙河 and 毗河. */
  private JobResult secondCopy(String... lines) {
    lake.dataset("snapshot", "key: [station]")
        .landing(
            "1.csv",
            "府河,2026-01-01 08:00,1.0,",
            "沙河,2026-01-01 08:00,2.0,",
            "毗河,2026-01-01 08:00,3.0,");
    lake.apply();
    assertThat(lake.run().findings()).isEmpty();
    lake.landing("2.csv", lines);
    try (OpenLake second = lake.open(lake.workspace())) {
      RunRequest next =
          new RunRequest(
              RunFixture.DATE.plusDays(1), Mode.INCREMENTAL, RunRequest.FailurePolicy.GO_ON);
      return second.round(RunListener.none()).run(List.of(RunFixture.JOB), next).jobs().get(0);
    }
  }

  @Test
  void refusedRowOfAFullCopyIsNotReplayedIntoHistory() {
    lake.dataset("snapshot", "key: [station]")
        .landing("1.csv", "府河,2026-01-01 08:00,1.0,", "沙河,2026-01-01 08:00,99,");
    lake.apply();
    lake.run();
    try (OpenLake open = lake.open(lake.workspace())) {
      assertThat(open.quarantine().replay(QuarantineQuery.open(), "tester", RunListener.none()))
          .singleElement()
          .satisfies(
              result -> {
                assertThat(result.status()).isEqualTo(JobResult.Status.ERROR);
                assertThat(result.message()).contains("have the corrected copy sent again");
              });
    }
    assertThat(lake.levels()).containsExactly("府河|1.000");
  }

  @Test
  void tooMuchQuarantineStopsBeforeAnythingIsPublished() {
    lake.dataset("append")
        .job("quarantine: {max-ratio: 10%}")
        .landing("a.csv", "府河,2026-01-01 08:00,1.5,", "沙河,2026-01-01 08:00,99,");
    lake.apply();
    JobResult result = lake.run();
    assertThat(result.outcome()).isEqualTo(RunOutcome.REFUSED);
    assertThat(result.message()).contains("50");
    assertThat(lake.levels()).isEmpty();
    assertThat(lake.rows("SELECT * FROM lake.water.ods_level__quarantine")).isEmpty();
  }

  @Test
  void blockedAuditKeepsTheBranchAndMainStays() {
    lake.dataset("append", "audits:", "  - row_count: {max: 2}")
        .landing("a.csv", "府河,2026-01-01 08:00,1.5,");
    lake.apply();
    lake.run();
    lake.landing("b.csv", "沙河,2026-01-01 08:00,2.5,", "江安河,2026-01-01 08:00,2.5,");
    JobResult result = lake.run();
    assertThat(result.outcome()).isEqualTo(RunOutcome.BLOCKED);
    assertThat(lake.levels()).containsExactly("府河|1.500");
    assertThat(lake.rows("SELECT station FROM lake.water.ods_level.branch_blocked_" + result.run()))
        .hasSize(3);
    // The rows are met again once the contract allows them.
    lake.dataset("append", "audits:", "  - row_count: {max: 3}");
    assertThat(lake.run().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(lake.levels()).hasSize(3);
  }

  @Test
  void dryRunSaysWhatWouldHappenAndWritesNothing() {
    lake.dataset("append").landing("a.csv", "府河,2026-01-01 08:00,1.5,", "沙河,2026-01-01 08:00,99,");
    lake.apply();
    JobResult look = lake.run(Mode.DRY_RUN);
    assertThat(look.tally().accepted()).isEqualTo(1);
    assertThat(look.tally().reasons()).containsEntry("level:range", 1L);
    assertThat(lake.levels()).isEmpty();
    assertThat(lake.run().tally().accepted()).isEqualTo(1);
  }

  @Test
  void fullRefreshGivesTheSameRows() {
    lake.dataset("append")
        .landing("a.csv", "府河,2026-01-01 08:00,1.5,")
        .landing("b.csv", "沙河,2026-01-01 08:00,2.5,");
    lake.apply();
    lake.run();
    List<String> before = lake.levels();
    assertThat(lake.run(Mode.FULL_REFRESH).tally().accepted()).isEqualTo(2);
    assertThat(lake.levels()).isEqualTo(before);
  }

  @Test
  void expressionRulesRefuseRowsThatTheJudgeAccepted() {
    lake.dataset("append", "rules:", "  - expression: \"op <> 'X' or level < 1\"")
        .landing(
            "a.csv",
            "府河,2026-01-01 08:00,1.5,X",
            "沙河,2026-01-01 08:00,0.5,X",
            "江安河,2026-01-01 08:00,1.5,");
    lake.apply();
    JobResult result = lake.run();
    assertThat(result.tally().accepted()).isEqualTo(2);
    assertThat(result.tally().quarantined()).isEqualTo(1);
    assertThat(
            lake.rows("SELECT raw, reasons[0].rule FROM lake.water.ods_level__quarantine").get(0))
        .contains("府河")
        .endsWith("|expression");
  }

  @Test
  void controlTotalOfTheSourceMustBeMet() {
    lake.dataset("append", "audits:", "  - control_total: {sum: level, from: ctl}")
        .landing("a.csv", "府河,2026-01-01 08:00,1.5,", "沙河,2026-01-01 08:00,2.5,");
    lake.apply();
    assertThat(lake.run().message()).contains("found none");
    lake.file("landing/a.csv.ctl", "sum=4.5\ncount=2\n");
    JobResult wrong = lake.run();
    assertThat(wrong.outcome()).isEqualTo(RunOutcome.BLOCKED);
    assertThat(wrong.message()).contains("4.5");
    lake.file("landing/a.csv.ctl", "sum=4.0\ncount=2\n");
    assertThat(lake.run().outcome()).isEqualTo(RunOutcome.PUBLISHED);
  }

  @Test
  void resultsAreWrittenForMachines() throws Exception {
    lake.dataset("append").landing("a.csv", "府河,2026-01-01 08:00,1.5,");
    lake.apply();
    lake.run();
    String results = Files.readString(home.resolve("target/run_results.json"));
    assertThat(results)
        .contains("\"unique_id\" : \"water.levels\"", "\"accepted\" : 1", "\"status\" : \"pass\"");
  }
}
