package io.citylake.schedule.alert.store;

import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.alert.AlertSeverity;
import io.citylake.schedule.alert.cause.Cause;
import io.citylake.schedule.alert.cause.Words;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The alerts as one transaction sees and changes them; nobody else changes any meanwhile. */
public final class AlertBoard {
  private static final String ALERT =
      "alert_id, cause, kind, severity, theme, task, slot, owner, text_en, text_zh, look, since,"
          + " began_at, told_at, repeated_at, escalated, acked_at, ended_at";
  private static final String EVENT =
      "event_id, alert_id, ordinal, event, happened_at, kind, severity, text_en, text_zh, done_by,"
          + " why";

  private final AlertSql sql;

  AlertBoard(AlertSql sql) {
    this.sql = sql;
  }

  /** What is sent of them. */
  public Outbox outbox() {
    return new Outbox(sql, this);
  }

  /** Those that last, the oldest first. */
  public List<Alert> open() {
    return alerts(" WHERE ended_at IS NULL ORDER BY began_at, alert_id");
  }

  /** The newest first, at most so many; those that last and those that are over. */
  public List<Alert> latest(int limit) {
    return alerts(" ORDER BY began_at DESC, alert_id LIMIT ?", limit);
  }

  /** Those whose id begins so. */
  public List<Alert> find(String beginning) {
    return alerts(" WHERE substr(alert_id, 1, ?) = ?", beginning.length(), beginning);
  }

  Alert load(String id) {
    return alerts(" WHERE alert_id = ?", id).get(0);
  }

  private List<Alert> alerts(String where, Object... values) {
    return sql.query(
        "SELECT " + ALERT + " FROM citylake_alerts" + where, AlertBoard::alert, values);
  }

  public void add(Alert alert) {
    Cause cause = alert.cause();
    sql.update(
        "INSERT INTO citylake_alerts (" + ALERT + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        alert.id(),
        cause.key(),
        cause.kind().toString(),
        alert.severity().toString(),
        cause.theme(),
        cause.task(),
        cause.slot(),
        cause.owner(),
        cause.words().en(),
        cause.words().zh(),
        cause.look(),
        cause.since(),
        alert.began(),
        alert.told(),
        alert.repeated(),
        alert.escalated(),
        alert.acked(),
        alert.ended());
  }

  public void replace(Alert alert) {
    Cause cause = alert.cause();
    sql.update(
        "UPDATE citylake_alerts SET kind = ?, severity = ?, text_en = ?, text_zh = ?, look = ?,"
            + " told_at = ?, repeated_at = ?, escalated = ?, acked_at = ?, ended_at = ? WHERE"
            + " alert_id = ?",
        cause.kind().toString(),
        alert.severity().toString(),
        cause.words().en(),
        cause.words().zh(),
        cause.look(),
        alert.told(),
        alert.repeated(),
        alert.escalated(),
        alert.acked(),
        alert.ended(),
        alert.id());
  }

  /** Notes what happened to an alert. */
  public AlertEvent note(Alert alert, AlertEvent.What what, Instant at) {
    return note(alert, what, at, "", "");
  }

  /** Notes what a person did with an alert. */
  public AlertEvent note(Alert alert, AlertEvent.What what, Instant at, String by, String why) {
    int ordinal =
        sql.query(
                    "SELECT count(*) FROM citylake_alert_events WHERE alert_id = ?",
                    row -> row.getInt(1),
                    alert.id())
                .get(0)
            + 1;
    AlertEvent event =
        new AlertEvent(
            alert.id() + "-" + ordinal,
            alert.id(),
            ordinal,
            what,
            at,
            alert.kind(),
            alert.severity(),
            alert.words(),
            by,
            why);
    sql.update(
        "INSERT INTO citylake_alert_events (" + EVENT + ") VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        event.id(),
        event.alert(),
        event.ordinal(),
        event.what().toString(),
        event.at(),
        event.kind().toString(),
        event.severity().toString(),
        event.words().en(),
        event.words().zh(),
        event.by(),
        event.why());
    return event;
  }

  /** What happened to an alert, the oldest first. */
  public List<AlertEvent> events(String alert) {
    return events(" WHERE alert_id = ? ORDER BY ordinal", alert);
  }

  /** What happened to all of them, the newest first, at most so many; for {@code _sys}. */
  public List<AlertEvent> latestEvents(int limit) {
    return events(" ORDER BY happened_at DESC, event_id LIMIT ?", limit);
  }

