package io.citylake.lake.catalog;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The catalog database's clock, which all schedulers of a lake share. */
public final class DatabaseClock extends Clock {
  private final CatalogDatabase database;

  public DatabaseClock(CatalogDatabase database) {
    this.database = database;
  }

  @Override
  public Instant instant() {
    return database.call(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement("SELECT " + database.dialect().now());
              ResultSet row = query.executeQuery()) {
            row.next();
            return Instant.ofEpochMilli(row.getLong(1));
          }
        });
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
