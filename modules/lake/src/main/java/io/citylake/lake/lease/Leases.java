package io.citylake.lake.lease;

import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reservations of tables, in the catalog database. They spare a second run its work; that no rows
 * are lost or doubled depends on the commits' compare-and-set alone.
 */
public final class Leases implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final CatalogDatabase database;
  private final LeaseSettings settings;
  private final Clock clock;
  private volatile boolean cancelled;
  private final ScheduledExecutorService renewer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "citylake-lease");
            thread.setDaemon(true);
            return thread;
          });

  public Leases(CatalogDatabase database, LeaseSettings settings, Clock clock) {
    this.database = database;
    this.settings = settings;
    this.clock = clock;
    database.call(Leases::createTable);
  }

  /** A reservation, renewed in the background until closed. */
  public final class Lease implements AutoCloseable {
    private final TableName table;
    private final RunId run;
    private final ScheduledFuture<?> renewal;

    private Lease(TableName table, RunId run) {
      this.table = table;
      this.run = run;
      long period = settings.renewal().toMillis();
      this.renewal =
          renewer.scheduleWithFixedDelay(this::renew, period, period, TimeUnit.MILLISECONDS);
    }

    private void renew() {
      try {
        database.call(
            connection ->
                update(
                    connection,
                    "UPDATE citylake_lease SET expires_at = ? WHERE table_name = ? AND run_id = ?",
                    expiry(),
                    table.toString(),
                    run.value()));
      } catch (RuntimeException e) {
        // It may succeed next time; if not, another run takes over, which is safe.
        LOG.warn("Cannot renew the reservation of table {}", table, e);
      }
    }

    public void requireHeld() {}

    /** Ends it; a database that cannot be reached lets it expire. */
    @Override
    public void close() {
      renewal.cancel(false);
      try {
        database.call(
            connection ->
                update(
                    connection,
                    "DELETE FROM citylake_lease WHERE table_name = ? AND run_id = ?",
                    table.toString(),
                    run.value()));
      } catch (RuntimeException e) {
        LOG.warn("Cannot end the reservation of table {}; it will expire", table, e);
      }
    }
  }

  /**
   * Waits for a table.
   *
   * @throws CityLakeException TABLE_BUSY once the longest wait is over, CANCELLED when interrupted
   *     or {@link #cancel() cancelled}
   */
  public Lease acquire(TableName table, RunId run) {
    long deadline = System.nanoTime() + settings.patience().toNanos();
    while (true) {
      Optional<Holder> holder =
          database.inTransaction(connection -> tryAcquire(connection, table, run));
      if (holder.isEmpty()) {
        return new Lease(table, run);
      }
      if (System.nanoTime() >= deadline) {
        throw new CityLakeException(
            ErrorCode.TABLE_BUSY,
            "Cannot begin a run on table %s: run %s holds it (host=%s, pid=%d); wait for it to end"
                .formatted(
                    table,
                    holder.get().run(),
                    holder.get().owner().host(),
                    holder.get().owner().pid()));
      }
      LockSupport.parkNanos(POLL.toNanos());
      if (cancelled || Thread.interrupted()) {
        throw new CityLakeException(
            ErrorCode.CANCELLED, "Cannot begin a run on table %s: cancelled".formatted(table));
      }
    }
  }

  /** Ends every wait, now and from now on; a table that is free may still be had. */
  public void cancel() {
    cancelled = true;
  }

  @Override
  public void close() {
    renewer.shutdownNow();
  }

  private record Holder(String run, LeaseSettings.Owner owner, long expiresAt) {}

  private Optional<Holder> tryAcquire(Connection connection, TableName table, RunId run)
      throws SQLException {
    Optional<Holder> holder = find(connection, table);
    if (holder.isPresent()) {
      Holder held = holder.get();
      if (held.expiresAt() > clock.millis() && !held.owner().isDead()) {
        return holder;
      }
      LOG.info("Run {} no longer lives; its reservation of table {} ends", held.run(), table);
      update(
          connection,
          "DELETE FROM citylake_lease WHERE table_name = ? AND run_id = ?",
          table.toString(),
          held.run());
    }
    LeaseSettings.Owner owner = settings.owner();
    int inserted =
        update(
            connection,
            "INSERT INTO citylake_lease (table_name, run_id, host, pid, started_at, expires_at)"
                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            table.toString(),
            run.value(),
            owner.host(),
            owner.pid(),
            owner.started(),
            expiry());
    return inserted == 1 ? Optional.empty() : find(connection, table);
  }

  private static Optional<Holder> find(Connection connection, TableName table) throws SQLException {
    String query =
        "SELECT run_id, host, pid, started_at, expires_at FROM citylake_lease WHERE table_name = ?";
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, table.toString());
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          return Optional.empty();
        }
        LeaseSettings.Owner owner =
            new LeaseSettings.Owner(rows.getString(2), rows.getLong(3), rows.getLong(4));
        return Optional.of(new Holder(rows.getString(1), owner, rows.getLong(5)));
      }
    }
  }

  private long expiry() {
    return clock.millis() + settings.expiry().toMillis();
  }

  private static int update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  private static boolean createTable(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(
          "CREATE TABLE IF NOT EXISTS citylake_lease (table_name VARCHAR(200) PRIMARY KEY,"
              + " run_id VARCHAR(64) NOT NULL, host VARCHAR(255) NOT NULL, pid BIGINT NOT NULL,"
              + " started_at BIGINT NOT NULL, expires_at BIGINT NOT NULL)");
    }
  }
}
