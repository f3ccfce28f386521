package io.citylake.schedule.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.lake.lease.LeaseSettings.Owner;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.testkit.LocalLake;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TestSlotsOnSqlite extends DatabaseSlotsContract {
  private static final Owner ELSEWHERE = new Owner("elsewhere", 1, 1);

  @Override
  CatalogSettings catalog() {
    return LocalLake.settings(home).catalog();
  }

  @Test
  void oneSchedulerRunsALakeAndABackfillBesideIt() {
    try (SchedulerProcess first = SchedulerProcess.open(database, "schedule", Owner.current());
        SchedulerProcess beside = SchedulerProcess.open(database, "backfill", Owner.current())) {
      assertThatThrownBy(() -> SchedulerProcess.open(database, "schedule", Owner.current()))
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining("Cannot run the slots of schedule here: process ")
          .extracting(e -> ((CityLakeException) e).code())
          .isEqualTo(ErrorCode.SCHEDULER_RUNNING);
      assertThat(first.name()).isNotEqualTo(beside.name());
    }
    // Whoever ended makes room.
    SchedulerProcess.open(database, "schedule", Owner.current()).close();
  }

  @Test
  void aDeadSchedulerMakesRoom() {
    Owner dead = new Owner(Owner.current().host(), 0, 0);
    SchedulerProcess gone = SchedulerProcess.open(database, "schedule", dead);
    SchedulerProcess.open(database, "schedule", Owner.current()).close();
    gone.close();
  }

  @Test
  void noOtherMachineRunsSlotsOfALakeInAFile() {
    try (SchedulerProcess other = SchedulerProcess.open(database, "schedule", ELSEWHERE)) {
      assertThat(other.name()).isNotEmpty();
      assertThatThrownBy(() -> SchedulerProcess.open(database, "backfill", Owner.current()))
          .hasMessageContaining("process 1 of machine elsewhere does")
          .extracting(e -> ((CityLakeException) e).code())
          .isEqualTo(ErrorCode.LAKE_OF_ONE_MACHINE);
    }
  }

  /** A lake keeps years of slots, and each look is under the lock of all. */
  @Test
  void noLookReadsAllSlots() {
    assertThat(plan(CatalogSlotBoard.BUSY)).contains("USING INDEX citylake_slots_busy");
    assertThat(plan(CatalogSlotBoard.OF_TASK + CatalogSlotBoard.NEWEST))
        .contains("USING INDEX citylake_slots_of_task (series=? AND task=?)");
  }

  private String plan(String where) {
    return database.inTransaction(
        connection -> {
          StringBuilder plan = new StringBuilder();
          try (Statement statement = connection.createStatement();
              ResultSet rows =
                  statement.executeQuery(
                      "EXPLAIN QUERY PLAN SELECT * FROM citylake_slots" + where)) {
            while (rows.next()) {
              plan.append(rows.getString("detail")).append('\n');
            }
          }
          return plan.toString();
        });
  }
}
