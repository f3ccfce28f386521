package io.citylake.schedule.store;

import io.citylake.model.JobName;
import io.citylake.schedule.slot.Change;
import io.citylake.schedule.slot.Reason;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** How slots and their changes stand in rows. */
final class SlotRows {
  static final String COLUMNS =
      "series, task, slot, business_date, scheduled_at, state, reason, tries, not_before, claim,"
          + " run_id, began_at, ended_at";

  private SlotRows() {}

  static Object[] values(Slot slot) {
    return new Object[] {
      slot.id().series(),
      slot.id().task().toString(),
      slot.id().key(),
      slot.businessDate().toString(),
      slot.scheduled().toEpochMilli(),
      slot.state().toString(),
      slot.reason().toString(),
      slot.tries(),
      slot.notBefore().toEpochMilli(),
      slot.claim(),
      slot.run(),
      millis(slot.began()),
      millis(slot.ended())
    };
  }

  static Slot slot(ResultSet row) throws SQLException {
    return new Slot(
        id(row),
        LocalDate.parse(row.getString("business_date")),
        Instant.ofEpochMilli(row.getLong("scheduled_at")),
        SlotState.parse(row.getString("state")),
        Reason.parse(row.getString("reason")),
        row.getInt("tries"),
        Instant.ofEpochMilli(row.getLong("not_before")),
        row.getString("claim"),
        row.getString("run_id"),
        instant(row, "began_at"),
        instant(row, "ended_at"));
  }

  static Change change(ResultSet row) throws SQLException {
    return new Change(
        id(row),
        Instant.ofEpochMilli(row.getLong("changed_at")),
        SlotState.parse(row.getString("from_state")),
        SlotState.parse(row.getString("to_state")),
        Reason.parse(row.getString("reason")),
        row.getString("changed_by"));
  }

  private static SlotId id(ResultSet row) throws SQLException {
    return new SlotId(
        row.getString("series"), JobName.parse(row.getString("task")), row.getString("slot"));
  }

  private static @Nullable Long millis(@Nullable Instant at) {
    return at == null ? null : at.toEpochMilli();
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
