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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reservations of tables, in the catalog database. They spare a second run its work, and they tell
 * a run that was away for too long to end, because another may have cleaned up behind it.
 *
 * <p>When a reservation ends is compared by the database's clock alone, so the clocks of the
 * processes may be hours apart. SQLite's clock is that of the one machine that may open its file.
 *
 * <p>A reservation ends when another run takes the table, which deletes it; its time being over
 * only allows that. So one whose time is over and that nobody took is renewed as if nothing had
 * been: no other run has begun, or recovered anything, in between. One that was taken is lost for
 * good. A time further ahead than any that is written now is of a clock that was set back since,
 * and is over, too: a run that lives renews it, or is told if another takes the table before.
 */
public final class Leases implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final CatalogDatabase database;
  private final LeaseSettings settings;
  private volatile boolean cancelled;
  private final ScheduledExecutorService renewer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "citylake-lease");
            thread.setDaemon(true);
            return thread;
          });

  public Leases(CatalogDatabase database, LeaseSettings settings) {
    this.database = database;
    this.settings = settings;
  }

  /** A reservation, renewed in the background until closed. Safe for threads. */
  public final class Lease implements AutoCloseable {
    private final TableName table;
    private final RunId run;
    private final ScheduledFuture<?> renewal;
    private volatile long expiresAt;
    private volatile boolean lost;

    private Lease(TableName table, RunId run, long expiresAt) {
      this.table = table;
      this.run = run;
      this.expiresAt = expiresAt;
      long period = settings.renewal().toMillis();
      this.renewal =
          renewer.scheduleWithFixedDelay(
              this::renewInBackground, period, period, TimeUnit.MILLISECONDS);
    }

    /**
     * Whether it is known that another run took the table. Once true it stays so. False promises
     * nothing: only {@link #requireHeld} asks.
     */
    public boolean isLost() {
      return lost;
    }

    /**
     * Asks the database, in one statement, whether this run still has the table, and renews it by
     * the same statement.
     *
     * @throws CityLakeException RESERVATION_LOST where another run took it meanwhile, whether or
     *     not that run has ended since; CATALOG_UNAVAILABLE where the database can't be asked
     */
    public void requireHeld() {
      if (!renew()) {
        throw new CityLakeException(
            ErrorCode.RESERVATION_LOST,
            "Cannot go on with run %s of table %s: its reservation until %s is gone (%s), because the process was stopped or the catalog was out of reach for longer than %d s; nothing was published, run the job again"
                .formatted(
                    run,
                    table,
                    Instant.ofEpochMilli(expiresAt),
                    successor(),
                    settings.expiry().toSeconds()));
      }
    }

    private String successor() {
      return database
          .call(connection -> find(connection, table))
          .map(
              holder ->
                  "run %s has the table now, host=%s, pid=%d"
                      .formatted(holder.run(), holder.owner().host(), holder.owner().pid()))
          .orElse("another run had the table since");
    }

    private void renewInBackground() {
      try {
        renew();
      } catch (RuntimeException e) {
        // It may succeed next time; if another run takes the table first, this one is told.
        LOG.warn("Cannot renew the reservation of table {}", table, e);
      }
    }

    /** False where it is lost. */
    private boolean renew() {
      if (lost) {
        return false;
      }
      OptionalLong renewed = database.call(connection -> extend(connection, table, run));
      if (renewed.isPresent()) {
        expiresAt = renewed.getAsLong();
        return true;
      }
      lost = true;
      renewal.cancel(false);
      LOG.warn("Run {} lost its reservation of table {}", run, table);
      return false;
    }

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
    return acquire(table, run, () -> false);
  }

  /**
   * Waits for a table.
   *
   * @param givenUp asked while it waits
   * @throws CityLakeException as above; CANCELLED also where it was given up
   */
  public Lease acquire(TableName table, RunId run, BooleanSupplier givenUp) {
    long deadline = System.nanoTime() + settings.patience().toNanos();
    while (true) {
      Attempt attempt = database.inTransaction(connection -> tryAcquire(connection, table, run));
      Holder holder = attempt.holder();
      if (attempt.acquired()) {
        return new Lease(table, run, holder.expiresAt());
      }
      if (System.nanoTime() >= deadline) {
        throw new CityLakeException(
            ErrorCode.TABLE_BUSY,
            "Cannot begin a run on table %s: run %s holds it (host=%s, pid=%d); wait for it to end"
                .formatted(table, holder.run(), holder.owner().host(), holder.owner().pid()));
      }
      LockSupport.parkNanos(POLL.toNanos());
      if (cancelled || givenUp.getAsBoolean() || Thread.interrupted()) {
        throw new CityLakeException(
            ErrorCode.CANCELLED, "Cannot begin a run on table %s: cancelled".formatted(table));
      }
    }
  }

  /** The tables that some run has reserved now, as far as its process is not known to be gone. */
  public static Set<TableName> reserved(CatalogDatabase database) {
    String query =
        "SELECT table_name, host, pid, started_at FROM citylake_lease WHERE NOT "
            + isOver(database, LeaseSettings.standard().expiry());
    return database.call(
        connection -> {
          Set<TableName> tables = new HashSet<>();
          try (PreparedStatement statement = connection.prepareStatement(query);
              ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              if (!new LeaseSettings.Owner(rows.getString(2), rows.getLong(3), rows.getLong(4))
                  .isDead()) {
                tables.add(TableName.parse(rows.getString(1)));
              }
            }
          }
          return tables;
        });
  }

  /** A reservation that nobody renews any more. */
  public record Stale(String table, String run, String host, long pid) {}

  /** Those whose time was over so long ago; the next run of each table would take it. */
  public static List<Stale> stale(CatalogDatabase database, Duration over) {
    String query =
        "SELECT table_name, run_id, host, pid FROM citylake_lease WHERE %s ORDER BY table_name"
            .formatted(isOverSince(database, over));
    return database.call(
        connection -> {
          List<Stale> stale = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(query);
              ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              stale.add(
                  new Stale(
                      rows.getString(1), rows.getString(2), rows.getString(3), rows.getLong(4)));
            }
          }
          return stale;
        });
  }

  /** Ends them. */
  public static int endStale(CatalogDatabase database, Duration over) {
    String delete = "DELETE FROM citylake_lease WHERE " + isOverSince(database, over);
    return database.call(connection -> update(connection, delete));
  }

  private static String isOverSince(CatalogDatabase database, Duration over) {
    return "expires_at <= %s - %d".formatted(database.dialect().now(), over.toMillis());
  }

  /** Ends every wait, now and from now on; a table that is free may still be had. */
  public void cancel() {
    cancelled = true;
  }

  @Override
  public void close() {
    renewer.shutdownNow();
  }

  /**
   * @param expired by the database's clock, when it was asked
   */
  private record Holder(String run, LeaseSettings.Owner owner, long expiresAt, boolean expired) {}

  /**
   * @param holder who has the table afterwards
   */
  private record Attempt(boolean acquired, Holder holder) {}

  private Attempt tryAcquire(Connection connection, TableName table, RunId run)
      throws SQLException {
    Optional<Holder> found = find(connection, table);
    if (found.isPresent()) {
      Holder held = found.get();
      boolean dead = held.owner().isDead();
      if (!held.expired() && !dead) {
        return new Attempt(false, held);
      }
      // Its owner may have renewed it since it was read.
      int ended =
          update(
              connection,
              "DELETE FROM citylake_lease WHERE table_name = ? AND run_id = ?"
                  + (dead ? "" : " AND " + isOver()),
              table.toString(),
              held.run());
      if (ended == 1) {
        LOG.info("Run {} no longer lives; its reservation of table {} ends", held.run(), table);
      }
    }
    while (true) {
      boolean inserted = insert(connection, table, run);
      Optional<Holder> now = find(connection, table);
      // Nobody, where one that stood in the way was given back in between.
      if (now.isPresent()) {
        return new Attempt(inserted, now.get());
      }
    }
  }

  private String isOver() {
    return isOver(database, settings.expiry());
  }

  /** By the database's clock, which may have been set back by more than a lease lasts. */
  private static String isOver(CatalogDatabase database, Duration expiry) {
    return "(expires_at <= %1$s OR expires_at > %1$s + %2$d)"
        .formatted(database.dialect().now(), 2 * expiry.toMillis());
  }

  private boolean insert(Connection connection, TableName table, RunId run) throws SQLException {
    LeaseSettings.Owner owner = settings.owner();
    int inserted =
        update(
            connection,
            "INSERT INTO citylake_lease (table_name, run_id, host, pid, started_at, expires_at)"
                + " VALUES (?, ?, ?, ?, ?, %s + ?) ON CONFLICT DO NOTHING"
                    .formatted(database.dialect().now()),
            table.toString(),
            run.value(),
            owner.host(),
            owner.pid(),
            owner.started(),
            settings.expiry().toMillis());
    return inserted == 1;
  }

  /** Until when it is reserved now; empty where it isn't this run's any more. */
  private OptionalLong extend(Connection connection, TableName table, RunId run)
      throws SQLException {
    String sql =
        "UPDATE citylake_lease SET expires_at = %s + ? WHERE table_name = ? AND run_id = ? RETURNING expires_at"
            .formatted(database.dialect().now());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, settings.expiry().toMillis());
      statement.setString(2, table.toString());
      statement.setString(3, run.value());
      OptionalLong expiresAt = OptionalLong.empty();
      try (ResultSet rows = statement.executeQuery()) {
        // To the end, because that is when SQLite commits.
        while (rows.next()) {
          expiresAt = OptionalLong.of(rows.getLong(1));
        }
      }
      return expiresAt;
    }
  }

  private Optional<Holder> find(Connection connection, TableName table) throws SQLException {
    String query =
        "SELECT run_id, host, pid, started_at, expires_at,"
            + " CASE WHEN %s THEN 1 ELSE 0 END FROM citylake_lease WHERE table_name = ?"
                .formatted(isOver());
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, table.toString());
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          return Optional.empty();
        }
        LeaseSettings.Owner owner =
            new LeaseSettings.Owner(rows.getString(2), rows.getLong(3), rows.getLong(4));
        return Optional.of(
            new Holder(rows.getString(1), owner, rows.getLong(5), rows.getInt(6) == 1));
      }
    }
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
}
