package io.citylake.run.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.run.OpenLake;
import io.citylake.run.RunFixture;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger that missed the end of a run. */
class TestLedgerReconciliationSpark {
  @TempDir private Path home;

  /** Full copies are taken one by one, each by a run of its own. */
  @Test
  void aRunIsFoundPublishedThoughTheNextOneOfItsJobPublishedToo() throws Exception {
    RunFixture lake =
        new RunFixture(home)
            .dataset("snapshot", "key: [station]")
            .job()
            .landing("1.csv", "府河,2026-01-01 08:00,1.5,")
            .landing("2.csv", "府河,2026-01-01 08:00,2.5,", "沙河,2026-01-01 08:00,2.5,");
    lake.apply();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve(".citylake/catalog.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TRIGGER once BEFORE UPDATE ON citylake_runs WHEN NEW.outcome = 'published' AND"
              + " (SELECT count(*) FROM citylake_runs) = 1 BEGIN SELECT RAISE(ABORT, 'once'); END");
    }
    JobResult both = lake.run();
    assertThat(both.outcome()).as(both.message()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(both.findings()).anyMatch(finding -> finding.audit().equals("ledger"));
    assertThat(lake.levels()).containsExactly("府河|2.500", "沙河|2.500");
    assertThat(lake.run().outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
    try (OpenLake open = lake.open(lake.workspace())) {
      List<RunRecord> runs = open.ledger().list(Optional.empty(), 20);
      assertThat(runs)
          .extracting(RunRecord::outcome)
          .containsExactlyInAnyOrder(
              RunOutcome.PUBLISHED,
              RunOutcome.PUBLISHED,
              RunOutcome.NOTHING_NEW,
              RunOutcome.NOTHING_NEW);
    }
  }
}
