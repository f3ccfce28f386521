package io.citylake.run.batch;

import io.citylake.model.AuditFinding;
import io.citylake.model.DataSize;
import io.citylake.model.FileCounts;
import io.citylake.model.Position;
import io.citylake.read.ReadBatch;
import io.citylake.read.file.DeliveredFiles.Delivered;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

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
   * @param files what its files are to the job; null where it has none
   */
  record Planned(
      Optional<Delivery> delivery,
      String nothing,
      List<AuditFinding> remarks,
      @Nullable FileCounts files) {
    public Planned {
      remarks = List.copyOf(remarks);
    }

    static Planned of(Delivery delivery) {
      return new Planned(Optional.of(delivery), "", List.of(), null);
    }

    static Planned nothing(String why) {
      return new Planned(Optional.empty(), why, List.of(), null);
    }

    /** With what is to be said of the source. */
    Planned about(ReadBatch source) {
      return new Planned(delivery, nothing, source.remarks(), source.files().orElse(null));
    }
  }

  /**
   * The reserved table.
   *
   * @param position how far the task has got
   * @param size about how large the table is; asking reads its manifest list
   * @param rowsOf how many rows the task has in the table from some sources; asking counts them
   * @param isFinal which files must stay as they were read; asking counts rows
   * @param lacksRows whether rows are gone that the position says are loaded
   */
  record TableNow(
      Position position,
      Supplier<DataSize> size,
      ToLongFunction<List<String>> rowsOf,
      Predicate<Delivered> isFinal,
      boolean lacksRows) {}
}
