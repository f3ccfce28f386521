package io.citylake.schedule.store;

import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.catalog.Dialect;
import io.citylake.lake.lease.LeaseSettings.Owner;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as one that runs slots: known to the others by a row that is renewed until it is
 * closed. What it claimed is given back once its process is known to be dead, or the row was not
 * renewed for a minute by the database's clock.
 */
public final class SchedulerProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SchedulerProcess.class);
  private static final Duration EXPIRY = Duration.ofSeconds(60);
  private static final Duration RENEWAL = Duration.ofSeconds(10);

  private final CatalogDatabase database;
  private final String series;
  private final Owner owner;
  private final String name = UUID.randomUUID().toString();
  private final ScheduledExecutorService renewer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "citylake-scheduler-renewal");
            thread.setDaemon(true);
            return thread;
          });

  private SchedulerProcess(CatalogDatabase database, String series, Owner owner) {
    this.database = database;
    this.series = series;
    this.owner = owner;
  }

  /**
   * Makes this process known as one that runs the slots of a series.
   *
   * @throws CityLakeException SCHEDULER_RUNNING, LAKE_OF_ONE_MACHINE, both on SQLite only
   */
  public static SchedulerProcess open(CatalogDatabase database, String series, Owner owner) {
    SchedulerProcess process = new SchedulerProcess(database, series, owner);
    database.inTransaction(
        connection -> {
          database.dialect().lock(connection, "citylake_schedulers");
          if (database.dialect() == Dialect.SQLITE) {
            process.requireAlone(connection);
          }
          process.put(connection);
          return null;
        });
    // It ends with its executor, and what fails in it is caught there.
    Future<?> unused =
        process.renewer.scheduleWithFixedDelay(
            process::renew, RENEWAL.toMillis(), RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
    return process;
  }

  public String name() {
    return name;
  }

  private void requireAlone(Connection connection) throws SQLException {
    String query =
        "SELECT kind, host, pid, started_at FROM citylake_schedulers WHERE expires_at > "
            + database.dialect().now();
    try (PreparedStatement statement = connection.prepareStatement(query);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        Owner other = new Owner(rows.getString(2), rows.getLong(3), rows.getLong(4));
        if (!other.host().equals(owner.host())) {
          throw new CityLakeException(
              ErrorCode.LAKE_OF_ONE_MACHINE,
              "Cannot run slots here: process %d of machine %s does, and the catalog of this lake is a file of SQLite, which the processes of one machine may share; run it there, or put the catalog on PostgreSQL"
                  .formatted(other.pid(), other.host()));
        }
        if (rows.getString(1).equals(series) && !other.isDead()) {
          throw new CityLakeException(
              ErrorCode.SCHEDULER_RUNNING,
              "Cannot run the slots of %s here: process %d does already; stop it first, or put the catalog on PostgreSQL, where several share the work"
                  .formatted(series, other.pid()));
        }
      }
    }
  }

  private void put(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO citylake_schedulers (process, kind, host, pid, started_at, expires_at)"
                + " VALUES (?,?,?,?,?, %1$s + ?) ON CONFLICT (process) DO UPDATE SET expires_at = %1$s + ?"
                    .formatted(database.dialect().now()))) {
      statement.setString(1, name);
      statement.setString(2, series);
      statement.setString(3, owner.host());
      statement.setLong(4, owner.pid());
      statement.setLong(5, owner.started());
      statement.setLong(6, EXPIRY.toMillis());
      statement.setLong(7, EXPIRY.toMillis());
      statement.executeUpdate();
    }
  }

  private void renew() {
    try {
      database.inTransaction(
          connection -> {
            put(connection);
            return null;
          });
    } catch (RuntimeException e) {
      // It may succeed next time; what is given to others meanwhile is not told of here.
      LOG.warn("Cannot renew the row of this scheduler", e);
    }
  }

  @Override
  public void close() {
    renewer.shutdownNow();
    database.inTransaction(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("DELETE FROM citylake_schedulers WHERE process = ?")) {
            statement.setString(1, name);
            return statement.executeUpdate();
          }
        });
  }
}
