package io.citylake.run.batch;

import io.citylake.publish.quarantine.QuarantineResolution;
import io.citylake.publish.quarantine.QuarantinedRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Rows of the quarantine that are given up for good.
 *
 * @param by who gives them up
 * @param reason why
 */
public record DiscardPlanner(OpenRows rows, String by, String reason, Instant at)
    implements DeliveryPlanner {
  /** What a row's status is once it is given up. */
  public static final String DISCARDED = "discarded";

  @Override
  public String kind() {
    return "discard";
  }

  @Override
  public Optional<Delivery> plan(TableNow table) {
    List<String> ids = rows.now().stream().map(QuarantinedRow::id).toList();
    return ids.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Delivery.Marks(
                new QuarantineResolution(ids, DISCARDED, at, by, reason), table.position()));
  }
}
