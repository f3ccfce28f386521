package io.citylake.lake.catalog;

import java.util.List;

/** Alerts, since form 5: what is wrong, what was decided of it, and what is sent to whom. */
final class AlertTables {
  static final List<String> ALL =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS citylake_alerts (
            alert_id VARCHAR(40) NOT NULL PRIMARY KEY, cause VARCHAR(400) NOT NULL,
            kind VARCHAR(20) NOT NULL, severity VARCHAR(10) NOT NULL, theme VARCHAR(64) NOT NULL,
            task VARCHAR(140) NOT NULL, slot VARCHAR(40) NOT NULL, owner VARCHAR(400) NOT NULL,
            text_en TEXT NOT NULL, text_zh TEXT NOT NULL, look VARCHAR(400) NOT NULL,
            since BIGINT NOT NULL, began_at BIGINT NOT NULL, told_at BIGINT, repeated_at BIGINT,
            escalated INTEGER NOT NULL, acked_at BIGINT, ended_at BIGINT)\
          """,
          // Of several that decide at once, one raises a cause.
          """
          CREATE UNIQUE INDEX IF NOT EXISTS citylake_alerts_open ON citylake_alerts (cause)
            WHERE ended_at IS NULL\
          """,
          "CREATE INDEX IF NOT EXISTS citylake_alerts_by_time ON citylake_alerts (began_at)",
          """
          CREATE TABLE IF NOT EXISTS citylake_alert_events (
            event_id VARCHAR(50) NOT NULL PRIMARY KEY, alert_id VARCHAR(40) NOT NULL,
            ordinal INTEGER NOT NULL, event VARCHAR(12) NOT NULL, happened_at BIGINT NOT NULL,
            kind VARCHAR(20) NOT NULL, severity VARCHAR(10) NOT NULL, text_en TEXT NOT NULL,
            text_zh TEXT NOT NULL, done_by VARCHAR(100) NOT NULL, why TEXT NOT NULL)\
          """,
          "CREATE INDEX IF NOT EXISTS citylake_alert_events_by_alert ON citylake_alert_events"
              + " (alert_id, ordinal)",
          """
          CREATE TABLE IF NOT EXISTS citylake_alert_deliveries (
            event_id VARCHAR(50) NOT NULL, receiver VARCHAR(64) NOT NULL,
            not_before BIGINT NOT NULL, message_id VARCHAR(40) NOT NULL,
            PRIMARY KEY (event_id, receiver))\
          """,
          "CREATE INDEX IF NOT EXISTS citylake_alert_deliveries_by_message ON"
              + " citylake_alert_deliveries (message_id, receiver)",
          """
          CREATE TABLE IF NOT EXISTS citylake_alert_messages (
            message_id VARCHAR(40) NOT NULL PRIMARY KEY, receiver VARCHAR(64) NOT NULL,
            composed_at BIGINT NOT NULL, state VARCHAR(10) NOT NULL, tries INTEGER NOT NULL,
            not_before BIGINT NOT NULL, claim VARCHAR(80) NOT NULL, claimed_until BIGINT NOT NULL,
            answer TEXT NOT NULL, ended_at BIGINT)\
          """,
          "CREATE INDEX IF NOT EXISTS citylake_alert_messages_by_state ON citylake_alert_messages"
              + " (state, receiver)",
          """
          CREATE TABLE IF NOT EXISTS citylake_alert_mutes (
            mute_id VARCHAR(40) NOT NULL PRIMARY KEY, selector VARCHAR(200) NOT NULL,
            from_at BIGINT NOT NULL, until_at BIGINT NOT NULL, done_by VARCHAR(100) NOT NULL,
            why TEXT NOT NULL, ended_by VARCHAR(100) NOT NULL, ended_why TEXT NOT NULL)\
          """);

  private AlertTables() {}
}
