package io.citylake.schedule.store;

import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.EnumMap;
import java.util.Map;

/** How many slots of the schedule are in each state. */
public final class SlotCounts {
  private SlotCounts() {}

  public static Map<SlotState, Long> byState(CatalogDatabase database) {
    return database.call(
        connection -> {
          Map<SlotState, Long> counts = new EnumMap<>(SlotState.class);
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT state, count(*) FROM citylake_slots WHERE series = ? GROUP BY state")) {
            query.setString(1, SlotId.SCHEDULE);
            try (ResultSet rows = query.executeQuery()) {
              while (rows.next()) {
                counts.put(SlotState.parse(rows.getString(1)), rows.getLong(2));
              }
            }
          }
          return counts;
        });
  }
}
