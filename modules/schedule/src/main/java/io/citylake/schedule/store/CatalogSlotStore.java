package io.citylake.schedule.store;

import io.citylake.lake.catalog.CatalogDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;

/** Slots in the catalog database, beside the run ledger. */
public final class CatalogSlotStore implements SlotStore {
  private final CatalogDatabase database;

  /**
   * @param database that stays the caller's to close
   */
  public CatalogSlotStore(CatalogDatabase database) {
    this.database = database;
  }

  @Override
  public <T> T change(Function<SlotBoard, T> work) {
    return database.inTransaction(
        connection -> {
          database.dialect().lock(connection, "citylake_slots");
          return on(connection, work);
        });
  }

  @Override
  public <T> T read(Function<SlotBoard, T> work) {
    return database.call(connection -> on(connection, work));
  }

  private <T> T on(Connection connection, Function<SlotBoard, T> work) throws SQLException {
    try {
      return work.apply(new CatalogSlotBoard(connection, database.dialect()));
    } catch (CatalogSlotBoard.Failure e) {
      // As the failure that it is, so that a busy database is tried again.
      throw e.failure();
    }
  }
}
