package io.citylake.lake.catalog;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.lake.retry.Retry;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Secret;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Connections to the database that holds table pointers, leases and the run ledger of one {@link
 * Dialect}.
 *
 * <p>Any number of threads may use it. A busy database is waited for; work that met one is
 * repeated, so work must do nothing but SQL. Before the first work, our own tables are made where
 * there are none; a database that a later program wrote is not touched.
 */
public final class CatalogDatabase implements AutoCloseable {
  private static final int IDLE_CONNECTIONS = 4;

  // Passwords stay here: neither Spark's settings nor the file access that travels to executors
  // ever hold them.
  private static final ConcurrentMap<String, CatalogSettings> KNOWN = new ConcurrentHashMap<>();

  private final CatalogSettings settings;
  private final Dialect dialect;
  private final CatalogSchema schema;
  private volatile boolean prepared;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  public CatalogDatabase(CatalogSettings settings) {
    this.settings = settings;
    this.dialect = Dialect.of(settings.uri());
    this.schema = new CatalogSchema(dialect, "uri=" + withoutParameters(settings.uri()));
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
    Dialect.of(settings.uri()).driverProperties().forEach(properties::setProperty);
    return properties;
  }

  /**
   * Runs statements one by one, each its own transaction.
   *
   * @throws CityLakeException CATALOG_UNAVAILABLE; LAKE_NEWER where a later program wrote it
   */
  public <T> T call(Work<T> work) {
    return retrying(work, "use");
  }

  /**
   * Runs work as one transaction; all of it happens or none.
   *
   * @throws CityLakeException CATALOG_UNAVAILABLE; LAKE_NEWER where a later program wrote it
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

  /**
   * Runs work that only reads, and reads the database as it is at one moment; writers don't wait
   * for it.
   *
   * @param scratch a file that may be made for it, and is gone afterwards
   * @throws CityLakeException CATALOG_UNAVAILABLE
   */
  public <T> T atOneMoment(Path scratch, Work<T> work) {
    return retrying(connection -> dialect.atOneMoment(connection, scratch, work), "read");
  }

  /**
   * Has the database's files forget what was deleted from our tables.
   *
   * @throws CityLakeException CATALOG_UNAVAILABLE where others use it for too long
   */
  public void scrub() {
    call(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            for (String each : dialect().scrubbing()) {
              statement.execute(each);
            }
            return true;
          }
        });
  }

  /** Where it is, for one that is a file. */
  public Optional<Path> file() {
    return dialect.file(settings.uri());
  }

  /**
   * Opens the database before something asks for it.
   *
   * @throws CityLakeException CATALOG_UNAVAILABLE; LAKE_NEWER where a later program wrote it
   */
  void open() {
    call(connection -> prepared);
  }

  /** Runs work once on a connection that is given up if the work fails. */
  <T> T once(Work<T> work) throws SQLException {
    Connection connection = borrow();
    T result;
    try {
      if (!prepared) {
        schema.prepare(connection);
        prepared = true;
      }
      result = work.run(connection);
    } catch (SQLException | RuntimeException e) {
      closeQuietly(connection, e);
      throw e;
    }
    giveBack(connection);
    return result;
  }

  public Dialect dialect() {
    return dialect;
  }

  @Override
  public void close() {
    closed = true;
    for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
      closeQuietly(connection, null);
    }
  }

  private <T> T retrying(Work<T> work, String verb) {
    Retry.Attempts attempts = Retry.ofStatements().begin();
    while (true) {
      try {
        return once(work);
      } catch (SQLException e) {
        if (!(dialect.isBusy(e) || dialect.isCreationRace(e)) || !attempts.again()) {
          throw unavailable(verb, attempts, e);
        }
      }
    }
  }

  private CityLakeException unavailable(String verb, Retry.Attempts attempts, SQLException cause) {
    if (isDiskFull(cause)) {
      return new CityLakeException(
          ErrorCode.STORAGE_FAILED,
          "Cannot %s the catalog database: the disk that it lies on is full (uri=%s); free space there and run again"
              .formatted(verb, withoutParameters(settings.uri())),
          cause);
    }
    return new CityLakeException(
        ErrorCode.CATALOG_UNAVAILABLE,
        "Cannot %s the catalog database: %s (uri=%s, %s)"
            .formatted(
                verb, cause.getMessage(), withoutParameters(settings.uri()), attempts.spent()),
        cause);
  }

  /** The failure itself, or what came with it, is a full disk. */
  private boolean isDiskFull(SQLException failure) {
    return dialect.isDiskFull(failure)
        || Arrays.stream(failure.getSuppressed())
            .anyMatch(each -> each instanceof SQLException sql && dialect.isDiskFull(sql));
  }

  /** One that still answers: a server that was restarted has closed those that were idle. */
  private Connection borrow() throws SQLException {
    for (Connection idler = idle.poll(); idler != null; idler = idle.poll()) {
      if (dialect.answers(idler)) {
        return idler;
      }
      closeQuietly(idler, null);
    }
    return connect();
  }

  private Connection connect() throws SQLException {
    dialect.makePlace(settings.uri());
    return DriverManager.getConnection(settings.uri(), driverProperties(settings));
  }

  private void giveBack(Connection connection) {
    if (closed || idle.size() >= IDLE_CONNECTIONS) {
      closeQuietly(connection, null);
    } else {
      idle.push(connection);
    }
  }

  // Parameters of an address may hold a password.
  static String withoutParameters(String uri) {
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
