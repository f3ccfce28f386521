package io.citylake.run.batch;

import io.citylake.model.DataSize;
import io.citylake.model.Position;
import java.util.Optional;
import java.util.function.Supplier;

/** Decides what a batch brings, from what its table says. Asked while the table is reserved. */
public interface DeliveryPlanner {
  /** What the ledger calls such a run. */
  String kind();

  /** What there is to bring; empty where there is nothing. */
  Optional<Delivery> plan(TableNow table);

  /**
   * The reserved table.
   *
   * @param position how far the task has got
   * @param size about how large the table is; asking reads its manifest list
   */
  record TableNow(Position position, Supplier<DataSize> size) {}
}
