package io.citylake.check.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.check.LocalLake;
import io.citylake.check.Sample;
import io.citylake.check.audit.AuditRequest.Earlier;
import io.citylake.contract.dataset.Audit;
import io.citylake.contract.dataset.Audit.Level;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.model.AuditFinding;
import io.citylake.model.AuditFinding.Verdict;
import io.citylake.model.AuditReport;
import io.citylake.model.Fence;
import io.citylake.model.JobName;
import io.citylake.model.Position;
import io.citylake.model.RunId;
import io.citylake.model.StagedTable;
import io.citylake.model.TableName;
import io.citylake.model.Tally;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Audits look at the branch, and say what they expected and found. */
class TestTableAuditorSpark {
  private static final RunId RUN = new RunId("r20260301t000000000_abcdef");
  private static final String BRANCH = "lake.ent.ods_firm.branch_" + StagedTable.branchOf(RUN);
  private static final SparkSession SPARK = LocalLake.session();
  private static final Earlier NONE = new Earlier(List.of(), false);

  @BeforeAll
  static void stageRows() {
    SPARK.sql(
        """
        CREATE TABLE lake.ent.ods_firm (id INT, area STRING, amount DECIMAL(12,2), seen TIMESTAMP,
          day DATE, _run_id STRING) USING iceberg
        """);
    SPARK.sql(
        """
        INSERT INTO lake.ent.ods_firm VALUES
          (1, 'a', 10.00, TIMESTAMP'2026-02-27T00:00:00Z', DATE'2026-02-28', 'earlier'),
          (2, NULL, 5.00, TIMESTAMP'2026-02-27T00:00:00Z', DATE'2026-02-28', 'earlier')
        """);
    SPARK.sql("ALTER TABLE lake.ent.ods_firm CREATE BRANCH " + StagedTable.branchOf(RUN));
    SPARK.sql(
        "INSERT INTO "
            + BRANCH
            + " VALUES (2, NULL, 0.10, TIMESTAMP'2026-02-28T12:00:00Z', DATE'2026-03-01', '"
            + RUN
            + "'), (3, 'b', 0.20, NULL, NULL, '"
            + RUN
            + "')");
    SPARK.sql("CREATE TABLE lake.ent.dim_area (code STRING) USING iceberg");
    SPARK.sql("INSERT INTO lake.ent.dim_area VALUES ('a'), ('a'), (NULL)");
  }

  private static AuditFinding find(Audit audit) {
    return find(audit, ControlTotals.none(), NONE, "ods_firm", BRANCH, WriteMode.APPEND);
  }

  private static AuditFinding find(
      Audit audit,
      ControlTotals totals,
      Earlier earlier,
      String table,
      String branch,
      WriteMode mode) {
    DatasetContract plain = new Sample().column("id", "int").dataset();
    DatasetContract dataset =
        new DatasetContract(
            new TableName("ent", table),
            plain.title(),
            "ods",
            "",
            "",
            List.of(),
            null,
            mode,
            null,
            plain.columns(),
            List.of(),
            List.of(),
            null,
            null,
            Sample.SHANGHAI,
            List.of(),
            List.of(),
            List.of(new Audit.RowCount(0L, null, Level.WARN), audit));
    StagedTable staged =
        new StagedTable(
            dataset.name(),
            JobName.parse("ent.firm"),
            RUN,
            null,
            Position.start(),
            Position.start(),
            new Tally(2, 2, 0, 0, 0, 0, 0, Map.of(), Map.of()),
            null,
            Fence.none());
    AuditReport report =
        TableAuditor.audit(
            new AuditRequest(
                SPARK,
                staged,
                dataset,
                branch,
                "lake.ent." + table,
                earlier,
                Optional.of(totals),
                Instant.parse("2026-03-01T00:00:00Z")));
    assertThat(report.findings()).hasSize(2);
    assertThat(report.findings().get(0).verdict()).isEqualTo(Verdict.PASS);
    return report.findings().get(1);
  }

