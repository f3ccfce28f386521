package io.citylake.read.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were met and that no order tells from new ones: those at the last watermark, those
 * without one, those ahead of the clock, and those whose text is of another form. Of each kind null
 * where nobody knows which were met: they were too many to be remembered, or an earlier program did
 * not.
 *
 * @param form what of each row was digested
 */
record Reached(
    RowForm form,
    @Nullable RowDigests ties,
    @Nullable RowDigests nulls,
    @Nullable RowDigests ahead,
    @Nullable RowDigests others) {
  private static final String FORM = "told-by";
  private static final String OTHERS = "others";

  /** Before the first run. */
  static final Reached NOTHING =
      new Reached(
          RowForm.WHOLE, RowDigests.NONE, RowDigests.NONE, RowDigests.NONE, RowDigests.NONE);

  static Reached read(JsonNode position) {
    return new Reached(
        form(position),
        digests(position, "ties"),
        digests(position, "nulls"),
        digests(position, "ahead"),
        position.has(OTHERS) || isOfText(position) ? digests(position, OTHERS) : RowDigests.NONE);
  }

  private static boolean isOfText(JsonNode position) {
    return position.path("type").asText("").equals("text");
  }

  private static RowForm form(JsonNode position) {
    List<String> names = new ArrayList<>();
    position.path(FORM).forEach(name -> names.add(name.asText()));
    return new RowForm(names);
  }

  private static @Nullable RowDigests digests(JsonNode position, String kind) {
    return position.hasNonNull(kind) ? RowDigests.parse(position.path(kind).asText()) : null;
  }

  void write(ObjectNode position) {
    if (!form.names().isEmpty()) {
      form.names().forEach(position.putArray(FORM)::add);
    }
    put(position, "ties", ties);
    put(position, "nulls", nulls);
    put(position, "ahead", ahead);
    if (others == null || !others.isEmpty() || isOfText(position)) {
      put(position, OTHERS, others);
    }
  }

  private static void put(ObjectNode position, String kind, @Nullable RowDigests digests) {
    Optional.ofNullable(digests).ifPresent(each -> position.put(kind, each.toString()));
  }
}
