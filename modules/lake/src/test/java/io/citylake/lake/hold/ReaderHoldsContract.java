package io.citylake.lake.hold;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.hold.ReleaseReaders.Reading;
import io.citylake.lake.hold.SnapshotHold.Kind;
import io.citylake.lake.lease.LeaseSettings.Owner;
import io.citylake.model.Release;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader may rely on, whichever database holds it. */
abstract class ReaderHoldsContract {
  private static final TableName LEVELS = TableName.parse("water.ods_level");
  private static final TableName DAYS = TableName.parse("water.ads_day");
  private static final Duration MINUTES = Duration.ofMinutes(5);

  @TempDir protected Path home;
  private CatalogDatabase database;

  /** A database of its own for each directory. */
  abstract CatalogSettings catalog(Path directory);

  @BeforeEach
  void open() {
    database = new CatalogDatabase(catalog(home));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void holdsEachTableOfAReleaseWhileItIsRead() {
    try (ReleaseReaders readers = readers("a", 1)) {
      long before = now();
      Reading reading = readers.read(release(7, 70));

      assertThat(holds()).extracting(SnapshotHold::table).containsExactlyInAnyOrder(LEVELS, DAYS);
      assertThat(holds())
          .allSatisfy(
              hold -> {
                assertThat(hold.kind()).isEqualTo(Kind.READER);
                assertThat(hold.owner()).isEqualTo("a:1");
                assertThat(hold.state()).isEqualTo(new TableSnapshot("uuid", 70));
                assertThat(hold.until())
                    .isBetween(
                        Instant.ofEpochMilli(before).plus(MINUTES),
                        Instant.ofEpochMilli(now()).plus(MINUTES));
              });
      reading.close();
      readers.renew();
      assertThat(holds()).isEmpty();
    }
  }

  @Test
  void holdsUntilTheLastReadingIsClosed() {
    try (ReleaseReaders readers = readers("a", 1)) {
      Reading first = readers.read(release(7, 70));
      Reading second = readers.read(release(7, 70));
      first.close();
      first.close();
      readers.renew();
      assertThat(holds()).hasSize(2);
      second.close();
      readers.renew();
      assertThat(holds()).isEmpty();
    }
  }

  /** A release is served by many short queries: they cost one transaction, not one each. */
  @Test
  void readsAgainWithoutAWordToTheDatabase() {
    try (ReleaseReaders readers = readers("a", 1)) {
      readers.read(release(7, 70)).close();
      execute("DELETE FROM citylake_holds");
      readers.read(release(7, 70)).close();
      assertThat(holds()).isEmpty();
    }
  }

  @Test
  void renewsWhatIsReadAndSaysAnewWhatIsMissing() {
    try (ReleaseReaders readers = readers("a", 1);
        Reading reading = readers.read(release(7, 70))) {
      assertThat(reading).isNotNull();
      execute("UPDATE citylake_holds SET expires_at = expires_at - 200000");
      long before = now();
      readers.renew();
      assertThat(holds())
          .hasSize(2)
          .allMatch(hold -> !hold.until().isBefore(Instant.ofEpochMilli(before).plus(MINUTES)));
      execute("DELETE FROM citylake_holds");
      readers.renew();
      assertThat(holds()).hasSize(2);
    }
  }

  /** A process that died says nothing any more. */
  @Test
  void endsByItsTimeWhereNobodyRenewsIt() {
    try (ReleaseReaders dead = readers("a", 1);
        ReleaseReaders alive = readers("b", 2)) {
      dead.read(release(7, 70));
      execute("UPDATE citylake_holds SET expires_at = " + now());
      assertThat(holds()).isEmpty();
      assertThat(rows()).isEqualTo(2);

      alive.read(release(8, 80));

      assertThat(holds()).hasSize(2).allMatch(hold -> hold.owner().equals("b:2"));
      assertThat(rows()).isEqualTo(2);
    }
  }

  @Test
  void endsAtOnceWhereTheProcessEnds() {
    ReleaseReaders readers = readers("a", 1);
    readers.read(release(7, 70));
    readers.close();
    assertThat(holds()).isEmpty();
  }

  private List<SnapshotHold> holds() {
    return new ReaderHolds(database).list();
  }

  private ReleaseReaders readers(String host, long pid) {
    return new ReleaseReaders(
        database, new ReaderTimes(MINUTES, Duration.ofMinutes(1)), new Owner(host, pid, 1));
  }

  private static Release release(long id, long snapshot) {
    TableSnapshot state = new TableSnapshot("uuid", snapshot);
    return new Release(id, Instant.EPOCH, new TreeMap<>(Map.of(LEVELS, state, DAYS, state)));
  }

  private long now() {
    return number("SELECT " + database.dialect().now());
  }

  private long rows() {
    return number("SELECT count(*) FROM citylake_holds");
  }

  private long number(String sql) {
    return database.call(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
          }
        });
  }

  private void execute(String sql) {
    database.call(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
          }
        });
  }
}