  @Test
  void countsTheRowsOfTheBranch() {
    assertThat(find(new Audit.RowCount(4L, 4L, Level.BLOCK)))
        .isEqualTo(
            new AuditFinding(
                "row_count", Verdict.PASS, "expected at least 4 and at most 4 rows, found 4"));
    assertThat(find(new Audit.RowCount(5L, null, Level.BLOCK)))
        .isEqualTo(
            new AuditFinding("row_count", Verdict.BLOCK, "expected at least 5 rows, found 4"));
    assertThat(find(new Audit.RowCount(null, 3L, Level.WARN)).verdict()).isEqualTo(Verdict.WARN);
  }

  @Test
  void comparesWithEarlierRuns() {
    Audit audit = new Audit.Change(2, new BigDecimal("0.50"), Level.BLOCK);
    assertThat(change(audit, List.of()).verdict()).isEqualTo(Verdict.PASS);
    assertThat(change(audit, List.of(3L, 5L, 1000L)))
        .isEqualTo(
            new AuditFinding(
                "change",
                Verdict.PASS,
                "expected accepted records within 50% of 4, the mean of 2 earlier runs, found 2"));
    assertThat(change(audit, List.of(5L, 5L)).verdict()).isEqualTo(Verdict.BLOCK);
    assertThat(change(audit, List.of(1L, 1L)).verdict()).isEqualTo(Verdict.BLOCK);
  }

  private static AuditFinding change(Audit audit, List<Long> earlier) {
    return change(audit, new Earlier(earlier, false));
  }

  private static AuditFinding change(Audit audit, Earlier earlier) {
    return find(audit, ControlTotals.none(), earlier, "ods_firm", BRANCH, WriteMode.APPEND);
  }

  /** A batch of two rows says nothing of a day, and a day that is past stops nothing. */
  @Test
  void comparesTheLastDayOfWhatComesInBatchesWithEarlierDays() {
    Audit audit = new Audit.Change(2, new BigDecimal("0.50"), Level.BLOCK);
    assertThat(change(audit, new Earlier(List.of(), true)).verdict()).isEqualTo(Verdict.PASS);
    assertThat(change(audit, new Earlier(List.of(9_000L), true)).verdict()).isEqualTo(Verdict.PASS);
    assertThat(change(audit, new Earlier(List.of(9_000L, 8_000L, 7_000L), true)).verdict())
        .isEqualTo(Verdict.PASS);
    assertThat(change(audit, new Earlier(List.of(100L, 8_000L, 7_000L, 1L), true)))
        .isEqualTo(
            new AuditFinding(
                "change",
                Verdict.WARN,
                "expected accepted records within 50% of 7500, the mean of 2 earlier days, found"
                    + " 100"));
  }

  @Test
  void findsRowsThatShareAKeyNullsIncluded() {
    assertThat(find(new Audit.Unique(List.of("id", "area"), Level.BLOCK)))
        .isEqualTo(
            new AuditFinding(
                "unique: [id, area]",
                Verdict.BLOCK,
                "expected no two rows with the same id, area, found 2 rows that share 1 values"));
    assertThat(find(new Audit.Unique(List.of("id", "amount"), Level.BLOCK)).verdict())
        .isEqualTo(Verdict.PASS);
  }

  @Test
  void findsValuesThatTheOtherTableLacks() {
    Audit audit =
        new Audit.References("area", new TableName("ent", "dim_area"), "code", Level.WARN);
    assertThat(find(audit))
        .isEqualTo(
            new AuditFinding(
                "references: area in ent.dim_area.code",
                Verdict.WARN,
                "expected every area to be in ent.dim_area.code, found 1 rows with 1 values that"
                    + " are not"));
  }

  @Test
  void blocksWhereTheReferencedTableOrColumnIsMissing() {
    TableName none = new TableName("ent", "dim_none");
    assertThat(find(new Audit.References("area", none, "code", Level.BLOCK)))
        .isEqualTo(
            new AuditFinding(
                "references: area in ent.dim_none.code",
                Verdict.BLOCK,
                "the audit cannot run: there is no table ent.dim_none; load it first"));
    TableName area = new TableName("ent", "dim_area");
    AuditFinding finding = find(new Audit.References("area", area, "nope", Level.BLOCK));
    assertThat(finding.verdict()).isEqualTo(Verdict.BLOCK);
    assertThat(finding.message()).startsWith("the audit cannot run: [UNRESOLVED_COLUMN");
  }

