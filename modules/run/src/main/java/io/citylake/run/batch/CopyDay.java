package io.citylake.run.batch;

import io.citylake.contract.job.SourceSpec;
import io.citylake.model.Position;
import io.citylake.model.TimeInName;
import io.citylake.read.file.DeliveredFiles;
import io.citylake.run.batch.Delivery.SourceRows;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The day that a full copy stands for: the one in its file's name, else the run's. Where the table
 * has history under the days of runs that came after the name's, it goes on under those.
 */
final class CopyDay {
  private final SourceRows rows;
  private final LocalDate run;
  private final Position before;

  /**
   * @param before the job's position without the copy
   */
  CopyDay(SourceRows rows, LocalDate run, Position before) {
    this.rows = rows;
    this.run = run;
    this.before = before;
  }

  /**
   * @param newest the latest day of the table's history; empty before the first copy
   */
  LocalDate day(Optional<LocalDate> newest) {
    Optional<LocalDate> own =
        rows.job().source() instanceof SourceSpec.Files
            ? days(rows.rows().sources()).max(LocalDate::compareTo)
            : Optional.empty();
    boolean passed =
        own.isPresent()
            && newest.isPresent()
            && !newest.get().isBefore(own.get())
            && !(newest.get().equals(own.get()) && isTaken(own.get()));
    return passed ? run : own.orElse(run);
  }

  /** Whether that day's history is of a copy with it in its name. */
  private boolean isTaken(LocalDate day) {
    return days(DeliveredFiles.loaded(before)).anyMatch(day::equals);
  }

  private static Stream<LocalDate> days(Collection<String> sources) {
    return sources.stream()
        .flatMap(source -> TimeInName.find(source).stream())
        .map(
            said ->
                LocalDate.ofEpochDay(
                    Math.floorDiv(said.seconds(), Duration.ofDays(1).toSeconds())));
  }
}
