package io.citylake.schedule.alert.store;

import io.citylake.schedule.alert.store.Message.State;
import io.citylake.schedule.alert.store.Message.Told;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is still to be told, and the messages that tell it, in one transaction. */
public final class Outbox {
  private final AlertSql sql;
  private final AlertBoard board;

  Outbox(AlertSql sql, AlertBoard board) {
    this.sql = sql;
    this.board = board;
  }

  /** An event is to be told to a receiver, from a moment on. */
  public void add(AlertEvent event, String receiver, Instant notBefore) {
    sql.update(
        "INSERT INTO citylake_alert_deliveries (event_id, receiver, not_before, message_id) VALUES"
            + " (?,?,?,'') ON CONFLICT DO NOTHING",
        event.id(),
        receiver,
        notBefore);
  }

  /** Takes back what was to be told of an alert before an event, and is in no message yet. */
  public void supersede(AlertEvent event, String receiver) {
    sql.update(
        "DELETE FROM citylake_alert_deliveries WHERE receiver = ? AND message_id = '' AND event_id"
            + " IN (SELECT event_id FROM citylake_alert_events WHERE alert_id = ? AND ordinal < ?)",
        receiver,
        event.alert(),
        event.ordinal());
  }

  /** The receivers for whom something is in no message yet and may be told now. */
  public List<String> waiting(Instant now) {
    return sql.query(
        "SELECT DISTINCT receiver FROM citylake_alert_deliveries WHERE message_id = '' AND"
            + " not_before <= ? ORDER BY receiver",
        row -> row.getString(1),
        now);
  }

  /** Whether a message to a receiver is still to be sent. */
  public boolean isPending(String receiver) {
    return !sql.query(
            "SELECT message_id FROM citylake_alert_messages WHERE state = 'pending' AND receiver ="
                + " ? LIMIT 1",
            row -> row.getString(1),
            receiver)
        .isEmpty();
  }

  /** How many messages to a receiver were made since a moment. */
  public int composedSince(String receiver, Instant moment) {
    return sql.query(
            "SELECT count(*) FROM citylake_alert_messages WHERE receiver = ? AND composed_at > ?",
            row -> row.getInt(1),
            receiver,
            moment)
        .get(0);
  }

  /**
   * Puts what waits for a receiver into one message, at most so many events, the oldest first.
   *
   * @param until what may be told by then goes along
   */
  public void compose(String message, String receiver, Instant now, Instant until, int most) {
    List<String> events =
        sql.query(
            "SELECT d.event_id FROM citylake_alert_deliveries d JOIN citylake_alert_events e ON"
                + " e.event_id = d.event_id WHERE d.message_id = '' AND d.receiver = ? AND"
                + " d.not_before <= ? ORDER BY e.happened_at, e.alert_id, e.ordinal LIMIT ?",
            row -> row.getString(1),
            receiver,
            until,
            most);
    sql.update(
        "INSERT INTO citylake_alert_messages (message_id, receiver, composed_at, state, tries,"
            + " not_before, claim, claimed_until, answer) VALUES (?,?,?,'pending',0,?,'',0,'')",
        message,
        receiver,
        now,
        now);
    for (String event : events) {
      sql.update(
          "UPDATE citylake_alert_deliveries SET message_id = ? WHERE event_id = ? AND receiver = ?",
          message,
          event,
          receiver);
    }
  }

  /** Receivers that have a message which may be sent now and is nobody's. */
  public List<String> sendable(Instant now) {
    return sql.query(
        "SELECT DISTINCT receiver FROM citylake_alert_messages WHERE state = 'pending' AND"
            + " not_before <= ? AND claimed_until <= ? ORDER BY receiver",
        row -> row.getString(1),
        now,
        now);
  }

