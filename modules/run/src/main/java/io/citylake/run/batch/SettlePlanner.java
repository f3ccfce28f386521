package io.citylake.run.batch;

import java.time.Instant;

/**
 * Makes earlier deliveries final, and gives up what only they could bring back.
 *
 * @param before in the order of deliveries
 */
public record SettlePlanner(Instant before) implements DeliveryPlanner {
  @Override
  public String kind() {
    return "settle";
  }

  @Override
  public Planned plan(TableNow table) {
    return Planned.of(new Delivery.Settling(before, table.position()));
  }
}