  @Test
  void measuresAge() {
    assertThat(find(new Audit.Freshness("seen", Duration.ofHours(12), Level.BLOCK)))
        .isEqualTo(
            new AuditFinding(
                "freshness: seen",
                Verdict.PASS,
                "expected a newest seen at most 12h before the run, found one 12h before it"));
    assertThat(find(new Audit.Freshness("seen", Duration.ofMinutes(719), Level.BLOCK)))
        .isEqualTo(
            new AuditFinding(
                "freshness: seen",
                Verdict.BLOCK,
                "expected a newest seen at most 11h59m before the run, found one 12h before it"));
    // 1 March begins in Shanghai eight hours before the run.
    assertThat(find(new Audit.Freshness("day", Duration.ofHours(8), Level.BLOCK)).verdict())
        .isEqualTo(Verdict.PASS);
    assertThat(find(new Audit.Freshness("day", Duration.ofHours(7), Level.BLOCK)).verdict())
        .isEqualTo(Verdict.BLOCK);
  }

  @Test
  void countsFiguresOfGroupsTooSmallToHideTheirMembers() {
    // Rows of the counts 1, 2, 2 and 3; a day is missing where it is 3, an area where it is 2.
    assertThat(find(new Audit.Disclosure(List.of("area", "day"), "id", 3, Level.BLOCK)))
        .isEqualTo(
            new AuditFinding(
                "disclosure: area, day",
                Verdict.BLOCK,
                "expected no figure where id is below 3, found 3 rows with one"));
    assertThat(find(new Audit.Disclosure(List.of("area"), "id", 3, Level.WARN)))
        .isEqualTo(
            new AuditFinding(
                "disclosure: area",
                Verdict.WARN,
                "expected no figure where id is below 3, found 1 rows with one"));
  }

  @Test
  void addsUpTheRowsOfTheRun() {
    assertThat(total("amount", "0.3", ControlTotals.none()))
        .isEqualTo(
            new AuditFinding(
                "control_total: amount",
                Verdict.PASS,
                "expected the sum of amount over the run's rows to be 0.3, give or take 0.01, found"
                    + " 0.3"));
    assertThat(total("amount", null, ControlTotals.parse("sum=0.32\n")).verdict())
        .isEqualTo(Verdict.BLOCK);
    assertThat(total(null, null, ControlTotals.parse("# two\ncount = 2")).verdict())
        .isEqualTo(Verdict.PASS);
    assertThat(total(null, null, ControlTotals.none()).message())
        .isEqualTo("expected the count to equal a control total, found none (from=ctl)");
  }

  @Test
  void comparesWhatTheSourceHasWithAllThatWasRead() {
    Audit audit = new Audit.ControlTotal(null, null, "source", BigDecimal.ZERO, Level.BLOCK);
    ControlTotals three = ControlTotals.parse("count=3");
    AuditFinding finding = find(audit, three, NONE, "ods_firm", BRANCH, WriteMode.APPEND);
    assertThat(finding.verdict()).isEqualTo(Verdict.BLOCK);
    assertThat(finding.message())
        .isEqualTo("expected the count over the run's rows to be 3, give or take 0, found 2");
  }

  private static AuditFinding total(
      @Nullable String sum, @Nullable String equalTo, ControlTotals totals) {
    Audit audit =
        new Audit.ControlTotal(
            sum, equalTo, equalTo == null ? "ctl" : null, new BigDecimal("0.01"), Level.BLOCK);
    return find(audit, totals, NONE, "ods_firm", BRANCH, WriteMode.APPEND);
  }

  @Test
  void looksAtOpenVersionsOfASnapshotTableOnly() {
    SPARK.sql(
        "CREATE TABLE lake.ent.dim_history (id INT, valid_from DATE, valid_to DATE) USING iceberg");
    SPARK.sql(
        """
        INSERT INTO lake.ent.dim_history VALUES
          (1, DATE'2026-01-01', DATE'2026-02-01'), (1, DATE'2026-02-01', NULL)
        """);
    AuditFinding finding =
        find(
            new Audit.Unique(List.of("id"), Level.BLOCK),
            ControlTotals.none(),
            NONE,
            "dim_history",
            "lake.ent.dim_history",
            WriteMode.SNAPSHOT);
    assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
  }
}
