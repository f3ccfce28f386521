package io.citylake.govern.gate;

import static io.citylake.govern.gate.GateFixture.administrator;
import static io.citylake.govern.gate.GateFixture.caller;
import static io.citylake.govern.gate.GateFixture.policies;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which session a query runs in follows from how much there is to read. */
class TestSmallInputSpark {
  private static final String BY_KIND =
      "SELECT visits % 7, count(*) FROM civic.dws_day GROUP BY visits % 7";
  private static final SparkSession SPARK = GateLake.session();

  @BeforeEach
  void create() {
    GateLake.drop("civic");
    SPARK.sql("CREATE TABLE lake.civic.dws_day (day date, visits bigint)");
  }

  @AfterEach
  void drop() {
    GateLake.drop("civic");
  }

  @Test
  void interpretsPlansOverFewRows() {
    SPARK.sql("INSERT INTO lake.civic.dws_day SELECT date'2026-03-01', id FROM range(1000)");

    assertThat(isCompiled()).isFalse();
  }

  @Test
  @SuppressWarnings("deprecation") // what replaces it needs the schemas of all files
  void compilesPlansOverALargeTableThatGrewByOneRowOnABranch() {
    SPARK.sql("INSERT INTO lake.civic.dws_day SELECT date'2026-03-01', id FROM range(400000)");
    // As a load does: the write makes the branch, and its summary knows of one row only.
    Table table = GateLake.table(GateLake.DAY);
    SPARK.sql("INSERT INTO lake.civic.dws_day VALUES (date'2026-03-02', 1)");
    table.refresh();
    var small =
        table.currentSnapshot().addedDataFiles(table.io()).iterator().next().copyWithoutStats();
    table.manageSnapshots().rollbackTo(table.currentSnapshot().parentId()).commit();
    table.newAppend().appendFile(small).toBranch("run_1").commit();
    table.manageSnapshots().fastForwardBranch("main", "run_1").commit();
    table.refresh();
    assertThat(table.currentSnapshot().summary()).containsEntry("total-records", "1");

    assertThat(isCompiled()).isTrue();
  }

  private static boolean isCompiled() {
    GateFixture gate = new GateFixture(GateLake.release(1, GateLake.DAY), ReleasedStates.none());
    gate.policies = policies(administrator());
    return !gate.admit(caller("administrator"), BY_KIND)
        .rows()
        .sparkSession()
        .conf()
        .get("spark.sql.codegen.factoryMode")
        .equals("NO_CODEGEN");
  }
}
