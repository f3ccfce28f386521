package io.citylake.schedule.alert.store;

import io.citylake.lake.catalog.CatalogDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;

/**
 * Where alerts are kept: in the catalog database. Any number of threads and processes may use it:
 * each change sees what the one before it left, so that of several that decide one does.
 */
public final class AlertStore {
  private final CatalogDatabase database;

  /**
   * @param database that stays the caller's to close
   */
  public AlertStore(CatalogDatabase database) {
    this.database = database;
  }

  /** Reads, decides and writes as one; all of it happens or none. */
  public <T> T change(Function<AlertBoard, T> work) {
    return database.inTransaction(
        connection -> {
          database.dialect().lock(connection, "citylake_alerts");
          return on(connection, work);
        });
  }

  /**
   * Only reads, and waits for nobody who changes alerts. What one question after another finds may
   * be of two moments.
   */
  public <T> T read(Function<AlertBoard, T> work) {
    return database.call(connection -> on(connection, work));
  }

  private static <T> T on(Connection connection, Function<AlertBoard, T> work) throws SQLException {
    try {
      return work.apply(new AlertBoard(new AlertSql(connection)));
    } catch (AlertSql.Failure e) {
      // As the failure that it is, so that a busy database is tried again.
      throw e.failure();
    }
  }
}
