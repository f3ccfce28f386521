package io.citylake.lake.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLeases {
  private static final TableName TABLE = TableName.parse("air.ods_reading");
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final LeaseSettings.Owner ELSEWHERE = new LeaseSettings.Owner("elsewhere", 1, 1);

  @TempDir private Path home;
  private final Random random = new Random(1);
  private CatalogDatabase database;

  @BeforeEach
  void open() {
    database = new CatalogDatabase(LocalLake.settings(home).catalog());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void refusesATableThatALiveRunHolds() {
    try (Leases leases = leases(LeaseSettings.Owner.current(), NOON);
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
    try (Leases leases = new Leases(database, patient, Clock.fixed(NOON, ZoneOffset.UTC));
        Leases.Lease held = leases.acquire(TABLE, run())) {
      RunId second = run();
      CompletableFuture<?> wait =
          CompletableFuture.runAsync(() -> leases.acquire(TABLE, second).close());
      assertThat(wait).isNotDone();
      leases.cancel();
      // The patience is ten minutes.
      assertThatThrownBy(() -> wait.get(10, TimeUnit.SECONDS))
          .hasRootCauseMessage("Cannot begin a run on table air.ods_reading: cancelled");
      assertThat(held).isNotNull();
    }
  }

  @Test
  void givesATableOnceItsHolderEnds() {
    try (Leases leases = leases(LeaseSettings.Owner.current(), NOON)) {
      leases.acquire(TABLE, run()).close();
      leases.acquire(TABLE, run()).close();
    }
  }

  @Test
  void takesOverAtOnceFromADeadProcessOfThisMachine() {
    LeaseSettings.Owner dead =
        new LeaseSettings.Owner(LeaseSettings.Owner.current().host(), 1L << 40, 1);
    try (Leases theirs = leases(dead, NOON);
        Leases ours = leases(LeaseSettings.Owner.current(), NOON)) {
      theirs.acquire(TABLE, run());
      ours.acquire(TABLE, run()).close();
    }
  }

  @Test
  void takesOverFromAnotherMachineOnlyAfterExpiry() {
    try (Leases theirs = leases(ELSEWHERE, NOON);
        Leases soon = leases(LeaseSettings.Owner.current(), NOON.plusSeconds(59));
        Leases later = leases(LeaseSettings.Owner.current(), NOON.plusSeconds(61))) {
      theirs.acquire(TABLE, run());
      assertThatThrownBy(() -> soon.acquire(TABLE, run()))
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining("host=elsewhere");
      later.acquire(TABLE, run()).close();
    }
  }

  private Leases leases(LeaseSettings.Owner owner, Instant now) {
    return new Leases(
        database,
        LeaseSettings.standard().withPatience(Duration.ZERO).withOwner(owner),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  private RunId run() {
    return RunId.create(NOON, random);
  }
}
