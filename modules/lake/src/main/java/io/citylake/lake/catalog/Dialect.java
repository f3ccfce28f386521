package io.citylake.lake.catalog;

import io.citylake.lake.catalog.CatalogDatabase.Work;
import io.citylake.lake.io.PrivateFiles;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a kind of catalog database does in its own way. Everything else that is said to the database
 * is SQL that all kinds understand. What each kind must answer is in {@code DialectContract}.
 */
public enum Dialect {
  /** One file, for the processes of one machine. */
  SQLITE {
    @Override
    Map<String, String> driverProperties() {
      return Map.of(
          // Readers never wait for a writer, nor a writer for readers.
          "journal_mode",
          "WAL",
          // A commit that was acknowledged survives power loss.
          "synchronous",
          "FULL",
          "busy_timeout",
          "30000",
          // A transaction that starts by reading and then writes would fail at once as "busy",
          // whatever the time-out says; taking the write lock at its start lets it wait.
          "transaction_mode",
          "IMMEDIATE");
    }

    @Override
    boolean isBusy(SQLException failure) {
      // SQLITE_BUSY and SQLITE_LOCKED.
      return failure.getErrorCode() == 5 || failure.getErrorCode() == 6;
    }

    @Override
    boolean isCreationRace(SQLException failure) {
      // Who is second waits for the first one's lock, and then finds the table.
      return false;
    }

    @Override
    boolean isConstraint(SQLException failure) {
      return failure.getErrorCode() == 19;
    }

    @Override
    boolean isMissingTable(SQLException failure) {
      return String.valueOf(failure.getMessage()).contains("no such table");
    }

    @Override
    boolean answers(Connection connection) {
      // A file has no other end that could be gone.
      return true;
    }

    @Override
    boolean isDiskFull(SQLException failure) {
      // SQLITE_FULL. After it the transaction is gone, which is what the next statement says.
      return failure.getErrorCode() == 13;
    }

    @Override
    public String now() {
      return "CAST(round(unixepoch('now', 'subsec') * 1000) AS INTEGER)";
    }

    @Override
    public void lock(Connection connection, String table) {
      // A transaction holds the only write lock from its start.
    }

    @Override
    List<String> scrubbing() {
      // Deleted rows stay in free pages and in the write-ahead log.
      return List.of("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    @Override
    <T> T atOneMoment(Connection connection, Path scratch, Work<T> work) throws SQLException {
      // A copy, because a transaction of this connection would keep every writer waiting.
      try {
        Files.deleteIfExists(scratch);
        PrivateFiles.createFile(scratch);
        try (PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
          copy.setString(1, scratch.toString());
          copy.execute();
        }
        try (Connection copied = DriverManager.getConnection("jdbc:sqlite:" + scratch)) {
          return work.run(copied);
        } finally {
          Files.deleteIfExists(scratch);
        }
      } catch (IOException e) {
        throw new CityLakeException(
            ErrorCode.STORAGE_FAILED,
            "Cannot copy the catalog database: %s (file=%s)".formatted(e.getMessage(), scratch),
            e);
      }
    }

    @Override
    Optional<Path> file(String uri) {
      int start = uri.indexOf(SQLITE_SCHEME) + SQLITE_SCHEME.length();
      String file = CatalogDatabase.withoutParameters(uri).substring(start);
      return file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file).toAbsolutePath());
    }

    @Override
    void makePlace(String uri) {
      Path file = file(uri).orElse(null);
      Path directory = file == null ? null : file.getParent();
      try {
        if (file != null && directory != null) {
          PrivateFiles.createDirectories(directory);
          // What SQLite puts beside it has the same permissions.
          PrivateFiles.createFile(file);
        }
      } catch (IOException e) {
        throw new CityLakeException(
            ErrorCode.CATALOG_UNAVAILABLE,
            "Cannot make the directory of the catalog database: %s (directory=%s)"
                .formatted(e.getMessage(), directory),
            e);
      }
    }
  },