  List<AlertEvent> events(String where, Object... values) {
    return sql.query(
        "SELECT " + EVENT + " FROM citylake_alert_events" + where, AlertBoard::event, values);
  }

  /** Whoever was, or is to be, told anything of an alert. */
  public SortedSet<String> receivers(String alert) {
    return new TreeSet<>(
        sql.query(
            "SELECT DISTINCT d.receiver FROM citylake_alert_deliveries d JOIN"
                + " citylake_alert_events e ON e.event_id = d.event_id WHERE e.alert_id = ?",
            row -> row.getString(1),
            alert));
  }

  public void add(Mute mute) {
    sql.update(
        "INSERT INTO citylake_alert_mutes (mute_id, selector, from_at, until_at, done_by, why,"
            + " ended_by, ended_why) VALUES (?,?,?,?,?,?,?,?)",
        mute.id(),
        mute.selector(),
        mute.from(),
        mute.until(),
        mute.by(),
        mute.why(),
        mute.endedBy(),
        mute.endedWhy());
  }

  /** Ends a mute before its time; whether it was there and lasted. */
  public boolean endMute(String id, Instant now, String by, String why) {
    return sql.update(
            "UPDATE citylake_alert_mutes SET until_at = ?, ended_by = ?, ended_why = ? WHERE"
                + " mute_id = ? AND until_at > ?",
            now,
            by,
            why,
            id,
            now)
        == 1;
  }

  /** Those that hold at a moment. */
  public List<Mute> mutes(Instant now) {
    return sql.query(
        "SELECT * FROM citylake_alert_mutes WHERE until_at > ? ORDER BY from_at, mute_id",
        row ->
            new Mute(
                row.getString("mute_id"),
                row.getString("selector"),
                AlertSql.moment(row, "from_at"),
                AlertSql.moment(row, "until_at"),
                row.getString("done_by"),
                row.getString("why"),
                row.getString("ended_by"),
                row.getString("ended_why")),
        now);
  }

  /** Drops what ended before a moment and was told to everybody. */
  public void prune(Instant before) {
    String ended =
        "(SELECT event_id FROM citylake_alert_events WHERE alert_id IN (SELECT alert_id FROM"
            + " citylake_alerts WHERE ended_at < ?))";
    sql.update(
        "DELETE FROM citylake_alert_deliveries WHERE message_id <> '' AND event_id IN " + ended,
        before);
    sql.update(
        "DELETE FROM citylake_alert_messages WHERE ended_at < ? AND message_id NOT IN (SELECT"
            + " message_id FROM citylake_alert_deliveries)",
        before);
    sql.update(
        "DELETE FROM citylake_alert_events WHERE event_id IN "
            + ended
            + " AND event_id NOT IN (SELECT event_id FROM citylake_alert_deliveries)",
        before);
    sql.update(
        "DELETE FROM citylake_alerts WHERE ended_at < ? AND alert_id NOT IN (SELECT alert_id FROM"
            + " citylake_alert_events)",
        before);
    sql.update("DELETE FROM citylake_alert_mutes WHERE until_at < ?", before);
  }

  private static Alert alert(ResultSet row) throws SQLException {
    Cause cause =
        new Cause(
            row.getString("cause"),
            AlertKind.parse(row.getString("kind")),
            row.getString("theme"),
            row.getString("task"),
            row.getString("slot"),
            row.getString("owner"),
            AlertSql.moment(row, "since"),
            new Words(row.getString("text_en"), row.getString("text_zh")),
            row.getString("look"));
    return new Alert(
        row.getString("alert_id"),
        cause,
        AlertSeverity.parse(row.getString("severity")),
        AlertSql.moment(row, "began_at"),
        AlertSql.momentOrNull(row, "told_at"),
        AlertSql.momentOrNull(row, "repeated_at"),
        row.getInt("escalated"),
        AlertSql.momentOrNull(row, "acked_at"),
        AlertSql.momentOrNull(row, "ended_at"));
  }

  private static AlertEvent event(ResultSet row) throws SQLException {
    return new AlertEvent(
        row.getString("event_id"),
        row.getString("alert_id"),
        row.getInt("ordinal"),
        AlertEvent.What.parse(row.getString("event")),
        AlertSql.moment(row, "happened_at"),
        AlertKind.parse(row.getString("kind")),
        AlertSeverity.parse(row.getString("severity")),
        new Words(row.getString("text_en"), row.getString("text_zh")),
        row.getString("done_by"),
        row.getString("why"));
  }
}
