package io.citylake.lake.history;

import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.model.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * Takes what is old out of what the catalog's database tells of the past. Each part is removed a
 * thousand rows at a time, in transactions of their own, so that whoever writes waits for a moment
 * at most; cut short, it goes on the next time. Safe for threads and processes.
 *
 * <p>Of runs only those go that brought no row and moved no position: whose a row is, what a full
 * copy held and how much a job brings, the others say. The first and the last run of a job stay,
 * too: by them it is told how long nothing has come.
 */
public final class HistoryPruning {
  private static final int AT_A_TIME = 1000;

  private final CatalogDatabase database;

  public HistoryPruning(CatalogDatabase database) {
    this.database = database;
  }

  /** What can be pruned. */
  public enum Part {
    RUNS(
        "citylake_runs",
        "run_id",
        "run_id < ? AND outcome IN ('nothing_new', 'dry_run')"
            + " AND run_id NOT IN (SELECT min(run_id) FROM citylake_runs GROUP BY job)"
            + " AND run_id NOT IN (SELECT max(run_id) FROM citylake_runs GROUP BY job)"),
    STAGES("citylake_stages", "run_id, ordinal", "run_id < ?"),
    /** Of what runs more often than daily, whose slots are named by moments and not by days. */
    MOMENTS("citylake_slots", "series, task, slot", Part.OLD_SLOT + " AND length(slot) > 10"),
    SLOTS("citylake_slots", "series, task, slot", Part.OLD_SLOT + " AND length(slot) <= 10"),
    ENTRIES("citylake_maintenance", "id", "began_at < ?");

    /** At rest, and not the latest of its task. */
    private static final String OLD_SLOT =
        "scheduled_at < ? AND state IN ('ok', 'warned', 'failed', 'missed', 'skipped')"
            + " AND (series, task, scheduled_at) NOT IN (SELECT series, task, max(scheduled_at)"
            + " FROM citylake_slots GROUP BY series, task)";

    private final String table;
    private final String key;
    private final String condition;

    Part(String table, String key, String condition) {
      this.table = table;
      this.key = key;
      this.condition = condition;
    }

    private boolean isOfRuns() {
      return this == RUNS || this == STAGES;
    }

    private boolean isOfSlots() {
      return this == MOMENTS || this == SLOTS;
    }
  }

  /** How many rows there are of a part, and how many of them are old. */
  public record Count(long all, long old) {}

  /** Looks; writes nothing. */
  public Count count(Part part, Instant before) {
    return database.call(
        connection -> {
          String all = "SELECT count(*) FROM " + part.table;
          try (PreparedStatement total = connection.prepareStatement(all);
              PreparedStatement old =
                  connection.prepareStatement(all + " WHERE " + part.condition)) {
            bind(old, part, before);
            return new Count(number(total), number(old));
          }
        });
  }

  /** Removes them; returns how many. */
  public long prune(Part part, Instant before) {
    long removed = 0;
    while (true) {
      int some = database.inTransaction(connection -> some(connection, part, before));
      removed += some;
      if (some < AT_A_TIME) {
        return removed;
      }
    }
  }

  private static int some(Connection connection, Part part, Instant before) throws SQLException {
    String chosen =
        "(%1$s) IN (SELECT %1$s FROM %2$s WHERE %3$s ORDER BY %1$s LIMIT %4$d)"
            .formatted(part.key, part.table, part.condition, AT_A_TIME);
    // The same rows are chosen again, since nothing else is written in between.
    for (String follows :
        part.isOfSlots()
            ? List.of("citylake_slot_changes")
            : part == Part.RUNS ? List.of("citylake_stages") : List.<String>of()) {
      delete(connection, "DELETE FROM " + follows + " WHERE " + chosen, part, before);
    }
    return delete(connection, "DELETE FROM " + part.table + " WHERE " + chosen, part, before);
  }

  private static int delete(Connection connection, String sql, Part part, Instant before)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, part, before);
      return statement.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, Part part, Instant before)
      throws SQLException {
    if (part.isOfRuns()) {
      statement.setString(1, RunId.prefix(before));
    } else {
      statement.setLong(1, before.toEpochMilli());
    }
  }

  private static long number(PreparedStatement query) throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
