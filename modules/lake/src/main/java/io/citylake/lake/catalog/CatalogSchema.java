package io.citylake.lake.catalog;

import io.citylake.model.ProgramVersion;
import io.citylake.model.StoredFormat;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Our own tables in the catalog database, beside Iceberg's, and which form they have. A database
 * without a form is of the first, which is what programs wrote before there was any.
 *
 * <p>Whoever changes a table here, or what stands in one, raises the format and brings the tables
 * of the one before up to it.
 */
final class CatalogSchema {
  static final StoredFormat FORMAT = new StoredFormat("the lake", 6);

  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS citylake_format (
            component VARCHAR(40) NOT NULL PRIMARY KEY, version INTEGER NOT NULL,
            written_by VARCHAR(100) NOT NULL, written_at BIGINT NOT NULL)\
          """,
          """
          CREATE TABLE IF NOT EXISTS citylake_meta (
            name VARCHAR(64) PRIMARY KEY, content VARCHAR(4000) NOT NULL)\
          """,
          """
          CREATE TABLE IF NOT EXISTS citylake_lease (
            table_name VARCHAR(200) PRIMARY KEY, run_id VARCHAR(64) NOT NULL,
            host VARCHAR(255) NOT NULL, pid BIGINT NOT NULL, started_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL)\
          """,
          """
          CREATE TABLE IF NOT EXISTS citylake_runs (
            run_id VARCHAR(40) NOT NULL PRIMARY KEY, job VARCHAR(140) NOT NULL,
            target VARCHAR(140) NOT NULL, kind VARCHAR(20) NOT NULL,
            business_date VARCHAR(10) NOT NULL, started_at VARCHAR(40) NOT NULL,
            ended_at VARCHAR(40), outcome VARCHAR(20) NOT NULL, accepted BIGINT NOT NULL,
            tally TEXT NOT NULL, position_before TEXT, position_after TEXT,
            error_code VARCHAR(10), message TEXT)\
          """,
          "CREATE INDEX IF NOT EXISTS citylake_runs_by_job ON citylake_runs (job, run_id)",
          """
          CREATE TABLE IF NOT EXISTS citylake_stages (
            run_id VARCHAR(40) NOT NULL, ordinal INTEGER NOT NULL, stage VARCHAR(40) NOT NULL,
            started_at VARCHAR(40) NOT NULL, millis BIGINT NOT NULL, PRIMARY KEY (run_id, ordinal))\
          """,
          """
          CREATE TABLE IF NOT EXISTS citylake_fixes (
            id VARCHAR(40) NOT NULL PRIMARY KEY, raw TEXT NOT NULL, fixed_by VARCHAR(100) NOT NULL,
            fixed_at VARCHAR(40) NOT NULL)\
          """,
          """
          CREATE TABLE IF NOT EXISTS citylake_releases (
            release_id BIGINT NOT NULL PRIMARY KEY, released_at BIGINT NOT NULL)\
          """,
          """
          CREATE TABLE IF NOT EXISTS citylake_release_tables (
            table_name VARCHAR(200) NOT NULL, release_id BIGINT NOT NULL,
            table_uuid VARCHAR(40) NOT NULL, snapshot_id BIGINT NOT NULL,
            PRIMARY KEY (table_name, release_id))\
          """,
          """
          CREATE TABLE IF NOT EXISTS citylake_release_looks (
            table_name VARCHAR(200) NOT NULL PRIMARY KEY, metadata_location VARCHAR(1000) NOT NULL)\
          """,
          // Since 2, in which nobody may expire a snapshot without looking here.
          """
          CREATE TABLE IF NOT EXISTS citylake_holds (
            holder VARCHAR(40) NOT NULL, owner VARCHAR(300) NOT NULL,
            table_name VARCHAR(200) NOT NULL, table_uuid VARCHAR(40) NOT NULL,
            snapshot_id BIGINT NOT NULL, expires_at BIGINT NOT NULL,
            PRIMARY KEY (holder, table_name))\
          """,
          // Since 3, in which a server's users and keys are here and no files.
          """
          CREATE TABLE IF NOT EXISTS citylake_state (
            name VARCHAR(40) NOT NULL PRIMARY KEY, version BIGINT NOT NULL, content TEXT NOT NULL)\
          """,
          // Since 4, in which schedules have slots.
          """
          CREATE TABLE IF NOT EXISTS citylake_slots (
            series VARCHAR(40) NOT NULL, task VARCHAR(140) NOT NULL, slot VARCHAR(40) NOT NULL,
            business_date VARCHAR(10) NOT NULL, scheduled_at BIGINT NOT NULL,
            state VARCHAR(10) NOT NULL, reason TEXT NOT NULL, tries INTEGER NOT NULL,
            not_before BIGINT NOT NULL, claim VARCHAR(80) NOT NULL, run_id VARCHAR(40) NOT NULL,
            began_at BIGINT, ended_at BIGINT, PRIMARY KEY (series, task, slot))\
          """,
          "CREATE INDEX IF NOT EXISTS citylake_slots_by_state ON citylake_slots (series, state)",
          "CREATE INDEX IF NOT EXISTS citylake_slots_by_date ON citylake_slots (series,"
              + " business_date)",
          "CREATE INDEX IF NOT EXISTS citylake_slots_by_time ON citylake_slots (series,"
              + " scheduled_at)",
          """
          CREATE TABLE IF NOT EXISTS citylake_slot_changes (
            series VARCHAR(40) NOT NULL, task VARCHAR(140) NOT NULL, slot VARCHAR(40) NOT NULL,
            ordinal INTEGER NOT NULL, changed_at BIGINT NOT NULL, from_state VARCHAR(10) NOT NULL,
            to_state VARCHAR(10) NOT NULL, reason TEXT NOT NULL, changed_by VARCHAR(100) NOT NULL,
            PRIMARY KEY (series, task, slot, ordinal))\
          """,
          """
          CREATE TABLE IF NOT EXISTS citylake_slot_marks (
            series VARCHAR(40) NOT NULL, task VARCHAR(140) NOT NULL, planned_until BIGINT NOT NULL,
            paused TEXT NOT NULL, PRIMARY KEY (series, task))\
          """,
          """
          CREATE TABLE IF NOT EXISTS citylake_slot_looks (
            series VARCHAR(40) NOT NULL PRIMARY KEY, looked_at BIGINT NOT NULL)\
          """,
          """
          CREATE TABLE IF NOT EXISTS citylake_schedulers (
            process VARCHAR(64) NOT NULL PRIMARY KEY, kind VARCHAR(40) NOT NULL,
            host VARCHAR(255) NOT NULL, pid BIGINT NOT NULL, started_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL)\
          """,
          // Since 6, as some of 5 have them and some don't: each look asks for what runs or may,
          // and
          // each status for a task's latest.
          "CREATE INDEX IF NOT EXISTS citylake_slots_busy ON citylake_slots (state)"
              + " WHERE state IN ('due', 'running')",
          "CREATE INDEX IF NOT EXISTS citylake_slots_of_task ON citylake_slots (series, task,"
              + " scheduled_at)",
          // Since 5, in which upkeep says what it did.
          """
          CREATE TABLE IF NOT EXISTS citylake_maintenance (
            id VARCHAR(40) NOT NULL PRIMARY KEY, table_name VARCHAR(200) NOT NULL,
            action VARCHAR(40) NOT NULL, reason TEXT NOT NULL, began_at BIGINT NOT NULL,
            ended_at BIGINT NOT NULL, outcome VARCHAR(20) NOT NULL, files_before BIGINT,
            files_after BIGINT, bytes_before BIGINT, bytes_after BIGINT, row_count BIGINT,
            row_hash VARCHAR(60), message TEXT)\
          """,
          // Since 5, in which whoever loads keeps out who was erased.
          """
          CREATE TABLE IF NOT EXISTS citylake_erased (
            form VARCHAR(64) NOT NULL PRIMARY KEY, person VARCHAR(64) NOT NULL,
            kind VARCHAR(20) NOT NULL, key_check VARCHAR(64) NOT NULL,
            erased_by VARCHAR(100) NOT NULL, erased_at VARCHAR(40) NOT NULL, reason TEXT NOT NULL,
            done_at VARCHAR(40), sources TEXT NOT NULL)\
          """);

  private static final Pattern NAME = Pattern.compile("CREATE TABLE IF NOT EXISTS (\\w+)");

  private final Dialect dialect;
  private final String place;

  /**
   * @param place of the database, for messages
   */
  CatalogSchema(Dialect dialect, String place) {
    this.dialect = dialect;
    this.place = place;
  }

  /** What our tables are called. */
  static SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>();
    Stream.concat(TABLES.stream(), AlertTables.ALL.stream())
        .map(NAME::matcher)
        .filter(Matcher::find)
        .forEach(found -> names.add(found.group(1)));
    return names;
  }

  /**
   * Makes the tables that an earlier form has not, or all where there is no form yet. Else it is
   * one small query, and nothing is written.
   *
   * @throws io.citylake.model.CityLakeException LAKE_NEWER
   */
  void prepare(Connection connection) throws SQLException {
    if (!isCurrent(connection)) {
      make(connection);
      // Of several that make it at once, a later program may have been first.
      isCurrent(connection);
    }
  }

  /** False where there is no form, or an earlier one. */
  private boolean isCurrent(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT version, written_by FROM citylake_format WHERE component = 'catalog'")) {
      if (!rows.next()) {
        return false;
      }
      FORMAT.requireKnown(rows.getInt(1), "CityLake " + rows.getString(2), place);
      return rows.getInt(1) == FORMAT.known();
    } catch (SQLException e) {
      if (dialect.isMissingTable(e)) {
        return false;
      }
      throw e;
    }
  }

  private void make(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.execute(table);
      }
      for (String table : AlertTables.ALL) {
        statement.execute(table);
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO citylake_format (component, version, written_by, written_at)"
                + " VALUES ('catalog', ?, ?, %s) ON CONFLICT (component) DO UPDATE"
                    .formatted(dialect.now())
                + " SET version = excluded.version, written_by = excluded.written_by,"
                + " written_at = excluded.written_at"
                + " WHERE citylake_format.version < excluded.version")) {
      insert.setInt(1, FORMAT.known());
      insert.setString(2, ProgramVersion.text());
      insert.executeUpdate();
    }
    connection.setAutoCommit(true);
  }
}
