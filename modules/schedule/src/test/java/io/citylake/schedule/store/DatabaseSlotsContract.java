package io.citylake.schedule.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.catalog.DatabaseClock;
import io.citylake.lake.lease.LeaseSettings.Owner;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is promised of slots in a catalog database, whichever product it is. */
abstract class DatabaseSlotsContract extends SlotStoreContract {
  protected CatalogDatabase database;
  private final List<SchedulerProcess> processes = new ArrayList<>();

  abstract CatalogSettings catalog();

  @BeforeEach
  void open() {
    database = new CatalogDatabase(catalog());
  }

  @AfterEach
  void close() {
    processes.forEach(SchedulerProcess::close);
    database.close();
  }

  @Override
  SlotStore store() {
    return new CatalogSlotStore(database);
  }

  @Override
  String enter(String series) {
    SchedulerProcess process = SchedulerProcess.open(database, series, Owner.current());
    processes.add(process);
    return process.name();
  }

  @Override
  void lose(String process) {
    execute("UPDATE citylake_schedulers SET pid = 0 WHERE process = '" + process + "'");
  }

  /** Pages are looked at by many, and a scheduler may be changing many slots. */
  @Test
  void whoReadsWaitsForNobodyWhoChanges() throws Exception {
    SlotStore store = store();
    Instant noon = Instant.parse("2026-01-02T12:00:00Z");
    store.change(
        board -> {
          board.looked("schedule", noon);
          return null;
        });
    CompletableFuture<Optional<Instant>> read = new CompletableFuture<>();
    store.change(
        board -> {
          board.looked("schedule", noon.plusSeconds(1));
          Thread other =
              new Thread(() -> read.complete(store.read(each -> each.lastLook("schedule"))));
          other.start();
          try {
            read.get(20, TimeUnit.SECONDS);
          } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("It waits", e);
          }
          return null;
        });
    assertThat(read.get()).contains(noon);
  }

  void execute(String sql) {
    database.inTransaction(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
          }
        });
  }

  /** A process that another machine's could not ask for: what it did not renew is over. */
  @Test
  void aClaimThatIsNotRenewedIsLost() {
    String process = enter();
    execute("UPDATE citylake_schedulers SET expires_at = 0 WHERE process = '" + process + "'");
    store()
        .change(
            board -> {
              board.add(running(LEVELS, process), "x", Instant.EPOCH);
              return null;
            });
    java.util.Set<String> lost = store().change(SlotBoard::lostClaims);
    assertThat(lost).containsExactly(process + "/1");
  }

  @Test
  void theClockIsTheDatabases() {
    Instant before = java.time.Clock.systemUTC().instant();
    assertThat(Duration.between(before, new DatabaseClock(database).instant()).abs())
        .isLessThan(Duration.ofMinutes(1));
  }
}
