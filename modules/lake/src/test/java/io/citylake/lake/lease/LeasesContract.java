package io.citylake.lake.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reservations promise, whichever database holds them. */
abstract class LeasesContract {
  private static final TableName TABLE = TableName.parse("air.ods_reading");
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final LeaseSettings.Owner ELSEWHERE = new LeaseSettings.Owner("elsewhere", 1, 1);

  @TempDir protected Path home;
  private final Random random = new Random(1);
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
  void refusesATableThatALiveRunHolds() {
    try (Leases leases = leases(LeaseSettings.Owner.current());
        Leases.Lease held = leases.acquire(TABLE, run())) {
      assertThatThrownBy(() -> leases.acquire(TABLE, run()))
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining("Cannot begin a run on table air.ods_reading")
          .extracting(e -> ((CityLakeException) e).code())
          .isEqualTo(ErrorCode.TABLE_BUSY);
      assertThat(held).isNotNull();
    }
  }

  @Test
  void cancellingEndsTheWaitForATable() throws Exception {
    LeaseSettings patient = LeaseSettings.standard().withOwner(LeaseSettings.Owner.current());
    try (Leases leases = new Leases(database, patient);
        Leases.Lease held = leases.acquire(TABLE, run())) {
      RunId second = run();
      CompletableFuture<?> wait =
          CompletableFuture.runAsync(() -> leases.acquire(TABLE, second).close());
      assertThat(wait).isNotDone();
      leases.cancel();
      // The patience is ten minutes.
      assertThatThrownBy(() -> wait.get(60, TimeUnit.SECONDS))
          .hasRootCauseMessage("Cannot begin a run on table air.ods_reading: cancelled");
      assertThat(held).isNotNull();
    }
  }

  @Test
  void givesATableOnceItsHolderEnds() {
    try (Leases leases = leases(LeaseSettings.Owner.current())) {
      leases.acquire(TABLE, run()).close();
      leases.acquire(TABLE, run()).close();
    }
  }

  @Test
  void takesOverAtOnceFromADeadProcessOfThisMachine() {
    LeaseSettings.Owner dead =
        new LeaseSettings.Owner(LeaseSettings.Owner.current().host(), 1L << 40, 1);
    try (Leases theirs = leases(dead);
        Leases ours = leases(LeaseSettings.Owner.current())) {
      theirs.acquire(TABLE, run());
      ours.acquire(TABLE, run()).close();
    }
  }

  @Test
  void takesOverFromAnotherMachineOnlyAfterExpiry() {
    try (Leases theirs = leases(ELSEWHERE);
        Leases ours = leases(LeaseSettings.Owner.current())) {
      theirs.acquire(TABLE, run());
      pass(Duration.ofSeconds(50));
      assertThatThrownBy(() -> ours.acquire(TABLE, run()))
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining("host=elsewhere");
      pass(Duration.ofSeconds(10));
      ours.acquire(TABLE, run()).close();
    }
  }

  /** Its run died while the database's clock was a year ahead. */
  @Test
  void takesOverWhereTheClockWasSetBackSince() {
    try (Leases theirs = leases(ELSEWHERE);
        Leases ours = leases(LeaseSettings.Owner.current())) {
      theirs.acquire(TABLE, run());
      pass(Duration.ofSeconds(-59));
      assertThatThrownBy(() -> ours.acquire(TABLE, run())).hasMessageContaining("host=elsewhere");
      pass(Duration.ofDays(-365));
      assertThat(Leases.reserved(database)).isEmpty();
      ours.acquire(TABLE, run()).close();
    }
  }

  @Test
  void tellsWhichTablesARunCanStillHave() {
    LeaseSettings.Owner dead =
        new LeaseSettings.Owner(LeaseSettings.Owner.current().host(), 1L << 40, 1);
    TableName other = new TableName("air", "ods_other");
    try (Leases gone = leases(dead);
        Leases theirs = leases(ELSEWHERE)) {
      gone.acquire(other, run());
      theirs.acquire(TABLE, run());
      assertThat(Leases.reserved(database)).containsExactly(TABLE);
      pass(Duration.ofSeconds(61));
      assertThat(Leases.reserved(database)).isEmpty();
    }
  }

