package io.citylake.run.batch;

import io.citylake.model.AuditFinding;
import io.citylake.model.DataSize;
import io.citylake.model.Position;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Decides what a batch brings, from what its table says. Asked while the table is reserved. */
public interface DeliveryPlanner {
  /** What the ledger calls such a run. */
  String kind();

  /** What there is to bring. */
  Planned plan(TableNow table);

  /**
   * What was decided.
   *
   * @param delivery empty where there is nothing to bring
   * @param nothing what the run's line says then
   * @param remarks what the user should know of the source
   */
  record Planned(Optional<Delivery> delivery, String nothing, List<AuditFinding> remarks) {
    public Planned {
      remarks = List.copyOf(remarks);
    }

    static Planned of(Delivery delivery) {
      return new Planned(Optional.of(delivery), "", List.of());
    }

    static Planned nothing(String why) {
      return new Planned(Optional.empty(), why, List.of());
    }

    Planned with(List<AuditFinding> findings) {
      return new Planned(delivery, nothing, findings);
    }
  }

  /**
   * The reserved table.
   *
   * @param position how far the task has got
   * @param size about how large the table is; asking reads its manifest list
   * @param rowsOf how many rows the task has in the table from some sources; asking counts them
   */
  record TableNow(
      Position position, Supplier<DataSize> size, ToLongFunction<List<String>> rowsOf) {}
}
