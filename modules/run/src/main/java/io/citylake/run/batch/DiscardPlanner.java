package io.citylake.run.batch;

import io.citylake.model.QuarantineStatus;
import io.citylake.publish.quarantine.QuarantineResolution;
import io.citylake.publish.quarantine.QuarantinedRow;
import java.time.Instant;
import java.util.List;

/**
 * Rows of the quarantine that are given up for good.
 *
 * @param by who gives them up
 * @param reason why
 */
public record DiscardPlanner(OpenRows rows, String by, String reason, Instant at)
    implements DeliveryPlanner {
  @Override
  public String kind() {
    return "discard";
  }

  @Override
  public Planned plan(TableNow table) {
    List<String> ids = rows.now().stream().map(QuarantinedRow::id).toList();
    return ids.isEmpty()
        ? Planned.nothing("None of the rows is open any more")
        : Planned.of(
            new Delivery.Marks(
                new QuarantineResolution(ids, QuarantineStatus.DISCARDED, at, by, reason),
                table.position()));
  }
}
