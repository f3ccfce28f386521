package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody rolls a table back by SQL; its jobs' positions stay where they are. */
class ITMovedBackMain {
  private static final String COUNT = "select count(*) from water.ods_level";

  @TempDir private Path home;
  private CommandFixture lake;
  private List<String> snapshots;

  @BeforeEach
  void loadTwiceAndRollBack() {
    lake = new CommandFixture(home).levels("append").levelsJob();
    assertThat(lake.call("apply").exit()).isZero();
    lake.landing("a.csv", "府河,2026-01-01 08:00,1,7");
    assertThat(lake.call("run", "--all").exit()).isZero();
    lake.landing("b.csv", "沙河,2026-01-01 08:00,1,7");
    assertThat(lake.call("run", "--all").exit()).isZero();
    snapshots =
        lake.query("select snapshot_id from water.ods_level.snapshots order by committed_at");
    call("rollback_to_snapshot", snapshots.get(0));
    assertThat(lake.query(COUNT)).containsExactly("1");
  }

  private void call(String procedure, String snapshot) {
    Outcome called =
        lake.call(
            "sql",
            "--write",
            "-e",
            "call lake.system.%s('water.ods_level', %s)".formatted(procedure, snapshot));
    assertThat(called.exit()).as(called.err()).isZero();
  }

  @Test
  void nothingRunsUntilItIsWhereItWas() {
    Outcome run = lake.call("run", "--all");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("CL2016", "set_current_snapshot", snapshots.get(1));
    assertThat(lake.callWithoutSpark("doctor").out()).contains("its main was moved back");
    call("set_current_snapshot", snapshots.get(1));
    assertThat(lake.callWithoutSpark("doctor").exit()).isZero();
    assertThat(lake.call("run", "--all").out()).contains("[nothing new in ");
    assertThat(lake.query(COUNT)).containsExactly("2");
  }

  /** Its own rows come again by that, and nobody else's. */
  @Test
  void aFullRefreshOfOneJobDoesNotHideItFromAnother() {
    call("set_current_snapshot", snapshots.get(1));
    lake.file(
        "jobs/water/more.yaml",
        lake.read("jobs/water/levels.yaml").replace("landing/*.csv", "landing/more/*.csv"));
    lake.landing("more/c.csv", "清河,2026-01-01 08:00,1,7");
    Outcome more = lake.call("run", "water.more");
    assertThat(more.exit()).as(more.out()).isZero();
    call("rollback_to_snapshot", snapshots.get(1));
    for (String[] words :
        new String[][] {
          {"run", "water.levels", "--full-refresh"}, {"run", "water.more", "--full-refresh"}
        }) {
      Outcome run = lake.call(words);
      assertThat(run.exit()).as(run.out()).isEqualTo(1);
      assertThat(run.out()).contains("CL2016");
    }
    assertThat(lake.call("run", "water.more").out()).contains("CL2016");
  }

  /** A job that is alone reads all of it again, or refuses. */
  @Test
  void aFullRefreshBringsAllOfItOrNothing() throws Exception {
    Path missing = home.resolve("landing/b.csv");
    byte[] rows = Files.readAllBytes(missing);
    Files.delete(missing);
    Outcome kept = lake.call("run", "--all", "--full-refresh", "--keep-missing");
    assertThat(kept.exit()).as(kept.out()).isEqualTo(1);
    assertThat(kept.out()).contains("CL2010", "b.csv");
    Files.write(missing, rows);
    Outcome full = lake.call("run", "--all", "--full-refresh");
    assertThat(full.exit()).as(full.out()).isZero();
    assertThat(lake.query(COUNT)).containsExactly("2");
    assertThat(lake.call("run", "--all").out()).contains("[nothing new in ");
  }

  @Test
  void itsDeliveriesCanBeReadAgain() {
    Outcome reload = lake.call("table", "recreate", "--from-deliveries", "water.ods_level");
    assertThat(reload.exit()).as(reload.out() + reload.err()).isZero();
    assertThat(lake.query(COUNT)).containsExactly("2");
    assertThat(lake.call("run", "--all").out()).contains("[nothing new in ");
  }
}
