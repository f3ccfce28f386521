package io.citylake.schedule.store;

import io.citylake.lake.catalog.Dialect;
import io.citylake.lake.lease.LeaseSettings.Owner;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.schedule.slot.Change;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The slots in one transaction of the catalog database. */
final class CatalogSlotBoard implements SlotBoard {
  private static final String OF_SLOT = " WHERE series = ? AND task = ? AND slot = ?";

  /** As the index of those few says it, so that it is taken. */
  static final String BUSY = " WHERE state IN ('due', 'running')";

  /** Marks a series that schedulers are to run; no task is called so. */
  private static final JobName HANDED_OVER = new JobName(TableName.SYSTEM, "backfill");

  static final String OF_TASK = " WHERE series = ? AND task = ?";
  static final String NEWEST = " ORDER BY scheduled_at DESC, task, slot LIMIT ?";

  private final Connection connection;
  private final Dialect dialect;

  CatalogSlotBoard(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  /** What the database answers is not ours to judge; whoever began the transaction does. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final SQLException failure;

    Failure(SQLException failure) {
      super(failure);
      this.failure = failure;
    }

    SQLException failure() {
      return failure;
    }
  }

  @Override
  public Optional<Slot> find(SlotId id) {
    return slots(OF_SLOT, id.series(), id.task().toString(), id.key()).stream().findFirst();
  }

  @Override
  public List<Slot> open(String series) {
    return slots(
        " WHERE series = ? AND business_date IN (SELECT business_date FROM citylake_slots WHERE"
            + " series = ? AND state IN ('waiting', 'due', 'running', 'retrying', 'blocked'))",
        series,
        series);
  }

  @Override
  public List<Slot> ofDates(String series, JobName task, LocalDate from, LocalDate to) {
    return slots(
        OF_TASK + " AND business_date BETWEEN ? AND ?",
        series,
        task.toString(),
        from.toString(),
        to.toString());
  }

  @Override
  public List<Slot> ofDate(String series, LocalDate date, int limit) {
    return slots(
        " WHERE series = ? AND business_date = ? ORDER BY scheduled_at, task, slot LIMIT ?",
        series,
        date.toString(),
        limit);
  }

  @Override
  public List<Slot> latest(String series, Optional<JobName> task, int limit) {
    return task.isPresent()
        ? slots(OF_TASK + NEWEST, series, task.get().toString(), limit)
        : slots(" WHERE series = ?" + NEWEST, series, limit);
  }

  @Override
  public List<Slot> busy() {
    return slots(BUSY);
  }

  @Override
  public boolean add(Slot slot, String by, Instant at) {
    int added =
        update(
            "INSERT INTO citylake_slots ("
                + SlotRows.COLUMNS
                + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
            SlotRows.values(slot));
    if (added == 1) {
      note(slot, slot, by, at);
    }
    return added == 1;
  }

  @Override
  public void replace(Slot before, Slot after, String by, Instant at) {
    Object[] id = {after.id().series(), after.id().task().toString(), after.id().key()};
    Object[] all = SlotRows.values(after);
    Object[] values = new Object[all.length];
    System.arraycopy(all, id.length, values, 0, all.length - id.length);
    System.arraycopy(id, 0, values, all.length - id.length, id.length);
    update(
        "UPDATE citylake_slots SET business_date = ?, scheduled_at = ?, state = ?, reason = ?,"
            + " tries = ?, not_before = ?, claim = ?, run_id = ?, began_at = ?, ended_at = ?"
            + OF_SLOT,
        values);
    if (before.state() != after.state()) {
      note(before, after, by, at);
    }
  }

  private void note(Slot before, Slot after, String by, Instant at) {
    SlotId id = after.id();
    update(
        "INSERT INTO citylake_slot_changes (series, task, slot, ordinal, changed_at, from_state,"
            + " to_state, reason, changed_by) SELECT ?, ?, ?, count(*) + 1, ?, ?, ?, ?, ? FROM"
            + " citylake_slot_changes"
            + OF_SLOT,
        id.series(),
        id.task().toString(),
        id.key(),
        at.toEpochMilli(),
        before.state().toString(),
        after.state().toString(),
        after.reason().toString(),
        by,
        id.series(),
        id.task().toString(),
        id.key());
  }

  @Override
  public List<Change> changes(SlotId id) {
    return query(
        "SELECT * FROM citylake_slot_changes" + OF_SLOT + " ORDER BY ordinal",
        SlotRows::change,
        id.series(),
        id.task().toString(),
        id.key());
  }

  @Override
  public Map<JobName, TaskMark> marks(String series) {
    Map<JobName, TaskMark> marks = new TreeMap<>();
    query(
            "SELECT task, planned_until, paused FROM citylake_slot_marks WHERE series = ?",
            row ->
                Map.entry(
                    JobName.parse(row.getString(1)),
                    new TaskMark(Instant.ofEpochMilli(row.getLong(2)), row.getString(3))),
            series)
        .forEach(each -> marks.put(each.getKey(), each.getValue()));
    return marks;
  }

  @Override
  public void mark(String series, JobName task, TaskMark mark) {
    update(
        "INSERT INTO citylake_slot_marks (series, task, planned_until, paused) VALUES (?,?,?,?) ON"
            + " CONFLICT (series, task) DO UPDATE SET planned_until = excluded.planned_until,"
            + " paused = excluded.paused",
        series,
        task.toString(),
        mark.plannedUntil().toEpochMilli(),
        mark.paused());
  }

  @Override
  public void handOver(String series, Instant at) {
    mark(series, HANDED_OVER, new TaskMark(at, ""));
  }

  @Override
  public void takeBack(String series, Instant at) {
    update(
        "DELETE FROM citylake_slot_marks WHERE series = ? AND task = ? AND planned_until = ?",
        series,
        HANDED_OVER.toString(),
        at.toEpochMilli());
  }

  @Override
  public Map<String, Instant> handedOver() {
    Map<String, Instant> series = new TreeMap<>();
    query(
            "SELECT series, planned_until FROM citylake_slot_marks WHERE task = ?",
            row -> Map.entry(row.getString(1), Instant.ofEpochMilli(row.getLong(2))),
            HANDED_OVER.toString())
        .forEach(each -> series.put(each.getKey(), each.getValue()));
    return series;
  }

  @Override
  public Optional<Instant> lastLook(String series) {
    return query(
            "SELECT looked_at FROM citylake_slot_looks WHERE series = ?",
            row -> Instant.ofEpochMilli(row.getLong(1)),
            series)
        .stream()
        .findFirst();
  }

  @Override
  public void looked(String series, Instant at) {
    update(
        "INSERT INTO citylake_slot_looks (series, looked_at) VALUES (?,?) ON CONFLICT (series) DO"
            + " UPDATE SET looked_at = excluded.looked_at",
        series,
        at.toEpochMilli());
  }

  @Override
  public Set<String> schedulers(String series) {
    return alive(" AND kind = ?", series);
  }

  /** Of a process on this machine it is known at once that it is dead. */
  private Set<String> alive(String which, Object... values) {
    Set<String> alive = new HashSet<>();
    query(
            "SELECT process, host, pid, started_at FROM citylake_schedulers WHERE expires_at > "
                + dialect.now()
                + which,
            row ->
                new Owner(row.getString(2), row.getLong(3), row.getLong(4)).isDead()
                    ? Optional.<String>empty()
                    : Optional.of(row.getString(1)),
            values)
        .forEach(each -> each.ifPresent(alive::add));
    return alive;
  }

  @Override
  public Set<String> lostClaims() {
    Set<String> alive = alive("");
    Set<String> lost = new HashSet<>();
    for (String claim :
        query(
            "SELECT claim FROM citylake_slots" + BUSY + " AND state = 'running'",
            row -> row.getString(1))) {
      if (!alive.contains(claim.substring(0, Math.max(0, claim.indexOf('/'))))) {
        lost.add(claim);
      }
    }
    return lost;
  }

  private List<Slot> slots(String where, Object... values) {
    return query(
        "SELECT " + SlotRows.COLUMNS + " FROM citylake_slots" + where, SlotRows::slot, values);
  }

  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> query(String sql, RowReader<T> reader, Object... values) {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      bind(query, values);
      List<T> found = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(reader.read(rows));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new Failure(e);
    }
  }

  private int update(String sql, Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new Failure(e);
    }
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }
}