  /** Takes the oldest message to a receiver that may be sent now and is nobody's. */
  public Optional<Message> claim(String receiver, String claim, Instant now, Duration length) {
    Optional<String> id =
        sql
            .query(
                "SELECT message_id FROM citylake_alert_messages WHERE state = 'pending' AND"
                    + " receiver = ? AND not_before <= ? AND claimed_until <= ? ORDER BY"
                    + " composed_at, message_id LIMIT 1",
                row -> row.getString(1),
                receiver,
                now,
                now)
            .stream()
            .findFirst();
    id.ifPresent(
        each ->
            sql.update(
                "UPDATE citylake_alert_messages SET claim = ?, claimed_until = ? WHERE message_id ="
                    + " ?",
                claim,
                now.plus(length),
                each));
    return id.map(each -> filled(messages(" WHERE message_id = ?", each).get(0)));
  }

  /** Notes that a message has arrived; whoever sent it, it has. */
  public void sent(Message message, String answer, Instant now) {
    sql.update(
        "UPDATE citylake_alert_messages SET state = 'sent', claim = '', claimed_until = 0, answer ="
            + " ?, ended_at = ? WHERE message_id = ?",
        answer,
        now,
        message.id());
  }

  /** Notes that a message didn't arrive; one that was sent by another meanwhile stays so. */
  public void failed(Message message, State state, String answer, Instant again, Instant now) {
    sql.update(
        "UPDATE citylake_alert_messages SET state = ?, tries = tries + 1, not_before = ?, claim ="
            + " '', claimed_until = 0, answer = ?, ended_at = ? WHERE message_id = ? AND state ="
            + " 'pending' AND claim = ?",
        state.toString(),
        again,
        answer,
        state == State.PENDING ? null : now,
        message.id(),
        message.claim());
  }

  /** Gives back what a sender that ends has not sent. */
  public void release(String claim) {
    sql.update(
        "UPDATE citylake_alert_messages SET claim = '', claimed_until = 0 WHERE state = 'pending'"
            + " AND claim = ?",
        claim);
  }

  /** The messages that are still to be sent, the oldest first; without what they tell. */
  public List<Message> pending() {
    return messages(" WHERE state = 'pending' ORDER BY composed_at, message_id");
  }

  /** The messages with an event of an alert, the oldest first; without what they tell. */
  public List<Message> of(String alert) {
    return messages(
        " WHERE message_id IN (SELECT d.message_id FROM citylake_alert_deliveries d JOIN"
            + " citylake_alert_events e ON e.event_id = d.event_id WHERE e.alert_id = ?) ORDER BY"
            + " composed_at, message_id",
        alert);
  }

  /** Whoever is still to be told something of an alert that is in no message yet. */
  public List<String> waitingFor(String alert) {
    return sql.query(
        "SELECT DISTINCT d.receiver FROM citylake_alert_deliveries d JOIN citylake_alert_events e"
            + " ON e.event_id = d.event_id WHERE e.alert_id = ? AND d.message_id = '' ORDER BY"
            + " d.receiver",
        row -> row.getString(1),
        alert);
  }

  /** Without what they tell. */
  private List<Message> messages(String where, Object... values) {
    return sql.query("SELECT * FROM citylake_alert_messages" + where, Outbox::message, values);
  }

  private Message filled(Message message) {
    List<Told> told =
        board
            .events(
                " WHERE event_id IN (SELECT event_id FROM citylake_alert_deliveries WHERE"
                    + " message_id = ?) ORDER BY happened_at, alert_id, ordinal",
                message.id())
            .stream()
            .map(event -> new Told(event, board.load(event.alert())))
            .toList();
    return message.telling(told);
  }

  private static Message message(ResultSet row) throws SQLException {
    return new Message(
        row.getString("message_id"),
        row.getString("receiver"),
        AlertSql.moment(row, "composed_at"),
        State.parse(row.getString("state")),
        row.getInt("tries"),
        AlertSql.moment(row, "not_before"),
        row.getString("claim"),
        row.getString("answer"),
        List.of());
  }
}
