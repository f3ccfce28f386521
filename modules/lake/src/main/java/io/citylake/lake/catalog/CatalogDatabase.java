package io.citylake.lake.catalog;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Connections to the database that holds table pointers, leases and the run ledger: SQLite or
 * PostgreSQL. The only place that knows how SQLite must be opened so that several processes can
 * share one file.
 *
 * <p>Any number of threads may use it. A busy database is waited for; work that met one is
 * repeated, so work must do nothing but SQL.
 */
public final class CatalogDatabase implements AutoCloseable {
  private static final int IDLE_CONNECTIONS = 4;

  // Passwords stay here: neither Spark's settings nor the file access that travels to executors
  // ever hold them.
  private static final ConcurrentMap<String, CatalogSettings> KNOWN = new ConcurrentHashMap<>();

  private final CatalogSettings settings;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  public CatalogDatabase(CatalogSettings settings) {
    this.settings = settings;
    KNOWN.put(settings.uri(), settings);
  }

  /** SQL on one connection. */
  @FunctionalInterface
  public interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /** The settings that a catalog of this address was opened with in this process. */
  static CatalogSettings settingsOf(String uri) {
    return KNOWN.getOrDefault(uri, new CatalogSettings(uri, null, null));
  }

  /** What the driver is told beside the address; holds the password. */
  static Properties driverProperties(CatalogSettings settings) {
    Properties properties = new Properties();
    if (settings.user() != null) {
      properties.setProperty("user", settings.user());
    }
    Secret password = settings.password();
    if (password != null) {
      properties.setProperty("password", password.reveal());
    }
    if (isSqlite(settings.uri())) {
      // Readers never wait for a writer, nor a writer for readers.
      properties.setProperty("journal_mode", "WAL");
      // A commit that was acknowledged survives power loss.
      properties.setProperty("synchronous", "FULL");
      properties.setProperty("busy_timeout", "30000");
      // A transaction that starts by reading and then writes would fail at once as "busy", whatever
      // the time-out says; taking the write lock at its start lets it wait.
      properties.setProperty("transaction_mode", "IMMEDIATE");
    }
    return properties;
  }

  /**
   * Runs statements one by one, each its own transaction.
   *
   * @throws CityLakeException CATALOG_UNAVAILABLE
   */
  public <T> T call(Work<T> work) {
    return retrying(work, "use");
  }

  /**
   * Runs work as one transaction; all of it happens or none.
   *
   * @throws CityLakeException CATALOG_UNAVAILABLE
   */
  public <T> T inTransaction(Work<T> work) {
    return retrying(
        connection -> {
          connection.setAutoCommit(false);
          // Where it fails, the connection is closed, which rolls back.
          T result = work.run(connection);
          // Ends the transaction. After commit() the driver of SQLite would begin the next one at
          // once and wait for its lock; where it waited in vain, work that was committed would be
          // done again.
          connection.setAutoCommit(true);
          return result;
        },
        "change");
  }

  /** Runs work once on a connection that is given up if the work fails. */
  <T> T once(Work<T> work) throws SQLException {
    Connection connection = borrow();
    T result;
    try {
      result = work.run(connection);
    } catch (SQLException | RuntimeException e) {
      closeQuietly(connection, e);
      throw e;
    }
    giveBack(connection);
    return result;
  }

  public boolean isSqlite() {
    return isSqlite(settings.uri());
  }

  /**
   * The database's own clock as an SQL expression, in milliseconds since 1970. Times that processes
   * of several machines compare are taken from it.
   */
  public String now() {
    return isSqlite()
        ? "CAST(round(unixepoch('now', 'subsec') * 1000) AS INTEGER)"
        : "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";
  }

  /** Whether another connection held a lock: the statement did nothing. */
  static boolean isBusy(SQLException failure) {
    // Vendor codes of SQLite: 5 is SQLITE_BUSY, 6 is SQLITE_LOCKED.
    return failure.getSQLState() == null
        && (failure.getErrorCode() == 5 || failure.getErrorCode() == 6);
  }

  /**
   * Two sessions of PostgreSQL that create a table "if not exists" at once: one of them fails, as
   * "duplicate table", as "duplicate object" (the table's row type), or on the index of either
   * name.
   */
  private static boolean isCreationRace(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    String message = String.valueOf(failure.getMessage());
    return state.equals("42P07")
        || state.equals("42710")
        || message.contains("pg_type_typname_nsp_index")
        || message.contains("pg_class_relname_nsp_index");
  }

  @Override
  public void close() {
    closed = true;
    for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
      closeQuietly(connection, null);
    }
  }

  private <T> T retrying(Work<T> work, String verb) {
    Backoff backoff = new Backoff();
    while (true) {
      try {
        return once(work);
      } catch (SQLException e) {
        if (!(isBusy(e) || isCreationRace(e)) || !backoff.again()) {
          throw unavailable(verb, e);
        }
      }
    }
  }

  private CityLakeException unavailable(String verb, SQLException cause) {
    return new CityLakeException(
        ErrorCode.CATALOG_UNAVAILABLE,
        "Cannot %s the catalog database: %s (uri=%s)"
            .formatted(verb, cause.getMessage(), withoutParameters(settings.uri())),
        cause);
  }

  private Connection borrow() throws SQLException {
    Connection connection = idle.poll();
    return connection != null ? connection : open();
  }

  private Connection open() throws SQLException {
    makeDirectory(settings.uri());
    return DriverManager.getConnection(settings.uri(), driverProperties(settings));
  }

  private void giveBack(Connection connection) {
    if (closed || idle.size() >= IDLE_CONNECTIONS) {
      closeQuietly(connection, null);
    } else {
      idle.push(connection);
    }
  }

  static boolean isSqlite(String uri) {
    return uri.contains(":sqlite:");
  }

  /** SQLite makes its file, not the directory that it is in. */
  static void makeDirectory(String uri) {
    if (!isSqlite(uri)) {
      return;
    }
    String file = withoutParameters(uri).substring(uri.indexOf(":sqlite:") + ":sqlite:".length());
    Path directory = file.isEmpty() ? null : Path.of(file).toAbsolutePath().getParent();
    try {
      if (directory != null) {
        Files.createDirectories(directory);
      }
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.CATALOG_UNAVAILABLE,
          "Cannot make the directory of the catalog database: %s (directory=%s)"
              .formatted(e.getMessage(), directory),
          e);
    }
  }

  // Parameters of an address may hold a password.
  private static String withoutParameters(String uri) {
    int mark = uri.indexOf('?');
    return mark < 0 ? uri : uri.substring(0, mark);
  }

  private static void closeQuietly(Connection connection, @Nullable Exception failure) {
    try {
      connection.close();
    } catch (SQLException e) {
      if (failure != null) {
        failure.addSuppressed(e);
      }
    }
  }
}
