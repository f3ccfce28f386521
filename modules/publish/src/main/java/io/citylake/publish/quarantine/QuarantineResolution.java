package io.citylake.publish.quarantine;

import io.citylake.model.QuarantineStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of quarantined rows.
 *
 * @param ids of the rows; those that are no longer open stay as they are
 * @param status any but {@code OPEN}
 * @param at when
 * @param by who, for people; null for the platform itself
 * @param note why, for people
 */
public record QuarantineResolution(
    List<String> ids,
    QuarantineStatus status,
    Instant at,
    @Nullable String by,
    @Nullable String note) {
  public QuarantineResolution {
    ids = List.copyOf(ids);
    if (status == QuarantineStatus.OPEN) {
      throw new IllegalArgumentException("Cannot resolve rows: open is no resolution");
    }
  }
}