  /** A server, for the processes of many machines. */
  POSTGRESQL {
    private static final int ANSWER_SECONDS = 5;

    /** Lock not available, deadlock, serialization failure: the transaction was rolled back. */
    private static final Set<String> BUSY = Set.of("55P03", "40P01", "40001");

    @Override
    Map<String, String> driverProperties() {
      return Map.of();
    }

    @Override
    boolean isBusy(SQLException failure) {
      return BUSY.contains(state(failure));
    }

    @Override
    boolean isCreationRace(SQLException failure) {
      // Two sessions that create a table "if not exists" at once: one of them fails, as "duplicate
      // table", as "duplicate object" (the table's row type), or on the index of either name.
      String message = String.valueOf(failure.getMessage());
      return state(failure).equals("42P07")
          || state(failure).equals("42710")
          || message.contains("pg_type_typname_nsp_index")
          || message.contains("pg_class_relname_nsp_index");
    }

    @Override
    boolean isConstraint(SQLException failure) {
      // The class that the standard has for broken constraints.
      return state(failure).startsWith("23");
    }

    @Override
    boolean isMissingTable(SQLException failure) {
      return state(failure).equals("42P01");
    }

    @Override
    boolean answers(Connection connection) throws SQLException {
      return connection.isValid(ANSWER_SECONDS);
    }

    @Override
    boolean isDiskFull(SQLException failure) {
      return state(failure).equals("53100");
    }

    @Override
    public String now() {
      return "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";
    }

    @Override
    public void lock(Connection connection, String table) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute("LOCK TABLE " + table + " IN EXCLUSIVE MODE");
      }
    }

    @Override
    List<String> scrubbing() {
      return List.of("VACUUM citylake_fixes");
    }

    @Override
    <T> T atOneMoment(Connection connection, Path scratch, Work<T> work) throws SQLException {
      connection.setAutoCommit(false);
      try (Statement begin = connection.createStatement()) {
        begin.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
      }
      T result = work.run(connection);
      connection.setAutoCommit(true);
      return result;
    }

    @Override
    void makePlace(String uri) {
      // Whoever runs the server makes its databases.
    }
  };

  private static final String SQLITE_SCHEME = ":sqlite:";

  /** Where the database is, for one that is a file. */
  Optional<Path> file(String uri) {
    return Optional.empty();
  }

  /** The kind of database at a JDBC address, which a driver of a test may stand before. */
  static Dialect of(String uri) {
    return uri.contains(SQLITE_SCHEME) ? SQLITE : POSTGRESQL;
  }

  /** What the driver is told so that several processes can share the database. */
  abstract Map<String, String> driverProperties();

  /** Whether another connection held a lock, so that the statement did nothing. */
  abstract boolean isBusy(SQLException failure);

  /** Whether another connection made the same table at the same time. */
  abstract boolean isCreationRace(SQLException failure);

  /** Whether the statement broke a constraint, such as a key that is there already. */
  abstract boolean isConstraint(SQLException failure);

  /** Whether the statement names a table that isn't there. */
  abstract boolean isMissingTable(SQLException failure);

  /** Whether a connection that was idle can still be used. */
  abstract boolean answers(Connection connection) throws SQLException;

  /** Whether the database has no room left where it keeps its files. */
  abstract boolean isDiskFull(SQLException failure);

  /**
   * The database's own clock as an SQL expression, in milliseconds since 1970. Times that processes
   * of several machines compare are taken from it.
   */
  public abstract String now();

  /**
   * Lets no other transaction lock the same table until this one ends, so that it can read, decide
   * and write.
   */
  public abstract void lock(Connection connection, String table) throws SQLException;

  /** Statements after which the database's files hold no deleted row of ours any more. */
  abstract List<String> scrubbing();

  /**
   * Runs work that reads the database as it is at one moment, while others go on writing.
   *
   * @param scratch a file that may be made for it, and is gone afterwards
   */
  abstract <T> T atOneMoment(Connection connection, Path scratch, Work<T> work) throws SQLException;

  /** Makes what must be there before a database at this address can be opened. */
  abstract void makePlace(String uri);

  private static String state(SQLException failure) {
    return String.valueOf(failure.getSQLState());
  }
}
