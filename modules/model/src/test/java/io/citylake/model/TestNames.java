package io.citylake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TestNames {
  @Test
  void tableNamesPrintWhatTheyParse() {
    TableName name = TableName.parse("enterprise.ods_firm");
    assertThat(name).hasToString("enterprise.ods_firm");
    assertThat(name.quarantine()).hasToString("enterprise.ods_firm__quarantine");
    assertThat(name.quarantine().isCompanion()).isTrue();
    assertThat(name.isCompanion()).isFalse();
  }

  @Test
  void companionsKnowTheirTarget() {
    TableName name = TableName.parse("enterprise.ods_firm");
    assertThat(name.quarantine().target()).isEqualTo(name);
    assertThat(name.tombstones().target()).isEqualTo(name);
    assertThat(name.target()).isEqualTo(name);
    assertThat(name.quarantine().isQuarantine()).isTrue();
    assertThat(name.tombstones().isQuarantine()).isFalse();
  }

  @Test
  void quarantineStatusPrintsTheWordThatTablesHold() {
    assertThat(QuarantineStatus.values())
        .extracting(QuarantineStatus::toString)
        .containsExactly("open", "replayed", "discarded", "superseded");
    for (QuarantineStatus status : QuarantineStatus.values()) {
      assertThat(QuarantineStatus.parse(status.toString())).isEqualTo(status);
    }
    assertThatThrownBy(() -> QuarantineStatus.parse("OPEN"))
        .hasMessage(
            "Cannot read 'OPEN' as a quarantine status: expected one of"
                + " [open, replayed, discarded, superseded]");
  }

  @Test
  void branchesAreNamedAfterTheirRun() {
    RunId run = new RunId("r20261122t145235123_k3f9qz");
    assertThat(BranchNames.run(run)).isEqualTo("run_r20261122t145235123_k3f9qz");
    assertThat(BranchNames.blocked(run)).isEqualTo("blocked_r20261122t145235123_k3f9qz");
    assertThat(StagedTable.branchOf(run)).isEqualTo(BranchNames.run(run));
  }

  @Test
  void refusesNamesThatAnEngineWouldHaveToQuote() {
    for (String bad :
        List.of("a.b-c", "A.b", "a.", "a.b`; drop", "a", "a.企业", "a." + "x".repeat(65))) {
      assertThatThrownBy(() -> TableName.parse(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Cannot ");
    }
  }

  @Test
  void runIdsSortByTheirStart() {
    RandomGenerator random = RandomGenerator.of("Random");
    RunId earlier = RunId.create(Instant.parse("2026-01-31T23:59:59.999Z"), random);
    RunId later = RunId.create(Instant.parse("2026-02-01T00:00:00Z"), random);
    assertThat(earlier).isLessThan(later);
    assertThat(new RunId(earlier.toString())).isEqualTo(earlier);
    assertThatThrownBy(() -> new RunId("../x")).hasMessageContaining("expected one like");
  }

  @Test
  void sizesPrintWhatTheyParse() {
    assertThat(DataSize.parse("512 MB").bytes()).isEqualTo(512L << 20);
    for (String text : List.of("0B", "1KB", "1536MB", "10GB", "7B")) {
      assertThat(DataSize.parse(text)).hasToString(text);
    }
    assertThatThrownBy(() -> DataSize.parse("ten GB"))
        .hasMessageContaining("expected a whole number");
    assertThatThrownBy(() -> DataSize.parse("999999999999999TB"))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void secretsAreNeverPrinted() {
    assertThat(new Secret("hunter2")).hasToString("***");
    assertThat(new Secret("hunter2").reveal()).isEqualTo("hunter2");
  }

  @Test
  void tallyKnowsWhetherItBalances() {
    Tally one = new Tally(10, 7, 2, 1, 3, 0, 0, Map.of("a:range", 2L), Map.of());
    assertThat(one.balanced()).isTrue();
    assertThat(one.plus(one).reasons()).containsEntry("a:range", 4L);
    assertThat(one.withDuplicates(2).accepted()).isEqualTo(5);
    assertThat(one.withDuplicates(2).balanced()).isTrue();
    assertThat(new Tally(10, 7, 2, 0, 3, 0, 0, Map.of(), Map.of()).balanced()).isFalse();
  }

  @Test
  void onlyAReportWithoutABlockGivesTheLicenceToPublish() {
    StagedTable staged =
        new StagedTable(
            TableName.parse("a.ods_b"),
            JobName.parse("a.b"),
            new RunId("r20261122t145235123_k3f9qz"),
            null,
            Position.start(),
            new Position("x"),
            Tally.none(),
            null,
            Fence.none());
    AuditFinding warn = new AuditFinding("row_count", AuditFinding.Verdict.WARN, "");
    AuditFinding block = new AuditFinding("unique", AuditFinding.Verdict.BLOCK, "");
    assertThat(new AuditReport(staged, List.of(warn)).passed()).isPresent();
    assertThat(new AuditReport(staged, List.of(warn, block)).passed()).isEmpty();
    assertThat(staged.branch()).isEqualTo("run_r20261122t145235123_k3f9qz");
  }
}
