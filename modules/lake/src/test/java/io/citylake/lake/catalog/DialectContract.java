package io.citylake.lake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.settings.Settings.CatalogSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each kind of catalog database must answer. */
abstract class DialectContract {
  private static final String CREATE =
      "CREATE TABLE IF NOT EXISTS thing (id BIGINT PRIMARY KEY, said VARCHAR(20))";

  @TempDir private Path home;
  private CatalogSettings settings;
  private Dialect dialect;
  private CatalogDatabase database;

  /** A database of its own for each directory; the directory of a file need not be there. */
  abstract CatalogSettings catalog(Path directory);

  abstract Dialect expected();

  /** A statement after which the connection does not wait long for a lock. */
  abstract String impatience();

  @BeforeEach
  void open() {
    settings = catalog(home.resolve("0").resolve("1"));
    dialect = Dialect.of(settings.uri());
    database = new CatalogDatabase(settings);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void isKnownByItsAddress() {
    assertThat(dialect).isEqualTo(expected());
    assertThat(Dialect.of("jdbc:faulty:" + settings.uri())).isEqualTo(expected());
  }

  @Test
  void opensADatabaseInAPlaceThatIsNotThere() {
    long seven = database.call(connection -> number(connection, "SELECT 7"));
    assertThat(seven).isEqualTo(7);
  }

  @Test
  void readsAMomentWhileOthersWrite() {
    database.call(connection -> execute(connection, CREATE));
    Path scratch = home.resolve("scratch");
    String count = "SELECT count(*) FROM thing";
    List<Long> seen =
        database.atOneMoment(
            scratch,
            connection -> {
              long before = number(connection, count);
              database.inTransaction(
                  other -> execute(other, "INSERT INTO thing VALUES (1, 'meanwhile')"));
              return List.of(before, number(connection, count));
            });
    assertThat(seen).containsExactly(0L, 0L);
    long after = database.call(connection -> number(connection, count));
    assertThat(after).isEqualTo(1);
    assertThat(scratch).doesNotExist();
  }

  @Test
  void tellsTheTimeInWholeMilliseconds() {
    String now = "SELECT " + dialect.now();
    long first = database.call(connection -> number(connection, now));
    long second = database.call(connection -> number(connection, now));

    // The database is on this machine.
    long here = Clock.systemUTC().millis();
    assertThat(first).isLessThanOrEqualTo(second).isBetween(here - 60_000, here + 60_000);
    // A whole number, or the time that comes with it would be divided away.
    String text = database.call(connection -> text(connection, now));
    assertThat(text).matches("\\d{13}");
  }

  @Test
  void tellsABrokenKeyFromAnErrorInTheStatement() {
    database.call(connection -> execute(connection, CREATE));
    database.call(connection -> execute(connection, "INSERT INTO thing VALUES (1, 'a')"));

    SQLException key =
        failure(() -> database.once(each -> execute(each, "INSERT INTO thing VALUES (1, 'b')")));
    assertThat(dialect.isConstraint(key)).isTrue();
    assertThat(dialect.isBusy(key)).isFalse();
    assertThat(dialect.isCreationRace(key)).isFalse();

    SQLException wrong = failure(() -> database.once(each -> execute(each, "INSERT INTO nowhere")));
    assertThat(dialect.isConstraint(wrong)).isFalse();
    assertThat(dialect.isBusy(wrong)).isFalse();
    assertThat(dialect.isCreationRace(wrong)).isFalse();
  }

  /** Who reads, decides and writes under the lock does so alone. */
  @Test
  void aLockKeepsOtherTransactionsOutUntilItsOwnEnds() throws SQLException {
    database.call(connection -> execute(connection, CREATE));
    try (Connection first = connect()) {
      first.setAutoCommit(false);
      dialect.lock(first, "thing");
      assertThat(number(first, "SELECT count(*) FROM thing")).isZero();

      SQLException busy = failure(this::countUnderLock);
      assertThat(dialect.isBusy(busy)).isTrue();
      assertThat(dialect.isConstraint(busy)).isFalse();
      assertThat(dialect.isCreationRace(busy)).isFalse();

      execute(first, "INSERT INTO thing VALUES (1, 'a')");
      first.setAutoCommit(true);
      assertThat(countUnderLock()).isOne();
    }
  }

  private long countUnderLock() throws SQLException {
    try (Connection second = connect()) {
      execute(second, impatience());
      second.setAutoCommit(false);
      dialect.lock(second, "thing");
      return number(second, "SELECT count(*) FROM thing");
    }
  }

  /** Iceberg #13343: of two that make a table at once, the second one finds it. */
  @Test
  void findsATableThatAnotherIsMaking() throws Exception {
    try (Connection first = connect()) {
      first.setAutoCommit(false);
      execute(first, CREATE);
      CompletableFuture<Boolean> second =
          CompletableFuture.supplyAsync(
              () -> database.call(connection -> execute(connection, CREATE)));
      assertThatThrownBy(() -> second.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      first.setAutoCommit(true);
      assertThat(second.get(60, TimeUnit.SECONDS)).isFalse();
    }
  }

  private Connection connect() throws SQLException {
    dialect.makePlace(settings.uri());
    return DriverManager.getConnection(settings.uri(), CatalogDatabase.driverProperties(settings));
  }

  private static SQLException failure(ThrowingCallable work) {
    Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(work);
    assertThat(thrown).isInstanceOf(SQLException.class);
    return (SQLException) thrown;
  }

  private static boolean execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    return Long.parseLong(text(connection, sql));
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