  @Test
  void reservesForAMinuteOfTheDatabasesTime() {
    try (Leases leases = leases(LeaseSettings.Owner.current())) {
      long before = now();
      try (Leases.Lease lease = leases.acquire(TABLE, run())) {
        assertThat(lease.isLost()).isFalse();
        assertThat(expiresAt()).isBetween(before + 60_000, now() + 60_000);
      }
    }
  }

  @Test
  void askingWhetherATableIsHeldRenewsIt() {
    try (Leases leases = leases(ELSEWHERE);
        Leases.Lease lease = leases.acquire(TABLE, run())) {
      pass(Duration.ofSeconds(50));
      long before = now();
      lease.requireHeld();
      assertThat(expiresAt()).isBetween(before + 60_000, now() + 60_000);
    }
  }

  @Test
  void goesOnAfterItsTimeIsOverWhereNobodyTookTheTable() {
    try (Leases theirs = leases(ELSEWHERE);
        Leases ours = leases(LeaseSettings.Owner.current());
        Leases.Lease lease = theirs.acquire(TABLE, run())) {
      pass(Duration.ofHours(1));
      lease.requireHeld();
      assertThat(lease.isLost()).isFalse();
      assertThatThrownBy(() -> ours.acquire(TABLE, run()))
          .hasMessageContaining("Cannot begin a run on table air.ods_reading");
    }
  }

  /** D1: a run that was away for too long has no table any more, and must not think it has. */
  @Test
  void saysWhoHasATableThatWasLost() {
    RunId first = run();
    RunId second = run();
    try (Leases theirs = leases(ELSEWHERE);
        Leases ours = leases(new LeaseSettings.Owner("third", 7, 1))) {
      Leases.Lease lost = theirs.acquire(TABLE, first);
      pass(Duration.ofSeconds(61));
      String until = Instant.ofEpochMilli(expiresAt() + 61_000).toString();
      Leases.Lease held = ours.acquire(TABLE, second);

      assertThatThrownBy(lost::requireHeld)
          .isInstanceOf(CityLakeException.class)
          .hasMessage(
              "Cannot go on with run %s of table air.ods_reading: its reservation until %s is gone (run %s has the table now, host=third, pid=7), because the process was stopped or the catalog was out of reach for longer than 60 s; nothing was published, run the job again"
                  .formatted(first, until, second))
          .extracting(e -> ((CityLakeException) e).code())
          .isEqualTo(ErrorCode.RESERVATION_LOST);
      assertThat(lost.isLost()).isTrue();
      held.requireHeld();

      // Ending the lost one takes nothing from whoever has the table now.
      lost.close();
      held.requireHeld();
      held.close();
    }
  }

  @Test
  void staysLostWhenTheOtherRunHasEnded() {
    try (Leases theirs = leases(ELSEWHERE);
        Leases ours = leases(LeaseSettings.Owner.current());
        Leases.Lease lost = theirs.acquire(TABLE, run())) {
      pass(Duration.ofSeconds(61));
      ours.acquire(TABLE, run()).close();

      assertThatThrownBy(lost::requireHeld).hasMessageContaining("another run had the table since");
      assertThatThrownBy(lost::requireHeld).hasMessageContaining("another run had the table since");
      assertThat(lost.isLost()).isTrue();
      ours.acquire(TABLE, run()).close();
    }
  }

  @Test
  void noticesInTheBackgroundThatATableWasLost() {
    LeaseSettings hasty =
        new LeaseSettings(Duration.ofSeconds(60), Duration.ofMillis(20), Duration.ZERO, ELSEWHERE);
    try (Leases theirs = new Leases(database, hasty);
        Leases.Lease lost = theirs.acquire(TABLE, run())) {
      execute("DELETE FROM citylake_lease");
      await().until(lost::isLost);
    }
  }

  private Leases leases(LeaseSettings.Owner owner) {
    return new Leases(
        database, LeaseSettings.standard().withPatience(Duration.ZERO).withOwner(owner));
  }

  RunId run() {
    return RunId.create(NOON, random);
  }

  /** As if so much of the database's time had passed. */
  private void pass(Duration time) {
    execute("UPDATE citylake_lease SET expires_at = expires_at - " + time.toMillis());
  }

  private long now() {
    return number("SELECT " + database.dialect().now());
  }

  private long expiresAt() {
    return number("SELECT expires_at FROM citylake_lease");
  }

  private void execute(String sql) {
    database.call(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
          }
        });
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
}
