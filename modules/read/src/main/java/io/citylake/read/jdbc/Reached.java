package io.citylake.read.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were met and that no order tells from new ones: those at the last watermark, those
 * without one, and those ahead of the clock. Of each kind null where nobody knows which were met:
 * they were too many to be remembered, or an earlier program did not.
 */
record Reached(@Nullable RowDigests ties, @Nullable RowDigests nulls, @Nullable RowDigests ahead) {
  /** Before the first run. */
  static final Reached NOTHING = new Reached(RowDigests.NONE, RowDigests.NONE, RowDigests.NONE);

  static Reached read(JsonNode position) {
    return new Reached(
        digests(position, "ties"), digests(position, "nulls"), digests(position, "ahead"));
  }

  private static @Nullable RowDigests digests(JsonNode position, String kind) {
    return position.hasNonNull(kind) ? RowDigests.parse(position.path(kind).asText()) : null;
  }

  void write(ObjectNode position) {
    put(position, "ties", ties);
    put(position, "nulls", nulls);
    put(position, "ahead", ahead);
  }

  private static void put(ObjectNode position, String kind, @Nullable RowDigests digests) {
    Optional.ofNullable(digests).ifPresent(each -> position.put(kind, each.toString()));
  }
}
