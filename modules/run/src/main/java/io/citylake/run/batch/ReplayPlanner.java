package io.citylake.run.batch;

import io.citylake.lake.history.CorrectionStore;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.QuarantineStatus;
import io.citylake.publish.quarantine.QuarantineResolution;
import io.citylake.publish.quarantine.QuarantinedRow;
import io.citylake.read.ReadBatch;
import io.citylake.read.ReplayBatch;
import io.citylake.read.ReplayRow;
import io.citylake.run.batch.Delivery.Arrival;
import io.citylake.run.batch.Delivery.SourceRows;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Rows of the quarantine on their way through the job again, corrected where somebody did.
 *
 * @param by who has them replayed
 */
public record ReplayPlanner(OpenRows rows, CorrectionStore corrections, String by, Instant at)
    implements DeliveryPlanner {
  @Override
  public String kind() {
    return "replay";
  }

  @Override
  public Planned plan(TableNow table) {
    List<QuarantinedRow> open = rows.now();
    ReadBatch again = ReplayBatch.of(replayed(open), table.position()).picking(rows.job());
    if (again.isEmpty()) {
      return Planned.nothing("None of the rows is open any more");
    }
    List<String> ids = open.stream().map(QuarantinedRow::id).toList();
    return Planned.of(
        new SourceRows(
            rows.job(),
            again,
            table.position(),
            Arrival.SINGLE_ROWS,
            List.of(),
            Optional.of(new QuarantineResolution(ids, QuarantineStatus.REPLAYED, at, by, null)),
            false,
            false,
            false));
  }

  /** An earlier program gave one id to rows that two runs had met at one place of a table. */
  private static void requireOneEach(List<QuarantinedRow> open, Set<String> corrected) {
    Set<String> seen = new HashSet<>();
    for (QuarantinedRow row : open) {
      if (!seen.add(row.id()) && corrected.contains(row.id())) {
        throw new CityLakeException(
            ErrorCode.QUARANTINE_ROWS_ALIKE,
            "Cannot replay row %s as it was fixed: several open rows of %s have this id, and the correction would take the place of each; run the job with --full-refresh, and fix what is refused then, which has ids of its own"
                .formatted(row.id(), row.job()));
      }
    }
  }

  private List<ReplayRow> replayed(List<QuarantinedRow> open) {
    Map<String, String> corrected =
        corrections.find(open.stream().map(QuarantinedRow::id).toList());
    requireOneEach(open, corrected.keySet());
    return open.stream()
        .map(
            row ->
                new ReplayRow(
                    row.id(),
                    Objects.requireNonNullElse(row.source(), ""),
                    Objects.requireNonNullElse(row.place(), 0L),
                    corrected.getOrDefault(row.id(), Objects.requireNonNullElse(row.raw(), "")),
                    Objects.requireNonNullElse(row.fingerprint(), ""),
                    row.attempt()))
        .toList();
  }
}
